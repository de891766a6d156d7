using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Billing;

/// <summary>Why a line cannot be billed yet, or not as it is.</summary>
public enum HeldFor
{
    /// <summary>Nobody recorded whether the patient came.</summary>
    NotRecorded,

    /// <summary>The note is missing or not signed.</summary>
    Unsigned,

    /// <summary>The note is signed and awaits the co-signature that was asked for.</summary>
    NotCoSigned,

    NoDiagnosis,

    /// <summary>No signed treatment plan was in force.</summary>
    NoPlan,

    /// <summary>The program demands a physician's certification, and none covers the day.</summary>
    NotCertified,

    /// <summary>Who rendered it held no credential that goes with the service.</summary>
    NoCredential,

    NoAuthorization,

    /// <summary>The authorization has no units left for it.</summary>
    UsedUp,

    TooFewMinutes,

    /// <summary>A family session in which nobody of the family took part.</summary>
    NoFamily,
}

/// <summary>What of a patient's session bears on billing, and nothing else of the record.</summary>
/// <param name="Session">Which.</param>
/// <param name="PatientId">Whose.</param>
/// <param name="EpisodeId">The episode of care; null before an admission.</param>
/// <param name="Date">Its clinic date.</param>
/// <param name="StartsAt">The instant.</param>
/// <param name="ServiceId">Its service.</param>
/// <param name="Service">What that is called.</param>
/// <param name="Kind">Group, individual or family.</param>
/// <param name="Billing">How the service is billed.</param>
/// <param name="Counts">Whether it counts toward the program's hours.</param>
/// <param name="Mode">Where it took place.</param>
/// <param name="Booked">Its minutes, the break taken out.</param>
/// <param name="Status">The attendance; null while none is recorded.</param>
/// <param name="Attended">The minutes that the patient attended.</param>
/// <param name="FamilyCame">Whether somebody of the patient's support network took part.</param>
/// <param name="IsSigned">Whether a note that stands is signed.</param>
/// <param name="AwaitsCoSignature">Whether that note awaits a co-signature.</param>
/// <param name="ClinicianId">Who rendered it: the author of the note, or who leads it.</param>
/// <param name="Diagnosis">The code of the principal diagnosis on that day.</param>
public sealed record BillableSession(
    Id<Session> Session,
    Id<Patient> PatientId,
    Id<Episode>? EpisodeId,
    DateOnly Date,
    DateTimeOffset StartsAt,
    Id<Service> ServiceId,
    string Service,
    SessionKind Kind,
    ServiceBilling Billing,
    bool Counts,
    SessionMode Mode,
    int Booked,
    AttendanceStatus? Status,
    int Attended,
    bool FamilyCame,
    bool IsSigned,
    bool AwaitsCoSignature,
    Id<StaffMember>? ClinicianId,
    string? Diagnosis)
{
    /// <summary>Whether a signed treatment plan was in force on that day, or none is asked for.</summary>
    public bool HasPlan { get; init; } = true;

    /// <summary>Whether a physician's certification covers that day, or none is asked for.</summary>
    public bool IsCertified { get; init; } = true;

    /// <summary>Whether who rendered it held, on that day, a credential that goes with the service.</summary>
    public bool HasCredential { get; init; } = true;

    internal bool IsAbsent => Status?.IsAbsence() == true;

    /// <summary>Whether there is anything to bill: an absence is only with the family that came without the patient.</summary>
    internal bool IsBillable => Billing.By is not BilledBy.Nothing
        && (!IsAbsent || (Kind is SessionKind.Family && FamilyCame && Billing.StepsWithoutPatient.Count > 0));
}

/// <summary>One line of what is billed: a session, or a whole day of the program.</summary>
/// <param name="Date">The clinic date.</param>
/// <param name="PatientId">Whose.</param>
/// <param name="EpisodeId">The episode of care; null before an admission.</param>
/// <param name="Service">The service; of a day, its services.</param>
/// <param name="IsDay">Whether it is a whole day.</param>
/// <param name="Code">CPT or HCPCS code; of too few minutes, the code they fall short of.</param>
/// <param name="Modifier">Null for none.</param>
/// <param name="Units">How many; 0 where the minutes are too few.</param>
/// <param name="Minutes">What was delivered.</param>
/// <param name="Needed">The minutes from which the code is billed.</param>
/// <param name="ClinicianId">Who rendered it; of a day, its first session.</param>
/// <param name="Diagnosis">Code of the principal diagnosis.</param>
/// <param name="Authorization">The payer's approval that it is billed under.</param>
/// <param name="Held">Why it is held; empty where it is ready.</param>
/// <param name="Sessions">The sessions it stands on.</param>
public sealed record ServiceLine(
    DateOnly Date,
    Id<Patient> PatientId,
    Id<Episode>? EpisodeId,
    string Service,
    bool IsDay,
    string Code,
    string? Modifier,
    int Units,
    int Minutes,
    int Needed,
    Id<StaffMember>? ClinicianId,
    string? Diagnosis,
    PayerAuthorization? Authorization,
    IReadOnlyList<HeldFor> Held,
    IReadOnlyList<Id<Session>> Sessions)
{
    public bool IsReady => Held.Count == 0;
}

/// <summary>
/// The lines of what was delivered, for whoever bills it. A payer's approval says how the program's days are counted: by day, by session or by
/// quarters of an hour. Nothing is decided here that a payer decides: what stands against a line is named, and the line is held.
/// </summary>
public static class ServiceLines
{
    /// <param name="sessions">Sessions that are over, of any patients and days.</param>
    /// <param name="approvals">What payers approved, by episode.</param>
    public static IReadOnlyList<ServiceLine> Of(IEnumerable<BillableSession> sessions, ILookup<Id<Episode>, AuthorizationUse> approvals) =>
    [
        .. from session in sessions
           where session.IsBillable
           orderby session.StartsAt, session.Session.Value
           group session by (session.Date, session.PatientId, session.EpisodeId) into day
           orderby day.Key.Date
           from line in OfDay([.. day], day.Key.EpisodeId is { } episode ? [.. approvals[episode]] : [])
           select line,
    ];

    private static IEnumerable<ServiceLine> OfDay(IReadOnlyList<BillableSession> sessions, IReadOnlyList<AuthorizationUse> approvals)
    {
        var placed = sessions.Select(session => (Session: session, Cover: Cover(session, approvals))).ToList();
        // What the program's day is made of, as far as the payer counts days.
        var days = placed.Where(one => one.Session.Billing.By is BilledBy.Day && (one.Cover is null || one.Cover.Authorization.Unit is AuthorizedUnit.Days)).ToList();
        var included = new HashSet<Id<Session>>();
        if (days.Count > 0)
        {
            // A day is billed once, whatever approvals its sessions fall under: the one for the whole program goes before one for a service.
            var cover = days.Select(one => one.Cover).OfType<AuthorizationUse>().OrderBy(use => use.Authorization.ServiceId is not null).FirstOrDefault();
            var needed = cover?.Authorization.MinutesOfDay ?? days.Max(one => one.Session.Billing.Steps[0].FromMinutes);
            List<BillableSession> own = [.. days.Select(one => one.Session)];
            List<BillableSession> parts = [.. placed.Select(one => one.Session).Where(one => one.Billing is { By: not BilledBy.Day, BesideDay: false })];
            // Only what counts toward the program's hours fills its day.
            int Delivered(IEnumerable<BillableSession> of) => of.Where(one => one.Counts).Sum(one => one.Attended);
            var whole = Delivered([.. own, .. parts]);
            var isReached = whole >= needed;
            List<BillableSession> of = isReached ? [.. own.Concat(parts).OrderBy(one => one.StartsAt)] : own;
            included.UnionWith(of.Select(one => one.Session));
            yield return Line(
                of, isDay: true, cover?.Authorization.Code ?? own[0].Billing.Steps[0].Code, isReached ? 1 : 0, isReached ? whole : Delivered(own), needed, cover,
                of.Exists(one => one.Billing.NeedsAuthorization), familyIsMissing: false);
        }

        foreach (var (session, approval) in placed.Where(one => !included.Contains(one.Session.Session)))
        {
            yield return OfSession(session, approval);
        }
    }

    private static ServiceLine OfSession(BillableSession session, AuthorizationUse? cover)
    {
        var (billing, minutes) = (session.Billing, session.IsAbsent ? session.Booked : session.Attended);
        if (billing.By is BilledBy.Day && cover is { Authorization: { } approved })
        {
            // The payer counts otherwise than the clinic does by itself.
            var units = approved.Unit is AuthorizedUnit.QuarterHours ? AuthorizationUse.QuarterHours(minutes) : minutes > 0 ? 1 : 0;
            return Line([session], isDay: false, approved.Code, units, minutes, approved.Unit is AuthorizedUnit.QuarterHours ? 8 : 1, cover, billing.NeedsAuthorization, familyIsMissing: false);
        }

        // A day's worth of minutes does not approve a session by itself.
        var own = cover is { Authorization: { Unit: AuthorizedUnit.Days, ServiceId: null } } ? null : cover;
        var steps = session.IsAbsent ? billing.StepsWithoutPatient : billing.Steps;
        if (billing.By is BilledBy.QuarterHours)
        {
            return Line([session], isDay: false, steps[0].Code, AuthorizationUse.QuarterHours(minutes), minutes, 8, own, billing.NeedsAuthorization, familyIsMissing: false);
        }

        var reached = ServiceBilling.Reached(steps, minutes);
        return Line(
            [session], isDay: false, (reached ?? steps[0]).Code, reached is null ? 0 : 1, minutes, (reached ?? steps[0]).FromMinutes, own, billing.NeedsAuthorization,
            familyIsMissing: session is { Kind: SessionKind.Family, FamilyCame: false });
    }

    private static ServiceLine Line(
        List<BillableSession> of, bool isDay, string code, int units, int minutes, int needed, AuthorizationUse? cover, bool needsAuthorization, bool familyIsMissing)
    {
        var first = of[0];
        var isUnrecorded = of.Exists(one => one.Status is null);
        var held = new List<HeldFor>();
        void Hold(bool when, HeldFor reason)
        {
            if (when)
            {
                held.Add(reason);
            }
        }

        Hold(isUnrecorded, HeldFor.NotRecorded);
        Hold(of.Exists(one => !one.IsSigned), HeldFor.Unsigned);
        Hold(of.Exists(one => one is { IsSigned: true, AwaitsCoSignature: true }), HeldFor.NotCoSigned);
        var diagnosis = of.Select(one => one.Diagnosis).FirstOrDefault(known => known is not null);
        Hold(diagnosis is null, HeldFor.NoDiagnosis);
        Hold(of.Exists(one => !one.HasPlan), HeldFor.NoPlan);
        Hold(of.Exists(one => !one.IsCertified), HeldFor.NotCertified);
        Hold(of.Exists(one => !one.HasCredential), HeldFor.NoCredential);
        Hold(cover is null && needsAuthorization, HeldFor.NoAuthorization);
        Hold(cover?.IsUsedUp(first.Date, first.StartsAt) == true, HeldFor.UsedUp);
        // Of what nobody recorded, nobody knows the minutes.
        Hold(units == 0 && !isUnrecorded, HeldFor.TooFewMinutes);
        Hold(familyIsMissing && !isUnrecorded, HeldFor.NoFamily);
        var modifier = of.TrueForAll(one => one.Mode is SessionMode.Telehealth) ? first.Billing.TelehealthModifier : null;
        return new ServiceLine(
            first.Date, first.PatientId, first.EpisodeId, string.Join(", ", of.Select(one => one.Service).Distinct()), isDay, code, modifier, units, minutes, needed,
            first.ClinicianId, diagnosis, cover?.Authorization, held, [.. of.Select(one => one.Session)]);
    }

    /// <summary>The approval that a session falls under: one for its service before one for the whole program, one that has units left before one that has none.</summary>
    private static AuthorizationUse? Cover(BillableSession session, IEnumerable<AuthorizationUse> approvals) => approvals
        .Where(use => use.IsActive(session.Date)
            && (use.Authorization.ServiceId is { } only ? only == session.ServiceId : session.Counts))
        .OrderByDescending(use => use.Authorization.ServiceId is not null)
        .ThenBy(use => use.IsUsedUp(session.Date, session.StartsAt))
        .ThenBy(use => use.Authorization.LastDay)
        .FirstOrDefault();
}

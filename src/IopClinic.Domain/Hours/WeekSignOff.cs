using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Hours;

/// <summary>One patient's hours of a week in which one episode of care was under way: what is vouched for.</summary>
/// <param name="PatientId">Whose.</param>
/// <param name="EpisodeId">In which episode.</param>
/// <param name="Ledger">The hours.</param>
public sealed record HoursOfWeek(Id<Patient> PatientId, Id<Episode> EpisodeId, WeekLedger Ledger);

/// <summary>
/// The hours of one program in one week that is over, as somebody vouched for them: a copy of every row they come from, who, when, and
/// the SHA-256 of all of it. It stands as it was signed off; what is corrected afterwards is signed off anew, with a reason.
/// </summary>
public sealed class WeekSignOff
{
    /// <summary>The longest remark.</summary>
    public const int LongestRemark = 1000;

    private readonly List<SignedHours> _hours = [];

    private WeekSignOff()
    {
    }

    /// <param name="program">Whose week.</param>
    /// <param name="hours">Of everybody who was in treatment in it.</param>
    /// <param name="before">What was signed off of the same week before, with its hours; null the first time.</param>
    /// <param name="elsewhere">How many more were in treatment in it who have come to another site since, where their record is.</param>
    /// <param name="remark">What is to be said of it; the reason, where the week was signed off before.</param>
    /// <param name="signer">Who vouches.</param>
    /// <param name="today">The date at the site.</param>
    /// <param name="now">The instant.</param>
    /// <param name="week">Which week.</param>
    /// <exception cref="RuleViolation">The week is not over, is nobody's, waits for attendance, or has not changed since it was signed off.</exception>
    public WeekSignOff(
        Program program, ClinicWeek week, IReadOnlyCollection<HoursOfWeek> hours, int elsewhere, WeekSignOff? before, string? remark, StaffMember signer, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(week.Sunday < today, "This week is not over yet.");
        RuleViolation.Unless(hours.Count > 0, "Nobody of this program was in treatment in this week.");
        RuleViolation.Unless(Unrecorded(hours) == 0, "A session of this week has no attendance yet. Record it, then sign the week off.");
        RuleViolation.Unless(before is null || HoursChange.Between(before.Hours, hours).Count > 0, "Nothing has changed since this week was signed off.");
        Id = Id<WeekSignOff>.New();
        (SiteId, ProgramId, Monday, Number) = (program.SiteId, program.Id, week.Monday, (before?.Number ?? 0) + 1);
        (Minimum, Maximum) = (program.WeeklyMinutesMinimum, program.WeeklyMinutesMaximum);
        (Patients, Elsewhere) = (hours.Count, elsewhere);
        Remark = before is null
            ? FreeText.OrNull(remark, LongestRemark, nameof(Remark))
            : FreeText.Required(remark, LongestRemark, "Say why the week is signed off again.", nameof(Remark));
        (SignerId, SignerName, Credential, SignedAt) = (signer.Id, signer.Name.Full, signer.CredentialOn(today), Signature.Stored(now));
        PreviousHash = before?.Hash;
        _hours.AddRange(hours.Select(one => new SignedHours(this, one)));
        Hash = Content().Print;
    }

    public Id<WeekSignOff> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<Program> ProgramId { get; private set; }

    /// <summary>The first day of the week.</summary>
    public DateOnly Monday { get; private set; }

    /// <summary>1 the first time, 2 when the same week was signed off again.</summary>
    public int Number { get; private set; }

    /// <summary>Minutes that the program asked for.</summary>
    public int Minimum { get; private set; }

    /// <summary>Minutes above which the program would have been left.</summary>
    public int Maximum { get; private set; }

    /// <summary>Whose hours are in it.</summary>
    public int Patients { get; private set; }

    /// <summary>Whose hours are not, because they had come to another site by then.</summary>
    public int Elsewhere { get; private set; }

    public Id<StaffMember> SignerId { get; private set; }

    /// <summary>The signer's name at that time.</summary>
    public string SignerName { get; private set; } = "";

    /// <summary>The signer's credentials on that day; empty when there were none.</summary>
    public string Credential { get; private set; } = "";

    public DateTimeOffset SignedAt { get; private set; }

    /// <summary>What was said of it; the reason, where the week was signed off before.</summary>
    [NotAudited]
    public string? Remark { get; private set; }

    /// <summary>The hash of what was signed off of this week before; null the first time.</summary>
    public string? PreviousHash { get; private set; }

    /// <summary>SHA-256 over everything above and the hours, in lower-case hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The hours of everybody, as they were signed off.</summary>
    public IReadOnlyCollection<SignedHours> Hours => _hours;

    public ClinicWeek Week => new(Monday);

    /// <summary>Whether what stands here, the hours of everybody included, is what was signed off.</summary>
    public bool IsIntact => Hash == Content().Print;

    /// <summary>Places of sessions that are over and have no attendance.</summary>
    public static int Unrecorded(IEnumerable<HoursOfWeek> hours) => hours.Sum(one => one.Ledger.Rows.Count(row => row.Status is null));

    /// <summary>What tells whether hours are still those that somebody looked at.</summary>
    public static string PrintOf(IEnumerable<HoursOfWeek> hours) => CanonicalContent.Of(hours.OrderBy(one => one.EpisodeId.Value).SelectMany(IEnumerable<string?> (one) =>
    [
        CanonicalContent.Number(one.Ledger.Minimum),
        CanonicalContent.Number(one.Ledger.Maximum),
        .. FieldsOf(one.PatientId, one.EpisodeId, one.Ledger.IsWhole, one.Ledger.Rows),
    ])).Print;

    /// <summary>One patient's hours, as they were signed off.</summary>
    public WeekLedger LedgerOf(SignedHours hours) => new(Week, Minimum, Maximum, Prescribed: null, hours.IsWhole, hours.Rows, SignedAt);

    private CanonicalContent Content() => CanonicalContent.Of(
    [
        "week-sign-off/1",
        SiteId.ToString(),
        ProgramId.ToString(),
        CanonicalContent.Date(Monday),
        CanonicalContent.Number(Number),
        CanonicalContent.Number(Minimum),
        CanonicalContent.Number(Maximum),
        CanonicalContent.Number(Patients),
        CanonicalContent.Number(Elsewhere),
        SignerId.ToString(),
        SignerName,
        Credential,
        CanonicalContent.Instant(SignedAt),
        Remark,
        PreviousHash,
        .. _hours.OrderBy(one => one.EpisodeId.Value).SelectMany(one => FieldsOf(one.PatientId, one.EpisodeId, one.IsWhole, one.Rows)),
    ]);

    private static IEnumerable<string?> FieldsOf(Id<Patient> patient, Id<Episode> episode, bool isWhole, IReadOnlyList<LedgerRow> rows) =>
    [
        patient.ToString(),
        episode.ToString(),
        isWhole ? "whole" : "part",
        CanonicalContent.Number(rows.Count),
        .. rows.SelectMany(row => new[]
        {
            row.Session.ToString(),
            CanonicalContent.Date(row.Date),
            CanonicalContent.Instant(row.StartsAt),
            CanonicalContent.Instant(row.EndsAt),
            row.Title,
            row.ServiceId.ToString(),
            row.Service,
            row.Counts ? "counts" : "beside",
            CanonicalContent.Number(row.Booked),
            row.Status?.ToString(),
            CanonicalContent.Number(row.Attended),
            row.IsMakeUp ? "make-up" : null,
        }),
    ];
}

/// <summary>One patient's hours, as a week was signed off.</summary>
public sealed class SignedHours : IBelongToPatient
{
    private SignedHours()
    {
    }

    internal SignedHours(WeekSignOff of, HoursOfWeek hours)
    {
        (SignOffId, SiteId, Monday) = (of.Id, of.SiteId, of.Monday);
        (PatientId, EpisodeId, IsWhole, Rows) = (hours.PatientId, hours.EpisodeId, hours.Ledger.IsWhole, hours.Ledger.Rows);
    }

    public Id<WeekSignOff> SignOffId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>The first day of the week.</summary>
    public DateOnly Monday { get; private set; }

    /// <summary>Whether the patient was in treatment from its first day to its last.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The places in sessions of that week, as they stood.</summary>
    [NotAudited]
    public IReadOnlyList<LedgerRow> Rows { get; private set; } = [];
}

/// <summary>What became of one patient's hours after they were signed off.</summary>
/// <param name="PatientId">Whose.</param>
/// <param name="EpisodeId">In which episode.</param>
/// <param name="Rows">The places in sessions that are other than they were, by the clock: as signed off, and now; null where there was or is none.</param>
public sealed record HoursChange(Id<Patient> PatientId, Id<Episode> EpisodeId, IReadOnlyList<(LedgerRow? Then, LedgerRow? Now)> Rows)
{
    /// <summary>Everybody whose hours are other than they were signed off. A session or a service that is called otherwise is no change.</summary>
    public static IReadOnlyList<HoursChange> Between(IEnumerable<SignedHours> then, IEnumerable<HoursOfWeek> now)
    {
        var signed = then.ToDictionary(one => one.EpisodeId);
        var standing = now.ToDictionary(one => one.EpisodeId);
        return
        [
            .. from episode in signed.Keys.Union(standing.Keys)
               let before = signed.GetValueOrDefault(episode)
               let after = standing.GetValueOrDefault(episode)
               let rows = Differences(before?.Rows ?? [], after?.Ledger.Rows ?? [])
               where rows.Count > 0 || before is null || after is null || before.IsWhole != after.Ledger.IsWhole
               select new HoursChange(before?.PatientId ?? after!.PatientId, episode, rows),
        ];
    }

    private static List<(LedgerRow? Then, LedgerRow? Now)> Differences(IReadOnlyList<LedgerRow> then, IReadOnlyList<LedgerRow> now)
    {
        var before = then.ToDictionary(row => row.Session);
        var after = now.ToDictionary(row => row.Session);
        return
        [
            .. from session in before.Keys.Union(after.Keys)
               let was = before.GetValueOrDefault(session)
               let stands = after.GetValueOrDefault(session)
               where was is null || stands is null || Facts(was) != Facts(stands)
               orderby (was ?? stands)!.StartsAt
               select (was, stands),
        ];
    }

    private static LedgerRow Facts(LedgerRow row) => row with { Title = "", Service = "" };
}

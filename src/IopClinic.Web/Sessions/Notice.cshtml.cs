using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Who is to be told that a session is cancelled, how they may be reached, and who was told.</summary>
[Authorize(Can.BookSessions)]
public sealed class NoticeModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Session> Id { get; set; }

    public SessionRow Session { get; private set; } = null!;

    /// <summary>Who called it off; null while it takes place, and nobody is to be told.</summary>
    public CancelledBy? CancelKind { get; private set; }

    public string Reason { get; private set; } = "";

    public IReadOnlyList<ToTell> Patients { get; private set; } = [];

    public IReadOnlyList<ToTell> Leaders { get; private set; } = [];

    /// <summary>Alumni who would have come, with how to reach them where the reader may know it.</summary>
    public IReadOnlyList<(string Called, string? Phone, string? Reached, string? Wishes)> Alumni { get; private set; } = [];

    /// <summary>How many of the roster are not for this reader to see.</summary>
    public int Hidden { get; private set; }

    /// <summary>The one patient of a session that is not a group's, to book another for.</summary>
    public Id<Patient>? OnePatient { get; private set; }

    public bool MayMove => CancelKind is not CancelledBy.PatientLate && (Session.Kind is not SessionKind.Group || May(Can.ManageGroups));

    public bool IsCancelled => CancelKind is not null;

    public bool MayReinstate => IsCancelled && MayMove && Session.StartsAt > clock.Now;

    public int Told => Patients.Concat(Leaders).Count(person => person.Told is not null);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    [WithoutForm]
    public Task<IActionResult> OnPostToldAsync(Id<Patient> patient) =>
        TickAsync(session => session.Roster.FirstOrDefault(p => p.PatientId == patient), (place, by) => place.Told(by, clock.Now));

    [WithoutForm]
    public Task<IActionResult> OnPostNotToldAsync(Id<Patient> patient) =>
        TickAsync(session => session.Roster.FirstOrDefault(p => p.PatientId == patient), (place, _) => place.ForgetTold());

    [WithoutForm]
    public Task<IActionResult> OnPostToldLeaderAsync(Id<StaffMember> leader) =>
        TickAsync(session => session.Clinicians.FirstOrDefault(c => c.StaffMemberId == leader), (clinician, by) => clinician.Told(by, clock.Now));

    [WithoutForm]
    public Task<IActionResult> OnPostNotToldLeaderAsync(Id<StaffMember> leader) =>
        TickAsync(session => session.Clinicians.FirstOrDefault(c => c.StaffMemberId == leader), (clinician, _) => clinician.ForgetTold());

    [WithoutForm]
    public async Task<IActionResult> OnPostReinstateAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await new MoveSession(db, clock).FindAsync(Date, Id, stop) is not { } session)
        {
            return Missing();
        }

        MoveSession.RefuseUnless(May(Can.ManageGroups), session);
        session.Reinstate(clock.Now);
        await new Reserve(db).SaveAsync(await db.Sites.FirstAsync(s => s.Id == session.SiteId, stop), stop);
        Toast($"{session.Title} takes place after all. Whoever was told of the cancellation must be told.");
        return Redirect($"/Sessions/{Show.Iso(Date)}/{Id}");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var session = Existing(await FindAsync());
        Session = (await db.Sessions.Where(s => s.Id == Id).ToRowsAsync(db, clock.Now, May(Can.FindPatients), stop))[0];
        CancelKind = session.CancelKind;
        Reason = session.CancelCause is { } cause ? $"{Show.Words(cause)}: {session.CancelReason}" : "";
        OnePatient = Session.Kind is SessionKind.Group ? null : session.Roster.Select(place => (Id<Patient>?)place.PatientId).FirstOrDefault();
        var patientIds = session.Roster.Select(place => place.PatientId).ToList();
        var patients = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToListAsync(stop);
        var tellers = session.Roster.Select(place => place.ToldById).Concat(session.Clinicians.Select(c => c.ToldById)).OfType<Id<StaffMember>>();
        var staffIds = session.Clinicians.Select(c => c.StaffMemberId).Concat(tellers).Distinct().ToList();
        var staff = await db.Staff.AsNoTracking().Where(s => staffIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        Patients =
        [
            .. from place in session.Roster
               join patient in patients on place.PatientId equals patient.Id
               orderby patient.Name.Family, patient.Name.Given
               select new ToTell(
                   $"{patient.Id}", $"{patient.PreferredName ?? patient.Name.Given} {patient.Name.Family}", patient.Phone, patient.OtherPhone,
                   ReachedBy(patient),
                   patient.ContactWishes, ToldBy(place.ToldAt, place.ToldById)),
        ];
        Leaders =
        [
            .. from clinician in session.Clinicians
               let member = staff[clinician.StaffMemberId]
               orderby member.Name.Family
               select new ToTell($"{member.Id}", member.Name.Full, null, null, member.Email, null, ToldBy(clinician.ToldAt, clinician.ToldById)),
        ];
        if (session is GroupSession { GroupId: var group })
        {
            var alumni = await (
                from place in db.AlumniPlaces.AsNoTracking()
                from patient in db.Patients.AsNoTracking().Where(p => p.Id == place.PatientId).DefaultIfEmpty()
                where place.GroupId == @group && place.From <= Date && (place.Until == null || place.Until >= Date)
                orderby place.Called
                select new { place.PatientId, place.Called, Known = patient }).ToListAsync(stop);
            Alumni = alumni.ConvertAll(alumnus => (
                alumnus.Called, alumnus.Known?.Phone ?? alumnus.Known?.OtherPhone, alumnus.Known is { } known ? ReachedBy(known) : null, alumnus.Known?.ContactWishes));
        }

        Hidden = Math.Max(0, Session.Progress.Roster - Patients.Count);

        string? ToldBy(DateTimeOffset? at, Id<StaffMember>? by) => at is { } when
            ? $"{Show.Day(ClinicClock.DateIn(Session.Zone, when))}, {Show.Time(ClinicClock.TimeIn(Session.Zone, when))}, by {staff[by!.Value].Name.Full}"
            : null;
    }

    private static string ReachedBy(Patient patient) =>
        $"{Show.Words(patient.PreferredContact)}, {(patient.MayLeaveVoicemail ? "voicemail allowed" : "no voicemail")}";

    private async Task<IActionResult> TickAsync<T>(Func<Session, T?> find, Action<T, StaffMember> tick)
        where T : class
    {
        if (await FindAsync() is not { } session)
        {
            return Missing();
        }

        RuleViolation.Unless(session.CancelledAt is not null, "This session takes place: there is nothing to tell.");
        if (find(session) is not { } row)
        {
            return Missing();
        }

        tick(row, await db.Staff.FirstAsync(s => s.Id == SignedIn, HttpContext.RequestAborted));
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        return Redirect($"/Sessions/{Show.Iso(Date)}/{Id}/Notice");
    }

    private async Task<Session?> FindAsync() =>
        await db.Sessions.Include(s => s.Clinicians).Include(s => s.Roster).AsSplitQuery()
            .FirstOrDefaultAsync(s => s.Id == Id && s.ClinicDate == Date, HttpContext.RequestAborted) is { } session
        && await db.MayOpenAsync(session)
            ? session
            : null;

    /// <param name="Key">Whose.</param>
    /// <param name="Name">As they are called.</param>
    /// <param name="Phone">The number to call first.</param>
    /// <param name="OtherPhone">Another one.</param>
    /// <param name="Reached">How they prefer to be reached, and whether a voicemail may be left.</param>
    /// <param name="Wishes">What they asked for beside.</param>
    /// <param name="Told">When and by whom they were told; null until then.</param>
    public sealed record ToTell(string Key, string Name, string? Phone, string? OtherPhone, string Reached, string? Wishes, string? Told);
}

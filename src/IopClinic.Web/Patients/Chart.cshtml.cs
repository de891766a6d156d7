using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Hours;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>A patient at a glance. Who reads no charts sees who this is and how to reach them.</summary>
[Authorize(Can.FindPatients)]
public sealed class ChartModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    private const int WeeksOfAttendance = 4;

    [BindProperty]
    public RiskForm Form { get; set; } = new();

    public Patient Patient { get; private set; } = null!;

    public IReadOnlyList<Course> Episodes { get; private set; } = [];

    /// <summary>What only readers of charts see; null for everybody else.</summary>
    public CareFacts? Care { get; private set; }

    public bool JudgesRisk => MayHere(Can.LogSessions);

    public static IEnumerable<SelectListItem> Risks { get; } = Enum.GetValues<RiskLevel>()
        .Where(risk => risk is not RiskLevel.NotAssessed)
        .Select(risk => new SelectListItem(Show.Words(risk), risk.ToString())).ToList();

    public Task OnGetAsync() => LoadAsync();

    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostRiskAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var clinician = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        patient.JudgeRisk(Form.Risk!.Value, clinician, Clock.Now);
        await Db.SaveChangesAsync();
        Toast($"The risk is recorded as {Show.Words(patient.Risk).ToLowerInvariant()}.");
        return ToChart();
    }

    public override async Task LoadAsync()
    {
        Patient = await Db.Patients.AsNoTracking().AsSplitQuery()
            .Include(p => p.Allergies).Include(p => p.Supporters).Include(p => p.Identifiers).Include(p => p.History)
            .SingleAsync(p => p.Id == Id);
        Episodes = await (
            from episode in Db.Episodes.AsNoTracking()
            where episode.PatientId == Id
            join program in Db.Programs on episode.ProgramId equals program.Id
            join track in Db.Tracks on episode.TrackId equals track.Id
            join clinician in Db.Staff on episode.PrimaryClinicianId equals clinician.Id
            orderby episode.AdmittedOn descending
            select new Course(episode, program.Name, track.Name, program.WeeklyMinutesMinimum, clinician.Name)).ToListAsync();
        Care = MayHere(Can.ReadCharts) ? await CareAsync() : null;
    }

    private async Task<CareFacts> CareAsync()
    {
        var now = Clock.Now;
        var since = ClinicWeek.Of(Today).Monday.AddDays(-7 * (WeeksOfAttendance - 1));
        var ahead = await Db.MinutesAheadAsync(Id, ClinicWeek.Of(Today), now);
        var next = await (
            from place in Db.RosterPlaces.AsNoTracking()
            where place.PatientId == Id && place.ClinicDate >= Today.AddDays(-1)
            join session in Db.Sessions on place.SessionId equals session.Id
            where session.EndsAt > now && session.CancelledAt == null
            join site in Db.Sites on session.SiteId equals site.Id
            orderby session.StartsAt
            select new NextSession(session.Id, session.ClinicDate, session.StartsAt, session.EndsAt, session.Title, site.TimeZone))
            .Take(5).ToListAsync();
        var notes = await (
            from note in Db.Notes.AsNoTracking()
            where note.PatientId == Id && note.StruckAt == null
            join session in Db.Sessions on note.SessionId equals session.Id
            join writer in Db.Staff on note.WrittenById equals writer.Id
            orderby note.ClinicDate descending, session.StartsAt descending
            select new LastNote(note.SessionId, note.ClinicDate, session.Title, note.Text, note.SignedAt, writer.Name)).Take(5).ToListAsync();
        var attended = await (
            from attendance in Db.Attendances.AsNoTracking()
            where attendance.PatientId == Id && attendance.ClinicDate >= since && attendance.ClinicDate <= Today
            join session in Db.Sessions on attendance.SessionId equals session.Id
            orderby session.StartsAt
            select new Attended(attendance.SessionId, attendance.ClinicDate, session.Title, attendance.Status, attendance.Minutes)).ToListAsync();
        var judge = Patient.RiskAssessedById is { } by
            ? (await Db.Staff.AsNoTracking().Where(s => s.Id == by).Select(s => s.Name).SingleAsync()).Full
            : null;
        return new CareFacts(ahead, next, notes, attended.GroupBy(a => ClinicWeek.Of(a.Date).Monday).ToList(), judge);
    }

    public sealed class RiskForm
    {
        public RiskLevel? Risk { get; set; }

        public sealed class Validator : AbstractValidator<RiskForm>
        {
            public Validator() => RuleFor(f => f.Risk).NotNull().WithMessage("Choose the risk you judged.");
        }
    }

    /// <summary>An episode with the names around it.</summary>
    public sealed record Course(Episode Episode, string Program, string Track, int WeeklyMinimum, PersonName Clinician)
    {
        public DateOnly PlannedDischarge => Episode.AdmittedOn.AddDays(7 * Episode.PlannedWeeks);
    }

    public sealed record CareFacts(
        int MinutesAhead,
        IReadOnlyList<NextSession> Next,
        IReadOnlyList<LastNote> Notes,
        IReadOnlyList<IGrouping<DateOnly, Attended>> Weeks,
        string? RiskJudgedBy);

    public sealed record NextSession(
        Id<Session> Id, DateOnly Date, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Title, string Zone)
    {
        public string Times
        {
            get
            {
                var zone = ClinicClock.Zone(Zone);
                return Show.Times(ClinicClock.TimeIn(zone, StartsAt), ClinicClock.TimeIn(zone, EndsAt));
            }
        }
    }

    public sealed record LastNote(
        Id<Session> SessionId, DateOnly Date, string Title, string? Text, DateTimeOffset? SignedAt, PersonName Writer);

    public sealed record Attended(Id<Session> SessionId, DateOnly Date, string Title, AttendanceStatus Status, int Minutes);
}

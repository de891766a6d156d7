using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Hours;
using IopClinic.Web.Outreach;
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

    public IReadOnlyList<Allergy> Allergies { get; private set; } = [];

    public IReadOnlyList<SupportPerson> Supporters { get; private set; } = [];

    public IReadOnlyList<PatientIdentifier> Identifiers { get; private set; } = [];

    /// <summary>Conditions that somebody else recorded before.</summary>
    public IReadOnlyList<HistoryCondition> History { get; private set; } = [];

    public IReadOnlyList<Course> Episodes { get; private set; } = [];

    /// <summary>Groups to which they come as one of the alumni.</summary>
    public IReadOnlyList<string> AlumniOf { get; private set; } = [];

    /// <summary>The groups of each episode, now or soon.</summary>
    public ILookup<Id<Episode>, string> Groups { get; private set; } = Array.Empty<string>().ToLookup(_ => default(Id<Episode>));

    /// <summary>The referral that is open, for those who keep the board.</summary>
    public Id<Referral>? OpenReferral { get; private set; }

    /// <summary>The outreach that is open, for those who treat.</summary>
    public OutreachRow? Outreach { get; private set; }

    /// <summary>The consent to telehealth that stands, if any.</summary>
    public TelehealthConsent? Telehealth { get; private set; }

    /// <summary>What only readers of charts see; null for everybody else.</summary>
    public CareFacts? Care { get; private set; }

    public bool JudgesRisk => MayHere(Can.LogSessions);

    /// <summary>What else there is of this patient for the reader, by what it is for.</summary>
    public IReadOnlyList<IGrouping<string, Way>> Ways => [.. WaysOn().GroupBy(way => way.For)];

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
        // Each by the patient's key: as parts of the patient, every list would look the patient up again, and ask for them anew.
        List<Func<Task>> parts =
        [
            async () => Patient = await Db.Patients.AsNoTracking().Include(p => p.Diagnoses).SingleAsync(p => p.Id == Id),
            async () => Allergies = await Db.Set<Allergy>().AsNoTracking().Where(a => a.PatientId == Id).ToListAsync(),
            async () => Supporters = await Db.Set<SupportPerson>().AsNoTracking().Where(s => s.PatientId == Id).ToListAsync(),
            async () => Identifiers = await Db.Set<PatientIdentifier>().AsNoTracking().Where(i => i.PatientId == Id).ToListAsync(),
            async () => History = await Db.Set<HistoryCondition>().AsNoTracking().Where(c => c.PatientId == Id).ToListAsync(),
            async () => Episodes = await (
                from episode in Db.Episodes.AsNoTracking()
                where episode.PatientId == Id
                join program in Db.Programs on episode.ProgramId equals program.Id
                join track in Db.Tracks on episode.TrackId equals track.Id
                join clinician in Db.Staff on episode.PrimaryClinicianId equals clinician.Id
                orderby episode.AdmittedOn descending
                select new Course(episode, program.Name, track.Name, program.WeeklyMinutesMinimum, clinician.Name)).ToListAsync(),
            async () => Groups = (await (
                from enrollment in Db.Enrollments.AsNoTracking()
                where enrollment.PatientId == Id && (enrollment.Until == null || enrollment.Until >= Today)
                join grouped in Db.Groups on enrollment.GroupId equals grouped.Id
                where grouped.Until >= Today
                orderby grouped.Name
                select new { enrollment.EpisodeId, grouped.Name }).ToListAsync()).ToLookup(g => g.EpisodeId, g => g.Name),
            async () => AlumniOf = await (
                from place in Db.AlumniPlaces.AsNoTracking()
                join grouped in Db.Groups on place.GroupId equals grouped.Id
                where place.PatientId == Id && place.From <= Today && (place.Until == null || place.Until >= Today) && grouped.Until >= Today
                orderby grouped.Name
                select grouped.Name).ToListAsync(),
            async () => Telehealth = await Db.TelehealthConsents.AsNoTracking().Where(c => c.PatientId == Id && c.WithdrawnOn == null).OrderBy(c => c.GivenOn).FirstOrDefaultAsync(),
        ];
        if (MayHere(Can.TakeReferrals))
        {
            parts.Add(async () => OpenReferral = await Db.Referrals.Where(r => r.PatientId == Id && r.ClosedAt == null).Select(r => (Id<Referral>?)r.Id).SingleOrDefaultAsync());
        }

        if (MayHere(Can.LogSessions))
        {
            parts.Add(async () =>
                Outreach = (await Db.OpenToReader().Where(t => t.PatientId == Id && t.ClosedAt == null).ToRowsAsync(Db, 1, HttpContext.RequestAborted)).SingleOrDefault());
        }

        if (MayHere(Can.ReadCharts))
        {
            parts.Add(async () => Care = await CareAsync());
        }

        await Db.TogetherAsync([.. parts]);
    }

    private IEnumerable<Way> WaysOn()
    {
        const string Episode = "Episode", Care = "Care", Record = "Record";
        var isOpen = Episodes.Any(course => course.Episode.IsOpen);
        if (OpenReferral is { } referral)
        {
            yield return new Way(Episode, "Referral", "telephone-inbound", $"/Referrals/{referral}");
        }
        else if (MayHere(Can.TakeReferrals) && Banner.Deceased is null)
        {
            yield return new Way(Episode, "Refer again", "telephone-plus", $"/Referrals/New?patient={Id}");
        }

        (bool May, Way Way)[] ways =
        [
            (MayHere(Can.Assess), Part(Episode, "Assessments", "clipboard2-pulse", "Assessments")),
            (MayHere(Can.KeepPapers), Part(Episode, "Consents", "file-earmark-check", "Papers")),
            (MayHere(Can.ReadSchedule), Part(Episode, "Handbook", "book", "Handbook")),
            (isOpen && MayHere(Can.DischargePatients), Part(Episode, "Discharge", "box-arrow-right", "Discharge")),
            (MayHere(Can.ReadCharts), Part(Care, "Treatment plan", "signpost-2", "Plans")),
            (MayHere(Can.ReadSafetyPlans), Part(Care, "Safety plan", "life-preserver", "SafetyPlan")),
            (MayHere(Can.ReadCharts), Part(Care, "Skills", "mortarboard", "Skills")),
            (MayHere(Can.ReadMeasures), Part(Care, "Measures", "graph-up", "Measures")),
            (MayHere(Can.KeepPrivateNotes), Part(Care, "Private notes", "file-lock2", "PrivateNotes")),
            (isOpen && May(Can.ManageGroups), new Way(Care, "Enroll in a group", "person-plus", "/Groups")),
            (MayHere(Can.DescribePatients), Part(Record, "Edit", "pencil", "Edit")),
            (MayHere(Can.AppointTeams), Part(Record, "Care team", "people", "Team")),
            (MayHere(Can.ReadHistory), Part(Record, "History", "clock-history", "History")),
        ];
        foreach (var (_, way) in ways.Where(way => way.May))
        {
            yield return way;
        }

        Way Part(string what, string words, string icon, string page) => new(what, words, icon, $"/Patients/{Id}/{page}");
    }

    private async Task<CareFacts> CareAsync()
    {
        var now = Clock.Now;
        var since = ClinicWeek.Of(Today).Monday.AddDays(-7 * (WeeksOfAttendance - 1));
        var ahead = 0;
        string? judgedBy = null;
        List<NextSession> next = [];
        List<WorkedOn> objectives = [];
        List<LastNote> notes = [];
        List<Attended> attended = [];
        await Db.TogetherAsync(
            async () => ahead = await Db.MinutesAheadAsync(Id, ClinicWeek.Of(Today), now),
            async () => judgedBy = (await (
                from patient in Db.Patients.AsNoTracking()
                where patient.Id == Id
                join judge in Db.Staff on patient.RiskAssessedById equals judge.Id
                select new { patient.Id, judge.Name }).SingleOrDefaultAsync())?.Name.Full,
            async () => next = await (
                from place in Db.RosterPlaces.AsNoTracking()
                where place.PatientId == Id && place.ClinicDate >= Today.AddDays(-1)
                join session in Db.Sessions on place.SessionId equals session.Id
                where session.EndsAt > now && session.CancelledAt == null
                join site in Db.Sites on session.SiteId equals site.Id
                orderby session.StartsAt
                select new NextSession(session.Id, session.ClinicDate, session.StartsAt, session.EndsAt, session.Title, site.TimeZone))
                .Take(5).ToListAsync(),
            async () => notes = await (
                // The last ones first, of one day those written last: otherwise the sessions of a thousand notes are looked up for five.
                from note in Db.Notes.AsNoTracking().Where(n => n.PatientId == Id && n.StruckAt == null)
                    .OrderByDescending(n => n.ClinicDate).ThenByDescending(n => n.Id).Take(5)
                join session in Db.Sessions on note.SessionId equals session.Id
                join writer in Db.Staff on note.WrittenById equals writer.Id
                orderby note.ClinicDate descending, session.StartsAt descending
                select new LastNote(note.SessionId, note.ClinicDate, session.Title, note.Text, note.SignedAt, writer.Name)).ToListAsync(),
            async () => attended = await (
                from attendance in Db.Attendances.AsNoTracking()
                where attendance.PatientId == Id && attendance.ClinicDate >= since && attendance.ClinicDate <= Today
                join session in Db.Sessions on attendance.SessionId equals session.Id
                orderby session.StartsAt
                select new Attended(attendance.SessionId, attendance.ClinicDate, session.Title, attendance.Status, attendance.Minutes)).ToListAsync(),
            async () => objectives = await Db.Objectives.AsNoTracking().Where(o => o.PatientId == Id && o.Status == ObjectiveStatus.Active)
                .OrderBy(o => o.Number).Select(o => new WorkedOn(o.Id, o.Number, o.Text, o.TargetDate)).ToListAsync());
        return new CareFacts(ahead, next, objectives, notes, attended.GroupBy(a => ClinicWeek.Of(a.Date).Monday).ToList(), judgedBy);
    }

    public sealed class RiskForm
    {
        public RiskLevel? Risk { get; set; }

        public sealed class Validator : AbstractValidator<RiskForm>
        {
            public Validator() => RuleFor(f => f.Risk).NotNull().WithMessage("Choose the risk you judged.");
        }
    }

    /// <summary>A link to another part of the record.</summary>
    public sealed record Way(string For, string Words, string Icon, string Href);

    /// <summary>An episode with the names around it.</summary>
    public sealed record Course(Episode Episode, string Program, string Track, int WeeklyMinimum, PersonName Clinician);

    public sealed record CareFacts(
        int MinutesAhead,
        IReadOnlyList<NextSession> Next,
        IReadOnlyList<WorkedOn> Objectives,
        IReadOnlyList<LastNote> Notes,
        IReadOnlyList<IGrouping<DateOnly, Attended>> Weeks,
        string? RiskJudgedBy);

    /// <summary>An objective that is worked on.</summary>
    public sealed record WorkedOn(Id<Objective> Id, int Number, string Text, DateOnly? By);

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

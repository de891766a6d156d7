using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Work;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Safety;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using IopClinic.Web.Work;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Today;

/// <summary>Where a day begins: one's own sessions, what still waits, and for administrators the day of the site.</summary>
[Authorize(Can.UseToday)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock, InstrumentLibrary library, WorkQueries work) : ClinicPage
{
    /// <summary>Questionnaires that are shown as due; whoever has more begins with these.</summary>
    private const int MostDue = 30;

    /// <summary>Work that is shown; the list has all of it.</summary>
    private const int MostWaiting = 12;

    /// <summary>Days ahead for which sessions without a leader are shown, and how many of them.</summary>
    private const int LeaderDays = 60;

    private const int MostWithoutLeader = 30;

    /// <summary>Of one's own patients, those whose questionnaires are one's own to give and not put off.</summary>
    private HashSet<Id<Patient>> _asked = [];

    /// <summary>How many critical answers the asking page shows already.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Known { get; set; }

    public DateOnly Date { get; private set; }

    public IReadOnlyList<SessionRow> Mine { get; private set; } = [];

    /// <summary>The session that runs, or the next one to begin, or the first that still waits for its signature.</summary>
    public SessionRow? Next { get; private set; }

    public bool IsRunning { get; private set; }

    public bool IsOver { get; private set; }

    public int MinutesUntilNext { get; private set; }

    /// <summary>Critical answers of patients whose charts are open to this person, which nobody has acted on.</summary>
    public IReadOnlyList<OpenAlert> Alerts { get; private set; } = [];

    /// <param name="Patient">How they are called.</param>
    /// <param name="Instrument">The questionnaire.</param>
    /// <param name="Href">Where to act on it.</param>
    /// <param name="Since">When it was raised.</param>
    /// <param name="Whose">Why it stands here: the reader's own patient, or their turn on call; nothing for the rest of the team.</param>
    public sealed record OpenAlert(string Patient, string Instrument, string Href, string Since, string Whose);

    /// <summary>Whose safety plan has to be written today.</summary>
    public IReadOnlyList<DuePlan> DuePlans { get; private set; } = [];

    /// <summary>Questionnaires that are due of the patients whose primary clinician this person is, the longest first.</summary>
    public IReadOnlyList<DueOf> Due { get; private set; } = [];

    public DateTimeOffset Now => clock.Now;

    /// <summary>What waits for this person, without what stands on this page itself.</summary>
    public IReadOnlyList<WorkLine> Waiting { get; private set; } = [];

    /// <summary>Of all that waits, how much is not shown here.</summary>
    public int More { get; private set; }

    /// <summary>All sessions of the site, for those who run it.</summary>
    public IReadOnlyList<SessionRow> OfSite { get; private set; } = [];

    /// <summary>Coming sessions of the site that nobody leads.</summary>
    public IReadOnlyList<SessionRow> WithoutLeader { get; private set; } = [];

    public IReadOnlyList<TrackCensus> Census { get; private set; } = [];

    public bool RunsSite => May(Can.ManageGroups);

    public bool LeadsSessions => May(Can.LogSessions);

    /// <param name="Patients">With an open episode in the track.</param>
    /// <param name="Groups">Groups of the track that run today.</param>
    /// <param name="Free">Places left in the fullest of them: so many more patients the track can take.</param>
    public sealed record TrackCensus(string Program, string Track, int Patients, int Groups, int? Free);

    public string Heading => Date.ToString("dddd, MMMM d", CultureInfo.CurrentCulture);

    public string Lead
    {
        get
        {
            var planned = Mine.Count(s => s.State is not SessionState.Cancelled);
            var signed = Mine.Count(s => s.State is SessionState.Signed);
            return planned switch
            {
                0 when !LeadsSessions => "The day of the site.",
                0 => "No session of yours today.",
                1 => signed == 1 ? "Your session of today is signed." : "One session today.",
                _ when signed == planned => $"All {planned} sessions of today are signed.",
                _ when signed == 0 => $"{planned} sessions today.",
                _ => $"{planned} sessions today, {signed} signed.",
            };
        }
    }

    /// <summary>When the next session begins.</summary>
    public string Soon => IsOver ? "Not signed yet" : MinutesUntilNext < 90 ? $"In {MinutesUntilNext} min" : "Next";

    /// <summary>What one wants to know of a session before opening it.</summary>
    public string About(SessionRow session)
    {
        var who = session.Capacity is null ? $"{Show.Words(session.Kind)} session" : $"{session.Progress.Roster} on the roster";
        var others = session.Clinicians.Where(name => name != User.Identity?.Name).ToList();
        return $"{session.Where}, {who}" + (others.Count == 0 ? "" : $", with {string.Join(", ", others)}");
    }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>How many critical answers wait for this person, for the frame of every page: nobody has to come to this one to hear of them.</summary>
    [AlsoNeeds(Can.ReadMeasures)]
    public async Task<IActionResult> OnGetCriticalAsync()
    {
        var waiting = await db.MeasureAlerts.CountAsync(alert => alert.AcknowledgedAt == null, HttpContext.RequestAborted);
        return waiting == Known ? new NoContentResult() : Partial("_Critical", (int?)waiting);
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Date = clock.Today(db.Actor.Zone);
        var now = clock.Now;
        List<Func<Task>> parts =
        [
            async () => Mine = await db.Sessions.Where(s => s.ClinicDate == Date).LedBy(SignedIn).ToRowsAsync(db, now, May(Can.FindPatients), stop),
            () => WaitingAsync(stop),
        ];
        if (May(Can.ReadMeasures))
        {
            var me = SignedIn;
            parts.AddRange(
                async () => Alerts = await AlertsAsync(stop),
                async () => DuePlans = await db.DuePlansAsync(Date, stop),
                async () => Due = await db.DueAsync(library, db.Episodes.Where(e => e.PrimaryClinicianId == me && e.DischargedOn == null), Date, stop));
        }

        if (RunsSite)
        {
            var siteId = db.Actor.SiteId!.Value;
            var last = Date.AddDays(LeaderDays);
            parts.AddRange(
                async () => OfSite = await db.Sessions.Where(s => s.SiteId == siteId && s.ClinicDate == Date).ToRowsAsync(db, now, May(Can.FindPatients), stop),
                async () => WithoutLeader = await db.Sessions
                    .Where(s => s.SiteId == siteId && s.ClinicDate >= Date && s.ClinicDate <= last && s.CancelledAt == null && s.StartsAt > now && !s.Clinicians.Any())
                    .OrderBy(s => s.StartsAt).Take(MostWithoutLeader).ToRowsAsync(db, now, May(Can.FindPatients), stop),
                () => CountAsync(stop));
        }

        await db.TogetherAsync([.. parts]);
        // After the last session of the day, the first one that nobody has signed yet.
        Next = Mine.FirstOrDefault(s => s.State is (SessionState.ToDo or SessionState.Draft) && s.EndsAt > now)
            ?? Mine.FirstOrDefault(s => s.Progress.AwaitsSignature);
        IsOver = Next?.EndsAt <= now;
        IsRunning = Next?.StartsAt <= now && !IsOver;
        MinutesUntilNext = Next is null ? 0 : (int)Math.Ceiling((Next.StartsAt - now).TotalMinutes);
        Due = [.. Due.Where(due => _asked.Contains(due.PatientId)).Take(MostDue)];
    }

    private async Task WaitingAsync(CancellationToken stop)
    {
        // Of these, the page says more by itself.
        var mine = (await work.OfAsync(User, [SignedIn], stop)).Where(line => line.SnoozeOf(SignedIn) is null).ToList();
        _asked = [.. mine.Where(line => line.Item.Kind is WorkKind.Measure && line.HandedOver is null).Select(line => line.Item.PatientId!.Value)];
        var waiting = mine.Where(line => line.Item.Kind switch
        {
            WorkKind.CriticalAnswer or WorkKind.SafetyPlan => false,
            WorkKind.Measure => line.HandedOver is not null,
            WorkKind.Note => line.Item.Since < Date,
            _ => true,
        }).ToList();
        Waiting = [.. waiting.Take(MostWaiting)];
        More = waiting.Count - Waiting.Count;
    }

    private async Task<List<OpenAlert>> AlertsAsync(CancellationToken stop)
    {
        var me = SignedIn;
        var open = await (
            from alert in db.MeasureAlerts.AsNoTracking()
            where alert.AcknowledgedAt == null
            join patient in db.Patients on alert.PatientId equals patient.Id
            join site in db.Sites on patient.SiteId equals site.Id
            orderby alert.ForId == me descending, alert.RaisedAt
            select new
            {
                alert.PatientId,
                patient.Name,
                patient.PreferredName,
                alert.InstrumentCode,
                alert.MeasureId,
                alert.RaisedAt,
                alert.ForId,
                IsOnCall = site.OnCallIds.Contains(me),
            })
            .Take(50).ToListAsync(stop);
        return open.ConvertAll(alert => new OpenAlert(
            alert.Name.Called(alert.PreferredName),
            alert.InstrumentCode,
            $"/Patients/{alert.PatientId}/Measures/{alert.MeasureId}",
            $"{Show.Day(ClinicClock.DateIn(db.Actor.Zone, alert.RaisedAt))}, {Show.Time(ClinicClock.TimeIn(db.Actor.Zone, alert.RaisedAt))}",
            alert.ForId == me ? ", yours" : alert.IsOnCall ? ", you are on call" : ""));
    }

    private async Task CountAsync(CancellationToken stop)
    {
        var siteId = db.Actor.SiteId!.Value;
        var programs = (await db.HouseAsync()).ProgramsOf(siteId).Where(program => !program.IsRetired);
        var (counted, places) = await db.TogetherAsync(
            () => db.Episodes.AsNoTracking()
                .Where(e => e.SiteId == siteId && e.DischargedOn == null && e.AdmittedOn <= Date)
                .GroupBy(e => e.TrackId)
                .Select(track => new { track.Key, Count = track.Count() })
                .ToDictionaryAsync(track => track.Key, track => track.Count, stop),
            () => db.Groups.AsNoTracking()
                .Where(g => g.SiteId == siteId && g.Capacity > 0 && g.From <= Date && g.Until >= Date)
                .Select(g => new
                {
                    g.TrackId,
                    Free = g.Capacity - g.Enrollments.Count(e => e.Until == null || e.Until >= Date),
                })
                .ToListAsync(stop));
        var groups = places.ToLookup(g => g.TrackId, g => g.Free);
        Census = [.. programs.SelectMany(program => program.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
            .Select(track => new TrackCensus(
                program.Name,
                track.Name,
                counted.GetValueOrDefault(track.Id),
                groups[track.Id].Count(),
                groups[track.Id].Any() ? Math.Max(0, groups[track.Id].Min()) : null)))];
    }
}

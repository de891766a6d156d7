using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Insight;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Hours;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Insight;

/// <summary>Show rate, cancellations, use of the groups, timeliness of notes and weekly hours of any period, by whatever is asked for, down to the sessions.</summary>
[Authorize(Can.ReadInsight)]
public sealed class AttendanceModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The longest period.</summary>
    public const int MostDays = 366;

    /// <summary>The most sessions that are listed; the file has all of them.</summary>
    public const int MostListed = 300;

    private const int UsualDays = 28;

    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Domain.Programs.Program>? Program { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Leader { get; set; }

    [BindProperty(SupportsGet = true)]
    public Grouping By { get; set; }

    /// <summary>Only what belongs to this line of the table: the sessions behind it are listed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Line { get; set; }

    public DateOnly First { get; private set; }

    public DateOnly Last { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>Why another period is shown than was asked for; null where it is not.</summary>
    public string? Shortened { get; private set; }

    public AttendanceFigures Total { get; private set; } = new();

    public IReadOnlyList<(string Key, string Name, AttendanceFigures Figures)> Lines { get; private set; } = [];

    /// <summary>The sessions behind the figures, or behind the line that was chosen; oldest first.</summary>
    public IReadOnlyList<SessionLine> Sessions { get; private set; } = [];

    public LineChart Chart { get; private set; } = new("Show rate", [], " %");

    /// <summary>Whole weeks of patients, and how many of them reached their program's minimum.</summary>
    public (int Weeks, int Reached) Hours { get; private set; }

    public IReadOnlyList<SelectListItem> Programs { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Leaders { get; private set; } = [];

    public bool IsWhole => db.Reach?.SeesNamesOfSite ?? true;

    /// <summary>Whether the reader may see when notes were signed.</summary>
    public bool ReadsNotes => May(Can.ReadNotes);

    public static IReadOnlyList<SelectListItem> Groupings { get; } =
    [
        new("Week", nameof(Grouping.Week)), new("Program", nameof(Grouping.Program)), new("Group or service", nameof(Grouping.Session)), new("Leader", nameof(Grouping.Leader)),
        new("Weekday", nameof(Grouping.Weekday)), new("Hour of the day", nameof(Grouping.Hour)),
    ];

    /// <summary>A session with what was counted of it.</summary>
    public sealed record SessionLine(
        Id<Session> Id, DateOnly On, TimeOnly At, string Title, IReadOnlyList<Id<StaffMember>> LeaderIds, string Leaders, Id<Domain.Programs.Program>? ProgramId, string? Program, CancelledBy? Cancelled, AttendanceFigures Figures)
    {
        public string Href => $"/Sessions/{Show.Iso(On)}/{Id}";
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown([], "Attendance figures");
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        db.RecordShown([], "Attendance export");
        var csv = new Csv().Row(
            "Date", "Start", "Session", "Leaders", "Program", "Cancelled by", "Booked", "Came", "Excused", "Unexcused", "Not recorded", "Seats", "Notes due", "Notes in time");
        foreach (var line in Sessions)
        {
            var of = line.Figures;
            csv.Row(
                Show.Iso(line.On), line.At.ToString("HH:mm", CultureInfo.InvariantCulture), line.Title, line.Leaders, line.Program, line.Cancelled is { } by ? Show.Words(by) : null,
                Csv.Number(of.Booked), Csv.Number(of.Came), Csv.Number(of.Excused), Csv.Number(of.Unexcused), Csv.Number(of.NotRecorded), Csv.Number(of.Seats), ReadsNotes ? Csv.Number(of.Notes) : null, ReadsNotes ? Csv.Number(of.InTime) : null);
        }

        return File(csv.ToPlainFile(), "text/csv; charset=utf-8", $"attendance-{Show.Iso(First)}-{Show.Iso(Last)}.csv");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        _zone = (await db.HouseAsync()).Sites[siteId].Zone;
        Today = clock.Today(_zone);
        ChoosePeriod();
        (From, Until) = (First, Last);
        var programs = await db.Programs.AsNoTracking().Where(p => p.SiteId == siteId).OrderBy(p => p.Name).ToListAsync(stop);
        Programs = ProgramChoice.Of(programs.Select(p => (p.Id, p.Name)), Program);
        var all = await SessionsAsync(siteId, programs.ToDictionary(p => p.Id), stop);
        var leaders = all.SelectMany(line => line.LeaderIds).Distinct().ToList();
        var names = await db.Staff.AsNoTracking().Where(s => leaders.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name.Full, stop);
        Leaders = [.. names.OrderBy(one => one.Value, StringComparer.CurrentCulture).Select(one => new SelectListItem(one.Value, $"{one.Key}", one.Key == Leader))];
        all = [.. all.Where(line => Leader is not { } leader || line.LeaderIds.Contains(leader))
            .Select(line => line with { Leaders = string.Join(", ", line.LeaderIds.Select(id => names.GetValueOrDefault(id, "somebody who left"))) })];
        Total = all.Select(line => line.Figures).Aggregate(new AttendanceFigures(), AttendanceFigures.Add);
        Lines =
        [
            .. from pair in all.SelectMany(line => KeysOf(line, names).Select(key => (Key: key, Line: line)))
               group pair.Line.Figures by pair.Key into of
               orderby of.Key.Key
               select (of.Key.Key, of.Key.Name, of.Aggregate(new AttendanceFigures(), AttendanceFigures.Add)),
        ];
        var weeks = from line in all group line.Figures by ClinicWeek.Of(line.On).Monday into of orderby of.Key select (of.Key, Rate: of.Aggregate(new AttendanceFigures(), AttendanceFigures.Add).ShowRate);
        Chart = Chart with { Points = [.. weeks.Where(week => week.Rate is not null).Select(week => (week.Key, (decimal)week.Rate!.Value))] };
        Sessions = Line is null ? all : [.. all.Where(line => KeysOf(line, names).Any(key => key.Key == Line))];
        // Hours belong to a patient's week, and to no session or leader.
        if (Leader is null)
        {
            Hours = await HoursAsync(siteId, programs.ToDictionary(p => p.Id, p => p.WeeklyMinutesMinimum), stop);
        }
    }

    private void ChoosePeriod()
    {
        var last = Until is { } asked && asked < Today ? asked : Today;
        (First, Last, Shortened) = Period.Of(
            From ?? last.AddDays(1 - UsualDays), last, MostDays, Until > Today ? "What is ahead is not counted: this ends today." : null);
    }

    private async Task<List<SessionLine>> SessionsAsync(Id<Domain.Sites.Site> siteId, Dictionary<Id<Domain.Programs.Program>, Domain.Programs.Program> programs, CancellationToken stop)
    {
        var (first, last, now) = (First, Last, clock.Now);
        var sessions = await db.Sessions.AsNoTracking()
            .Where(s => s.SiteId == siteId && s.ClinicDate >= first && s.ClinicDate <= last && (s.EndsAt <= now || s.CancelledAt != null))
            .Select(s => new
            {
                s.Id,
                s.ClinicDate,
                s.StartsAt,
                s.EndsAt,
                s.Title,
                s.CancelKind,
                Leaders = s.Clinicians.Select(c => c.StaffMemberId).ToList(),
                Capacity = db.Groups.Where(g => g.Id == ((GroupSession)s).GroupId).Select(g => (int?)g.Capacity).FirstOrDefault(),
            }).ToListAsync(stop);
        var counts = (await (
            from place in db.RosterPlaces.AsNoTracking()
            where place.SiteId == siteId && place.ClinicDate >= first && place.ClinicDate <= last
            join episode in db.Episodes on place.EpisodeId equals episode.Id
            from attendance in db.Attendances.Where(a => a.SessionId == place.SessionId && a.PatientId == place.PatientId).DefaultIfEmpty()
            group (AttendanceStatus?)attendance!.Status by new { place.SessionId, episode.ProgramId } into of
            select new
            {
                of.Key.SessionId,
                of.Key.ProgramId,
                Booked = of.Count(),
                Came = of.AsQueryable().Count(AttendanceStatuses.Came),
                Excused = of.Count(status => status == AttendanceStatus.ExcusedAbsence),
                Unexcused = of.Count(status => status == AttendanceStatus.UnexcusedAbsence),
            }).ToListAsync(stop)).ToLookup(of => of.SessionId);
        var signed = ReadsNotes ? await SignedAsync(siteId, stop) : Enumerable.Empty<(Id<Session> Session, DateTimeOffset At, int Count)>().ToLookup(of => of.Session);
        var lines = new List<SessionLine>(sessions.Count);
        foreach (var session in sessions.OrderBy(s => s.StartsAt).ThenBy(s => s.Title, StringComparer.Ordinal))
        {
            var ofSession = counts[session.Id].ToList();
            var mine = ofSession.Where(of => Program is null || of.ProgramId == Program).ToList();
            if (Program is not null && mine.Count == 0)
            {
                continue;
            }

            var isHeld = session.CancelKind is null;
            var main = (Program is { } chosen ? mine.Find(of => of.ProgramId == chosen) : mine.MaxBy(of => of.Booked))?.ProgramId;
            var due = (main is { } one && programs.TryGetValue(one, out var program) ? program.Notes : Domain.Notes.NoteRules.Usual).DueAt(session.EndsAt);
            var booked = isHeld ? mine.Sum(of => of.Booked) : 0;
            var figures = new AttendanceFigures(
                Sessions: isHeld ? 1 : 0,
                CancelledByClinic: session.CancelKind is CancelledBy.Clinic ? 1 : 0,
                CancelledByPatient: session.CancelKind is CancelledBy.PatientInTime ? 1 : 0,
                CancelledLate: session.CancelKind is CancelledBy.PatientLate ? 1 : 0,
                Booked: booked,
                Came: isHeld ? mine.Sum(of => of.Came) : 0,
                Excused: isHeld ? mine.Sum(of => of.Excused) : 0,
                Unexcused: isHeld ? mine.Sum(of => of.Unexcused) : 0,
                Seats: isHeld ? session.Capacity ?? 0 : 0,
                Seated: isHeld && session.Capacity is > 0 ? mine.Sum(of => of.Came) : 0,
                // A note belongs to the whole roll: of a program's part alone it is not told apart when they were signed.
                Notes: isHeld && ReadsNotes && due <= now ? ofSession.Sum(of => of.Booked) : 0,
                InTime: isHeld && due <= now ? Math.Min(ofSession.Sum(of => of.Booked), signed[session.Id].Where(of => of.At <= due).Sum(of => of.Count)) : 0);
            lines.Add(new SessionLine(
                session.Id, session.ClinicDate, ClinicClock.TimeIn(_zone, session.StartsAt), session.Title, session.Leaders, "", main, main is { } key ? programs.GetValueOrDefault(key)?.Name : null, session.CancelKind, figures));
        }

        return lines;
    }

    /// <summary>How many notes of a session were signed at which moment; those of a roll are signed together.</summary>
    private async Task<ILookup<Id<Session>, (Id<Session> Session, DateTimeOffset At, int Count)>> SignedAsync(Id<Domain.Sites.Site> siteId, CancellationToken stop)
    {
        var (first, last) = (First, Last);
        var signed = await db.Notes.AsNoTracking().IgnoreAutoIncludes()
            .Where(n => n.SiteId == siteId && n.ClinicDate >= first && n.ClinicDate <= last && n.SignedAt != null && n.StruckAt == null)
            .GroupBy(n => new { n.SessionId, n.SignedAt }).Select(of => new { of.Key.SessionId, of.Key.SignedAt, Count = of.Count() }).ToListAsync(stop);
        return signed.Select(of => (of.SessionId, of.SignedAt!.Value, of.Count)).ToLookup(of => of.SessionId);
    }

    /// <summary>Of everybody who was in treatment for the whole of a week that is over, whether the sessions that count brought the minimum.</summary>
    private async Task<(int Weeks, int Reached)> HoursAsync(Id<Domain.Sites.Site> siteId, Dictionary<Id<Domain.Programs.Program>, int> minimum, CancellationToken stop)
    {
        var (first, last) = (First, Last < Today ? Last : Today.AddDays(-1));
        var mondays = Enumerable.Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1)).Select(first.AddDays)
            .Where(day => day.DayOfWeek is DayOfWeek.Monday && day.AddDays(6) <= last).ToList();
        if (mondays.Count == 0)
        {
            return (0, 0);
        }

        var (from, until) = (mondays[0], mondays[^1].AddDays(6));
        var stays = await db.Episodes.AsNoTracking()
            .Where(e => e.SiteId == siteId && (Program == null || e.ProgramId == Program) && e.AdmittedOn <= until && (e.DischargedOn == null || e.DischargedOn >= @from))
            .Select(e => new { e.Id, e.PatientId, e.ProgramId, e.AdmittedOn, e.DischargedOn }).ToListAsync(stop);
        var delivered = (await (
            from place in db.RosterPlaces.AsNoTracking()
            where place.SiteId == siteId && place.ClinicDate >= @from && place.ClinicDate <= until
            join session in db.Sessions on place.SessionId equals session.Id
            where session.CancelledAt == null && db.Services.Any(s => s.Id == session.ServiceId && s.CountsTowardHours)
            join attendance in db.Attendances on new { place.SessionId, place.PatientId } equals new { attendance.SessionId, attendance.PatientId }
            group attendance.Minutes by new { place.EpisodeId, place.ClinicDate } into day
            select new { day.Key.EpisodeId, day.Key.ClinicDate, Minutes = day.Sum() }).ToListAsync(stop))
            .GroupBy(day => (day.EpisodeId, ClinicWeek.Of(day.ClinicDate).Monday)).ToDictionary(of => of.Key, of => of.Sum(day => day.Minutes));
        var (weeks, reached) = (0, 0);
        foreach (var stay in stays)
        {
            foreach (var monday in mondays.Where(monday => ClinicWeek.Of(monday).Covers(stay.AdmittedOn, stay.DischargedOn)))
            {
                weeks++;
                reached += delivered.GetValueOrDefault(((Id<Episode>?)stay.Id, monday)) >= minimum[stay.ProgramId] ? 1 : 0;
            }
        }

        return (weeks, reached);
    }

    /// <summary>The lines of the table to which a session belongs: of two leaders, to both.</summary>
    private IEnumerable<(string Key, string Name)> KeysOf(SessionLine line, Dictionary<Id<StaffMember>, string> names)
    {
        switch (By)
        {
            case Grouping.Program:
                yield return (line.Program ?? "", line.Program ?? "No program");
                break;
            case Grouping.Session:
                yield return (line.Title, line.Title);
                break;
            case Grouping.Leader:
                foreach (var leader in line.LeaderIds.DefaultIfEmpty())
                {
                    var name = leader.IsEmpty ? "Nobody" : names.GetValueOrDefault(leader, "Somebody who left");
                    // Two of the same name are two.
                    yield return ($"{name} {leader}", name);
                }

                break;
            case Grouping.Weekday:
                yield return (Csv.Number(((int)line.On.DayOfWeek + 6) % 7), CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(line.On.DayOfWeek));
                break;
            case Grouping.Hour:
                yield return (line.At.ToString("HH", CultureInfo.InvariantCulture), Show.Time(new TimeOnly(line.At.Hour, 0)));
                break;
            default:
                var monday = ClinicWeek.Of(line.On).Monday;
                yield return (Show.Iso(monday), $"Week of {Show.Date(monday)}");
                break;
        }
    }

    /// <summary>What the table is by.</summary>
    public enum Grouping
    {
        Week,
        Program,
        Session,
        Leader,
        Weekday,
        Hour,
    }
}

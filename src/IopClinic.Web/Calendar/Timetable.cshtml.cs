using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Calendar;

/// <summary>The week of a track to hand out or hang up: no patient and nobody of the staff is named.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class TimetableModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>How many weeks ahead it says what is otherwise.</summary>
    private const int WeeksAhead = 4;

    [BindProperty(SupportsGet = true)]
    public Id<Track> Id { get; set; }

    public string TrackName { get; private set; } = "";

    public string Lead { get; private set; } = "";

    public DateOnly Today { get; private set; }

    /// <summary>The weekdays on which something meets, from Monday.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; private set; } = [];

    /// <summary>By time: what meets on each weekday.</summary>
    public IReadOnlyList<(TimeOnly From, TimeOnly Until, ILookup<DayOfWeek, Meeting> Meetings)> Rows { get; private set; } = [];

    /// <summary>What is otherwise in the coming weeks.</summary>
    public IReadOnlyList<string> Otherwise { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        var track = await (
            from t in db.Tracks
            join p in db.Programs on t.ProgramId equals p.Id
            join s in db.Sites on p.SiteId equals s.Id
            where t.Id == Id && (!isBounded || reached.Contains(s.Id))
            select new { t.Name, Program = p.Name, Site = s.Name, s.TimeZone, s.Phone }).FirstOrDefaultAsync(stop);
        if (track is null)
        {
            return Missing();
        }

        var zone = ClinicClock.Zone(track.TimeZone);
        Today = clock.Today(zone);
        var until = Today.AddDays(WeeksAhead * 7);
        TrackName = track.Name;
        Lead = $"{track.Program} at {track.Site}{(track.Phone is null ? "" : $", {track.Phone}")}";
        var groups = await db.Groups.AsNoTracking().Where(g => g.TrackId == Id && g.Capacity > 0 && g.Until >= Today && g.From <= until).ToListAsync(stop);
        var roomIds = groups.ConvertAll(g => g.RoomId);
        var rooms = await db.Rooms.AsNoTracking().Where(r => roomIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, stop);
        var meetings = (
            from g in groups
            from day in g.Weekdays
            select new Meeting(day, g.StartsAt, g.StartsAt.AddMinutes(g.Minutes), g.Name, g.RoomId is { } room ? rooms[room] : Show.Words(g.Mode),
                g.From > Today ? $"from {Show.Date(g.From)}" : g.Until < until ? $"until {Show.Date(g.Until)}" : null)).ToList();
        Weekdays = [.. meetings.Select(m => m.Day).Distinct().OrderBy(Weekly.FromMonday)];
        Rows =
        [
            .. meetings.GroupBy(m => (m.From, m.Until)).OrderBy(row => row.Key.From).ThenBy(row => row.Key.Until)
                .Select(row => (row.Key.From, row.Key.Until, row.OrderBy(m => m.Name, StringComparer.CurrentCulture).ToLookup(m => m.Day))),
        ];
        var groupIds = groups.ConvertAll(g => g.Id);
        var changed = await db.Set<GroupSession>().AsNoTracking()
            .Where(s => groupIds.Contains(s.GroupId) && s.ClinicDate >= Today && s.ClinicDate <= until && (s.CancelledAt != null || s.MovedFrom != null))
            .OrderBy(s => s.StartsAt).ToListAsync(stop);
        Otherwise = changed.ConvertAll(s => s.CancelledAt is not null
            ? $"{Show.Day(s.ClinicDate)}: {s.Title} does not take place."
            : $"{Show.Day(s.ClinicDate)}, {Show.Time(ClinicClock.TimeIn(zone, s.StartsAt))}: {s.Title}, instead of {Show.Day(s.MovedFrom!.Value)}.");
        return Page();
    }

    public static string Name(DayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day);

    /// <summary>A group on one weekday.</summary>
    public sealed record Meeting(DayOfWeek Day, TimeOnly From, TimeOnly Until, string Name, string Where, string? Note);
}

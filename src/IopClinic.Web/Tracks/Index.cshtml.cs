using IopClinic.Database;
using IopClinic.Database.Access;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>All tracks of the reader's sites, with their seats and how far they are planned.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    public IReadOnlyList<IGrouping<string, Row>> Programs { get; private set; } = [];

    /// <param name="Program">Under which heading: the program and its site.</param>
    /// <param name="Track">The track.</param>
    /// <param name="Seats">How full it is.</param>
    /// <param name="Groups">How many groups are running or coming.</param>
    /// <param name="WeeklyMinutes">Minutes a week for whoever comes to every block.</param>
    /// <param name="Until">Until when all of it is planned; null where nothing is.</param>
    public sealed record Row(string Program, Track Track, Database.Access.TrackSeats Seats, int Groups, int WeeklyMinutes, DateOnly? Until);

    public async Task OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        var today = clock.Today(db.Actor.Zone);
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        var programs = await db.Programs.AsNoTracking().Include(p => p.Tracks)
            .Where(p => p.RetiredAt == null && (!isBounded || reached.Contains(p.SiteId))).OrderBy(p => p.Name).ToListAsync(stop);
        var sites = await db.Sites.AsNoTracking().Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, stop);
        var seats = await db.SeatsOfAsync(programs, stop);
        var groups = (await db.Groups.AsNoTracking().Where(g => g.Capacity > 0 && g.Until >= today).ToListAsync(stop)).ToLookup(g => g.TrackId);
        Programs =
        [
            .. from program in programs
               from track in program.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
               let running = groups[track.Id].ToList()
               let row = new Row(
                   $"{program.Name}, {sites[program.SiteId]}", track, seats[track.Id], running.Count,
                   TrackWeek.Blocks(running).Sum(block => block.Max(g => (g.Minutes - g.BreakMinutes) * g.Weekdays.Count / g.EveryWeeks)),
                   running.Count == 0 ? null : running.Min(g => g.Until))
               group row by row.Program,
        ];
    }
}

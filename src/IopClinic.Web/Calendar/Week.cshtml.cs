using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Calendar;

/// <summary>A week of the calendar on paper, where no patient is named.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class WeekModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Room>? Room { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Leader { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Track>? Track { get; set; }

    public string Heading { get; private set; } = "";

    public string Lead { get; private set; } = "";

    public string Back => $"/Schedule?date={Show.Iso(Date!.Value)}";

    public IReadOnlyList<(DateOnly Date, IReadOnlyList<ScheduleEvent> Sessions)> Days { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        Date ??= clock.Today(db.Actor.Zone);
        var week = ClinicWeek.Of(Date.Value);
        Heading = $"{Show.Day(week.Monday)} – {Show.Day(week.Sunday)}, {week.Sunday.Year}";
        var events = (await db.EventsAsync(siteId, new Shown(week.Monday, week.Sunday, Room, Leader, Track), clock.Now, stop)).ToLookup(e => e.Date);
        Days = [.. Enumerable.Range(0, 7).Select(week.Monday.AddDays).Where(day => events[day].Any()).Select(day => (day, (IReadOnlyList<ScheduleEvent>)[.. events[day]]))];
        string?[] narrowed =
        [
            Room is { } room ? await db.Rooms.Where(r => r.Id == room).Select(r => r.Name).FirstOrDefaultAsync(stop) : null,
            Leader is { } leader ? (await db.Staff.AsNoTracking().FirstOrDefaultAsync(s => s.Id == leader, stop))?.Name.Full : null,
            Track is { } track ? await db.Tracks.Where(t => t.Id == track).Select(t => t.Name).FirstOrDefaultAsync(stop) : null,
        ];
        var site = await db.Sites.Where(s => s.Id == siteId).Select(s => s.Name).FirstAsync(stop);
        Lead = string.Join(", ", narrowed.OfType<string>().Prepend($"Sessions at {site}"));
    }
}

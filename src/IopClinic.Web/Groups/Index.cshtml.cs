using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>The standing groups, track by track.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Track>? Track { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Facilitator { get; set; }

    /// <summary>Also the groups that have ended.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Ended { get; set; }

    public IReadOnlyList<IGrouping<string, Row>> Tracks { get; private set; } = [];

    public IReadOnlyList<SelectListItem> TrackItems { get; private set; } = [];

    public IReadOnlyList<SelectListItem> FacilitatorItems { get; private set; } = [];

    public bool IsFiltered => Track is not null || Facilitator is not null;

    public sealed record Row(
        Id<Group> Id, string Name, string When, string Room, IReadOnlyList<string> Facilitators, int Taken, int Capacity, int AlumniCapacity, DateOnly From,
        DateOnly Until, bool HasEnded);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var today = clock.Today(db.Actor.Zone);
        var groups = await db.Groups.AsNoTracking()
            .Where(g => Track == null || g.TrackId == Track)
            .Where(g => Facilitator == null || g.Facilitators.Any(f => f.StaffMemberId == Facilitator))
            .Where(g => Ended || g.Until >= today)
            .OrderBy(g => g.StartsAt).ThenBy(g => g.Name)
            .Select(g => new
            {
                Group = g,
                Track = db.Tracks.Where(t => t.Id == g.TrackId).Select(t => t.Name).First(),
                Program = db.Programs.Where(p => p.Tracks.Any(t => t.Id == g.TrackId)).Select(p => p.Name).First(),
                Room = db.Rooms.Where(r => r.Id == g.RoomId).Select(r => r.Name).FirstOrDefault(),
            })
            .ToListAsync(stop);
        var ids = groups.ConvertAll(g => g.Group.Id);
        var taken = await db.PlacesAsync(ids, stop);
        var facilitators = (await (
            from facilitator in db.Set<GroupFacilitator>().AsNoTracking()
            join member in db.Staff.AsNoTracking() on facilitator.StaffMemberId equals member.Id
            where ids.Contains(facilitator.GroupId)
            orderby member.Name.Family
            select new { facilitator.GroupId, member.Name }).ToListAsync(stop)).ToLookup(f => f.GroupId, f => f.Name.Full);

        Tracks = [.. groups
            .GroupBy(
                g => $"{g.Program}, {g.Track}",
                g => new Row(
                    g.Group.Id, g.Group.Name, Weekly.Words(g.Group.Weekdays, g.Group.StartsAt, g.Group.Minutes), g.Room ?? Show.Words(g.Group.Mode),
                    [.. facilitators[g.Group.Id]], Taken(g.Group, taken[g.Group.Id], today), g.Group.Capacity, g.Group.AlumniCapacity, g.Group.From, g.Group.Until, g.Group.Until < today))
            .OrderBy(track => track.Key, StringComparer.CurrentCulture)];

        TrackItems = await GroupChoices.TracksAsync(db, stop);
        FacilitatorItems = await GroupChoices.CliniciansAsync(db, stop);
    }

    /// <summary>The most places taken on any day to come; of an ended group, on its last day.</summary>
    private static int Taken(Group group, IEnumerable<Place> places, DateOnly today) =>
        Group.PlacesTaken(places, Place.Of(new(group.Until < today ? group.Until : today, null)));
}

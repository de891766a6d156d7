using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Web.Feeds;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sites;

/// <summary>The calendar feeds of a site's rooms.</summary>
public sealed partial class SitePage
{
    private const string LinkKey = "room feed";

    /// <summary>The address of a room's feed with its secret: shown once, on the page that follows its making.</summary>
    public string? FeedLink { get; private set; }

    /// <summary>The rooms that have a feed.</summary>
    public IReadOnlyCollection<Id<Room>> WithFeed { get; private set; } = [];

    [WithoutForm]
    public async Task<IActionResult> OnPostFeedAsync(Id<Room> which)
    {
        if (await db.Rooms.SingleOrDefaultAsync(room => room.Id == which && room.SiteId == Id) is not { } room)
        {
            return Missing();
        }

        TempData[LinkKey] = $"{room.Name}\n{Request.Scheme}://{Request.Host}{Request.PathBase}{await new KeepFeeds(db, clock).MakeAsync(room, SignedIn)}";
        return ToRooms();
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostRevokeFeedAsync(Id<Room> which)
    {
        if (await db.Rooms.SingleOrDefaultAsync(room => room.Id == which && room.SiteId == Id) is not { } room)
        {
            return Missing();
        }

        var feeds = new KeepFeeds(db, clock);
        await feeds.RevokeAsync(feeds.Of(which), SignedIn);
        Toast($"The feed of {room.Name} is revoked. Calendars that read it find nothing there any more.");
        return ToRooms();
    }

    private async Task LoadFeedsAsync()
    {
        var rooms = Rooms.Select(room => room.Id).ToList();
        WithFeed = (await db.ScheduleFeeds.Where(f => f.RevokedAt == null && f.RoomId != null && rooms.Contains(f.RoomId.Value)).Select(f => f.RoomId!.Value).ToListAsync()).ToHashSet();
    }
}

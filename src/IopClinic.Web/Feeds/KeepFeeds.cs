using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Feeds;

/// <summary>Makes and revokes the addresses of feeds: one at a time for each clinician and each room.</summary>
internal sealed class KeepFeeds(ClinicDb db, ClinicClock clock)
{
    /// <summary>The feed of a clinician that is read now, if there is one.</summary>
    public IQueryable<ScheduleFeed> Of(Id<StaffMember> clinician) => db.ScheduleFeeds.Where(f => f.StaffMemberId == clinician && f.RevokedAt == null);

    public IQueryable<ScheduleFeed> Of(Id<Room> room) => db.ScheduleFeeds.Where(f => f.RoomId == room && f.RevokedAt == null);

    /// <summary>Makes a clinician's own feed; one that there was ends. It saves.</summary>
    /// <returns>The path with the secret, which is kept nowhere.</returns>
    public async Task<string> MakeAsync(Id<StaffMember> clinician)
    {
        await RevokeAsync(Of(clinician), clinician);
        var secret = FeedSecret.Make();
        db.ScheduleFeeds.Add(ScheduleFeed.OfOwn(clinician, FeedSecret.HashOf(secret)!, clock.Now));
        await db.SaveChangesAsync();
        return PathOf(secret);
    }

    /// <summary>The same for a room.</summary>
    public async Task<string> MakeAsync(Room room, Id<StaffMember> by)
    {
        await RevokeAsync(Of(room.Id), by);
        var secret = FeedSecret.Make();
        db.ScheduleFeeds.Add(ScheduleFeed.OfRoom(room, FeedSecret.HashOf(secret)!, by, clock.Now));
        await db.SaveChangesAsync();
        return PathOf(secret);
    }

    /// <summary>Ends these feeds: their addresses answer like any that never was. It saves.</summary>
    public async Task RevokeAsync(IQueryable<ScheduleFeed> feeds, Id<StaffMember> by)
    {
        foreach (var feed in await feeds.ToListAsync())
        {
            feed.Revoke(by, clock.Now);
        }

        // Two statements: the place must be free before it is taken.
        await db.SaveChangesAsync();
    }

    private static string PathOf(string secret) => $"/Feeds/{secret}.ics";
}

using System.Security.Cryptography;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace IopClinic.Web.Feeds;

/// <summary>
/// The sessions of a clinician or a room for a calendar program, which cannot sign in: the secret in the address opens it, and it
/// names no patient. What is revoked answers like what never was.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(Limits.Feeds)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int DaysBack = 30;

    private const int DaysAhead = 400;

    private const int Most = 5000;

    [FromRoute]
    public string Token { get; set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (FeedSecret.HashOf(Token) is not { } hash
            || await db.ScheduleFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.SecretHash == hash && f.RevokedAt == null, stop) is not { } feed
            || (feed.StaffMemberId is { } person && !await db.Staff.AnyAsync(s => s.Id == person && s.DeactivatedAt == null, stop)))
        {
            return Missing();
        }

        var file = CalendarFile.Write(await NameAsync(feed, stop), await EventsAsync(feed, stop));
        var tag = Convert.ToHexStringLower(SHA256.HashData(file))[..32];
        return new FileContentResult(file, "text/calendar; charset=utf-8") { EntityTag = new EntityTagHeaderValue($"\"{tag}\"") };
    }

    private async Task<string> NameAsync(ScheduleFeed feed, CancellationToken stop) => feed.RoomId is { } room
        ? await (from one in db.Rooms where one.Id == room join site in db.Sites on one.SiteId equals site.Id select one.Name + ", " + site.Name).SingleAsync(stop)
        : "Clinic sessions";

    private async Task<List<FeedEvent>> EventsAsync(ScheduleFeed feed, CancellationToken stop)
    {
        var (from, until) = (clock.Now.AddDays(-DaysBack), clock.Now.AddDays(DaysAhead));
        var (person, room) = (feed.StaffMemberId?.Value, feed.RoomId?.Value);
        // Titles of sessions hold the group or the service, never a name: the only thing of a session that is shown beside its time and place.
        var found = await db.Database.SqlQuery<Found>($"""
            select s.id as "Id", s.title as "Title", r.name as "Room", site.name as "Site", s.mode as "Mode", s.starts_at as "StartsAt", s.ends_at as "EndsAt",
              s.cancelled_at is not null as "IsCancelled", s.revision as "Revision", s.changed_at as "ChangedAt"
            from sessions s
            join sites site on site.id = s.site_id
            left join rooms r on r.id = s.room_id
            where s.starts_at >= {from} and s.starts_at < {until}
              and (s.room_id = {room} or exists (select from session_clinicians c where c.session_id = s.id and c.staff_member_id = {person}))
            order by s.starts_at, s.id
            limit {Most}
            """).ToListAsync(stop);
        return found.ConvertAll(s => new FeedEvent(
            $"{s.Id}@iopclinic", s.Title, $"{s.Room ?? Show.Words(Enum.Parse<SessionMode>(s.Mode))}, {s.Site}", s.StartsAt, s.EndsAt, s.IsCancelled, s.Revision, s.ChangedAt));
    }

    private sealed record Found(
        Guid Id, string Title, string? Room, string Site, string Mode, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool IsCancelled, int Revision, DateTimeOffset ChangedAt);
}

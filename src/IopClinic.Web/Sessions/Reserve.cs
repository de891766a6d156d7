using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Sessions;

/// <summary>
/// Saves sessions together with the time they take of rooms, clinicians and patients. Whoever is not free is named, with the session
/// that has them, and nothing is saved.
/// </summary>
public sealed class Reserve(ClinicDb db)
{
    /// <summary>How many clashes a refusal lists before it only counts them.</summary>
    private const int Listed = 5;

    /// <summary>Any number: bookings of one site queue behind the pair of it and the site.</summary>
    private const int Queue = 71_204;

    /// <summary>Saves everything this request has changed, all of it or nothing.</summary>
    /// <param name="site">Where the sessions meet: people who book there at the same moment are served one after the other.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RuleViolation">A room, a clinician or a patient is not free.</exception>
    public async Task SaveAsync(Site site, CancellationToken stop = default)
    {
        try
        {
            // The exclusion constraints decide in any case; two that wait for each other would end as a deadlock instead of a sentence.
            await QueueAsync(site.Id, stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.ExclusionViolation } why
            && why.ConstraintName?.StartsWith("reservations_", StringComparison.Ordinal) == true)
        {
            throw await ExplainAsync(site, stop) ?? new RuleViolation("That time was taken a moment ago. Choose another time, room or clinician.");
        }
    }

    /// <summary>
    /// Stands in the queue of those who book at the site, until the transaction is over. What holds rows that others wait for comes after
    /// it: a place in this queue is waited for as long as a statement may take, a row not nearly as long.
    /// </summary>
    public Task QueueAsync(Id<Site> site, CancellationToken stop = default) => db.Database.ExecuteSqlAsync(
        $"set local lock_timeout = 0; select pg_advisory_xact_lock({Queue}, hashtext({site.ToString()})); set local lock_timeout to default", stop);

    private async Task<RuleViolation?> ExplainAsync(Site site, CancellationToken stop)
    {
        var wanted = db.ChangeTracker.Entries<Session>().Select(e => e.Entity).Where(s => s.CancelledAt is null)
            .SelectMany(s => Needs(s).Select(need => need.Resource == "clinician"
                ? new Wanted(s.Id.Value, need.Resource, need.Id, s.StartsAt.AddMinutes(-s.TravelBefore), s.EndsAt.AddMinutes(s.TravelAfter))
                : new Wanted(s.Id.Value, need.Resource, need.Id, s.StartsAt, s.EndsAt)))
            .Concat(db.ChangeTracker.Entries<Leave>().Select(e => e.Entity).Where(leave => leave.Stands && leave.TakesFrom < leave.EndsAt)
                .Select(leave => new Wanted(leave.Id.Value, "clinician", leave.StaffMemberId.Value, leave.TakesFrom, leave.EndsAt)))
            .ToList();
        var clashes = await db.Database.SqlQuery<Clash>($"""
            select r.resource as "Resource", coalesce(
                (select name from rooms where id = r.resource_id),
                (select name_given || ' ' || name_family from staff where id = r.resource_id),
                (select coalesce(preferred_name, name_given) || ' ' || name_family from patients where id = r.resource_id)) as "Who",
              s.title as "Title", r.starts_at as "StartsAt", r.ends_at as "EndsAt",
              coalesce(r.resource = 'clinician' and s.travel_before + s.travel_after > 0, false) as "HasDrive", count(*) over () as "Found"
            from unnest(
                {wanted.Select(w => w.Resource).ToArray()}, {wanted.Select(w => w.Id).ToArray()},
                {wanted.Select(w => w.Of).ToArray()}, {wanted.Select(w => w.StartsAt).ToArray()},
                {wanted.Select(w => w.EndsAt).ToArray()}) as w (resource, resource_id, wanted_by, starts_at, ends_at)
            join reservations r on r.resource = w.resource and r.resource_id = w.resource_id
              and coalesce(r.session_id, r.leave_id) <> w.wanted_by and r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange(w.starts_at, w.ends_at)
            left join sessions s on s.id = r.session_id
            order by r.starts_at, r.resource desc, 2
            limit {Listed}
            """).ToListAsync(stop);
        return clashes.Count == 0 ? null : new RuleViolation(Sentence(clashes, site.Zone), FieldOf(clashes[0].Resource));
    }

    private static IEnumerable<(string Resource, Guid Id)> Needs(Session session)
    {
        IEnumerable<(string, Guid)> room = session.RoomId is { } roomId ? [("room", roomId.Value)] : [];
        return room
            .Concat(session.Clinicians.Select(c => ("clinician", c.StaffMemberId.Value)))
            .Concat(session.Roster.Select(p => ("patient", p.PatientId.Value)));
    }

    private static string Sentence(List<Clash> clashes, TimeZoneInfo zone)
    {
        var sentences = clashes
            .GroupBy(c => (c.Resource, c.Who, IsLeave: c.Title is null))
            .Select(taken => $"{taken.Key.Who} {(taken.Key.IsLeave ? "is on leave" : Verb(taken.Key.Resource))} {string.Join("; ", taken.Select(c => c.When(zone)))}.");
        var more = clashes[0].Found - clashes.Count;
        return string.Join(' ', sentences) + (more > 0 ? $" And {more} more." : "");
    }

    private static string Verb(string resource) => resource switch
    {
        "room" => "is taken:",
        "clinician" => "already leads",
        _ => "is already in",
    };

    private static string? FieldOf(string resource) => resource switch
    {
        "room" => "RoomId",
        "clinician" => "ClinicianId",
        _ => null,
    };

    /// <summary>Time that a session or leave of this save needs.</summary>
    private sealed record Wanted(Guid Of, string Resource, Guid Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    /// <param name="Resource">Room, clinician or patient.</param>
    /// <param name="Who">Its name.</param>
    /// <param name="Title">The session that has it; null where it is a leave.</param>
    /// <param name="StartsAt">From when.</param>
    /// <param name="EndsAt">Until when.</param>
    /// <param name="HasDrive">The time includes a drive to a patient's home.</param>
    /// <param name="Found">How many clashes there are in all.</param>
    private sealed record Clash(string Resource, string Who, string? Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool HasDrive, long Found)
    {
        public string When(TimeZoneInfo zone) => Title is null
            ? AwayWords.Between(StartsAt, EndsAt, zone)
            : $"{Title} on {Show.Day(ClinicClock.DateIn(zone, StartsAt))}, "
            + Show.Times(ClinicClock.TimeIn(zone, StartsAt), ClinicClock.TimeIn(zone, EndsAt)) + (HasDrive ? ", the drive included" : "");
    }
}

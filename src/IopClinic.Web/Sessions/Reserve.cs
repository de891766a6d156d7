using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
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
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({Queue}, hashtext({site.Id.ToString()}))", stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.ExclusionViolation } why
            && why.ConstraintName?.StartsWith("reservations_", StringComparison.Ordinal) == true)
        {
            throw await ExplainAsync(site, stop) ?? new RuleViolation("That time was taken a moment ago. Choose another time, room or clinician.");
        }
    }

    private async Task<RuleViolation?> ExplainAsync(Site site, CancellationToken stop)
    {
        var wanted = db.ChangeTracker.Entries<Session>().Select(e => e.Entity).Where(s => s.CancelledAt is null)
            .SelectMany(s => Needs(s).Select(need => (Session: s, need.Resource, need.Id)))
            .ToList();
        var clashes = await db.Database.SqlQuery<Clash>($"""
            select r.resource as "Resource", coalesce(
                (select name from rooms where id = r.resource_id),
                (select name_given || ' ' || name_family from staff where id = r.resource_id),
                (select coalesce(preferred_name, name_given) || ' ' || name_family from patients where id = r.resource_id)) as "Who",
              s.title as "Title", r.starts_at as "StartsAt", r.ends_at as "EndsAt", count(*) over () as "Found"
            from unnest(
                {wanted.Select(w => w.Resource).ToArray()}, {wanted.Select(w => w.Id).ToArray()},
                {wanted.Select(w => w.Session.Id.Value).ToArray()}, {wanted.Select(w => w.Session.StartsAt).ToArray()},
                {wanted.Select(w => w.Session.EndsAt).ToArray()}) as w (resource, resource_id, session_id, starts_at, ends_at)
            join reservations r on r.resource = w.resource and r.resource_id = w.resource_id and r.session_id <> w.session_id
              and r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange(w.starts_at, w.ends_at)
            join sessions s on s.id = r.session_id
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
            .GroupBy(c => (c.Resource, c.Who))
            .Select(taken => $"{taken.Key.Who} {Verb(taken.Key.Resource)} {string.Join("; ", taken.Select(c => c.When(zone)))}.");
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

    private sealed record Clash(string Resource, string Who, string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, long Found)
    {
        public string When(TimeZoneInfo zone) =>
            $"{Title} on {Show.Day(ClinicClock.DateIn(zone, StartsAt))}, "
            + Show.Times(ClinicClock.TimeIn(zone, StartsAt), ClinicClock.TimeIn(zone, EndsAt));
    }
}

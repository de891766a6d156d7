using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Away;

/// <summary>Somebody who is free at the time of a session, holds what its service demands, and works at its site.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">How they are called.</param>
/// <param name="IsHome">Whether their day starts at the site of the session.</param>
/// <param name="WorksThen">Whether their working hours cover it; null where nobody has stated them.</param>
/// <param name="HasLed">Whether they have led the service in the last half year.</param>
public sealed record CoverChoice(Id<StaffMember> Id, string Name, bool IsHome, bool? WorksThen, bool HasLed)
{
    /// <summary>The name and what speaks for them.</summary>
    public string Label
    {
        get
        {
            string?[] words = [IsHome ? null : "from the other site", WorksThen switch { true => "works then", false => "outside their hours", null => null }, HasLed ? "has led it" : null];
            var about = string.Join(", ", words.OfType<string>());
            return about.Length == 0 ? Name : $"{Name} ({about})";
        }
    }
}

/// <summary>Who could lead sessions in the place of somebody, best first.</summary>
public sealed class CoverChoices(ClinicDb db, ClinicClock clock)
{
    /// <summary>Sessions that one leave may take from its person.</summary>
    public const int MostSessions = 300;

    private const int DaysBack = 180;

    /// <summary>What somebody leads between two instants and has not begun by now.</summary>
    public IQueryable<Session> Led(Id<StaffMember> person, DateTimeOffset from, DateTimeOffset until)
    {
        var now = clock.Now;
        return db.Sessions.LedBy(person)
            .Where(s => s.CancelledAt == null && s.StartsAt > now && s.StartsAt < until && s.EndsAt > from)
            .OrderBy(s => s.StartsAt).ThenBy(s => s.Id);
    }

    /// <summary>For each session, who could lead it; nobody who leads it already.</summary>
    /// <param name="sessions">With their clinicians.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyDictionary<Id<Session>, IReadOnlyList<CoverChoice>>> ForAsync(IReadOnlyCollection<Session> sessions, CancellationToken stop)
    {
        if (sessions.Count == 0)
        {
            return new Dictionary<Id<Session>, IReadOnlyList<CoverChoice>>();
        }

        var siteIds = sessions.Select(s => s.SiteId).Distinct().ToList();
        var serviceIds = sessions.Select(s => s.ServiceId).Distinct().ToList();
        var sites = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        var services = await db.Services.AsNoTracking().Where(s => serviceIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        var people = (await db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null).ToListAsync(stop)).FindAll(s => s.IsClinician);
        var busy = (await db.Database.SqlQuery<Busy>($"""
            select w.session_id as "SessionId", r.resource_id as "PersonId"
            from unnest({sessions.Select(s => s.Id.Value).ToArray()}, {sessions.Select(s => s.StartsAt).ToArray()}, {sessions.Select(s => s.EndsAt).ToArray()})
              as w (session_id, starts_at, ends_at)
            cross join unnest({people.Select(p => p.Id.Value).ToArray()}) as person (id)
            join reservations r on r.resource = 'clinician' and r.resource_id = person.id and r.released_at is null
              and tstzrange(r.starts_at, r.ends_at) && tstzrange(w.starts_at, w.ends_at)
            """).ToListAsync(stop)).ToHashSet();
        var since = clock.Today(db.Actor.Zone).AddDays(-DaysBack);
        var led = (await (
            from session in db.Sessions
            where siteIds.Contains(session.SiteId) && session.ClinicDate >= since && serviceIds.Contains(session.ServiceId) && session.CancelledAt == null
            join clinician in db.Set<SessionClinician>() on session.Id equals clinician.SessionId
            select new { session.ServiceId, clinician.StaffMemberId }).Distinct().ToListAsync(stop)).ConvertAll(l => (l.ServiceId, l.StaffMemberId)).ToHashSet();

        return sessions.ToDictionary(s => s.Id, s => (IReadOnlyList<CoverChoice>)
        [
            .. from person in people
               where MayWorkAt(person, s.SiteId) && !busy.Contains(new Busy(s.Id.Value, person.Id.Value)) && services[s.ServiceId].MayBeLedBy(person, s.ClinicDate)
               let choice = new CoverChoice(
                   person.Id, person.Name.Full, person.SiteId == s.SiteId, WorksThen(person, s, sites[s.SiteId]), led.Contains((s.ServiceId, person.Id)))
               orderby !choice.IsHome, choice.WorksThen switch { true => 0, null => 1, false => 2 }, !choice.HasLed, person.Name.Family, person.Name.Given
               select choice,
        ]);
    }

    /// <summary>Whether somebody works at a site at all: nobody comes near patients of a site that is not theirs.</summary>
    public static bool MayWorkAt(StaffMember person, Id<Site> site) => person.SiteId == site || person.OtherSiteIds.Contains(site);

    private static bool? WorksThen(StaffMember person, Session session, Site site) => person.WorksAt(
        session.ClinicDate.DayOfWeek, ClinicClock.TimeIn(site.Zone, session.StartsAt), ClinicClock.TimeIn(site.Zone, session.EndsAt));

    private sealed record Busy(Guid SessionId, Guid PersonId);
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>Reads what proposed sessions of a site are held against, in as many questions as there are kinds of facts.</summary>
public sealed class FactsReader(ClinicDb db)
{
    /// <param name="site">Where, with its rooms.</param>
    /// <param name="first">The first date of what is proposed.</param>
    /// <param name="last">The last one.</param>
    /// <param name="patients">Who is to come; those whom the reader may not see are read past.</param>
    /// <param name="but">Places that are given up by what is proposed: they are not taken.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ScheduleFacts> ReadAsync(
        Site site, DateOnly first, DateOnly last, IReadOnlyCollection<Id<Patient>>? patients = null,
        IReadOnlyCollection<Id<Session>>? but = null, CancellationToken stop = default)
    {
        var clinicians = await CliniciansAsync(site.Id, stop);
        var closures = await db.Closures.AsNoTracking().Where(c => c.SiteId == site.Id && c.From <= last && c.Until >= first).ToListAsync(stop);
        var people = patients ?? [];
        var (rooms, leaders, comers) = (site.Rooms.Select(r => r.Id.Value).ToArray(), clinicians.Select(s => s.Id.Value).ToArray(), people.Select(p => p.Value).ToArray());
        var (from, until) = (ClinicClock.InstantOf(first, TimeOnly.MinValue, site.Zone), ClinicClock.InstantOf(last.AddDays(1), TimeOnly.MinValue, site.Zone));
        var given = (but ?? []).Select(session => session.Value).ToArray();
        // Asked of each kind by itself: each has an index of its own, and a site of many years is not read through.
        var taken = await db.Database.SqlQuery<Row>($"""
            select r.resource as "Resource", r.resource_id as "Id", r.starts_at as "StartsAt", r.ends_at as "EndsAt", s.title as "Title", r.session_id as "Session"
            from (
              select r.* from unnest({rooms}) as asked (id) join reservations r on r.resource = 'room' and r.resource_id = asked.id
                and r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange({from}, {until})
              union all
              select r.* from unnest({leaders}) as asked (id) join reservations r on r.resource = 'clinician' and r.resource_id = asked.id
                and r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange({from}, {until})
              union all
              select r.* from unnest({comers}) as asked (id) join reservations r on r.resource = 'patient' and r.resource_id = asked.id
                and r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange({from}, {until}) and not r.session_id = any({given})
            ) r
            left join sessions s on s.id = r.session_id
            """).ToListAsync(stop);
        return new ScheduleFacts
        {
            Site = site,
            Rooms = [.. site.Rooms],
            Leaders = clinicians,
            Closures = closures.ConvertAll(c => (c.Days, c.Name)),
            Taken = taken.ConvertAll(r => new Taken(
                Enum.Parse<Resource>(r.Resource, ignoreCase: true), r.Id, r.StartsAt, r.EndsAt, r.Title, r.Session is { } session ? new Id<Session>(session) : null)),
            Constraints = people.Count == 0 ? [] : await db.PatientConstraints.AsNoTracking()
                .Where(c => people.Contains(c.PatientId) && c.From <= last && (c.Until == null || c.Until >= first)).ToListAsync(stop),
            Weeks = people.Count == 0 ? [] : await WeeksAsync(people, first, last, but ?? [], stop),
            Patients = people.Count == 0 ? new Dictionary<Id<Patient>, string>() : (await db.Patients.AsNoTracking().Where(p => people.Contains(p.Id))
                .Select(p => new { p.Id, p.PreferredName, p.Name }).ToListAsync(stop))
                .ToDictionary(p => p.Id, p => $"{p.PreferredName ?? p.Name.Given} {p.Name.Family}"),
            WeeklyMaximum = people.Count == 0 ? new Dictionary<Id<Patient>, int>() : (await (
                from episode in db.Episodes.AsNoTracking()
                join program in db.Programs.AsNoTracking() on episode.ProgramId equals program.Id
                where people.Contains(episode.PatientId) && episode.DischargedOn == null
                select new { episode.PatientId, program.WeeklyMinutesMaximum }).ToListAsync(stop))
                .GroupBy(e => e.PatientId).ToDictionary(e => e.Key, e => e.Max(program => program.WeeklyMinutesMaximum)),
        };
    }

    /// <summary>Who may lead sessions of a site.</summary>
    public async Task<List<StaffMember>> CliniciansAsync(Id<Site> site, CancellationToken stop = default) =>
        (await db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null).OrderBy(s => s.Name.Family).ToListAsync(stop))
            .FindAll(s => s.IsClinician && (s.SiteId == site || s.OtherSiteIds.Contains(site)));

    /// <summary>The counted minutes of each week, as they are booked.</summary>
    private async Task<IReadOnlyList<BookedWeek>> WeeksAsync(
        IReadOnlyCollection<Id<Patient>> people, DateOnly first, DateOnly last, IReadOnlyCollection<Id<Session>> but, CancellationToken stop)
    {
        var (monday, sunday) = (ClinicWeek.Of(first).Monday, ClinicWeek.Of(last).Sunday);
        var booked = await (
            from place in db.RosterPlaces.AsNoTracking()
            where people.Contains(place.PatientId) && place.ClinicDate >= monday && place.ClinicDate <= sunday && !but.Contains(place.SessionId)
            join session in db.Sessions.AsNoTracking() on place.SessionId equals session.Id
            where session.CancelledAt == null && db.Services.Any(s => s.Id == session.ServiceId && s.CountsTowardHours)
            select new { place.PatientId, place.ClinicDate, session.StartsAt, session.EndsAt, session.BreakMinutes }).ToListAsync(stop);
        return
        [
            .. booked.GroupBy(b => (b.PatientId, ClinicWeek.Of(b.ClinicDate).Monday))
                .Select(week => new BookedWeek(week.Key.PatientId, week.Key.Monday, week.Sum(b => (int)(b.EndsAt - b.StartsAt).TotalMinutes - b.BreakMinutes))),
        ];
    }

    private sealed record Row(string Resource, Guid Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Title, Guid? Session);
}

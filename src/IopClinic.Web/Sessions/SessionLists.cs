using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Questions that several pages ask about sessions.</summary>
public static class SessionLists
{
    public static IQueryable<Session> LedBy(this IQueryable<Session> sessions, Id<StaffMember> clinician) =>
        sessions.Where(s => s.Clinicians.Any(c => c.StaffMemberId == clinician));

    /// <summary>The sessions which these people lead, which end in this time and whose <see cref="SessionProgress.AwaitsSignature"/> holds.</summary>
    public static IQueryable<Session> AwaitingSignature(
        this IQueryable<Session> sessions, ClinicDb db, IReadOnlyCollection<Id<StaffMember>> people, DateTimeOffset since, DateTimeOffset until)
    {
        var open = db.UndocumentedLeads.Where(one => people.Contains(one.StaffMemberId) && one.EndsAt > since && one.StartsAt < until).Select(one => one.SessionId);
        return sessions.Where(s => open.Contains(s.Id) && s.EndsAt > since && s.EndsAt <= until && s.CancelledAt == null
            // Nobody on the roll, nothing to sign.
            && db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Places > 0));
    }

    /// <summary>The rows of these sessions by the clock; the patient of a one-to-one session is named when <paramref name="named"/>.</summary>
    public static async Task<IReadOnlyList<SessionRow>> ToRowsAsync(
        this IQueryable<Session> sessions, ClinicDb db, DateTimeOffset now, bool named, CancellationToken stop)
    {
        var keepsSchedule = db.Reach?.SeesNamesOfSite ?? true;
        var reader = db.Reach?.Person ?? default;
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        var found = await (
            from s in sessions.AsNoTracking()
            // Joined by key: a subquery's first row would be numbered among those of all sessions there ever were.
            join counts in db.SessionCounts on s.Id equals counts.SessionId
            orderby s.StartsAt, s.Title, s.Id
            select new
            {
                s.Id,
                s.ClinicDate,
                s.StartsAt,
                s.EndsAt,
                s.Title,
                s.Mode,
                s.MeetingLink,
                Kind = EF.Property<string>(s, "Kind"),
                s.ServiceId,
                s.RoomId,
                s.SiteId,
                Capacity = db.Groups.Where(g => g.Id == ((GroupSession)s).GroupId).Select(g => (int?)g.Capacity).FirstOrDefault(),
                counts.Places,
                counts.Recorded,
                counts.Signed,
                IsCancelled = s.CancelledAt != null,
                Opens = (!isBounded || reached.Contains(s.SiteId))
                    && (keepsSchedule || counts.Places == 0
                        || s.Clinicians.Any(c => c.StaffMemberId == reader)
                        || s.Roster.Any(place => db.Patients.Any(patient => patient.Id == place.PatientId))),
            })
            .ToListAsync(stop);

        var house = await db.HouseAsync();
        var ids = found.ConvertAll(s => s.Id);
        var alone = named ? found.Where(s => s.Kind != nameof(SessionKind.Group)).Select(s => s.Id).ToList() : [];
        var (booked, places) = await db.TogetherAsync(
            () => (
                from booked in db.Set<SessionClinician>().AsNoTracking()
                where ids.Contains(booked.SessionId)
                select new { booked.SessionId, booked.StaffMemberId }).ToListAsync(stop),
            () => (
                from place in db.RosterPlaces.AsNoTracking()
                join patient in db.Patients.AsNoTracking() on place.PatientId equals patient.Id
                where alone.Contains(place.SessionId)
                select new { place.SessionId, patient.Id, patient.PreferredName, patient.Name }).ToListAsync(stop));
        var clinicians = booked.Select(c => (c.SessionId, Member: house.Staff[c.StaffMemberId]))
            .OrderBy(c => c.Member.Name.Family, StringComparer.Ordinal).ThenBy(c => c.Member.Id).ToLookup(c => c.SessionId, c => c.Member);
        var patients = places.ToDictionary(p => p.SessionId, p => $"{p.PreferredName ?? p.Name.Given} {p.Name.Family}");

        return found.ConvertAll(s => new SessionRow
        {
            Id = s.Id,
            Date = s.ClinicDate,
            StartsAt = s.StartsAt,
            EndsAt = s.EndsAt,
            Title = s.Title,
            Service = house.Services[s.ServiceId].Name,
            Kind = Enum.Parse<SessionKind>(s.Kind),
            Room = s.RoomId is { } room ? house.Rooms[room].Name : null,
            Mode = Show.Words(s.Mode),
            Capacity = s.Capacity,
            Progress = new SessionProgress(s.Places, s.Recorded, s.Signed, s.IsCancelled),
            Zone = house.Sites[s.SiteId].Zone,
            MeetingLink = s is { Mode: SessionMode.Telehealth, Opens: true, IsCancelled: false }
                ? s.MeetingLink ?? clinicians[s.Id].Select(c => c.MeetingLink).FirstOrDefault(link => link is not null)
                : null,
            Clinicians = [.. clinicians[s.Id].Select(c => c.Name.Full)],
            CalledName = patients.GetValueOrDefault(s.Id),
            Opens = s.Opens,
            IsOver = s.EndsAt <= now,
        });
    }
}

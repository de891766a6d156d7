using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Calendar;

/// <summary>Which of a site's sessions a calendar shows.</summary>
/// <param name="First">The first clinic date.</param>
/// <param name="Last">The last one, included.</param>
/// <param name="Room">Only those in this room.</param>
/// <param name="Leader">Only those of this clinician.</param>
/// <param name="Track">Only the groups of this track.</param>
/// <param name="Patient">Only those with this patient on the roster.</param>
public sealed record Shown(
    DateOnly First, DateOnly Last, Id<Room>? Room = null, Id<StaffMember>? Leader = null, Id<Track>? Track = null, Id<Patient>? Patient = null);

/// <summary>A session on the calendar.</summary>
public sealed record ScheduleEvent
{
    public required Guid Id { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>Wall-clock time of the site.</summary>
    public required DateTime Starts { get; init; }

    public required DateTime Ends { get; init; }

    public required string Title { get; init; }

    public required string Kind { get; init; }

    public required string Mode { get; init; }

    public required Guid? RoomId { get; init; }

    public required string? Room { get; init; }

    public required Guid[] Leaders { get; init; }

    public required string[] LeaderNames { get; init; }

    /// <summary>Places of the group; null for a session of one patient.</summary>
    public required int? Capacity { get; init; }

    public required int Places { get; init; }

    public required int Recorded { get; init; }

    public required int Signed { get; init; }

    public required bool IsCancelled { get; init; }

    public required bool IsOver { get; init; }

    /// <summary>Where a session by telehealth is joined; null where there is no link.</summary>
    public required string? MeetingLink { get; init; }

    /// <summary>Whether the reader has to do with it, and may open it.</summary>
    public required bool Opens { get; init; }

    public required long Version { get; init; }

    public bool IsGroup => Kind == nameof(SessionKind.Group);

    public SessionProgress Progress => new(Places, Recorded, Signed, IsCancelled);

    public bool WasMissed => IsOver && Progress is { State: SessionState.ToDo, AwaitsSignature: true };

    /// <summary>How far it is, in words.</summary>
    public string Stands => WasMissed ? "Not logged" : Show.Words(Progress.State);

    public Tone Tone => WasMissed ? Tone.Warn : SessionRow.ToneOf(Progress.State);

    /// <summary>Places taken of those there are: "9/12".</summary>
    public string? Seats => Capacity is > 0 and var capacity ? $"{Places}/{capacity}" : null;

    public string Where => Room ?? Show.Words(Mode);

    public string Href => $"/Sessions/{Show.Iso(Date)}/{Id}";
}

/// <summary>Asks for the sessions that a calendar shows: one statement, however many there are.</summary>
internal static class ScheduleEvents
{
    /// <summary>The most that one answer holds; a month of a large site has fewer.</summary>
    public const int Most = 5000;

    /// <summary>The sessions of a site by the clock.</summary>
    public static Task<List<ScheduleEvent>> EventsAsync(this ClinicDb db, Id<Domain.Sites.Site> site, Shown shown, DateTimeOffset now, CancellationToken stop)
    {
        // What the roster of others has in it is decided by the policies: whoever keeps no schedule opens what is theirs.
        var keepsSchedule = db.Reach?.SeesNamesOfSite ?? true;
        var reader = db.Reach?.Person.Value ?? Guid.Empty;
        var (room, leader, track, patient) = (shown.Room?.Value, shown.Leader?.Value, shown.Track?.Value, shown.Patient?.Value);
        return db.Database.SqlQuery<ScheduleEvent>($"""
            select s.id as "Id", s.clinic_date as "Date", s.starts_at at time zone z.time_zone as "Starts", s.ends_at at time zone z.time_zone as "Ends",
              s.title as "Title", s.kind as "Kind", s.mode as "Mode", s.room_id as "RoomId", r.name as "Room",
              coalesce(l.ids, array[]::uuid[]) as "Leaders", coalesce(l.names, array[]::text[]) as "LeaderNames",
              g.capacity as "Capacity", c.places as "Places", c.recorded as "Recorded", c.signed as "Signed",
              s.cancelled_at is not null as "IsCancelled", s.ends_at <= {now} as "IsOver",
              {keepsSchedule} or c.places = 0 or coalesce({reader} = any(l.ids), false) or exists (
                select from roster_places p join patients seen on seen.id = p.patient_id where p.session_id = s.id) as "Opens",
              case when s.mode = 'Telehealth' and s.cancelled_at is null then coalesce(s.meeting_link, l.link) end as "MeetingLink",
              s.xmin::text::bigint as "Version"
            from sessions s
            join sites z on z.id = s.site_id
            left join rooms r on r.id = s.room_id
            left join groups g on g.id = s.group_id
            cross join lateral (select places, recorded, signed from session_progress p where p.session_id = s.id) c
            left join lateral (
              select array_agg(m.id order by m.name_family) as ids, array_agg(m.name_given || ' ' || m.name_family order by m.name_family) as names,
                (array_agg(m.meeting_link order by m.name_family) filter (where m.meeting_link is not null))[1] as link
              from session_clinicians b join staff m on m.id = b.staff_member_id where b.session_id = s.id) l on true
            where s.site_id = {site.Value} and s.clinic_date between {shown.First} and {shown.Last}
              and ({room}::uuid is null or s.room_id = {room})
              and ({leader}::uuid is null or exists (select from session_clinicians b where b.session_id = s.id and b.staff_member_id = {leader}))
              and ({track}::uuid is null or g.track_id = {track})
              and ({patient}::uuid is null or exists (select from roster_places p where p.session_id = s.id and p.patient_id = {patient}))
            order by s.starts_at, s.title, s.id
            limit {Most}
            """).ToListAsync(stop);
    }

    /// <summary>How the one patient of each of these sessions is called, of those whom the reader may know.</summary>
    public static async Task<Dictionary<Guid, string>> CalledNamesAsync(this ClinicDb db, IEnumerable<ScheduleEvent> events, CancellationToken stop)
    {
        var alone = events.Where(e => !e.IsGroup).Select(e => new Id<Session>(e.Id)).ToList();
        return alone.Count == 0
            ? []
            : (await (
                from place in db.RosterPlaces.AsNoTracking()
                join patient in db.Patients.AsNoTracking() on place.PatientId equals patient.Id
                where alone.Contains(place.SessionId)
                select new { place.SessionId, patient.Id, patient.PreferredName, patient.Name }).ToListAsync(stop))
            .GroupBy(p => p.SessionId.Value)
            .ToDictionary(p => p.Key, p => $"{p.First().PreferredName ?? p.First().Name.Given} {p.First().Name.Family}");
    }
}

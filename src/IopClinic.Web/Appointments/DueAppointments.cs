using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Appointments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Appointments;

/// <summary>What is prescribed to a patient of one service, and how it stands.</summary>
public sealed record DueLine(
    Id<Patient> PatientId, string Patient, Id<Episode> EpisodeId, string Service, Id<StaffMember>? ResponsibleId, string? Responsible, StandingAppointment Standing);

/// <summary>A time that patient, clinician and a room have free; without a room it is by telehealth.</summary>
public sealed record FreeTime(DateOnly Date, TimeOnly StartsAt, TimeOnly EndsAt, Room? Room);

/// <summary>Puts what signed plans prescribe beside what took place and what is booked.</summary>
internal sealed class DueAppointments(ClinicDb db)
{
    /// <summary>How many days ahead times are looked for.</summary>
    private const int DaysAhead = 21;

    private const int TimesOffered = 6;

    /// <summary>The most people who sit in a room that is looked for.</summary>
    private const int PeopleInRoom = 2;

    /// <summary>Every prescription at a site that the reader may know, what is due first.</summary>
    public async Task<IReadOnlyList<DueLine>> OfAsync(Id<Site> site, DateTimeOffset now, DateOnly today, CancellationToken stop)
    {
        var rows = await db.Database.SqlQuery<Row>($"""
            select p.id as "PatientId", f.episode_id as "EpisodeId", f.service_id as "ServiceId", f.times as "Times", f.every_weeks as "EveryWeeks",
              f.minutes as "Minutes", f.responsible_id as "ResponsibleId", f.since as "Since",
              coalesce(p.preferred_name, p.name_given) || ' ' || p.name_family as "Patient", v.name as "Service",
              m.name_given || ' ' || m.name_family as "Responsible",
              (select max(l.clinic_date) from roster_places l join sessions s on s.id = l.session_id
                where l.patient_id = f.patient_id and l.clinic_date <= {today} and s.service_id = f.service_id and s.cancelled_at is null and s.ends_at <= {now}
                  and not exists (select from attendance a where a.session_id = s.id and a.patient_id = f.patient_id and a.status in ('ExcusedAbsence', 'UnexcusedAbsence'))) as "Last",
              (select min(l.clinic_date) from roster_places l join sessions s on s.id = l.session_id
                where l.patient_id = f.patient_id and l.clinic_date >= {today} and s.service_id = f.service_id and s.cancelled_at is null and s.ends_at > {now}) as "Next"
            from prescribed_services({site.Value}) f
            join patients p on p.id = f.patient_id
            join services v on v.id = f.service_id
            left join staff m on m.id = f.responsible_id and m.deactivated_at is null
            """).ToListAsync(stop);
        return
        [
            .. rows.Select(row => new DueLine(
                    new Id<Patient>(row.PatientId), row.Patient, new Id<Episode>(row.EpisodeId), row.Service,
                    row is { Responsible: not null, ResponsibleId: { } responsible } ? new Id<StaffMember>(responsible) : null, row.Responsible,
                    new StandingAppointment(new PrescribedService(new Id<Service>(row.ServiceId), row.Times, row.EveryWeeks, row.Minutes), row.Since, row.Last, row.Next)))
                .OrderBy(line => line.Standing.IsBooked).ThenBy(line => line.Standing.DueBy).ThenBy(line => line.Patient, StringComparer.CurrentCulture),
        ];
    }

    /// <summary>The next times that the patient, whoever is responsible and a room have free, within the hours of the site and theirs.</summary>
    public async Task<IReadOnlyList<FreeTime>> TimesAsync(Site site, DueLine line, DateTimeOffset now, DateOnly today, CancellationToken stop)
    {
        if (line.ResponsibleId is not { } responsible)
        {
            return [];
        }

        var until = now.AddDays(DaysAhead + 1);
        var rooms = site.Rooms.Where(room => !room.IsRetired && room.Capacity >= PeopleInRoom).OrderBy(room => room.Capacity).ThenBy(room => room.Name, StringComparer.CurrentCulture).ToList();
        var taken = await db.Database.SqlQuery<Held>($"""
            select r.resource_id as "Id", r.starts_at as "From", r.ends_at as "Until"
            from reservations r
            where r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange({now}, {until})
              and ((r.resource = 'patient' and r.resource_id = {line.PatientId.Value}) or (r.resource = 'clinician' and r.resource_id = {responsible.Value})
                or (r.resource = 'room' and r.resource_id = any({rooms.Select(room => room.Id.Value).ToArray()})))
            """).ToListAsync(stop);
        var who = await db.Staff.AsNoTracking().FirstAsync(s => s.Id == responsible, stop);
        var last = today.AddDays(DaysAhead);
        var closures = await db.Closures.AsNoTracking().Where(c => c.SiteId == site.Id && c.From <= last && c.Until >= today).ToListAsync(stop);
        var of = taken.ToLookup(held => held.Id, held => new Taken(held.From, held.Until));
        var minutes = line.Standing.Prescribed.Minutes;
        List<Taken> people = [.. of[line.PatientId.Value], .. of[responsible.Value]];
        // A time without any room is no time at a site that has rooms.
        IEnumerable<DateTimeOffset> times = FreeTimes.Next(Days(site, who, closures, today), minutes, site.Zone, now, people, rooms.Count == 0 ? TimesOffered : TimesOffered * 4);
        return
        [
            .. times.Select(at => (At: at, Room: rooms.Find(room => !of[room.Id.Value].Any(held => held.Meets(at, at.AddMinutes(minutes))))))
                .Where(time => time.Room is not null || rooms.Count == 0)
                .Take(TimesOffered)
                .Select(time => new FreeTime(
                    ClinicClock.DateIn(site.Zone, time.At), ClinicClock.TimeIn(site.Zone, time.At), ClinicClock.TimeIn(site.Zone, time.At.AddMinutes(minutes)), time.Room)),
        ];
    }

    /// <summary>The hours of the coming days in which somebody works; where a site says none, those of an office.</summary>
    private static IEnumerable<(DateOnly Date, TimeOnly Opens, TimeOnly Closes)> Days(Site site, StaffMember who, List<Closure> closures, DateOnly today) =>
        from date in Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays)
        where !closures.Exists(closure => closure.Days.Covers(date))
        from open in site.OpeningHours.Count > 0
            ? site.OpeningHours.Where(hours => hours.Day == date.DayOfWeek).Select(hours => (hours.Opens, hours.Closes))
            : date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? [] : [(Opens: new TimeOnly(9, 0), Closes: new TimeOnly(17, 0))]
        from works in who.WorkingHours.Count > 0 ? who.WorkingHours.Where(hours => hours.Day == date.DayOfWeek).Select(hours => (hours.From, hours.Until)) : [(From: open.Opens, Until: open.Closes)]
        let opens = works.From > open.Opens ? works.From : open.Opens
        let closes = works.Until < open.Closes ? works.Until : open.Closes
        where opens < closes
        select (date, opens, closes);

    private sealed record Row(
        Guid PatientId, Guid EpisodeId, Guid ServiceId, int Times, int EveryWeeks, int Minutes, Guid? ResponsibleId, DateOnly Since, string Patient,
        string Service, string? Responsible, DateOnly? Last, DateOnly? Next);

    private sealed record Held(Guid Id, DateTimeOffset From, DateTimeOffset Until);
}

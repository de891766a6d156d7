using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Hours;

/// <summary>Hours of treatment in a clinic week: those attended, and those still booked.</summary>
public static class WeekHours
{
    /// <summary>
    /// Minutes each of these patients attended in that week, in sessions whose service counts toward the program's hours. A patient
    /// who attended nothing stands there with 0.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Id<Patient>, int>> MinutesAttendedAsync(
        this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients, ClinicWeek week)
    {
        var attended = await db.AttendedMinutes(week)
            .Where(row => patients.Contains(row.PatientId))
            .GroupBy(row => row.PatientId)
            .Select(rows => new { PatientId = rows.Key, Minutes = rows.Sum(row => row.Minutes) })
            .ToDictionaryAsync(row => row.PatientId, row => row.Minutes);
        return patients.Distinct().ToDictionary(id => id, id => attended.GetValueOrDefault(id));
    }

    /// <summary>Minutes of each attended session of that week that counts: the rows that the sums are made of.</summary>
    public static IQueryable<AttendedSession> AttendedMinutes(this ClinicDb db, ClinicWeek week)
    {
        var (monday, sunday) = (week.Monday, week.Sunday);
        return
            from attendance in db.Attendances.AsNoTracking()
            where attendance.ClinicDate >= monday && attendance.ClinicDate <= sunday && attendance.Minutes > 0
            join session in db.Sessions on attendance.SessionId equals session.Id
            join service in db.Services on session.ServiceId equals service.Id
            where service.CountsTowardHours
            select new AttendedSession { PatientId = attendance.PatientId, Minutes = attendance.Minutes };
    }

    /// <summary>Minutes a patient can still attend in that week: booked, counted, not cancelled and without attendance so far.</summary>
    public static async Task<int> MinutesAheadAsync(this ClinicDb db, Id<Patient> patientId, ClinicWeek week, DateTimeOffset now)
    {
        var (monday, sunday) = (week.Monday, week.Sunday);
        var ahead = await (
            from place in db.RosterPlaces.AsNoTracking()
            where place.PatientId == patientId && place.ClinicDate >= monday && place.ClinicDate <= sunday
            join session in db.Sessions on place.SessionId equals session.Id
            join service in db.Services on session.ServiceId equals service.Id
            where service.CountsTowardHours && session.CancelledAt == null && session.EndsAt > now
                && !db.Attendances.Any(a => a.SessionId == place.SessionId && a.PatientId == patientId)
            select new { session.StartsAt, session.EndsAt, session.BreakMinutes }).ToListAsync();
        return ahead.Sum(s => (int)(s.EndsAt - s.StartsAt).TotalMinutes - s.BreakMinutes);
    }

    /// <summary>The minutes of one patient in one session.</summary>
    public sealed class AttendedSession
    {
        public Id<Patient> PatientId { get; init; }

        public int Minutes { get; init; }
    }
}

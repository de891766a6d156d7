using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Hours;

/// <summary>Minutes attended in a clinic week, of the services that count toward a program's hours.</summary>
public static class WeekHours
{
    /// <summary>Counted minutes by patient; a patient without any is missing.</summary>
    public static async Task<IReadOnlyDictionary<Id<Patient>, int>> MinutesInAsync(
        this ClinicDb db, ClinicWeek week, IReadOnlyCollection<Id<Patient>> patients, CancellationToken cancellation = default) =>
        await (from attendance in db.Attendances
               join session in db.Sessions on attendance.SessionId equals session.Id
               join service in db.Services on session.ServiceId equals service.Id
               where patients.Contains(attendance.PatientId)
                   && attendance.ClinicDate >= week.Monday && attendance.ClinicDate <= week.Sunday
                   && service.CountsTowardHours
               group attendance.Minutes by attendance.PatientId into counted
               select new { PatientId = counted.Key, Minutes = counted.Sum() })
            .ToDictionaryAsync(counted => counted.PatientId, counted => counted.Minutes, cancellation);
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>A critical answer is told at once, whoever entered it, and shown in the banner until a clinician judges the risk.</summary>
internal static class RaiseAlerts
{
    public static async Task RaiseAlertsAsync(this ClinicDb db, MeasureAdministration given, Instrument instrument, DateTimeOffset now)
    {
        var patient = await db.Patients.SingleAsync(p => p.Id == given.PatientId);
        var raised = await db.MeasureAlerts.Where(a => a.MeasureId == given.Id).ToListAsync();
        var primary = await db.Episodes.Where(e => e.PatientId == given.PatientId && e.DischargedOn == null)
            .OrderByDescending(e => e.AdmittedOn).Select(e => (Id<StaffMember>?)e.PrimaryClinicianId).FirstOrDefaultAsync();
        foreach (var alert in given.Raise(instrument, MeasureWords.SexOf(patient.BirthSex), raised, primary, now))
        {
            db.MeasureAlerts.Add(alert);
            if (alert.Risk is { } risk)
            {
                patient.RaiseRisk(risk, now);
            }
        }
    }
}

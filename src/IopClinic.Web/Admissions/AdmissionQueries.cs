using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Admissions;

/// <summary>What is asked of the record around an admission.</summary>
internal static class AdmissionQueries
{
    /// <summary>What is older belongs to an earlier episode; null for somebody who was never discharged.</summary>
    public static Task<DateOnly?> LastDischargeAsync(this ClinicDb db, Id<Patient> patient) =>
        db.Episodes.Where(e => e.PatientId == patient).MaxAsync(e => e.DischargedOn);

    /// <param name="db">The clinic.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="before">Only those that were signed before; null for all.</param>
    public static Task<Assessment?> LastSignedAssessmentAsync(this ClinicDb db, Id<Patient> patient, DateTimeOffset? before = null) =>
        db.Assessments.AsNoTracking().Include(a => a.Sections).AsSplitQuery()
            .Where(a => a.PatientId == patient && a.SignedAt != null && (before == null || a.SignedAt < before)).OrderByDescending(a => a.SignedAt).FirstOrDefaultAsync();

    public static Task<AdmissionWaiver?> LastWaiverAsync(this ClinicDb db, Id<Patient> patient) =>
        db.AdmissionWaivers.AsNoTracking().Where(w => w.PatientId == patient).OrderByDescending(w => w.AskedAt).FirstOrDefaultAsync();

    public static async Task<IReadOnlyList<AdmissionPaper>> PapersAsync(this ClinicDb db, Id<Patient> patient) =>
        await db.AdmissionPapers.AsNoTracking().Where(p => p.PatientId == patient).OrderBy(p => p.RecordedAt).ToListAsync();

    /// <summary>Who these people of the staff are.</summary>
    public static async Task<IReadOnlyDictionary<Id<StaffMember>, string>> NamesAsync(this ClinicDb db, IEnumerable<Id<StaffMember>> staff)
    {
        var asked = staff.Distinct().ToList();
        return asked.Count == 0 ? [] : await db.Staff.AsNoTracking().Where(s => asked.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name.Full);
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>
/// What an assessment found becomes the patient's diagnoses when somebody answers for it, the author or the supervisor who co-signs: nobody
/// types them a second time, and nothing that awaits a co-signature changes the chart.
/// </summary>
internal sealed class KeepDiagnoses(ClinicDb db)
{
    public async Task OfAsync(Assessment assessment, StaffMember signer, DateOnly today, DateTimeOffset now)
    {
        if (assessment.AwaitsCoSignature)
        {
            return;
        }

        var patient = await db.Patients.Include(p => p.Diagnoses).SingleAsync(p => p.Id == assessment.PatientId);
        var section = assessment.Sections.Single(s => s.Key == AssessmentCatalog.Diagnoses);
        var found = section.Values["found"] == "none" ? [] : AssessmentCatalog.DiagnosesIn(section.Values).Select(row => row.Finding!);
        patient.Adopt(found, assessment, signer, today, now);
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>
/// The people named in an assessment become the patient's support people: somebody of that name is described anew, everybody else is
/// added. Whoever is not named any more stays; the list of support people is where somebody leaves it.
/// </summary>
internal sealed class KeepSupporters(ClinicDb db, DateOnly today)
{
    public async Task OfAsync(Id<Patient> id, AssessmentSection section)
    {
        var patient = await db.Patients.Include(p => p.Supporters).SingleAsync(p => p.Id == id);
        foreach (var row in section.Values.RowsOf("people"))
        {
            // Neither the section nor the signature takes a row without these two.
            string? Said(string part) => section.Answers.GetValueOrDefault($"people.{row}.{part}")?.Value;
            var (name, relationship) = (Said("name")!, Said("relationship")!);
            var joins = Said("joins") == "yes";
            var known = patient.Supporters.FirstOrDefault(s => s.EndedAt is null && string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));
            // What the record has and the assessment does not ask for stays.
            var phone = Said("phone") ?? known?.Phone;
            known ??= patient.AddSupporter(name, relationship, phone, joins);
            known.Describe(name, relationship, phone, joins);
            if (phone is not null && section.Answers.GetValueOrDefault($"people.{row}.guardian") is { } guardian && AssessmentCatalog.ConsentOf(guardian.Value) is { } consent
                && consent != known.Guardianship)
            {
                known.ActAsGuardian(consent, guardian.AsOf, today);
            }
        }
    }
}

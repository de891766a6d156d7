using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Seed;

/// <summary>The demo clinic's consents and notices: complete for most, with a few that are still missing, and a question to the supervisor.</summary>
internal sealed class DemoPapers(DemoAdmissions admissions, DemoStaff staff, DemoHouse house, DateOnly today)
{
    public IEnumerable<AdmissionPaper> Sign()
    {
        var latest = admissions.Newest;
        foreach (var care in admissions.InCare.Where(care => care.Episode.AdmittedOn <= today))
        {
            var program = care.Episode.ProgramId == house.DualDiagnosis.Id ? house.DualDiagnosis : house.YoungAdult;
            foreach (var line in AdmissionChecklist.Of(house.Site.Admission, program, [], null).Where(line => line.IsNeededBefore || !latest.Contains(care)))
            {
                yield return Write(care.Patient, line.Title, PaperState.Done, care.Episode.AdmittedOn, null);
            }
        }

        yield return Write(latest[0].Patient, TelehealthConsent.Paper, PaperState.Declined, today, "Wants to come in person.");
        yield return Write(admissions.Waiting[1], "Notice of privacy practices (HIPAA)", PaperState.Done, today, null);
    }

    public AdmissionWaiver Ask() => new(
        admissions.Waiting[2],
        staff.Supervisor,
        "Leaves the hospital on Monday and would have no program for nine days. The assessment is booked for Wednesday.",
        staff.Intake,
        ClinicClock.InstantOf(today, new TimeOnly(0, 30), house.Site.Zone));

    private AdmissionPaper Write(Patient patient, string title, PaperState state, DateOnly on, string? note) =>
        new(patient, title, state, on, note, staff.Intake, today, ClinicClock.InstantOf(on, new TimeOnly(0, 20), house.Site.Zone));
}

using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Seed;

/// <summary>
/// Safety plans of everybody whose risk was moderate or high when they came: written on the day of admission, and one of them gone
/// through since.
/// </summary>
internal sealed class DemoSafetyPlans(Site site, DemoStaff staff, DateOnly today)
{
    public IReadOnlyList<SafetyPlan> Of(IEnumerable<InCare> inCare)
    {
        var plans = new List<SafetyPlan>();
        foreach (var care in inCare.Where(care => care.Person.Risk >= RiskLevel.Moderate && care.Episode.AdmittedOn < today))
        {
            var first = Write(care, null, LinesOf(care), care.Episode.AdmittedOn, new TimeOnly(8, 5));
            plans.Add(first);
            if (care.Person.Risk is RiskLevel.High && care.Episode.IsOpen && care.Episode.AdmittedOn < today.AddDays(-7))
            {
                var lines = LinesOf(care).Where(line => line.Step is not SafetyStep.Alone)
                    .Append(new SafetyLine(SafetyStep.Alone, "The song that is not finished: one verse, then decide again", null))
                    .Append(new SafetyLine(SafetyStep.Copies, "A photo of this plan on the phone, first picture in the album", null));
                plans.Add(Write(care, first, lines, care.Episode.AdmittedOn.AddDays(7), new TimeOnly(8, 15)));
            }
        }

        return plans;
    }

    private SafetyPlan Write(InCare care, SafetyPlan? previous, IEnumerable<SafetyLine> lines, DateOnly day, TimeOnly at) =>
        new(care.Patient, previous, lines, care.Clinician, day, ClinicClock.InstantOf(day, at, site.Zone));

    private IEnumerable<SafetyLine> LinesOf(InCare care)
    {
        var person = care.Person;
        yield return new(SafetyStep.Signs, "Three nights without sleep, and the telephone stays face down", null);
        yield return new(SafetyStep.Signs, "The thought that everybody would be relieved", null);
        yield return new(SafetyStep.Alone, "Cold water over the wrists, then out for a walk around two blocks", null);
        yield return new(SafetyStep.Alone, "The playlist from the summer, from the first song", null);
        yield return new(SafetyStep.Company, "The reading room of the library, open until nine", null);
        if (person.Supporter is { } near)
        {
            var known = care.Patient.Supporters.First(s => s.Name == near.Name);
            yield return new(SafetyStep.Company, $"Supper with {near.Name}", null);
            yield return new(SafetyStep.Helpers, $"{near.Name} ({near.Relationship})", known.Phone);
        }
        else
        {
            yield return new(SafetyStep.Helpers, "The neighbor across the landing, who said: at any hour", null);
        }

        yield return new(SafetyStep.Professionals, $"{care.Clinician.Name.Full}, my clinician at {site.Name}", site.Phone);
        foreach (var contact in site.CrisisContacts)
        {
            yield return new(SafetyStep.Professionals, contact.Name, contact.Phone);
        }

        yield return new(SafetyStep.Surroundings, "The pills at home are counted and kept by somebody of the family; I get those of one day", null);
        yield return new(SafetyStep.Surroundings, $"Nothing to drink in the house; {staff.Prescriber.Name.Full} knows what I take", null);
        yield return new(SafetyStep.WorthLivingFor, "To be there when the little ones start school", null);
        yield return new(SafetyStep.Copies, "In the wallet, behind the bus card", null);
    }
}

using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Seed.Load;

/// <summary>Plans from the library, signed on the day of the admission and reviewed every four weeks.</summary>
internal sealed class LoadPlans(LoadHouse house, IReadOnlyList<ProblemArea> areas)
{
    /// <summary>Days from a plan to its review.</summary>
    public const int ReviewDays = 28;

    private readonly Dictionary<Id<StaffMember>, string> _names = house.Staff.Where(member => member.IsClinician).ToDictionary(member => member.Id, member => member.Name.Full);

    /// <summary>The plan of the admission.</summary>
    public void Begin(Treated treated, DateOnly day, CopyBatch to)
    {
        var content = DemoPlans.ContentOf(treated.Care, areas, house.Services, day);
        if (content.Lines.Count == 0)
        {
            return;
        }

        var plan = TreatmentPlan.Begin(treated.Episode, null, PlanKind.Comprehensive, null, null, treated.Care.Clinician, day, At(day, 8, 25));
        plan.Write(content, new HashSet<Guid>(), null, treated.Care.Clinician, At(day, 8, 40));
        Sign(treated, plan, day, At(day, 8, 45), to);
    }

    /// <summary>A review, which goes on with what stands.</summary>
    public void Review(Treated treated, DateOnly day, CopyBatch to)
    {
        var (before, by) = (treated.Plan!, treated.Care.Clinician);
        var review = new PlanReview
        {
            DueOn = before.ClinicDate.AddDays(ReviewDays),
            Since = before.ClinicDate,
        };
        var plan = TreatmentPlan.Begin(treated.Episode, before, PlanKind.Review, null, review, by, day, At(day, 8, 10));
        plan.Decide(
            review with
            {
                Decisions = [.. before.Content.Active.Select(placed => new ObjectiveDecision(placed.Line.Key, ReviewDecision.Continue, null, day.AddDays(ReviewDays)))],
                WhyNotLower = "Symptoms still keep this person from daily life on several days a week, and gains do not hold yet without the groups.",
                WhyNotHigher = "Lives safely at home with support, comes to most sessions, and no round-the-clock care is called for.",
                Summary = $"{treated.Patient.CalledName} says the groups help most, and wants to go on.",
            },
            null, by, day, At(day, 8, 30));
        Sign(treated, plan, day, At(day, 8, 40), to);
    }

    private void Sign(Treated treated, TreatmentPlan plan, DateOnly day, DateTimeOffset at, CopyBatch to)
    {
        var signing = new PlanSigning(
            treated.Episode, treated.Plan, treated.Care.Clinician, _names, new HashSet<Guid>(), [new Acknowledging(AcknowledgedBy.Patient, treated.Patient.CalledName, null, null)],
            NeedsGuardian: false, house.Program.Plans, CoSigner: null, treated.Head, day);
        foreach (var signature in plan.Sign(signing, at))
        {
            to.Add(treated.Chain(signature));
        }

        if (treated.Plan is { } before)
        {
            Keep(before, to);
        }

        treated.Objectives.AddRange(plan.SetObjectives([.. treated.Objectives], day));
        treated.Plan = plan;
    }

    /// <summary>Nothing changes of it any more.</summary>
    public static void Keep(TreatmentPlan plan, CopyBatch to)
    {
        to.Add(plan);
        to.AddRange(plan.Acknowledgements);
    }

    private DateTimeOffset At(DateOnly day, int hour, int minute) => ClinicClock.InstantOf(day, new TimeOnly(hour, minute), house.Site.Zone);
}

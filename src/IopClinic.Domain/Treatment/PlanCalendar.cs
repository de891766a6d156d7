namespace IopClinic.Domain.Treatment;

/// <summary>What has to be signed.</summary>
public enum PlanDuty
{
    InitialPlan,
    ComprehensivePlan,
    Review,
    Certification,
}

/// <summary>What has to be signed, and the clinic date by which.</summary>
/// <param name="Duty">What.</param>
/// <param name="On">The last clinic date on which it is in time.</param>
/// <param name="Since">From when on it is counted: the admission, or the plan, review or certification before.</param>
public sealed record PlanDeadline(PlanDuty Duty, DateOnly On, DateOnly Since);

/// <summary>A signed version, as the calendar counts it.</summary>
/// <param name="Kind">How it came about.</param>
/// <param name="SignedOn">The clinic date of its signature.</param>
/// <param name="CertifiedOn">The clinic date of its certification; null where there is none.</param>
public sealed record PlanMilestone(PlanKind Kind, DateOnly SignedOn, DateOnly? CertifiedOn);

/// <summary>When the plans, reviews and certifications of an episode are due, by the rules of its program.</summary>
public static class PlanCalendar
{
    /// <summary>What has to be signed next of each kind, the earliest first.</summary>
    /// <param name="admittedOn">The clinic date of the admission.</param>
    /// <param name="rules">Those of the program.</param>
    /// <param name="signed">The versions that were signed so far.</param>
    public static IReadOnlyList<PlanDeadline> Of(DateOnly admittedOn, PlanRules rules, IReadOnlyCollection<PlanMilestone> signed)
    {
        var deadlines = new List<PlanDeadline>();
        if (signed.Count == 0)
        {
            deadlines.Add(new PlanDeadline(PlanDuty.InitialPlan, rules.InitialPlanBy(admittedOn), admittedOn));
        }

        if (signed.Where(plan => plan.Kind is PlanKind.Comprehensive or PlanKind.Review).Select(plan => (DateOnly?)plan.SignedOn).Max() is not { } last)
        {
            deadlines.Add(new PlanDeadline(PlanDuty.ComprehensivePlan, admittedOn.AddDays(rules.ComprehensiveDays), admittedOn));
        }
        else
        {
            deadlines.Add(new PlanDeadline(PlanDuty.Review, last.AddDays(rules.ReviewDays), last));
        }

        if (rules.CertificationDays is { } days)
        {
            var certified = signed.Max(plan => plan.CertifiedOn);
            deadlines.Add(new PlanDeadline(PlanDuty.Certification, certified?.AddDays(days) ?? admittedOn, certified ?? admittedOn));
        }

        return [.. deadlines.OrderBy(deadline => deadline.On).ThenBy(deadline => deadline.Duty)];
    }
}

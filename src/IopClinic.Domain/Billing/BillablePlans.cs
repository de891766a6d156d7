using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Billing;

/// <summary>When a signed version of a treatment plan was in force, and nothing of what it says.</summary>
/// <param name="SignedOn">The clinic date of its signature.</param>
/// <param name="EndedOn">The clinic date on which the next version was signed or the episode closed; null while it is in force.</param>
/// <param name="CertifiedOn">The clinic date on which a physician certified it; null where nobody did.</param>
public sealed record BillablePlan(DateOnly SignedOn, DateOnly? EndedOn, DateOnly? CertifiedOn);

/// <summary>The signed plans of an episode of care, by the rules of its program.</summary>
/// <param name="AdmittedOn">The clinic date of the admission.</param>
/// <param name="Rules">What the program demands.</param>
/// <param name="Plans">The versions that were signed.</param>
public sealed record BillablePlans(DateOnly AdmittedOn, PlanRules Rules, IReadOnlyCollection<BillablePlan> Plans)
{
    /// <summary>Whether a signed plan was in force. One that was signed as early as the program asks covers the days since the admission.</summary>
    public bool AreInForceOn(DateOnly day) => Plans.Any(plan => Since(plan.SignedOn) <= day && (plan.EndedOn is null || day <= plan.EndedOn));

    /// <summary>Whether a certification covers that day, as a plan does, or the program demands none.</summary>
    public bool AreCertifiedOn(DateOnly day) =>
        Rules.CertificationDays is not { } days || Plans.Any(plan => plan.CertifiedOn is { } on && Since(on) <= day && day <= on.AddDays(days));

    private DateOnly Since(DateOnly on) => on <= Rules.InitialPlanBy(AdmittedOn) ? AdmittedOn : on;
}

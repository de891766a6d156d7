using IopClinic.Domain.Treatment;
using IopClinic.Web.Patients;

namespace IopClinic.Web.Treatment;

/// <summary>A plan as it is read.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Names">The names behind its keys.</param>
/// <param name="Banner">Whose it is.</param>
/// <param name="Threads">Objectives that have a thread to be read.</param>
public sealed record PlanReading(PlanContent Content, PlanNames Names, PatientBanner Banner, IReadOnlySet<Guid> Threads)
{
    public DateOnly? SafetyPlanOn => Banner.SafetyPlanOn;

    public string SafetyPlanHref => $"/Patients/{Banner.Id}/SafetyPlan";

    public string? ThreadOf(Guid objective) => Threads.Contains(objective) ? $"/Patients/{Banner.Id}/Objectives/{objective}" : null;
}

/// <summary>The form by which a version is signed.</summary>
public sealed record SigningView(SigningForm Sign, bool NeedsGuardian, bool ChoosesSupervisor, IReadOnlyList<Microsoft.AspNetCore.Mvc.Rendering.SelectListItem> Supervisors);

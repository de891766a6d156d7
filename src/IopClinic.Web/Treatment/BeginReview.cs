using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Treatment;

/// <summary>Begins the review of a plan: since when it looks back, and what called for it.</summary>
public sealed class BeginReview(ClinicDb db)
{
    /// <exception cref="RuleViolation">There is no plan to review yet.</exception>
    public async Task<PlanReview> OfAsync(Episode episode, IReadOnlyList<TreatmentPlan> plans, TimeZoneInfo zone, DateOnly today)
    {
        var signed = plans.Where(p => p.IsSigned).ToList();
        RuleViolation.Unless(signed.Count > 0, "There is no signed plan to review yet.");
        var program = await db.Programs.FindAsync(episode.ProgramId);
        var deadline = PlanCalendar.Of(episode.AdmittedOn, program!.Plans, [.. signed.Select(p => p.Milestone(zone))])
            .FirstOrDefault(d => d.Duty is PlanDuty.Review or PlanDuty.ComprehensivePlan);
        var since = deadline?.Since ?? episode.AdmittedOn;
        var occasions = (await db.OccasionsAsync(new Dictionary<Id<Patient>, DateOnly> { [episode.PatientId] = since }, zone))[episode.PatientId];
        return new PlanReview
        {
            DueOn = deadline?.On ?? today,
            Since = since,
            Occasions = [.. occasions],
        };
    }
}

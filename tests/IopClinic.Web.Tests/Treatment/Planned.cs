using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Tests.Treatment;

/// <summary>Plans with objectives to work on, made with the clinic's own verbs.</summary>
public static class Planned
{
    /// <summary>A draft of a comprehensive plan with one goal and these objectives.</summary>
    public static TreatmentPlan Plan(Episode episode, StaffMember by, DateTimeOffset now, params PlanLine[] objectives)
    {
        var plan = TreatmentPlan.Begin(episode, null, PlanKind.Comprehensive, null, null, by, episode.AdmittedOn, now);
        plan.Write(
            new PlanContent
            {
                Lines =
                [
                    Line(PlanLevel.Problem, "Drinks to get through the evening") with
                    {
                        Side = PlanSide.SubstanceUse,
                    },
                    Line(PlanLevel.Goal, "I want my evenings back"),
                    .. objectives,
                ],
            },
            new HashSet<Guid>(),
            null,
            by,
            now);
        return plan;
    }

    public static PlanLine Objective(string text) => Line(PlanLevel.Objective, text);

    private static PlanLine Line(PlanLevel level, string text) => new()
    {
        Key = Guid.CreateVersion7(),
        Level = level,
        Text = text,
    };
}

using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Treatment;

/// <summary>
/// An objective as the plan in force has it: what notes refer to and the roll-call page shows. It is made from the plan, and stays when
/// the plan is amended.
/// </summary>
public sealed class Objective : IBelongToPatient
{
    private Objective()
    {
    }

    internal Objective(TreatmentPlan plan, PlacedObjective placed, DateOnly today)
    {
        Id = new Id<Objective>(placed.Line.Key);
        PatientId = plan.PatientId;
        SiteId = plan.SiteId;
        EpisodeId = plan.EpisodeId;
        SetOn = today;
        Follow(placed, today);
    }

    /// <summary>The key of its line in every version of the plan.</summary>
    public Id<Objective> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    /// <summary>The clinic date of the first plan that had it.</summary>
    public DateOnly SetOn { get; private set; }

    /// <summary>Its number in the plan, from 1.</summary>
    public int Number { get; private set; }

    [NotAudited]
    public string Text { get; private set; } = "";

    [NotAudited]
    public string Problem { get; private set; } = "";

    public PlanSide Side { get; private set; }

    public string? Instrument { get; private set; }

    public int? AtMost { get; private set; }

    public DateOnly? TargetDate { get; private set; }

    public ObjectiveStatus Status { get; private set; }

    /// <summary>The clinic date on which it was met, discontinued or left out of the plan; null while it is worked on.</summary>
    public DateOnly? EndedOn { get; private set; }

    public bool IsActive => Status is ObjectiveStatus.Active;

    internal void Follow(PlacedObjective placed, DateOnly today)
    {
        var line = placed.Line;
        (Number, Text, Problem, Side) = (placed.Number, line.Text, placed.Problem.Text, placed.Problem.Side ?? PlanSide.MentalHealth);
        (Instrument, AtMost, TargetDate, Status) = (line.Instrument, line.AtMost, line.TargetDate, line.Status);
        EndedOn = Status is ObjectiveStatus.Active ? null : line.EndedOn ?? today;
    }

    /// <summary>It stands in the plan no more, and no signed note ever referred to it.</summary>
    internal void Drop(DateOnly today) => (Status, EndedOn) = (ObjectiveStatus.Discontinued, EndedOn ?? today);
}

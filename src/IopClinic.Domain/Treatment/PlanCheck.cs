using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Treatment;

/// <summary>A sentence about a line of a plan, or about the plan as a whole.</summary>
/// <param name="Key">The line; null where it is about the whole.</param>
/// <param name="Sentence">What is missing or could be better, and what to do.</param>
public sealed record PlanRemark(Guid? Key, string Sentence);

/// <summary>What stands in the way of signing a plan, and what would make it better.</summary>
public static class PlanCheck
{
    /// <summary>What must be put right before the plan is signed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="startsOn">The first clinic date of the plan: nothing is reached before it.</param>
    /// <param name="staff">Everybody who works here.</param>
    public static IReadOnlyList<PlanRemark> Obstacles(PlanContent plan, DateOnly startsOn, IReadOnlyDictionary<Id<StaffMember>, string> staff)
    {
        var found = new List<PlanRemark>();
        if (plan.Problems.Count == 0)
        {
            found.Add(new PlanRemark(null, "Add a problem: a plan begins with what is to be treated."));
        }

        found.AddRange(plan.Misplaced.Select(line => new PlanRemark(line.Key, line.Level switch
        {
            PlanLevel.Goal => "A goal stands under a problem. Move it below one.",
            PlanLevel.Objective => "An objective stands under a goal. Add the goal above it.",
            _ => "An intervention stands under an objective. Add the objective above it.",
        })));
        foreach (var problem in plan.Problems)
        {
            Demand(problem, problem.Line.RestsOn is not null, "Say what this problem rests on: a diagnosis, a finding, or what came up in treatment.");
            Demand(problem, problem.Line.Side is not null, "Say whether it is about mental health or substance use.");
            Demand(problem, problem.Under.Count > 0, "Add a goal to this problem.");
            foreach (var goal in problem.Under)
            {
                Demand(goal, goal.Under.Count > 0, "Add an objective to this goal.");
                foreach (var objective in goal.Under)
                {
                    JudgeObjective(objective);
                }
            }
        }

        if (plan.Problems.Count > 0 && !plan.Active.Any())
        {
            found.Add(new PlanRemark(null, "Nothing is worked on: add an objective, or keep one active."));
        }

        return found;

        void JudgeObjective(PlanNode objective)
        {
            var line = objective.Line;
            if (line.Status is not ObjectiveStatus.Active)
            {
                Demand(objective, line.EndedOn is not null && line.EndedBecause is not null, $"Say when and why this objective was {Words(line.Status)}.");
                Demand(objective, line.EndedOn is null || line.EndedOn <= startsOn, "An objective is not met or discontinued in the future.");
                return;
            }

            Demand(
                objective,
                line is { Instrument: not null, AtMost: not null } or { Measure: not null, Target: not null },
                "Say how this objective is measured, and what is reached when it is met.");
            Demand(objective, line.TargetDate is not null, "Set the date by which this objective is met.");
            Demand(objective, line.TargetDate is null || line.TargetDate > startsOn, "The target date lies before the plan begins. Choose a later one.");
            Demand(objective, objective.Under.Count > 0, "Add an intervention: what is done toward this objective.");
            foreach (var intervention in objective.Under)
            {
                Demand(intervention, intervention.Line.ResponsibleId is not null, "Say who is responsible for this intervention.");
                Demand(
                    intervention,
                    intervention.Line.ResponsibleId is not { } person || staff.ContainsKey(person),
                    "Whoever was responsible does not work here any more. Choose somebody else.");
                Demand(
                    intervention,
                    intervention.Line.ServiceId is null || intervention.Line.WeeklyMinutes is not null,
                    "Say how often this is given, and for how many minutes.");
            }
        }

        void Demand(PlanNode node, bool holds, string sentence)
        {
            if (!holds)
            {
                found.Add(new PlanRemark(node.Line.Key, sentence));
            }
        }
    }

    /// <summary>What would make the plan better: each hint says why. None of them stands in the way of signing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="plannedDischarge">When the patient is planned to leave the program.</param>
    public static IReadOnlyList<PlanRemark> Hints(PlanContent plan, DateOnly plannedDischarge)
    {
        var hints = new List<PlanRemark>();
        foreach (var placed in plan.Active)
        {
            var line = placed.Line;
            if (line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length < 4)
            {
                hints.Add(new PlanRemark(line.Key, "Specific: say what the patient does, so that a colleague would know it when it happens."));
            }

            if (line.AtMost is null && line.Target is { } target && !target.Any(char.IsDigit))
            {
                hints.Add(new PlanRemark(line.Key, "Measurable: put a number into the target, such as “4 of 5 days”."));
            }

            if (line.Baseline is null)
            {
                hints.Add(new PlanRemark(line.Key, "Measurable: say where the patient stands today; progress is read from there."));
            }

            if (line.TargetDate > plannedDischarge)
            {
                hints.Add(new PlanRemark(line.Key, "Time-bound: the target date lies after the planned discharge. Choose a step that is reached before."));
            }
        }

        foreach (var problem in plan.Problems.Where(problem => problem.Under.Count > 0 && problem.Under.TrueForAll(goal => goal.Under.TrueForAll(o => !o.Line.IsActiveObjective))))
        {
            hints.Add(new PlanRemark(problem.Line.Key, "Nothing is worked on under this problem. Add an objective, or leave it as what was reached."));
        }

        if (plan.Active.Count() > 9)
        {
            hints.Add(new PlanRemark(null, "Achievable: more than nine objectives at once are rarely worked on. The first nine have a key on the roll-call page."));
        }

        if (plan.Problems.Count > 0 && plan.Strengths is null)
        {
            hints.Add(new PlanRemark(null, "Say which strengths the plan builds on."));
        }

        if (plan.Problems.Count > 0 && plan.DischargeCriteria is null)
        {
            hints.Add(new PlanRemark(null, "Say what is reached when the patient leaves the program: reviews are measured against it."));
        }

        if (plan.Problems.Count > 0 && plan.RelapsePlan is null && plan.Problems.Any(problem => problem.Line.Side is PlanSide.SubstanceUse))
        {
            hints.Add(new PlanRemark(null, "A plan for substance use says how a relapse is prevented, and what is done when it comes."));
        }

        return hints;
    }

    private static string Words(ObjectiveStatus status) => status is ObjectiveStatus.Met ? "met" : "discontinued";
}

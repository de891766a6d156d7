namespace IopClinic.Domain.Treatment;

/// <summary>Where in the program a patient is.</summary>
public enum PlanPhase
{
    Orientation,
    Active,
    StepDown,
    Aftercare,
}

/// <summary>
/// What a version of a plan says: its lines in the order in which they are read, each under the line above it that is of the level
/// before, and what the plan builds on.
/// </summary>
public sealed record PlanContent
{
    public const int MostLines = 200;

    public const int LongestText = 4000;

    public static readonly PlanContent Empty = new();

    public PlanPhase Phase { get; init; }

    public IReadOnlyList<PlanLine> Lines { get; init; } = [];

    /// <summary>Strengths and preferences that the plan builds on.</summary>
    public string? Strengths { get; init; }

    public string? Preferences { get; init; }

    public string? Barriers { get; init; }

    /// <summary>What is reached when the patient leaves the program.</summary>
    public string? DischargeCriteria { get; init; }

    /// <summary>How a relapse is prevented, and what is done when it comes.</summary>
    public string? RelapsePlan { get; init; }

    /// <summary>The problems with all that stands under them, in order.</summary>
    public IReadOnlyList<PlanNode> Problems => Tree.Roots;

    /// <summary>Lines that stand under nothing they could belong to.</summary>
    public IReadOnlyList<PlanLine> Misplaced => Tree.Misplaced;

    /// <summary>The objectives in order, each with its problem and its number: "2" is the second of the plan.</summary>
    public IEnumerable<PlacedObjective> Objectives =>
        (from problem in Problems
         from goal in problem.Under
         from objective in goal.Under
         select (Problem: problem.Line, Goal: goal.Line, Objective: objective)).Select((one, index) => new PlacedObjective(one.Problem, one.Goal, one.Objective, index + 1));

    /// <summary>The objectives that are worked on: the first nine have a key each on the roll-call page.</summary>
    public IEnumerable<PlacedObjective> Active => Objectives.Where(placed => placed.Line.Status is ObjectiveStatus.Active);

    public IEnumerable<PlanLine> Of(PlanLevel level) => Lines.Where(line => line.Level == level);

    public PlanLine? Find(Guid key) => Lines.FirstOrDefault(line => line.Key == key);

    /// <summary>As it enters the record: texts trimmed, empty lines left out, no key twice.</summary>
    /// <exception cref="RuleViolation">Something is too long, out of range, or there are too many lines.</exception>
    public PlanContent Clean()
    {
        var lines = Lines.Select(line => line.Clean()).Where(line => line.Text.Length > 0).DistinctBy(line => line.Key).ToList();
        RuleViolation.Unless(lines.Count <= MostLines, $"Keep a plan to {MostLines} lines.", nameof(Lines));
        RuleViolation.Unless(lines.TrueForAll(line => line.Key != Guid.Empty && Enum.IsDefined(line.Level)), "A line of the plan could not be read. Load the page again.");
        return new PlanContent
        {
            Phase = Phase,
            Lines = lines,
            Strengths = FreeText.OrNull(Strengths, LongestText, nameof(Strengths)),
            Preferences = FreeText.OrNull(Preferences, LongestText, nameof(Preferences)),
            Barriers = FreeText.OrNull(Barriers, LongestText, nameof(Barriers)),
            DischargeCriteria = FreeText.OrNull(DischargeCriteria, LongestText, nameof(DischargeCriteria)),
            RelapsePlan = FreeText.OrNull(RelapsePlan, LongestText, nameof(RelapsePlan)),
        };
    }

    /// <summary>The plan with its objectives as they were decided upon.</summary>
    /// <param name="decisions">What was decided in a review.</param>
    /// <param name="today">The clinic date.</param>
    public PlanContent As(IReadOnlyList<ObjectiveDecision> decisions, DateOnly today) => this with
    {
        Lines =
        [
            .. Lines.Select(line => line.Level is PlanLevel.Objective && decisions.FirstOrDefault(one => one.Key == line.Key) is { } decided
                ? Decided(line, decided, today)
                : line),
        ],
    };

    /// <summary>Two plans that say the same are the same.</summary>
    public bool Equals(PlanContent? other) =>
        other is not null && Phase == other.Phase && Strengths == other.Strengths && Preferences == other.Preferences && Barriers == other.Barriers
        && DischargeCriteria == other.DischargeCriteria && RelapsePlan == other.RelapsePlan && Lines.SequenceEqual(other.Lines);

    public override int GetHashCode() => HashCode.Combine(Phase, Strengths, Preferences, Barriers, DischargeCriteria, RelapsePlan, Lines.Count);

    /// <summary>Never the plan itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(PlanContent);

    private static PlanLine Decided(PlanLine line, ObjectiveDecision decided, DateOnly today) => decided.Decision switch
    {
        ReviewDecision.Met => Ended(line, ObjectiveStatus.Met, decided, today),
        ReviewDecision.Discontinue => Ended(line, ObjectiveStatus.Discontinued, decided, today),
        _ => line with
        {
            Status = ObjectiveStatus.Active,
            EndedOn = null,
            EndedBecause = null,
            TargetDate = decided.By ?? line.TargetDate,
        },
    };

    private static PlanLine Ended(PlanLine line, ObjectiveStatus status, ObjectiveDecision decided, DateOnly today) => line with
    {
        Status = status,
        EndedOn = line.Status == status ? line.EndedOn ?? today : today,
        EndedBecause = decided.Comment is { } comment ? comment[..Math.Min(comment.Length, PlanLine.LongestPart)] : line.EndedBecause,
    };

    private (List<PlanNode> Roots, List<PlanLine> Misplaced) Tree
    {
        get
        {
            var roots = new List<PlanNode>();
            var misplaced = new List<PlanLine>();
            var open = new PlanNode?[Enum.GetValues<PlanLevel>().Length];
            foreach (var line in Lines)
            {
                var node = new PlanNode(line, []);
                var level = (int)line.Level;
                if (level == 0)
                {
                    roots.Add(node);
                }
                else if (open[level - 1] is { } above)
                {
                    above.Under.Add(node);
                }
                else
                {
                    misplaced.Add(line);
                    continue;
                }

                open[level] = node;
                Array.Clear(open, level + 1, open.Length - level - 1);
            }

            return (roots, misplaced);
        }
    }
}

/// <summary>A line with those that stand under it.</summary>
public sealed record PlanNode(PlanLine Line, List<PlanNode> Under);

/// <summary>An objective in its place.</summary>
/// <param name="Problem">The problem that it belongs to.</param>
/// <param name="Goal">The goal that it serves.</param>
/// <param name="Node">The objective with its interventions.</param>
/// <param name="Number">Its place among all objectives of the plan, from 1.</param>
public sealed record PlacedObjective(PlanLine Problem, PlanLine Goal, PlanNode Node, int Number)
{
    public PlanLine Line => Node.Line;
}

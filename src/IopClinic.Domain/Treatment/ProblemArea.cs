using System.Text.RegularExpressions;

namespace IopClinic.Domain.Treatment;

/// <summary>
/// One entry of the library that treatment plans draw from: a problem, and the goals, objectives and interventions that are usually
/// worked on with it. A plan copies what it takes: a later change of the library changes no plan.
/// </summary>
public sealed partial class ProblemArea
{
    public const int LongestName = 80;

    public const int MostPrefixes = 30;

    public const int MostGoals = 10;

    public const int MostObjectives = 20;

    private List<string> _codePrefixes = [];

    private ProblemArea()
    {
    }

    /// <exception cref="RuleViolation">The name or the problem is missing or too long.</exception>
    public ProblemArea(string name, string problem, PlanSide side)
    {
        Id = Id<ProblemArea>.New();
        Describe(name, problem, side, [], [], []);
    }

    public Id<ProblemArea> Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The problem as a plan words it.</summary>
    public string Problem { get; private set; } = "";

    public PlanSide Side { get; private set; }

    /// <summary>Beginnings of ICD-10-CM codes that the area fits, such as F32 or F10.2.</summary>
    public IReadOnlyList<string> CodePrefixes => _codePrefixes;

    /// <summary>In the patient's own voice, to choose from.</summary>
    public IReadOnlyList<LibraryGoal> Goals { get; private set; } = [];

    public IReadOnlyList<LibraryObjective> Objectives { get; private set; } = [];

    /// <summary>Since when it is no longer offered; null while it is.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <summary>Says anew what the area holds.</summary>
    /// <exception cref="RuleViolation">Something is missing, too long, out of range, or there is too much.</exception>
    public void Describe(
        string name,
        string problem,
        PlanSide side,
        IEnumerable<string> codePrefixes,
        IEnumerable<LibraryGoal> goals,
        IEnumerable<LibraryObjective> objectives)
    {
        var codes = codePrefixes.Select(code => code.Trim().ToUpperInvariant()).Where(code => code.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        RuleViolation.Unless(codes.Count <= MostPrefixes, $"Give at most {MostPrefixes} beginnings of codes.", nameof(CodePrefixes));
        foreach (var code in codes)
        {
            RuleViolation.Unless(CodePrefix().IsMatch(code), $"{code} is not how an ICD-10-CM code begins. Write such as F32 or F10.2.", nameof(CodePrefixes));
        }

        var checkedGoals = goals.Select((goal, at) => goal.Checked($"{nameof(Goals)}[{at}]")).ToList();
        RuleViolation.Unless(checkedGoals.Count <= MostGoals, $"Keep an area to {MostGoals} goals.", nameof(Goals));
        var checkedObjectives = objectives.Select((objective, at) => objective.Checked($"{nameof(Objectives)}[{at}]")).ToList();
        RuleViolation.Unless(checkedObjectives.Count <= MostObjectives, $"Keep an area to {MostObjectives} objectives.", nameof(Objectives));
        RuleViolation.Unless(Enum.IsDefined(side), "Choose the side of the plan.", nameof(Side));
        Name = FreeText.Required(name, LongestName, "Give the area a name.", nameof(Name));
        Problem = FreeText.Required(problem, LibraryGoal.LongestText, "Say the problem as a plan words it.", nameof(Problem));
        Side = side;
        _codePrefixes = codes;
        Goals = checkedGoals;
        Objectives = checkedObjectives;
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;

    [GeneratedRegex(@"^[A-Z][0-9][0-9A-Z]?(\.[0-9A-Z]{1,4})?$")]
    private static partial Regex CodePrefix();
}

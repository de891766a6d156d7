namespace IopClinic.Domain.Measures;

/// <summary>How the answers to an instrument become a result.</summary>
public sealed record ScoringRule(ScoringMethod Method, IReadOnlyList<string> Items, MissingRule Missing)
{
    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>Decimals of the total.</summary>
    public int Decimals { get; init; }

    /// <summary>What an item counts that was not asked.</summary>
    public decimal? SkippedCountsAs { get; init; }

    public IReadOnlyList<Subscale> Subscales { get; init; } = [];

    /// <summary>Further scales worked out of the total.</summary>
    public IReadOnlyList<DerivedScale> Derived { get; init; } = [];

    /// <summary>Most serious first; the first that holds is the level.</summary>
    public IReadOnlyList<RiskRule> RiskRules { get; init; } = [];

    /// <summary>How serious a level is: the higher, the more. -1 for a word that is no level.</summary>
    public int RankOf(string? level)
    {
        for (var index = 0; index < RiskRules.Count; index++)
        {
            if (RiskRules[index].Level == level)
            {
                return RiskRules.Count - 1 - index;
            }
        }

        return -1;
    }
}

public enum ScoringMethod
{
    Sum,
    Mean,

    /// <summary>Subscales and no total.</summary>
    SubscalesOnly,

    /// <summary>No number: the most serious rule that holds sets the level.</summary>
    Rules,
}

/// <summary>A part of the items with a sum of its own. It is never prorated.</summary>
/// <param name="Cut">From this on the part calls for attention.</param>
public sealed record Subscale(string Code, string Label, IReadOnlyList<string> Items, decimal Minimum, decimal Maximum)
{
    public decimal? Cut { get; init; }

    public bool HigherIsBetter { get; init; }

    public string? Loinc { get; init; }
}

/// <summary>A scale worked out of the total, such as a percentage.</summary>
public sealed record DerivedScale(string Code, Formula Formula);

public sealed record RiskRule(string Level, Condition When);

/// <summary>What is done about answers that are missing.</summary>
/// <param name="Most">Up to so many; above it there is no score.</param>
public sealed record MissingRule(int Most, MissingMethod Method)
{
    /// <summary>The level that is shown for an unfinished form as soon as its answers give it.</summary>
    public string? LevelShownUnfinished { get; init; }

    /// <summary>What a behaviour at some time in life counts as while it is not known how long ago it was.</summary>
    public RecencyRule? Recency { get; init; }
}

/// <summary>While <paramref name="Item"/> is to be asked and has no answer, the risk is at least <paramref name="Level"/>.</summary>
public sealed record RecencyRule(string Item, string Level);

public enum MissingMethod
{
    /// <summary>No score.</summary>
    None,

    /// <summary>The sum of the answers in the proportion of all items.</summary>
    Prorate,

    /// <summary>Each missing answer counts as the mean of the others; the sum is the same as by proportion.</summary>
    MeanImpute,

    /// <summary>The mean of what was answered stands as it is.</summary>
    MeanOfAnswered,
}

namespace IopClinic.Domain.Measures;

/// <summary>What the answers to one form come to.</summary>
public sealed record Score(ScoreStatus Status)
{
    /// <summary>Null for an unfinished form, and where the instrument has none.</summary>
    public decimal? Total { get; init; }

    /// <summary>The code of each scale, with its value; null while an answer of it is missing.</summary>
    public IReadOnlyDictionary<string, decimal?> Subscales { get; init; } = new Dictionary<string, decimal?>();

    /// <summary>Scales worked out of the total, such as <c>percent</c>.</summary>
    public IReadOnlyDictionary<string, decimal?> Derived { get; init; } = new Dictionary<string, decimal?>();

    /// <summary>The band of each scale that has a value.</summary>
    public IReadOnlyDictionary<string, Band> Bands { get; init; } = new Dictionary<string, Band>();

    /// <summary>The band of the form as a whole: of its total, of what is derived from it, or of its risk.</summary>
    public Band? Band { get; init; }

    /// <summary>The level of risk; null where the instrument has none, or while answers that could raise it are missing.</summary>
    public string? Risk { get; init; }

    /// <summary>
    /// The least the risk can be whatever is still answered; null while even that is open. An alert does not wait for the rest of
    /// the form.
    /// </summary>
    public string? RiskAtLeast { get; init; }

    public IReadOnlyList<CriticalRule> Critical { get; init; } = [];

    /// <summary>What must be told at once: <see cref="Critical"/>, and what the answers so far make certain.</summary>
    public IReadOnlyList<CriticalRule> Alerts { get; init; } = [];

    /// <summary>The code of each algorithm; null while answers that decide it are missing.</summary>
    public IReadOnlyDictionary<string, bool?> Algorithms { get; init; } = new Dictionary<string, bool?>();

    /// <summary>Items that are asked, count for the result, and have no answer.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether a result may be kept and shown.</summary>
    public bool IsFinished => Status is not ScoreStatus.Incomplete;
}

public enum ScoreStatus
{
    Incomplete,
    Complete,

    /// <summary>Complete but for a few answers, which the instrument allows to fill in by proportion.</summary>
    Prorated,
}

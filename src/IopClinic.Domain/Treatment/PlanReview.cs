namespace IopClinic.Domain.Treatment;

/// <summary>What is decided of an objective in a review.</summary>
public enum ReviewDecision
{
    Continue,
    Revise,
    Met,
    Discontinue,
}

/// <summary>What was decided of one objective, and why.</summary>
/// <param name="Key">The objective.</param>
/// <param name="Decision">Continue, revise, met or discontinue.</param>
/// <param name="Comment">What the patient and the clinician say about it.</param>
/// <param name="By">The date by which it is met from now on; null where that stays as it was.</param>
public sealed record ObjectiveDecision(Guid Key, ReviewDecision Decision, string? Comment, DateOnly? By = null);

/// <summary>The review that a version of a plan came out of: what was looked at, what was decided, and why this level of care.</summary>
public sealed record PlanReview
{
    /// <summary>The clinic date on which it was due.</summary>
    public DateOnly DueOn { get; init; }

    /// <summary>The first clinic date that it looks back on.</summary>
    public DateOnly Since { get; init; }

    /// <summary>What called for it besides the calendar: a change of risk, of the level of care, missed sessions.</summary>
    public IReadOnlyList<string> Occasions { get; init; } = [];

    public IReadOnlyList<ObjectiveDecision> Decisions { get; init; } = [];

    /// <summary>Why a less intensive level of care is not enough.</summary>
    public string? WhyNotLower { get; init; }

    /// <summary>Why a more intensive level of care is not needed.</summary>
    public string? WhyNotHigher { get; init; }

    public string? Summary { get; init; }

    /// <summary>The figures as they stood when the review was signed, one sentence each.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    public ObjectiveDecision? Of(Guid objective) => Decisions.FirstOrDefault(decision => decision.Key == objective);

    /// <summary>As it enters the record.</summary>
    /// <exception cref="RuleViolation">A text is too long.</exception>
    public PlanReview Clean() => this with
    {
        Decisions =
        [
            .. Decisions.DistinctBy(decision => decision.Key)
                .Select(decision => decision with { Comment = FreeText.OrNull(decision.Comment, PlanLine.LongestText, nameof(ObjectiveDecision.Comment)) }),
        ],
        WhyNotLower = FreeText.OrNull(WhyNotLower, PlanContent.LongestText, nameof(WhyNotLower)),
        WhyNotHigher = FreeText.OrNull(WhyNotHigher, PlanContent.LongestText, nameof(WhyNotHigher)),
        Summary = FreeText.OrNull(Summary, PlanContent.LongestText, nameof(Summary)),
    };

    public bool Equals(PlanReview? other) =>
        other is not null && DueOn == other.DueOn && Since == other.Since && WhyNotLower == other.WhyNotLower && WhyNotHigher == other.WhyNotHigher
        && Summary == other.Summary && Occasions.SequenceEqual(other.Occasions) && Decisions.SequenceEqual(other.Decisions) && Figures.SequenceEqual(other.Figures);

    public override int GetHashCode() => HashCode.Combine(DueOn, Since, WhyNotLower, WhyNotHigher, Summary, Decisions.Count);

    /// <summary>Never the review itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(PlanReview);
}

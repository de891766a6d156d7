namespace IopClinic.Domain.Measures;

/// <summary>What a difference between two scores of one person means.</summary>
public sealed record ChangeRule(ChangeDirection Direction)
{
    /// <summary>Points from which a difference is more than chance.</summary>
    public decimal? ReliableChange { get; init; }

    public decimal? ReliableChangeConservative { get; init; }

    /// <summary>Points from which patients notice a difference.</summary>
    public decimal? Meaningful { get; init; }

    /// <summary>Percent of the baseline by which the score must have improved; null where a clinic decides.</summary>
    public decimal? ResponsePercent { get; init; }

    /// <summary>Holds for a score that counts as free of the illness.</summary>
    public Condition? Remission { get; init; }

    public Condition? ClinicallySignificant { get; init; }

    /// <summary>At or above this a person counts as a case.</summary>
    public decimal? CaseAtOrAbove { get; init; }

    public NotImprovingRule? NotImproving { get; init; }

    /// <summary>The change from <paramref name="baseline"/> to <paramref name="current"/>, both scores of finished forms.</summary>
    public Change Between(decimal baseline, decimal current)
    {
        var delta = current - baseline;
        var gain = Direction == ChangeDirection.HigherIsBetter ? delta : -delta;
        bool? reliable = ReliableChange is { } points ? gain >= points : null;
        var facts = new ChangeFacts(current, reliable);
        return new Change(baseline, current)
        {
            Percent = baseline == 0 ? null : HalfUp.Round(delta * 100 / baseline, 1),
            IsReliable = reliable,
            IsReliableDeterioration = ReliableChange is { } worse ? gain <= -worse : null,
            IsMeaningful = Meaningful is { } noticed ? gain >= noticed : null,
            IsResponse = ResponsePercent is { } percent ? baseline > 0 && gain * 100 >= percent * baseline : null,
            IsRemission = Remission?.Holds(facts),
            HasRecovered = CaseAtOrAbove is { } cut ? baseline >= cut && current < cut : null,
            IsClinicallySignificant = ClinicallySignificant?.Holds(facts),
        };
    }

    private sealed class ChangeFacts(decimal total, bool? reliable) : IReadings
    {
        public Reading Read(string name) => name switch
        {
            Band.Total => new Reading(total),
            ReliableChangeGrammar.Reliable => new Reading(reliable switch { true => 1, false => 0, null => null }),
            _ => Reading.Unknown,
        };

        public bool? AllAskedAreZero() => null;
    }
}

public enum ChangeDirection
{
    LowerIsBetter,
    HigherIsBetter,

    /// <summary>There is no total; each subscale has its own.</summary>
    PerSubscale,
}

/// <summary>After <paramref name="Weeks"/> weeks the score improved by less than <paramref name="Percent"/> percent.</summary>
public sealed record NotImprovingRule(decimal Percent, int Weeks);

/// <summary>The difference between two scores of one person; what an instrument says nothing about is null.</summary>
public sealed record Change(decimal Baseline, decimal Current)
{
    public decimal Delta => Current - Baseline;

    /// <summary>Of the baseline, to one decimal; null when the baseline is 0.</summary>
    public decimal? Percent { get; init; }

    /// <summary>Improved by more than chance.</summary>
    public bool? IsReliable { get; init; }

    /// <summary>Worse by more than chance.</summary>
    public bool? IsReliableDeterioration { get; init; }

    public bool? IsMeaningful { get; init; }

    public bool? IsResponse { get; init; }

    public bool? IsRemission { get; init; }

    /// <summary>A case at the baseline, and below the case cut now.</summary>
    public bool? HasRecovered { get; init; }

    public bool? IsClinicallySignificant { get; init; }
}

/// <summary>Reads the sentences about change.</summary>
internal static class ReliableChangeGrammar
{
    /// <summary>The name under which "reliable change" is asked for; it is 1 or 0.</summary>
    public const string Reliable = "reliable-change";

    /// <summary><c>&gt;= 50 % lower than baseline</c>, or null for <c>configurable</c>.</summary>
    public static decimal? Response(string text, ChangeDirection direction)
    {
        var words = new Words(text);
        if (words.Take("configurable"))
        {
            words.TakeRemark();
            words.ExpectEnd();
            return null;
        }

        if (!words.Take(">=") && !words.Take("≥"))
        {
            throw words.Refusal("expected “configurable” or “>=”");
        }

        var percent = words.Number();
        Than(words, direction);
        words.TakeRemark();
        words.ExpectEnd();
        return percent;
    }

    /// <summary><c>less than 20 % lower than baseline after 4 weeks</c>.</summary>
    public static NotImprovingRule NotImproving(string text, ChangeDirection direction)
    {
        var words = new Words(text);
        words.Expect("less", "than");
        var percent = words.Number();
        Than(words, direction);
        words.Expect("after");
        var weeks = words.Whole();
        words.Expect("weeks");
        words.TakeRemark();
        words.ExpectEnd();
        return new NotImprovingRule(percent, weeks);
    }

    /// <summary><c>total &lt;= 28 and reliable change</c>: comparisons of the total, and the words for a reliable change.</summary>
    public static Condition Significant(string text) =>
        new ConditionGrammar([Band.Total, Reliable], []).Read(text.Replace("reliable change", Reliable + " = 1", StringComparison.OrdinalIgnoreCase));

    private static void Than(Words words, ChangeDirection direction)
    {
        words.Expect("%");
        words.Expect(direction == ChangeDirection.HigherIsBetter ? "higher" : "lower", "than", "baseline");
    }
}

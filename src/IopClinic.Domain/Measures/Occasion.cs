namespace IopClinic.Domain.Measures;

/// <summary>When an instrument is due.</summary>
/// <param name="Text">As the file says it.</param>
public sealed record Occasion(OccasionKind Kind, string Text)
{
    /// <summary>Days from one time to the next.</summary>
    public int? EveryDays { get; init; }

    /// <summary>The code of another instrument whose answer calls for this one.</summary>
    public string? Instrument { get; init; }

    /// <summary>The number of that answer's item on its form.</summary>
    public int? Item { get; init; }

    /// <summary>The least score of that answer.</summary>
    public decimal? Score { get; init; }

    /// <summary>The least level of risk that calls for it.</summary>
    public string? Level { get; init; }

    /// <summary>
    /// Reads <c>admission</c>, <c>admission if ...</c>, <c>discharge</c>, <c>every N days</c>,
    /// <c>whenever CODE item N &gt;= K</c> and <c>each session when last risk &gt;= LEVEL</c>.
    /// </summary>
    /// <exception cref="WordsRefused">The text is none of these.</exception>
    internal static Occasion Read(string text)
    {
        var words = new Words(text);
        var occasion = Kinds(words);
        words.TakeRemark();
        words.ExpectEnd();
        return occasion;
    }

    private static Occasion Kinds(Words words)
    {
        if (words.Take("admission"))
        {
            var conditional = words.Take("if");
            while (conditional && !words.AtEnd)
            {
                words.Name();
            }

            return new(conditional ? OccasionKind.AdmissionIfFitting : OccasionKind.Admission, words.Text);
        }

        if (words.Take("discharge"))
        {
            return new(OccasionKind.Discharge, words.Text);
        }

        if (words.Take("every"))
        {
            var days = words.Whole();
            words.Expect("days");
            return days > 0 ? new(OccasionKind.Every, words.Text) { EveryDays = days } : throw words.Refusal("0 days make no cadence");
        }

        if (words.Take("whenever"))
        {
            var code = words.Name();
            words.Expect("item");
            var item = words.Whole();
            return words.Comparator() is Comparator.AtLeast
                ? new(OccasionKind.AfterAnswer, words.Text) { Instrument = code, Item = item, Score = words.Number() }
                : throw words.Refusal("expected >=", back: 1);
        }

        if (words.Take("each", "session", "when", "last", "risk", ">="))
        {
            return new(OccasionKind.EachSessionAtRisk, words.Text) { Level = words.Name() };
        }

        throw words.Refusal("expected “admission”, “discharge”, “every N days”, “whenever ...” or “each session when last risk >= ...”");
    }
}

public enum OccasionKind
{
    Admission,

    /// <summary>At admission where a clinician finds it fitting.</summary>
    AdmissionIfFitting,

    Every,
    Discharge,

    /// <summary>After a certain answer to another instrument.</summary>
    AfterAnswer,

    EachSessionAtRisk,
}

namespace IopClinic.Domain.Services;

/// <summary>How many words a note of a service should have; it is shown while the note is written and holds nobody up.</summary>
/// <param name="From">At least; null where any number is enough.</param>
/// <param name="Until">At most; null where any number may be.</param>
public sealed record WordGoal(int? From, int? Until)
{
    /// <summary>The most that is asked of a note.</summary>
    public const int Most = 2000;

    /// <exception cref="RuleViolation">A number is out of range, or the end lies before the beginning.</exception>
    public static WordGoal? Of(int? from, int? until)
    {
        var sentence = $"Enter 1 to {Most:N0} words.";
        RuleViolation.Unless(from is null or (>= 1 and <= Most), sentence, "WordsFrom");
        RuleViolation.Unless(until is null or (>= 1 and <= Most), sentence, "WordsUntil");
        RuleViolation.Unless(from is null || until is null || from <= until, "Enter no fewer words than a note should have at least.", "WordsUntil");
        return from is null && until is null ? null : new WordGoal(from, until);
    }

    /// <summary>In words: "40–150 words".</summary>
    public override string ToString() => (From, Until) switch
    {
        ({ } from, { } until) when from == until => $"{from} words",
        ({ } from, { } until) => $"{from}–{until} words",
        ({ } from, null) => $"{from} words or more",
        (null, { } until) => $"up to {until} words",
        _ => "",
    };
}

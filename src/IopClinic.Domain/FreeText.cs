namespace IopClinic.Domain;

/// <summary>Free text as it enters the record: trimmed, bounded, with line ends of one kind, absent rather than empty.</summary>
public static class FreeText
{
    /// <summary>The trimmed text, or null when nothing is left of it.</summary>
    /// <exception cref="RuleViolation">The text has more than <paramref name="most"/> characters.</exception>
    public static string? OrNull(string? value, int most, string? field = null)
    {
        var trimmed = value?.Trim().ReplaceLineEndings("\n");
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }

        return trimmed.Length <= most
            ? trimmed
            : throw new RuleViolation($"Shorten this to {most} characters: it has {trimmed.Length}.", field);
    }

    /// <summary>The trimmed text.</summary>
    /// <exception cref="RuleViolation">Nothing was entered (<paramref name="sentence"/>), or too much.</exception>
    public static string Required(string? value, int most, string sentence, string? field = null) =>
        OrNull(value, most, field) ?? throw new RuleViolation(sentence, field);
}

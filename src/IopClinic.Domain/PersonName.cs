namespace IopClinic.Domain;

/// <summary>The legal name of a person.</summary>
public sealed record PersonName
{
    /// <summary>The most characters one part of a name may have.</summary>
    public const int MaximumLength = 100;

    /// <exception cref="RuleViolation">A given or family name is missing, or a part is too long.</exception>
    public PersonName(string given, string family, string? middle = null, string? suffix = null)
    {
        Given = Required(given, "Enter the given name.", nameof(Given));
        Family = Required(family, "Enter the family name.", nameof(Family));
        Middle = FreeText.OrNull(middle, MaximumLength, nameof(Middle));
        Suffix = FreeText.OrNull(suffix, 20, nameof(Suffix));
    }

    public string Given { get; private init; }

    public string Family { get; private init; }

    public string? Middle { get; private init; }

    public string? Suffix { get; private init; }

    /// <summary>"Given Family", as a person is addressed.</summary>
    public string Full => $"{Given} {Family}";

    /// <summary>"Preferred Family" where they go by another name than the legal one, else <see cref="Full"/>.</summary>
    public string Called(string? preferred) => preferred is null ? Full : $"{preferred} {Family}";

    /// <summary>"Family, Given Middle", as a list is sorted.</summary>
    public string Sorted => Middle is null ? $"{Family}, {Given}" : $"{Family}, {Given} {Middle}";

    /// <summary>Never the name itself: names must not reach a log by accident.</summary>
    public override string ToString() => nameof(PersonName);

    private static string Required(string value, string sentence, string field) =>
        FreeText.OrNull(value, MaximumLength, field) ?? throw new RuleViolation(sentence, field);
}

using System.Globalization;

namespace IopClinic.Domain.Assessments;

/// <summary>What kind of answer a question takes.</summary>
public enum QuestionKind
{
    /// <summary>One line of text.</summary>
    Line,

    /// <summary>Text of many lines.</summary>
    Text,

    /// <summary>One of the offered choices, by its code.</summary>
    Choice,

    /// <summary>Any of the offered choices: their codes, with a comma between them.</summary>
    Choices,

    /// <summary>A date as people remember it (<see cref="RoughDate"/>).</summary>
    Date,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A diagnosis code with its title, from the list of codes.</summary>
    Code,

    /// <summary>The same few questions once for each thing, such as each substance.</summary>
    Rows,
}

/// <summary>One choice: what is stored, and what is read.</summary>
public sealed record Choice(string Code, string Label);

/// <summary>The answers of a section as they stand, by field; a field without an answer is absent.</summary>
public sealed class Values(IReadOnlyDictionary<string, string> answers)
{
    public string? this[string field] => answers.GetValueOrDefault(field);

    public IEnumerable<string> Fields => answers.Keys;

    /// <summary>The numbers of the rows of that question that hold something, in order.</summary>
    public IReadOnlyList<int> RowsOf(string question) =>
    [
        .. answers.Keys.Where(field => field.StartsWith(question + ".", StringComparison.Ordinal))
            .Select(field => int.Parse(field.Split('.')[1], CultureInfo.InvariantCulture)).Distinct().Order(),
    ];
}

/// <summary>One question of a section.</summary>
/// <param name="Key">How the answer is stored; never changed once answers exist.</param>
/// <param name="Label">How it is asked.</param>
/// <param name="Kind">What kind of answer it takes.</param>
public sealed record Question(string Key, string Label, QuestionKind Kind)
{
    /// <summary>The most characters of a line.</summary>
    public const int LongestLine = 200;

    /// <summary>The most characters of a code with its title.</summary>
    public const int LongestCode = 320;

    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 20_000;

    /// <summary>The most rows of one question.</summary>
    public const int MostRows = 40;

    public string? Hint { get; init; }

    /// <summary>Nothing is signed without an answer to it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Required only when this says so of the section's other answers.</summary>
    public Func<Values, bool>? RequiredWhen { get; init; }

    /// <summary>Asked only when this says so of the section's other answers; an answer that is not asked for is kept and not shown.</summary>
    public Func<Values, bool>? AskedWhen { get; init; }

    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>When its rows are enough where it is required; else one row is.</summary>
    public Func<Values, bool>? SufficesWhen { get; init; }

    /// <summary>Its rows have an order, kept in a part named "order" that is not typed.</summary>
    public bool IsRanked { get; init; }

    /// <summary>No two rows have the same answer.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Asked of minors only.</summary>
    public bool IsOfMinors { get; init; }

    /// <summary>The questions of each row.</summary>
    public IReadOnlyList<Question> Parts { get; init; } = [];

    /// <summary>The most characters of an answer to it.</summary>
    public int Longest { get; init; } = Kind switch
    {
        QuestionKind.Code => LongestCode,
        QuestionKind.Text => LongestText,
        _ => LongestLine,
    };

    public int Least { get; init; }

    public int Most { get; init; } = 999;

    /// <summary>A date that must not lie before that of this other question beside it.</summary>
    public string? NotBefore { get; init; }

    /// <summary>An age that must fit the date of this other question beside it.</summary>
    public string? AgeAt { get; init; }

    /// <summary>The answer as it is read.</summary>
    public string Words(string value) => Kind switch
    {
        QuestionKind.Choice => LabelOf(value),
        QuestionKind.Choices => string.Join(", ", value.Split(',').Select(LabelOf)),
        _ => value,
    };

    public bool IsAskedFor(Values values) => AskedWhen?.Invoke(values) ?? true;

    public bool IsRequiredFor(Values values) => IsAskedFor(values) && (IsRequired || RequiredWhen?.Invoke(values) == true);

    /// <summary>What is wrong with an answer by itself; null when nothing is.</summary>
    /// <param name="value">The answer.</param>
    /// <param name="born">The patient's birth date.</param>
    /// <param name="today">The clinic date.</param>
    internal string? Fault(string value, DateOnly born, DateOnly today) => Kind switch
    {
        QuestionKind.Line when value.Contains('\n', StringComparison.Ordinal) => "This takes one line. Remove the line break.",
        QuestionKind.Line when value.Length > Longest => $"Shorten this to {Longest} characters: it has {value.Length}.",
        QuestionKind.Code when value.Contains('\n', StringComparison.Ordinal) => "This takes one line. Remove the line break.",
        QuestionKind.Code when value.Length > Longest => $"Shorten this to {Longest} characters: it has {value.Length}.",
        // A code without its title is none of the list, and would not reach the patient's diagnoses.
        QuestionKind.Code when !value.Contains(' ', StringComparison.Ordinal) => "Choose a code from the list.",
        QuestionKind.Text when value.Length > Longest => $"Shorten this to {Longest} characters: it has {value.Length}.",
        QuestionKind.Choice when !Offers(value) => "Choose one from the list.",
        QuestionKind.Choices when !Array.TrueForAll(value.Split(','), Offers) => "Choose from the list.",
        QuestionKind.Number when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) => "Write this as a whole number.",
        QuestionKind.Number when int.Parse(value, CultureInfo.InvariantCulture) is var number && (number < Least || number > Most) =>
            $"Enter a number from {Least} to {Most}.",
        QuestionKind.Number when AgeAt is not null && born.AddYears(int.Parse(value, CultureInfo.InvariantCulture)) > today =>
            "The patient has not reached that age.",
        QuestionKind.Date when !RoughDate.TryParse(value, out _) => "Write a year, a month or a day: 2009, 2009-06 or 2009-06-15.",
        QuestionKind.Date when RoughDate.TryParse(value, out var date) && date.Last < born => "That is before the patient was born.",
        QuestionKind.Date when RoughDate.TryParse(value, out var date) && date.First > today => "That lies in the future.",
        _ => null,
    };

    private bool Offers(string code) => Choices.Any(choice => choice.Code == code);

    private string LabelOf(string code) => Choices.FirstOrDefault(choice => choice.Code == code)?.Label ?? code;
}

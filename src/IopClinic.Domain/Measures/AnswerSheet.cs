namespace IopClinic.Domain.Measures;

/// <summary>
/// The answers to one form: for each item the place of the chosen option, counted from 0; null for a question that was shown and not
/// answered. A question that is not in it was not shown.
/// </summary>
public sealed class AnswerSheet
{
    private readonly SortedDictionary<string, int?> _answers = new(StringComparer.Ordinal);

    /// <exception cref="RuleViolation">An item or an option does not exist; the sentence's field is the item.</exception>
    public AnswerSheet(Instrument instrument, IEnumerable<KeyValuePair<string, int?>> answers)
    {
        foreach (var (id, option) in answers)
        {
            var item = instrument.Item(id) ?? throw new RuleViolation($"{instrument.Code} has no question {id}.", id);
            RuleViolation.Unless(
                option is null || (option >= 0 && option < item.Options.Count), "Choose one of the answers of this question.", id);
            RuleViolation.Unless(_answers.TryAdd(id, option), $"The question {id} is answered twice.", id);
        }
    }

    public IReadOnlyDictionary<string, int?> Answers => _answers;

    /// <summary>The chosen option of the item, or null while there is none.</summary>
    public AnswerOption? Chosen(InstrumentItem item) =>
        _answers.GetValueOrDefault(item.Id) is { } option ? item.Options[option] : null;

    /// <summary>Never the answers themselves: they must not reach a log by accident.</summary>
    public override string ToString() => nameof(AnswerSheet);
}

namespace IopClinic.Domain.Measures;

/// <summary>
/// Reads conditions: comparisons of an item, a scale or a sum of them with a number, joined by <c>and</c>, <c>or</c> and parentheses;
/// and the sentences in which instruments state their algorithms.
/// </summary>
/// <param name="known">The names that may be used here.</param>
/// <param name="levels">The levels of risk, most serious first, where <c>risk</c> may be compared.</param>
internal sealed class ConditionGrammar(IReadOnlyCollection<string> known, IReadOnlyList<string> levels)
{
    private int _depth;

    /// <exception cref="WordsRefused">The text is no condition.</exception>
    public Condition Read(string text)
    {
        var words = new Words(text);
        var condition = Either(words);
        words.ExpectEnd();
        return condition;
    }

    private Condition Either(Words words)
    {
        var start = words.Mark();
        var parts = new List<Condition> { Both(words) };
        while (words.Take("or"))
        {
            parts.Add(Both(words));
        }

        return parts.Count == 1 ? parts[0] : new AnyOf(words.Since(start), parts);
    }

    private Condition Both(Words words)
    {
        var start = words.Mark();
        var parts = new List<Condition> { One(words) };
        while (words.Take("and"))
        {
            parts.Add(One(words));
        }

        return parts.Count == 1 ? parts[0] : new AllOf(words.Since(start), parts);
    }

    private Condition One(Words words)
    {
        var start = words.Mark();
        if (words.Take("all", "asked", "items", "=", "0"))
        {
            return new AllAskedZero(words.Since(start));
        }

        if (!words.Take("("))
        {
            return Compare(words);
        }

        if (++_depth > 20)
        {
            throw words.Refusal("there are more than 20 parentheses within each other");
        }

        var inner = Either(words);
        words.Expect(")");
        _depth--;
        return inner;
    }

    private Comparison Compare(Words words)
    {
        var start = words.Mark();
        var terms = new List<string>();
        do
        {
            var name = words.Name();
            if (!known.Contains(name))
            {
                throw words.Refusal($"“{name}” is nothing that can be compared here", back: 1);
            }

            terms.Add(name);
        }
        while (words.Take("+"));

        var comparator = words.Comparator();
        if (words.TryNumber() is { } number)
        {
            return terms is [Band.Risk] && levels.Count > 0
                ? throw words.Refusal("risk is compared with a level", back: 1)
                : new Comparison(words.Since(start), terms, comparator, number);
        }

        if (terms is not [Band.Risk] || levels.Count == 0)
        {
            throw words.Refusal("expected a number");
        }

        var level = words.Name();
        for (var index = 0; index < levels.Count; index++)
        {
            if (levels[index] == level)
            {
                return new Comparison(words.Since(start), terms, comparator, levels.Count - 1 - index);
            }
        }

        throw words.Refusal($"“{level}” is no level of risk", back: 1);
    }
}

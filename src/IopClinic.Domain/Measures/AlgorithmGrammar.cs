namespace IopClinic.Domain.Measures;

/// <summary>
/// Reads the rules of algorithms. Beside plain conditions it understands three sentences:
/// <c>at least N items score &gt;= K (item I counts when &gt;= J) and item A or item B scores &gt;= M</c>,
/// <c>N to M such items and ...</c> (such: as the algorithm before it counted), and
/// <c>count items scored &gt;= K: B (1-5) &gt;= 1 and C (6-7) &gt;= 1 ...</c> over parts of the items.
/// </summary>
internal sealed class AlgorithmGrammar(
    IReadOnlyList<string> items, IReadOnlyList<string> scored, IReadOnlyList<Subscale> subscales, ConditionGrammar conditions)
{
    private IReadOnlyList<Condition>? _such;

    /// <exception cref="WordsRefused">The text is no rule.</exception>
    public Condition Read(string text)
    {
        var words = new Words(text);
        if (words.Take("count", "items", "scored"))
        {
            return Parts(words);
        }

        if (words.Take("at", "least"))
        {
            var least = words.Whole();
            words.Expect("items");
            if (!words.Take("score"))
            {
                words.Expect("scored");
            }

            return Joined(words, Count(words, Scores(words), least, scored.Count));
        }

        var start = words.Mark();
        if (words.TryNumber() is null)
        {
            return conditions.Read(text);
        }

        words.Return(start);
        var from = words.Whole();
        words.Expect("to");
        var to = words.Whole();
        words.Expect("such", "items");
        return _such is null
            ? throw words.Refusal("no algorithm before it says which items")
            : Joined(words, Count(words, _such, from, to));
    }

    private static SomeOf Count(Words words, IReadOnlyList<Condition> parts, int least, int most) =>
        least <= most && most <= parts.Count
            ? new SomeOf(words.Text, parts, least, most)
            : throw words.Refusal($"there are {parts.Count} items, so the numbers make no sense");

    /// <summary>The condition of each counted item.</summary>
    private IReadOnlyList<Condition> Scores(Words words)
    {
        var (comparator, number) = (words.Comparator(), words.Number());
        var exceptions = new Dictionary<string, (Comparator, decimal)>(StringComparer.Ordinal);
        while (words.Take("("))
        {
            words.Expect("item");
            var id = Item(words);
            words.Expect("counts", "when");
            exceptions[id] = (words.Comparator(), words.Number());
            words.Expect(")");
        }

        _such =
        [
            .. scored.Select(id =>
            {
                var (sign, than) = exceptions.GetValueOrDefault(id, (comparator, number));
                return new Comparison(words.Text, [id], sign, than);
            }),
        ];
        return _such;
    }

    /// <summary>"... and item 1 or item 2 scores >= 2", as often as it is said.</summary>
    private Condition Joined(Words words, Condition first)
    {
        var all = new List<Condition> { first };
        while (words.Take("and"))
        {
            words.Expect("item");
            var ids = new List<string> { Item(words) };
            while (words.Take("or"))
            {
                words.Expect("item");
                ids.Add(Item(words));
            }

            words.Expect("scores");
            var (comparator, number) = (words.Comparator(), words.Number());
            all.Add(new AnyOf(words.Text, [.. ids.Select(id => new Comparison(words.Text, [id], comparator, number))]));
        }

        words.ExpectEnd();
        return all.Count == 1 ? first : new AllOf(words.Text, all);
    }

    /// <summary>"B (1-5) >= 1 and C (6-7) >= 1": a subscale, which must be made of exactly these items, and how many of them count.</summary>
    private AllOf Parts(Words words)
    {
        var (comparator, number) = (words.Comparator(), words.Number());
        words.Expect(":");
        var all = new List<Condition>();
        do
        {
            var code = words.Name();
            var subscale = subscales.FirstOrDefault(known => known.Code == code)
                ?? throw words.Refusal($"there is no subscale “{code}”", back: 1);
            words.Expect("(");
            var first = Position(words);
            // "1-5" is read as the numbers 1 and -5.
            var last = words.TryNumber() is { } end ? Position(words, decimal.Abs(end)) : first;
            words.Expect(")");
            if (first > last || !subscale.Items.SequenceEqual(items.Skip(first).Take(last - first + 1)))
            {
                throw words.Refusal($"subscale {code} is made of other items than these", back: 1);
            }

            if (words.Comparator() is not Comparator.AtLeast)
            {
                throw words.Refusal("expected >=", back: 1);
            }

            all.Add(Count(
                words,
                [.. subscale.Items.Select(id => new Comparison(words.Text, [id], comparator, number))],
                words.Whole(),
                subscale.Items.Count));
        }
        while (words.Take("and"));

        words.ExpectEnd();
        return new AllOf(words.Text, all);
    }

    /// <summary>The place of the item that carries this number on the form: the end of its id.</summary>
    private int Position(Words words, decimal? number = null)
    {
        var ending = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{number ?? words.Whole()}");
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index].EndsWith(ending, StringComparison.Ordinal))
            {
                return index;
            }
        }

        throw words.Refusal($"no item's id ends in {ending}", back: 1);
    }

    private string Item(Words words) => items[Position(words)];
}

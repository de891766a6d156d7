namespace IopClinic.Domain.Measures;

/// <summary>
/// A number worked out of the total: numbers, <c>total</c>, <c>+ - * /</c>, parentheses and <c>round(...)</c>, which rounds half up
/// to a whole number.
/// </summary>
public sealed class Formula
{
    private readonly Func<decimal, decimal> _value;

    private Formula(string text, Func<decimal, decimal> value) => (Text, _value) = (text, value);

    public string Text { get; }

    /// <exception cref="WordsRefused">The text is no formula.</exception>
    internal static Formula Read(string text)
    {
        var words = new Words(text);
        var value = Sum(words, 0);
        words.ExpectEnd();
        return new Formula(text, value);
    }

    public decimal Of(decimal total) => _value(total);

    public override string ToString() => Text;

    private static Func<decimal, decimal> Sum(Words words, int depth)
    {
        var value = Product(words, depth);
        for (; ; )
        {
            var (left, plus) = (value, words.Take("+"));
            if (!plus && !words.Take("-"))
            {
                return value;
            }

            var right = Product(words, depth);
            value = plus ? total => left(total) + right(total) : total => left(total) - right(total);
        }
    }

    private static Func<decimal, decimal> Product(Words words, int depth)
    {
        var value = One(words, depth);
        for (; ; )
        {
            var left = value;
            if (words.Take("*"))
            {
                var right = One(words, depth);
                value = total => left(total) * right(total);
            }
            else if (words.Take("/"))
            {
                var by = words.Number();
                value = by == 0 ? throw words.Refusal("nothing is divided by 0", back: 1) : total => left(total) / by;
            }
            else
            {
                return value;
            }
        }
    }

    private static Func<decimal, decimal> One(Words words, int depth)
    {
        if (depth > 20)
        {
            throw words.Refusal("there are more than 20 parentheses within each other");
        }

        if (words.TryNumber() is { } number)
        {
            return _ => number;
        }

        if (words.Take("total"))
        {
            return total => total;
        }

        var rounds = words.Take("round");
        words.Expect("(");
        var inner = Sum(words, depth + 1);
        words.Expect(")");
        return rounds ? total => HalfUp.Round(inner(total), 0) : inner;
    }
}

namespace IopClinic.Domain.Measures;

/// <summary>
/// A condition over answers and results. While answers are missing it may be neither true nor false: then it is null, and nobody may
/// take it for either.
/// </summary>
public abstract class Condition
{
    private protected Condition(string text) => Text = text;

    /// <summary>As the file says it.</summary>
    public string Text { get; }

    /// <summary>The items, scales and words it asks for.</summary>
    public abstract IEnumerable<string> Names { get; }

    public abstract bool? Holds(IReadings readings);

    public override string ToString() => Text;

    /// <summary>Of <paramref name="parts"/>, whether at least <paramref name="least"/> and at most <paramref name="most"/> hold.</summary>
    private protected static bool? Count(IEnumerable<bool?> parts, int least, int most)
    {
        var (sure, open) = (0, 0);
        foreach (var part in parts)
        {
            sure += part == true ? 1 : 0;
            open += part is null ? 1 : 0;
        }

        if (sure > most || sure + open < least)
        {
            return false;
        }

        return sure >= least && sure + open <= most ? true : null;
    }
}

/// <summary>Where a condition finds its numbers.</summary>
public interface IReadings
{
    Reading Read(string name);

    /// <summary>Whether every item that is asked was answered with 0; null while that is open.</summary>
    bool? AllAskedAreZero();
}

/// <summary>A number; or nothing yet; or nothing ever, because the item is not asked.</summary>
public readonly record struct Reading(decimal? Value, bool IsAsked = true)
{
    public static readonly Reading Unknown = new(null);
    public static readonly Reading NotAsked = new(null, IsAsked: false);
}

internal sealed class AllOf(string text, IReadOnlyList<Condition> parts) : Condition(text)
{
    public override IEnumerable<string> Names => parts.SelectMany(part => part.Names);

    public override bool? Holds(IReadings readings) => Count(parts.Select(part => part.Holds(readings)), parts.Count, parts.Count);
}

internal sealed class AnyOf(string text, IReadOnlyList<Condition> parts) : Condition(text)
{
    public override IEnumerable<string> Names => parts.SelectMany(part => part.Names);

    public override bool? Holds(IReadings readings) => Count(parts.Select(part => part.Holds(readings)), 1, parts.Count);
}

/// <summary>So many of the parts hold: "at least 5 items", "2 to 4 such items".</summary>
internal sealed class SomeOf(string text, IReadOnlyList<Condition> parts, int least, int most) : Condition(text)
{
    public IReadOnlyList<Condition> Parts => parts;

    public override IEnumerable<string> Names => parts.SelectMany(part => part.Names);

    public override bool? Holds(IReadings readings) => Count(parts.Select(part => part.Holds(readings)), least, most);
}

/// <summary>The sum of some numbers compared with a number. An item that is not asked compares with nothing: false.</summary>
internal sealed class Comparison(string text, IReadOnlyList<string> terms, Comparator comparator, decimal to) : Condition(text)
{
    public override IEnumerable<string> Names => terms;

    public override bool? Holds(IReadings readings)
    {
        var sum = 0m;
        var open = false;
        foreach (var term in terms)
        {
            var reading = readings.Read(term);
            if (!reading.IsAsked)
            {
                return false;
            }

            open |= reading.Value is null;
            sum += reading.Value ?? 0;
        }

        return open ? null : comparator.Compare(sum, to);
    }
}

internal sealed class AllAskedZero(string text) : Condition(text)
{
    public override IEnumerable<string> Names => [];

    public override bool? Holds(IReadings readings) => readings.AllAskedAreZero();
}

internal enum Comparator
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

internal static class Comparators
{
    public static Comparator? Find(string sign) => sign switch
    {
        "=" => Comparator.Equal,
        "!=" or "≠" => Comparator.NotEqual,
        "<" => Comparator.Less,
        "<=" or "≤" => Comparator.AtMost,
        ">" => Comparator.More,
        ">=" or "≥" => Comparator.AtLeast,
        _ => null,
    };

    public static bool Compare(this Comparator comparator, decimal left, decimal right) => comparator switch
    {
        Comparator.Equal => left == right,
        Comparator.NotEqual => left != right,
        Comparator.Less => left < right,
        Comparator.AtMost => left <= right,
        Comparator.More => left > right,
        _ => left >= right,
    };
}

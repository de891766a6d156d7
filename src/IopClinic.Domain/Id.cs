using System.Diagnostics.CodeAnalysis;

namespace IopClinic.Domain;

/// <summary>
/// The key of one <typeparamref name="T"/>: a UUID of version 7, so keys sort by the moment they were made.
/// A patient's key is another type than a clinician's, and neither compiles in the place of the other.
/// </summary>
[SuppressMessage("Design", "CA1000", Justification = "Id<Patient>.New() is how a key is meant to be made.")]
public readonly record struct Id<T>(Guid Value) : IComparable<Id<T>>, IParsable<Id<T>>
{
    /// <summary>A new key, later than every key made in an earlier millisecond on this machine.</summary>
    public static Id<T> New() => new(KeySource.New());

    /// <summary>True for the key that no row has: the default value.</summary>
    public bool IsEmpty => Value == Guid.Empty;

    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");

    public static Id<T> Parse(string s, IFormatProvider? provider) => new(Guid.ParseExact(s, "D"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        var understood = Guid.TryParseExact(s, "D", out var value);
        result = new Id<T>(value);
        return understood;
    }

    public static bool operator <(Id<T> left, Id<T> right) => left.CompareTo(right) < 0;

    public static bool operator >(Id<T> left, Id<T> right) => left.CompareTo(right) > 0;

    public static bool operator <=(Id<T> left, Id<T> right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Id<T> left, Id<T> right) => left.CompareTo(right) >= 0;
}

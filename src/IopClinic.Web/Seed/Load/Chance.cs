namespace IopClinic.Web.Seed.Load;

/// <summary>Chance that is cheap to begin: one for each site, seat and patient, so that what one of them does changes nothing of the others.</summary>
internal sealed class Chance(ulong state) : Random
{
    private ulong _state = state;

    /// <summary>The chance of something that these numbers name.</summary>
    public static Chance Of(int seed, params ReadOnlySpan<int> names)
    {
        var state = Mix((ulong)(uint)seed + 0x9E3779B97F4A7C15);
        foreach (var name in names)
        {
            state = Mix(state ^ (((ulong)(uint)name + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9));
        }

        return new Chance(state);
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    public ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15);

    public override int Next() => (int)(NextBits() >> 33);

    public override int Next(int maxValue) => (int)(((NextBits() >> 32) * (ulong)maxValue) >> 32);

    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    protected override double Sample() => NextDouble();

    public T Of<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

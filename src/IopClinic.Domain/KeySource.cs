namespace IopClinic.Domain;

/// <summary>Where new keys come from: the clock and chance, or for a while a series that gives the same ones again.</summary>
public static class KeySource
{
    [ThreadStatic]
    private static Func<Guid>? _series;

    /// <summary>A new key.</summary>
    public static Guid New() => _series?.Invoke() ?? Guid.CreateVersion7();

    /// <summary>
    /// Takes the keys that this thread makes from a series, until what comes back is disposed of: for made-up clinics, which are to be the
    /// same whenever they are made. Nothing is awaited meanwhile.
    /// </summary>
    /// <param name="series">Gives the next key, none twice.</param>
    public static IDisposable From(Func<Guid> series)
    {
        var taken = new Taken(_series);
        _series = series;
        return taken;
    }

    private sealed class Taken(Func<Guid>? before) : IDisposable
    {
        public void Dispose() => _series = before;
    }
}

using IopClinic.Domain;

namespace IopClinic.Web.Sessions;

/// <summary>A set that several people tick on a page at once: the page carries what stood when it was shown.</summary>
internal static class Ticks
{
    /// <summary>The set as the page carries it.</summary>
    public static string Print<T>(IEnumerable<Id<T>> keys) => string.Join(' ', keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));

    /// <summary>The same where an empty set must come back as one: a field without a value does not.</summary>
    public static string PrintAlways<T>(IEnumerable<Id<T>> keys) => Print(keys) is { Length: > 0 } some ? some : Fingerprint.Nothing;

    /// <summary>What was ticked and what was unticked, put to what stands now: nobody's change is undone by another's.</summary>
    public static HashSet<Id<T>> PutTo<T>(IEnumerable<Id<T>> standing, IReadOnlyCollection<Id<T>> ticked, string? shown)
    {
        var was = (shown ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(key => Id<T>.TryParse(key, null, out var known) ? known : default).ToHashSet();
        return [.. standing.Where(key => !was.Contains(key) || ticked.Contains(key)), .. ticked.Where(key => !was.Contains(key))];
    }
}

using System.Runtime.InteropServices;

namespace IopClinic.Domain.Notes;

/// <summary>
/// How much one note says what another one says: the words that carry meaning, and which of them stand side by side. Names, pronouns, small
/// words, signs and the order of sentences make no difference, and what the group's shared part says counts for nothing, because every note
/// of the group may repeat it.
/// </summary>
public sealed class CloneMeter
{
    /// <summary>Percent from which two notes are alike: between what notes on one session have in common by themselves, and a copy with some words changed.</summary>
    public const int Alike = 50;

    /// <summary>Fewer words say too little to be anybody's own.</summary>
    internal const int Fewest = 5;

    private static readonly string[] Endings = ["ing", "ed", "es", "ly", "s"];

    private readonly HashSet<string> _ignored;

    /// <param name="shared">What the shared part of the session says.</param>
    /// <param name="names">The names of everybody on the roll.</param>
    public CloneMeter(IEnumerable<string?> shared, IEnumerable<string> names)
    {
        _ignored = [.. shared.OfType<string>().Concat(names).SelectMany(NoteWords.Of).Select(word => Root(word.Plain))];
    }

    /// <summary>What a note is compared by.</summary>
    public NotePrint Print(string text)
    {
        var all = NoteWords.Of(text);
        var words = new List<(NoteWord Word, string Root, bool Follows)>(all.Count);
        var follows = false;
        foreach (var word in all)
        {
            follows = follows && !word.BeginsSentence;
            var root = Root(word.Plain);
            if (NoteWords.Small.Contains(word.Plain) || _ignored.Contains(root))
            {
                continue;
            }

            words.Add((word, root, follows));
            follows = true;
        }

        return new NotePrint(words);
    }

    /// <summary>How alike two notes are, from 0 to 100 percent.</summary>
    public static int Percent(NotePrint one, NotePrint other) => !one.SaysEnough || !other.SaysEnough
        ? 0
        : (int)Math.Round(50 * (
            Common(one.Roots, one.Words.Count, other.Roots, other.Words.Count) + Common(one.Pairs, one.PairCount, other.Pairs, other.PairCount)));

    /// <summary>The places of a note that stand in the other one too, from a first to behind a last character: two words or more, side by side.</summary>
    public static IReadOnlyList<(int Start, int End)> Repeated(NotePrint note, NotePrint other)
    {
        var places = new List<(int Start, int End)>();
        for (var at = 1; at < note.Words.Count; at++)
        {
            var (before, word) = (note.Words[at - 1], note.Words[at]);
            if (!word.Follows || !other.Pairs.ContainsKey(note.PairAt(at)))
            {
                continue;
            }

            if (places.Count > 0 && places[^1].End == before.Word.End)
            {
                places[^1] = (places[^1].Start, word.Word.End);
            }
            else
            {
                places.Add((before.Word.Start, word.Word.End));
            }
        }

        return places;
    }

    /// <summary>Twice what both have, of what both have together (Dice's coefficient): 0 to 1.</summary>
    private static double Common<T>(Dictionary<T, int> one, int ofOne, Dictionary<T, int> other, int ofOther)
        where T : notnull
    {
        var both = 0;
        foreach (var (what, times) in one)
        {
            both += Math.Min(times, other.GetValueOrDefault(what));
        }

        return ofOne + ofOther == 0 ? 0 : 2.0 * both / (ofOne + ofOther);
    }

    /// <summary>The word without its commonest endings.</summary>
    private static string Root(string plain)
    {
        foreach (var ending in Endings)
        {
            if (plain.Length - ending.Length >= 3 && plain.EndsWith(ending, StringComparison.Ordinal))
            {
                return plain[..^ending.Length];
            }
        }

        return plain;
    }
}

/// <summary>A note as it is compared with others, counted once.</summary>
public sealed class NotePrint
{
    internal NotePrint(IReadOnlyList<(NoteWord Word, string Root, bool Follows)> words)
    {
        Words = words;
        Roots = new(words.Count, StringComparer.Ordinal);
        Pairs = new(words.Count);
        for (var at = 0; at < words.Count; at++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(Roots, words[at].Root, out _)++;
            if (words[at].Follows)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(Pairs, PairAt(at), out _)++;
                PairCount++;
            }
        }
    }

    /// <summary>The words that count, in their order, and whether each follows the one before in its sentence.</summary>
    public IReadOnlyList<(NoteWord Word, string Root, bool Follows)> Words { get; }

    /// <summary>Whether it says enough to be like another one.</summary>
    public bool SaysEnough => Words.Count >= CloneMeter.Fewest;

    /// <summary>How often it has each word.</summary>
    internal Dictionary<string, int> Roots { get; }

    /// <summary>How often it has two words side by side in one sentence.</summary>
    internal Dictionary<(string Before, string Word), int> Pairs { get; }

    /// <summary>All of <see cref="Pairs"/>.</summary>
    internal int PairCount { get; }

    internal (string Before, string Word) PairAt(int at) => (Words[at - 1].Root, Words[at].Root);
}

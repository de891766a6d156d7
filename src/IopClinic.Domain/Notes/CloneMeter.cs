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
    private const int Fewest = 5;

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
        var words = new List<(NoteWord Word, string Root, bool Follows)>();
        var follows = false;
        foreach (var word in NoteWords.Of(text))
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
    public static int Percent(NotePrint one, NotePrint other) => Math.Min(one.Words.Count, other.Words.Count) < Fewest
        ? 0
        : (int)Math.Round(50 * (Common(one.Roots, other.Roots) + Common(one.Pairs, other.Pairs)));

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
    private static double Common(IReadOnlyDictionary<string, int> one, IReadOnlyDictionary<string, int> other)
    {
        var all = one.Values.Sum() + other.Values.Sum();
        return all == 0 ? 0 : 2.0 * one.Sum(pair => Math.Min(pair.Value, other.GetValueOrDefault(pair.Key))) / all;
    }

    /// <summary>The word without its commonest endings.</summary>
    private static string Root(string plain)
    {
        foreach (var ending in (string[])["ing", "ed", "es", "ly", "s"])
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
        Roots = words.CountBy(word => word.Root).ToDictionary();
        Pairs = Enumerable.Range(0, words.Count).Where(at => words[at].Follows).CountBy(PairAt).ToDictionary();
    }

    /// <summary>The words that count, in their order, and whether each follows the one before in its sentence.</summary>
    public IReadOnlyList<(NoteWord Word, string Root, bool Follows)> Words { get; }

    /// <summary>How often it has each word.</summary>
    internal IReadOnlyDictionary<string, int> Roots { get; }

    /// <summary>How often it has two words side by side in one sentence.</summary>
    internal IReadOnlyDictionary<string, int> Pairs { get; }

    internal string PairAt(int at) => $"{Words[at - 1].Root} {Words[at].Root}";
}

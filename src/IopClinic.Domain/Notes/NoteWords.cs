using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IopClinic.Domain.Notes;

/// <summary>A word of a note as it stands there, and as it is compared.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Plain">Small letters without accents.</param>
/// <param name="BeginsSentence">Whether a sentence begins with it.</param>
public readonly record struct NoteWord(int Start, string Text, string Plain, bool BeginsSentence)
{
    public int End => Start + Text.Length;

    public bool IsCapital => char.IsUpper(Text[0]);
}

/// <summary>Takes notes apart into words.</summary>
public static partial class NoteWords
{
    /// <summary>Words that carry little meaning of their own.</summary>
    internal static readonly HashSet<string> Small =
    [
        .. ("a about after again all also am an and any are as at be because been before being both but by can could did do does during each for from further "
            + "had has have he her here hers herself him himself his how i if in into is it its itself just me more most my no nor not now of off on once only or "
            + "other our out over own same she should so some such than that the their theirs them themselves then there these they this those through to too "
            + "under until up very was we were what when where which while who whom why will with would you your patient client member group session today do don't an or ok yes").Split(' '),
    ];

    /// <summary>The words of a text in their order; signs between them are left out.</summary>
    public static IReadOnlyList<NoteWord> Of(string text)
    {
        var words = new List<NoteWord>(text.Length / 5);
        var end = 0;
        // Notes are read again with every save while somebody writes: a word takes no more than itself, and what stands between words nothing.
        foreach (var match in Word().EnumerateMatches(text))
        {
            var word = text.Substring(match.Index, match.Length);
            words.Add(new NoteWord(match.Index, word, Plain(word), end == 0 || Ends().IsMatch(text.AsSpan(end, match.Index - end))));
            end = match.Index + match.Length;
        }

        return words;
    }

    /// <summary>Small letters without accents, and without what a possessive adds.</summary>
    public static string Plain(string word)
    {
        if (Ascii.IsValid(word))
        {
            // Most are plain already, but for a capital.
            return WithoutPossessive(word.AsSpan().ContainsAnyInRange('A', 'Z') ? word.ToLowerInvariant() : word);
        }

        var letters = word.Replace('’', '\'').Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark);
        return WithoutPossessive(string.Concat(letters).Normalize(NormalizationForm.FormC).ToLowerInvariant());
    }

    private static string WithoutPossessive(string plain) => plain.EndsWith("'s", StringComparison.Ordinal) ? plain[..^2] : plain;

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"[.!?:;\n""“”]")]
    private static partial Regex Ends();
}

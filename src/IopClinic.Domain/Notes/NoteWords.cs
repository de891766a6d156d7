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
    /// <summary>The words of a text in their order; signs between them are left out.</summary>
    public static IReadOnlyList<NoteWord> Of(string text)
    {
        var words = new List<NoteWord>();
        var end = 0;
        foreach (Match match in Word().Matches(text))
        {
            words.Add(new NoteWord(match.Index, match.Value, Plain(match.Value), end == 0 || Ends().IsMatch(text[end..match.Index])));
            end = match.Index + match.Length;
        }

        return words;
    }

    /// <summary>Small letters without accents, and without what a possessive adds.</summary>
    public static string Plain(string word)
    {
        var letters = word.Replace('’', '\'').Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark);
        var plain = string.Concat(letters).Normalize(NormalizationForm.FormC).ToLowerInvariant();
        return plain.EndsWith("'s", StringComparison.Ordinal) ? plain[..^2] : plain;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"[.!?:;\n""“”]")]
    private static partial Regex Ends();
}

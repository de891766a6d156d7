using System.Globalization;
using System.Text;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// What text may enter the clinic at all. Control characters, characters that were lost on the way (U+FFFD) and, in one line,
/// marks that turn the writing direction around are refused: they cannot be seen, and some break exports or disguise a name.
/// </summary>
internal static class TypedText
{
    private const string Unseen = "There is a character in here that cannot be stored. Type this again without copying.";
    private const string OneLine = "This takes one line. Remove the line break or tab.";

    /// <summary>The sentence that refuses <paramref name="text"/>, or null.</summary>
    public static string? Fault(string text, bool manyLines)
    {
        foreach (var character in text)
        {
            switch (character)
            {
                case '\t' or '\r' or '\n' when manyLines:
                    break;
                case '\t' or '\r' or '\n' or '\u2028' or '\u2029' when !manyLines:
                    return OneLine;
                case '\uFFFD' or '\uFFFE' or '\uFFFF':
                    return Unseen;
                case (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') when !manyLines:
                    return Unseen;
                default:
                    if (char.IsControl(character))
                    {
                        return Unseen;
                    }

                    break;
            }
        }

        return HasHalfACharacter(text) ? Unseen : null;
    }

    /// <summary>One spelling for what looks the same (NFC), one kind of line break, nothing hanging over at the ends.</summary>
    public static string Tidy(string text, bool manyLines, bool trim = true)
    {
        var tidy = text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
        if (manyLines)
        {
            tidy = tidy.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }

        return trim ? tidy.Trim() : tidy;
    }

    private static bool HasHalfACharacter(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(text, at) == UnicodeCategory.Surrogate)
                {
                    return true;
                }

                at++;
            }
        }

        return false;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>
/// Reads the fields of a resource without ever throwing: a field of the wrong shape is complained about and taken as absent.
/// A text is either kept whole or not at all, never cut or cleaned behind the clinic's back.
/// </summary>
internal static class Fields
{
    /// <summary>The objects in a list; what is not an object, and what exceeds <paramref name="most"/>, is complained about.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string property, Action<string> complain, int most = 50)
    {
        if (!element.Has(property, out var list))
        {
            yield break;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            complain($"{property} is not a list and was left out.");
            yield break;
        }

        var count = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                complain($"{property} holds something that is not an object; it was left out.");
            }
            else if (++count > most)
            {
                complain($"{property} has more than {most} members; the rest were left out.");
                yield break;
            }
            else
            {
                yield return item;
            }
        }
    }

    /// <summary>The texts in a list of strings, such as given names.</summary>
    public static IReadOnlyList<string> Texts(
        this JsonElement element, string property, string what, int longest, Action<string> complain, int most = 10)
    {
        if (!element.Has(property, out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            complain($"{property} is not a list and was left out.");
            return [];
        }

        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (texts.Count == most)
            {
                complain($"{property} has more than {most} members; the rest were left out.");
                break;
            }

            if (item.ValueKind != JsonValueKind.Null && TextOf(item, what, longest, complain) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>A one-line text: trimmed, in Unicode normal form C, null when absent, empty, too long or not fit to be kept.</summary>
    public static string? Text(this JsonElement element, string property, string what, int longest, Action<string> complain) =>
        element.Has(property, out var value) ? TextOf(value, what, longest, complain) : null;

    /// <summary>The object under a name, or null.</summary>
    public static JsonElement? Part(this JsonElement element, string property, Action<string> complain)
    {
        if (!element.Has(property, out var part))
        {
            return null;
        }

        if (part.ValueKind == JsonValueKind.Object)
        {
            return part;
        }

        complain($"{property} is not an object and was left out.");
        return null;
    }

    /// <summary>True or false, or null when absent or something else.</summary>
    public static bool? Flag(this JsonElement element, string property, Action<string> complain)
    {
        if (!element.Has(property, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        complain($"{property} is neither true nor false and was left out.");
        return null;
    }

    /// <summary>A date that may be known to the month or year only; one that does not exist or lies ahead is complained about.</summary>
    public static PartialDate? Date(this JsonElement element, string property, string what, DateOnly today, Action<string> complain)
    {
        if (element.Text(property, what, 50, complain) is not { } text)
        {
            return null;
        }

        if (!PartialDate.TryParse(text, CultureInfo.InvariantCulture, out var date))
        {
            complain($"The {what} \"{Shortened(text)}\" is not a date.");
            return null;
        }

        // A source east of the clinic may be one day ahead of it.
        if (date.First > today.AddDays(1))
        {
            complain($"The {what} {date} lies in the future.");
            return null;
        }

        return date;
    }

    /// <summary>The codings of a CodeableConcept, as given.</summary>
    public static IReadOnlyList<ReadCoding> Codings(this JsonElement concept, string what, Action<string> complain) =>
        concept.Items("coding", complain, 10).Select(coding => coding.Coding(what, complain)).OfType<ReadCoding>().ToList();

    public static ReadCoding? Coding(this JsonElement coding, string what, Action<string> complain)
    {
        var system = coding.Text("system", $"code system of the {what}", 300, complain);
        var code = coding.Text("code", $"code of the {what}", 100, complain);
        var display = coding.Text("display", $"display of the {what}", 500, complain);
        return code is null && display is null ? null : new ReadCoding(system, code, display);
    }

    /// <summary>The first code of a CodeableConcept, for statuses.</summary>
    public static string? CodeIn(this JsonElement element, string property, Action<string> complain) =>
        element.Part(property, complain) is { } concept
            ? concept.Items("coding", complain, 10)
                .Select(coding => coding.Text("code", property, 50, complain))
                .FirstOrDefault(code => code is not null)
            : null;

    /// <summary>A text short and plain enough to stand in a sentence of the report.</summary>
    public static string Shortened(string text)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= 40)
            {
                return plain.Append('…').ToString();
            }

            plain.Append(IsFit(rune) ? rune.ToString() : "\uFFFD");
        }

        return plain.ToString();
    }

    private static bool Has(this JsonElement element, string property, out JsonElement value) =>
        element.TryGetProperty(property, out value) && value.ValueKind != JsonValueKind.Null;

    private static string? TextOf(JsonElement value, string what, int longest, Action<string> complain)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            complain($"The {what} is not a text.");
            return null;
        }

        string text;
        try
        {
            text = value.GetString()!.Trim();
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone: half a character.
            complain($"The {what} holds a character that does not exist.");
            return null;
        }

        if (text.Length > longest)
        {
            complain($"The {what} is {text.Length:N0} characters long; at most {longest} can be kept.");
            return null;
        }

        text = text.ReplaceLineEndings(" ").Replace('\t', ' ');
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsFit(rune))
            {
                complain($"The {what} holds the character U+{rune.Value:X4}, which no name or text has.");
                return null;
            }
        }

        return text.Length == 0 ? null : text.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Not fit: NUL and the other controls, the mark of a lost character, and marks that turn the direction of writing.</summary>
    private static bool IsFit(Rune rune) =>
        !Rune.IsControl(rune) && rune.Value is not (0xFFFD or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFFFE or 0xFFFF);
}

using System.Text.Json;

namespace IopClinic.Domain.Measures;

/// <summary>
/// One object of a file while it is read. It knows its place, notes what is missing or of another kind, and at the end every key that
/// nobody asked for: a misspelt key must not silently change what an instrument means.
/// </summary>
internal sealed class JsonFields(JsonElement element, string file, string place, List<Fault> faults)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The whole file as one object; null, with a fault, when it is none.</summary>
    public static JsonFields? Open(string file, ReadOnlyMemory<byte> content, int mostBytes, List<Fault> faults)
    {
        if (content.Length > mostBytes)
        {
            faults.Add(new Fault(file, "", $"The file has {content.Length} bytes, more than {mostBytes}: it is no file of this kind."));
            return null;
        }

        // Some editors begin a file with the mark of its encoding.
        var bytes = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return new JsonFields(document.RootElement.Clone(), file, "", faults);
            }

            faults.Add(new Fault(file, "", "The file holds no JSON object."));
        }
        catch (JsonException broken)
        {
            var where = broken.LineNumber is { } line ? $"line {line + 1}, byte {broken.BytePositionInLine + 1}" : "";
            faults.Add(new Fault(file, where, $"This is no valid JSON. {Reason(broken)}"));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new Fault(file, "", "This is no valid JSON: a text is not UTF-8."));
        }

        return null;
    }

    public bool Has(string key)
    {
        _asked.Add(key);
        return element.TryGetProperty(key, out _);
    }

    public string Place(string key) => place.Length == 0 ? key : $"{place}.{key}";

    public void Refuse(string key, string sentence) => faults.Add(new Fault(file, key.Length == 0 ? place : Place(key), sentence));

    /// <summary>A text that must be there.</summary>
    public string Text(string key)
    {
        var text = OptionalText(key);
        if (text is null && (!element.TryGetProperty(key, out var value) || value.ValueKind is JsonValueKind.Null))
        {
            Refuse(key, "This is missing.");
        }

        return text ?? "";
    }

    /// <summary>A text, or null where the key is absent or null.</summary>
    public string? OptionalText(string key)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            Refuse(key, $"Expected a text, not {Show(value)}.");
            return null;
        }

        var text = value.GetString()!;
        if (string.IsNullOrWhiteSpace(text))
        {
            Refuse(key, "The text is empty.");
        }

        return text;
    }

    public decimal? OptionalNumber(string key)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        // Beyond this nothing is a score, and products of it might leave the range of a decimal.
        if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number is > -1_000_000 and < 1_000_000)
        {
            return number;
        }

        Refuse(key, $"Expected a number, not {Show(value)}.");
        return null;
    }

    public decimal Number(string key)
    {
        if (Value(key) is null)
        {
            Refuse(key, "This is missing.");
        }

        return OptionalNumber(key) ?? 0;
    }

    public int? OptionalWhole(string key, int least, int most)
    {
        if (OptionalNumber(key) is not { } number)
        {
            return null;
        }

        if (number == decimal.Truncate(number) && number >= least && number <= most)
        {
            return (int)number;
        }

        Refuse(key, $"Expected a whole number from {least} to {most}, not {number}.");
        return null;
    }

    public bool? OptionalFlag(string key)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Refuse(key, $"Expected true or false, not {Show(value)}.");
        return null;
    }

    public bool Flag(string key)
    {
        if (Value(key) is null)
        {
            Refuse(key, "This is missing.");
        }

        return OptionalFlag(key) ?? false;
    }

    /// <summary>One of some words.</summary>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
    {
        var word = Text(key);
        if (choices.TryGetValue(word, out var choice))
        {
            return choice;
        }

        if (word.Length > 0)
        {
            Refuse(key, $"“{word}” is none of {string.Join(", ", choices.Keys)}.");
        }

        return choices.Values.First();
    }

    public JsonFields? OptionalObject(string key)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Object)
        {
            return new JsonFields(value, file, Place(key), faults);
        }

        Refuse(key, $"Expected an object, not {Show(value)}.");
        return null;
    }

    public JsonFields? Object(string key)
    {
        if (Value(key) is null)
        {
            Refuse(key, "This is missing.");
        }

        return OptionalObject(key);
    }

    /// <summary>The objects of a list.</summary>
    public IReadOnlyList<JsonFields> Objects(string key, bool required = false)
    {
        if (Elements(key, required) is not { } elements)
        {
            return [];
        }

        var objects = new List<JsonFields>();
        foreach (var (value, at) in elements)
        {
            if (value.ValueKind is JsonValueKind.Object)
            {
                objects.Add(new JsonFields(value, file, at, faults));
            }
            else
            {
                faults.Add(new Fault(file, at, $"Expected an object, not {Show(value)}."));
            }
        }

        return objects;
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string key, bool required = false)
    {
        if (Elements(key, required) is not { } elements)
        {
            return [];
        }

        var texts = new List<string>();
        foreach (var (value, at) in elements)
        {
            if (value.ValueKind is JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
            {
                texts.Add(value.GetString()!);
            }
            else
            {
                faults.Add(new Fault(file, at, $"Expected a text, not {Show(value)}."));
            }
        }

        return texts;
    }

    /// <summary>Every key of an object that is a map.</summary>
    public IReadOnlyList<(string Key, JsonElement Value)> Entries()
    {
        var entries = element.EnumerateObject().Select(property => (property.Name, property.Value)).ToList();
        _asked.UnionWith(entries.Select(entry => entry.Name));
        return entries;
    }

    /// <summary>Names every key that was not asked for.</summary>
    public void Close()
    {
        foreach (var key in element.EnumerateObject().Select(property => property.Name).Where(key => !_asked.Contains(key)))
        {
            var near = _asked.Select(known => (known, far: Distance(key.ToUpperInvariant(), known.ToUpperInvariant())))
                .Where(known => known.far <= Math.Max(1, key.Length / 3)).OrderBy(known => known.far).Select(known => known.known).FirstOrDefault();
            Refuse(key, near is null ? "This key is not known." : $"This key is not known. Is “{near}” meant?");
        }
    }

    public static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"the text “{Short(value.GetString()!)}”",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Short(value.GetRawText()),
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private JsonElement? Value(string key)
    {
        _asked.Add(key);
        return element.TryGetProperty(key, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
    }

    private List<(JsonElement Value, string Place)>? Elements(string key, bool required)
    {
        if (Value(key) is not { } value)
        {
            if (required)
            {
                Refuse(key, "This is missing.");
            }

            return null;
        }

        if (value.ValueKind is JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((entry, index) => (entry, $"{Place(key)}[{index}]"))];
        }

        Refuse(key, $"Expected a list, not {Show(value)}.");
        return null;
    }

    /// <summary>The parser's reason without its own place, which is told apart.</summary>
    private static string Reason(JsonException broken) => broken.Message.Split(" LineNumber:")[0].Split(" Path:")[0];

    /// <summary>How many letters must be changed, added or taken away.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var (corner, _) = (row[0], row[0] = i);
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, corner + (left[i - 1] == right[j - 1] ? 0 : 1));
                corner = above;
            }
        }

        return row[^1];
    }
}

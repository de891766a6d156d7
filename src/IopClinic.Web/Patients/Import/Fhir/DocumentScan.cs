using System.Text.Json;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>Where a resource stands in a file.</summary>
internal readonly record struct ResourceSpot(int Number, long Offset, int Length, string Type, string? FullUrl);

/// <summary>
/// Goes once through a file that is one JSON document, token by token, holding one token at a time: it notes where each entry
/// of a bundle stands and what it is. A document that breaks off is found out before anything of it is read.
/// </summary>
internal sealed class DocumentScan
{
    private const int LongestUrl = 500;

    private readonly Dictionary<string, int> _others = [];
    private readonly List<ResourceSpot> _spots = [];
    private string? _rootProperty, _entryProperty, _resourceProperty, _linkProperty;
    private string? _fullUrl, _type;
    private bool _inEntries, _inResource, _hasResource;
    private int _number, _entryLists;
    private long _resourceStart, _resourceEnd;

    private DocumentScan()
    {
    }

    /// <summary>The resourceType of the document itself.</summary>
    public string? RootType { get; private set; }

    /// <summary>True for a bundle that is one page of several.</summary>
    public bool HasNext { get; private set; }

    /// <summary>Where the document's object starts and ends.</summary>
    public (long Start, long End) Root { get; private set; }

    /// <summary>The entries whose resources the import takes.</summary>
    public IReadOnlyList<ResourceSpot> Spots => _spots;

    /// <summary>How many entries hold resources of other types, by type.</summary>
    public IReadOnlyDictionary<string, int> Others => _others;

    /// <summary>Entries without a resource.</summary>
    public int Empty { get; private set; }

    /// <summary>Why the document cannot be read, or null.</summary>
    public string? Broken { get; private set; }

    public static async Task<DocumentScan> Of(SourceFile file, ImportLimits limits, Action<long> progress, CancellationToken cancel)
    {
        var scan = new DocumentScan();
        var buffer = new byte[64 * 1024];
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = 256 });
        long start = file.From;
        var held = 0;
        while (true)
        {
            var got = await file.Read(start + held, buffer.AsMemory(held), cancel);
            var last = held + got < buffer.Length;
            int consumed;
            try
            {
                consumed = scan.Take(buffer.AsSpan(0, held + got), start, last, ref state);
            }
            catch (JsonException e)
            {
                var (line, at) = (e.LineNumber + 1, e.BytePositionInLine + 1);
                scan.Broken = $"The file is not whole, valid JSON: line {line}, byte {at}. Nothing of it was taken in.";
                return scan;
            }
            catch (InvalidOperationException)
            {
                scan.Broken =
                    $"The file is not valid UTF-8 text between bytes {start:N0} and {start + held + got:N0}. Nothing of it was taken in.";
                return scan;
            }

            if (scan._entryLists > 1)
            {
                scan.Broken = "The bundle has more than one list of entries. Nothing of it was taken in.";
                return scan;
            }

            progress(start + consumed);
            if (last)
            {
                return scan;
            }

            held = held + got - consumed;
            buffer.AsSpan(consumed, held).CopyTo(buffer);
            start += consumed;
            if (held == buffer.Length)
            {
                if (buffer.Length >= limits.ResourceBytes)
                {
                    var most = limits.ResourceBytes / 1024 / 1024;
                    scan.Broken = $"The file holds a single text of more than {most:N0} MB at byte {start:N0}. Nothing of it was taken in.";
                    return scan;
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private int Take(ReadOnlySpan<byte> bytes, long start, bool last, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(bytes, last, state);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Property(ref reader);
                    break;
                case JsonTokenType.String:
                    Value(ref reader);
                    break;
                case JsonTokenType.StartObject:
                    Open(reader.CurrentDepth, start + reader.TokenStartIndex);
                    break;
                case JsonTokenType.EndObject:
                    Close(reader.CurrentDepth, start + reader.BytesConsumed);
                    break;
                case JsonTokenType.StartArray when reader.CurrentDepth == 1 && _rootProperty == "entry":
                    _inEntries = true;
                    _entryLists++;
                    break;
                case JsonTokenType.EndArray when reader.CurrentDepth == 1:
                    _inEntries = false;
                    break;
            }
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Property(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case 1:
                _rootProperty = Name(ref reader, "resourceType", "entry", "link");
                break;
            case 3 when _inEntries:
                _entryProperty = Name(ref reader, "fullUrl", "resource");
                break;
            case 3 when _rootProperty == "link":
                _linkProperty = Name(ref reader, "relation");
                break;
            case 4 when _inResource:
                _resourceProperty = Name(ref reader, "resourceType");
                break;
        }
    }

    private void Value(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case 1 when _rootProperty == "resourceType":
                RootType ??= Short(ref reader, 64);
                break;
            case 3 when _inEntries && _entryProperty == "fullUrl":
                _fullUrl = Short(ref reader, LongestUrl);
                break;
            case 3 when !_inEntries && _linkProperty == "relation":
                HasNext |= reader.ValueTextEquals("next");
                break;
            case 4 when _inResource && _resourceProperty == "resourceType":
                _type = Short(ref reader, 64);
                break;
        }
    }

    private void Open(int depth, long at)
    {
        if (depth == 0)
        {
            Root = (at, at);
        }
        else if (depth == 2 && _inEntries)
        {
            (_fullUrl, _type, _hasResource, _entryProperty) = (null, null, false, null);
            _number++;
        }
        else if (depth == 3 && _inEntries && _entryProperty == "resource")
        {
            (_resourceStart, _inResource, _hasResource, _resourceProperty) = (at, true, true, null);
        }
    }

    private void Close(int depth, long end)
    {
        if (depth == 0)
        {
            Root = (Root.Start, end);
        }
        else if (depth == 3 && _inResource)
        {
            _inResource = false;
            _resourceEnd = end;
        }
        else if (depth == 2 && _inEntries)
        {
            Entry();
        }
    }

    private void Entry()
    {
        if (!_hasResource)
        {
            Empty++;
        }
        else if (ResourceTypes.Takes(_type))
        {
            var length = (int)Math.Min(int.MaxValue, _resourceEnd - _resourceStart);
            _spots.Add(new ResourceSpot(_number, _resourceStart, length, _type!, _fullUrl));
        }
        else
        {
            ResourceTypes.Count(_others, _type);
        }
    }

    private static string? Name(ref Utf8JsonReader reader, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        return null;
    }

    private static string? Short(ref Utf8JsonReader reader, int longest) => reader.ValueSpan.Length > longest ? null : reader.GetString();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IopClinic.Web.Diagnoses;

/// <summary>A code of the list.</summary>
/// <param name="Code">As it is written: F32.1.</param>
/// <param name="Description">The title in the list.</param>
/// <param name="IsBillable">False for a heading, under which the codes stand.</param>
/// <param name="ValidFrom">The first day on which it may be chosen; null for always.</param>
/// <param name="ValidTo">The last day; null for always.</param>
public sealed record DiagnosisCode(string Code, string Description, bool IsBillable, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    /// <summary>As it is chosen, signed and read: the words of the list as it stood then.</summary>
    public string Full => $"{Code} {Description}";

    public bool IsValidOn(DateOnly day) => !(day < ValidFrom) && !(day > ValidTo);
}

/// <summary>The list of diagnosis codes in memory, with what is searched in it. It never changes: another file makes another list.</summary>
public sealed partial class CodeList
{
    /// <summary>More than anybody reads on a page at once.</summary>
    private const int MostFaults = 20;

    private static readonly string[] Columns = ["code", "description", "billable"];

    private readonly Entry[] _entries;
    private readonly Dictionary<string, DiagnosisCode> _byCode;

    private CodeList(string? edition, IReadOnlyList<DiagnosisCode> codes, IReadOnlyList<(string[] Words, string[] Codes)> synonyms)
    {
        (Edition, Codes) = (edition, codes);
        _byCode = codes.ToDictionary(code => Bare(code.Code));
        _entries = [.. codes.Where(code => code.IsBillable).Select(code => new Entry(
            code,
            Bare(code.Code),
            Words(code.Description),
            [.. synonyms.Where(s => Array.Exists(s.Codes, of => code.Code.StartsWith(of, StringComparison.Ordinal))).SelectMany(s => s.Words).Distinct()]))];
    }

    /// <summary>Which edition it says it is; null where the file does not say.</summary>
    public string? Edition { get; }

    /// <summary>Headings and codes, in the order of the file.</summary>
    public IReadOnlyList<DiagnosisCode> Codes { get; }

    public int Billable => _entries.Length;

    /// <summary>Reads the two files of a list; without a list there are faults, a sentence each.</summary>
    public static (CodeList? List, IReadOnlyList<string> Faults) Read(string codes, string? synonyms, int mostFaults = MostFaults)
    {
        var faults = new List<string>();
        string? edition = null;
        var read = new Dictionary<string, DiagnosisCode>();
        Dictionary<string, int>? heads = null;
        foreach (var (number, line) in Lines(codes))
        {
            if (line.StartsWith('#'))
            {
                edition ??= line.StartsWith("# edition:", StringComparison.OrdinalIgnoreCase) ? line[10..].Trim() : null;
                continue;
            }

            var cells = Cells(line);
            if (heads is null)
            {
                heads = cells?.Index().DistinctBy(c => c.Item.Trim().ToLowerInvariant()).ToDictionary(c => c.Item.Trim().ToLowerInvariant(), c => c.Index) ?? [];
                if (Columns.FirstOrDefault(column => !heads.ContainsKey(column)) is { } missing)
                {
                    return (null, [$"Line {number}: there is no column \"{missing}\". The first line names the columns code, description, billable."]);
                }

                continue;
            }

            if (FaultOf(cells, heads, read, out var code) is { } fault)
            {
                faults.Add($"Line {number}: {fault}");
                if (faults.Count == mostFaults)
                {
                    break;
                }
            }
            else if (code is not null)
            {
                read.Add(code.Code, code);
            }
        }

        if (heads is null)
        {
            faults.Add("The file is empty.");
        }
        else if (faults.Count == 0 && !read.Values.Any(code => code.IsBillable))
        {
            faults.Add("No code of the file is billable, so none could be chosen.");
        }

        var said = new List<(string[], string[])>();
        foreach (var (number, line) in Lines(synonyms ?? "").Skip(1))
        {
            if (Cells(line) is [var words, var of] && Words(words) is { Length: > 0 } each && of.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } prefixes)
            {
                said.Add((each, prefixes));
            }
            else if (faults.Count < mostFaults)
            {
                faults.Add($"Synonyms, line {number}: write the words, a comma, and the beginnings of codes with a space between them.");
            }
        }

        return faults.Count > 0 ? (null, faults) : (new CodeList(edition, [.. read.Values], said), []);
    }

    /// <summary>The code somebody wrote, with or without its dot, in either case; null when the list has none.</summary>
    public DiagnosisCode? Find(string? written) => _byCode.GetValueOrDefault(Bare((written ?? "").Trim().Split(' ')[0]));

    /// <summary>
    /// Billable codes that fit: by the beginning of a code, or by words, each of which begins a word of the title or of what people say for
    /// it, in any order. What says it in the title itself comes first.
    /// </summary>
    public IReadOnlyList<DiagnosisCode> Search(string? asked, DateOnly day, int most)
    {
        var words = Words(asked ?? "");
        if (words.Length == 0)
        {
            return [];
        }

        var bare = Bare((asked ?? "").Trim());
        var byCode = LooksLikeCode().IsMatch(bare);
        return
        [
            .. (from entry in _entries
                where entry.Code.IsValidOn(day)
                let score = byCode && entry.Bare.StartsWith(bare, StringComparison.Ordinal) ? 1000 : ScoreOf(entry, words)
                where score > 0
                orderby score descending, byCode ? 0 : entry.Title.Length, entry.Bare
                select entry.Code).Take(most),
        ];
    }

    /// <summary>The one code that somebody means, or the sentence that says why it is none.</summary>
    public (DiagnosisCode? Code, string? Sentence) Resolve(string written, DateOnly day)
    {
        if (Find(written) is { } named)
        {
            return !named.IsBillable
                    ? (null, $"{named.Code} is a heading. Choose a code below it, such as {string.Join(", ", Search(named.Code, day, 4).Select(c => c.Code))}.")
                : named.IsValidOn(day) ? (named, null)
                : (null, $"{named.Code} is not in use on that day.");
        }

        return Search(written, day, 5) switch
        {
            [] => (null, "No code fits. Write a code such as F32.1, or other words."),
            [var only] => (only, null),
            var several => (null, $"Several codes fit. Write the code of one: {string.Join("; ", several.Take(4).Select(c => c.Full))}{(several.Count > 4 ? " …" : ".")}"),
        };
    }

    private static int ScoreOf(Entry entry, string[] words)
    {
        var sum = 0;
        foreach (var word in words)
        {
            var best = Math.Max(BestOf(entry.Title, word, 3, 2), BestOf(entry.Said, word, 2, 1));
            if (best == 0)
            {
                return 0;
            }

            sum += best;
        }

        return sum;
    }

    private static int BestOf(string[] among, string word, int whole, int begun)
    {
        var best = 0;
        foreach (var one in among)
        {
            if (one.StartsWith(word, StringComparison.Ordinal))
            {
                if (one.Length == word.Length)
                {
                    return whole;
                }

                best = begun;
            }
        }

        return best;
    }

    private static string? FaultOf(string[]? cells, Dictionary<string, int> heads, Dictionary<string, DiagnosisCode> read, out DiagnosisCode? code)
    {
        code = null;
        if (cells is null || cells.Length < heads.Count)
        {
            return $"has not the {heads.Count} columns that the first line names.";
        }

        string Cell(string column) => heads.TryGetValue(column, out var at) ? cells[at].Trim() : "";
        DateOnly? Day(string column) => DateOnly.TryParseExact(Cell(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var (written, description, billable) = (Cell("code").ToUpperInvariant(), Cell("description"), Cell("billable").ToLowerInvariant());
        if (!WellFormed().IsMatch(written))
        {
            return $"\"{Shortened(written)}\" is no ICD-10-CM code.";
        }

        if (read.ContainsKey(written))
        {
            return $"{written} stands there twice.";
        }

        if (description.Length is 0 or > 300 || description.Any(char.IsControl) || description.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return $"{written} has no title, or one that cannot be read.";
        }

        if (billable is not ("true" or "false"))
        {
            return $"{written}: billable is true or false, not \"{Shortened(billable)}\".";
        }

        if ((Cell("valid_from").Length > 0 && Day("valid_from") is null) || (Cell("valid_to").Length > 0 && Day("valid_to") is null))
        {
            return $"{written}: write a day as 2024-10-01.";
        }

        code = new DiagnosisCode(written, description, billable == "true", Day("valid_from"), Day("valid_to"));
        return null;
    }

    private static IEnumerable<(int Number, string Line)> Lines(string text) =>
        text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index().Where(line => line.Item.Trim().Length > 0).Select(line => (line.Index + 1, line.Item));

    /// <summary>The cells of a line of CSV (RFC 4180 within one line); null when a quotation mark is left open.</summary>
    private static string[]? Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var sign = line[i];
            if (quoted && sign == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (sign == '"')
            {
                quoted = !quoted;
            }
            else if (sign == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(sign);
            }
        }

        cells.Add(cell.ToString());
        return quoted ? null : [.. cells];
    }

    /// <summary>The words as they are compared: small letters and digits, without accents.</summary>
    private static string[] Words(string text) => [.. Word().Matches(Plain(text)).Select(match => match.Value).Distinct()];

    private static string Plain(string text) => new([.. text[..Math.Min(text.Length, 400)].Normalize(NormalizationForm.FormD)
        .Where(sign => CharUnicodeInfo.GetUnicodeCategory(sign) is not UnicodeCategory.NonSpacingMark).Select(char.ToLowerInvariant)]);

    private static string Bare(string code) => code.Replace(".", "", StringComparison.Ordinal).ToUpperInvariant();

    private static string Shortened(string text) => text.Length > 40 ? $"{text[..40]}…" : text;

    [GeneratedRegex("^[A-Z][0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex WellFormed();

    [GeneratedRegex("^[A-Z][0-9][0-9A-Z]{0,5}$", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeCode();

    [GeneratedRegex("[\\p{L}\\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    private sealed record Entry(DiagnosisCode Code, string Bare, string[] Title, string[] Said);
}

using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace IopClinic.Benchmarks.Pages;

/// <summary>What every page may take: what it took when budget.json was written last. It may become less and never more.</summary>
/// <param name="Pages">By the page's name.</param>
public sealed record Budget(IReadOnlyDictionary<string, Counted> Pages)
{
    /// <summary>Text grows with a word here and there.</summary>
    private const double MoreHtml = 1.1;

    private const double MoreAllocated = 1.2;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, ReadCommentHandling = JsonCommentHandling.Skip };

    public static Budget Read()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("Pages.budget.json");
        return file is null ? new Budget(new Dictionary<string, Counted>()) : JsonSerializer.Deserialize<Budget>(file, Readable)!;
    }

    public string ToJson(IEnumerable<MeasuredPage> pages) => JsonSerializer.Serialize(
        new
        {
            About = "What each page takes, and beside it what is wanted. Written by --write-budget; judged by PageBudgetTests and --quick.",
            Pages = pages.Where(page => Pages.ContainsKey(page.Name)).ToDictionary(page => page.Name, page => new
            {
                Pages[page.Name].RoundTrips,
                page.WantedRoundTrips,
                Pages[page.Name].Statements,
                Pages[page.Name].HtmlBytes,
                WantedHtmlBytes = page.WantedKib is { } kib ? (int?)(kib * 1024) : null,
                Pages[page.Name].AllocatedBytes,
            }),
        },
        Readable) + "\n";

    /// <summary>In which way a page takes more than it may; nothing where it does not.</summary>
    public IEnumerable<string> Exceeded(string page, Counted now)
    {
        if (!Pages.TryGetValue(page, out var may))
        {
            yield return $"{page} stands in no budget: run the benchmark with --write-budget.";
            yield break;
        }

        if (now.RoundTrips > may.RoundTrips)
        {
            yield return $"{page} takes {now.RoundTrips} round trips, and may take {may.RoundTrips}.";
        }

        if (now.Statements > may.Statements)
        {
            yield return $"{page} takes {now.Statements} statements, and may take {may.Statements}.";
        }

        if (now.HtmlBytes > may.HtmlBytes * MoreHtml)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{page} is {now.HtmlBytes:N0} bytes long, and may be a tenth more than {may.HtmlBytes:N0}.");
        }

        if (now.AllocatedBytes > may.AllocatedBytes * MoreAllocated)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{page} allocates {now.AllocatedBytes:N0} bytes, and may allocate a fifth more than {may.AllocatedBytes:N0}.");
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using IopClinic.Benchmarks.Pages;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>All runs of one page with so many connections.</summary>
internal sealed record Measured(string Page, int Connections, IReadOnlyList<Run> Program, IReadOnlyList<Run> Limit)
{
    /// <summary>How many times as many requests the limit answers, in each pair of runs.</summary>
    public IReadOnlyList<double> Ratios => [.. Program.Zip(Limit, (program, limit) => limit.RequestsPerSecond / program.RequestsPerSecond).Order()];
}

/// <summary>What was found, for people and for programs.</summary>
internal sealed record Report(IReadOnlyDictionary<string, Counted> Counted, IReadOnlyDictionary<string, MeasuredPage> Pages, IReadOnlyList<Measured> Measured, Options Options)
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Processors = Environment.ProcessorCount,
            System = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            Runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            Options.Seconds,
            Options.Pairs,
            Counted,
            Measured = Measured.Select(one => new { one.Page, one.Connections, one.Program, one.Limit, one.Ratios }),
        },
        Readable) + "\n";

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{Environment.ProcessorCount} processors, which the program, PostgreSQL and what asks them share; {Options.Pairs} pairs of {Options.Seconds:0.#} s; medians. CPU in milliseconds for a request; the limit beside it in brackets.");
        Line($"");
        Line($"| page | connections | req/s | p50 ms | p95 ms | p99 ms | CPU program | CPU PostgreSQL | limit req/s | limit p50 ms | times the limit (spread) |");
        Line($"|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var one in Measured)
        {
            double Of(IReadOnlyList<Run> runs, Func<Run, double> what) => Median([.. runs.Select(what)]);
            string Database(IReadOnlyList<Run> runs) => runs.All(run => run.Database is not null) ? Of(runs, run => run.Database!.Value).ToString("0.00", CultureInfo.InvariantCulture) : "?";
            Line($"| {one.Page} | {one.Connections} | {Of(one.Program, run => run.RequestsPerSecond):0} | {Of(one.Program, run => run.P50):0.0} | {Of(one.Program, run => run.P95):0.0} | {Of(one.Program, run => run.P99):0.0} | {Of(one.Program, run => run.Program):0.00} ({Of(one.Limit, run => run.Program):0.00}) | {Database(one.Program)} ({Database(one.Limit)}) | {Of(one.Limit, run => run.RequestsPerSecond):0} | {Of(one.Limit, run => run.P50):0.0} | {Median(one.Ratios):0.0} ({one.Ratios[0]:0.0} to {one.Ratios[^1]:0.0}) |");
        }

        Line($"");
        Line($"| page | round trips (wanted) | statements | HTML KiB (wanted) | allocated KiB |");
        Line($"|---|---:|---:|---:|---:|");
        foreach (var (name, counted) in Counted)
        {
            var page = Pages[name];
            Line($"| {name} | {counted.RoundTrips} ({page.WantedRoundTrips}) | {counted.Statements} | {(counted.HtmlBytes is { } bytes ? (bytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture) : "")}{(page.WantedKib is { } kib ? string.Create(CultureInfo.InvariantCulture, $" ({kib:0})") : "")} | {counted.AllocatedBytes / 1024.0:0} |");
        }

        return text.ToString();
    }

    private static double Median(IReadOnlyList<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}

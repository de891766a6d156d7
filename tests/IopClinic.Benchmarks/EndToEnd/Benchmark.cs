using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using IopClinic.Benchmarks.Limit;
using IopClinic.Benchmarks.Pages;
using Npgsql;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>Counts what each page takes, then asks program and limit in turn.</summary>
internal static class Benchmark
{
    private const int WarmUp = 1;
    private const int CountedTimes = 2;

    /// <summary>How it ended: 0, or 1 where a page takes more than it may.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        Say("Preparing the database ...");
        await using var database = await MeasuredDatabase.OpenAsync(options);
        await using var owner = NpgsqlDataSource.Create(database.Owner);
        var runs = options.Pairs + 1;
        // Of the program and of the limit, saves and signatures; and those by which the counting begins.
        var stock = (2 * 2 * runs * options.Connections.Sum(connections => Load.Prepared(connections, TimeSpan.FromSeconds(options.Seconds)))) + (2 * (WarmUp + CountedTimes));
        var places = options.Database is null ? await Places.InHouseAsync(owner, stock) : await Places.InGivenAsync(owner, stock);
        var all = new PageList(places, () => throw new InvalidOperationException()).All();
        var unknown = options.Pages.Except(all.Select(page => page.Name)).ToList();
        if (unknown.Count > 0)
        {
            throw new FormatException($"There is no page {string.Join(", ", unknown)}, only {string.Join(", ", all.Select(page => page.Name))}.");
        }

        bool IsWanted(MeasuredPage page) => options.Pages.Count == 0 || options.Pages.Contains(page.Name);
        var real = new NpgsqlConnectionStringBuilder(database.App);
        await using var wire = new Wire(real.Host!, real.Port);
        Say("Counting ...");
        var program = await ProgramAsync(options.Program, database, [("DOTNET_STARTUP_HOOKS", typeof(Benchmark).Assembly.Location), .. options.Quick ? MeasuredDatabase.Brief : []], connection =>
        {
            (connection.Host, connection.Port) = ("127.0.0.1", wire.Port);
            connection.SslMode = SslMode.Disable;
        });
        Dictionary<string, Counted> counted;
        List<Measured> measured;
        try
        {
            counted = await CountAsync(program, wire, places, IsWanted);
            if (!options.Quick)
            {
                // What is timed is the program as it is, with nothing in it and nothing before its database.
                await program.DisposeAsync();
                program = await ProgramAsync(options.Program, database, [], _ => { });
            }

            measured = await MeasureAsync(options, program, database, owner, places with { Stock = [.. places.Stock.Skip(2 * (WarmUp + CountedTimes))] }, IsWanted);
        }
        finally
        {
            await program.DisposeAsync();
        }

        var report = new Report(counted, all.ToDictionary(page => page.Name), measured, options);
        Directory.CreateDirectory(options.Out);
        await File.WriteAllTextAsync(Path.Combine(options.Out, "results.json"), report.ToJson());
        await File.WriteAllTextAsync(Path.Combine(options.Out, "results.md"), report.ToMarkdown());
        Console.WriteLine();
        Console.WriteLine(report.ToMarkdown());
        if (options.Quick)
        {
            Console.WriteLine("A quick look: no time above is worth anything.");
        }

        if (options.WritesBudget)
        {
            var budget = new Budget(new Dictionary<string, Counted>(Budget.Read().Pages.Concat(counted).GroupBy(page => page.Key).Select(page => KeyValuePair.Create(page.Key, page.Last().Value))));
            await File.WriteAllTextAsync(Path.Combine(MeasuredDatabase.Built("Here"), "budget.json"), budget.ToJson(all));
        }
        else if (options is { Quick: true, Database: null })
        {
            var exceeded = counted.SelectMany(page => Budget.Read().Exceeded(page.Key, page.Value)).ToList();
            exceeded.ForEach(Console.Error.WriteLine);
            return exceeded.Count == 0 ? 0 : 1;
        }

        return 0;
    }

    private static async Task<Dictionary<string, Counted>> CountAsync(RunningProgram program, Wire wire, Places places, Func<MeasuredPage, bool> isWanted)
    {
        using var client = Client(program, 1);
        var counted = new Dictionary<string, Counted>();
        foreach (var page in new PageList(places, () => client).All().Where(isWanted))
        {
            counted[page.Name] = await Counted.CountAsync(
                page, wire, async () => long.Parse(await client.GetStringAsync(new Uri(Allocations.Address, UriKind.Relative)), CultureInfo.InvariantCulture), WarmUp, CountedTimes);
            Say(string.Create(CultureInfo.InvariantCulture, $"{page.Name}: {counted[page.Name].RoundTrips} round trips, {counted[page.Name].Statements} statements, {counted[page.Name].HtmlBytes ?? 0:N0} bytes of HTML, {counted[page.Name].AllocatedBytes:N0} bytes allocated"));
        }

        return counted;
    }

    private static async Task<List<Measured>> MeasureAsync(
        Options options, RunningProgram program, MeasuredDatabase database, NpgsqlDataSource owner, Places places, Func<MeasuredPage, bool> isWanted)
    {
        var half = places.Stock.Count / 2;
        var (ours, theirs) = (places with { Stock = [.. places.Stock.Take(half)] }, places with { Stock = [.. places.Stock.Skip(half)] });
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(theirs));
            var processor = await DatabaseProcessor.FindAsync(owner);
            await using var limit = await RunningProgram.StartAsync(
                typeof(Benchmark).Assembly.Location, ["limit"], [("LIMIT_DATABASE", database.Owner), ("LIMIT_PLACES", file), .. options.Quick ? MeasuredDatabase.Brief : []], "/ready");
            using var toProgram = Client(program, 64);
            using var toLimit = Client(limit, 64);
            var limits = new LimitList(theirs, toLimit).All().ToDictionary(page => page.Name);
            var time = TimeSpan.FromSeconds(options.Seconds);
            var measured = new List<Measured>();
            foreach (var page in new PageList(ours, () => toProgram).All().Where(isWanted))
            {
                foreach (var connections in options.Connections)
                {
                    if (!options.Quick)
                    {
                        await Load.RunAsync(page, connections, time / 2, program, processor);
                        await Load.RunAsync(limits[page.Name] with { MostAtOnce = page.MostAtOnce }, connections, time / 2, limit, processor);
                    }

                    var (first, second) = (new List<Run>(), new List<Run>());
                    for (var pair = 0; pair < options.Pairs; pair++)
                    {
                        if (await Load.RunAsync(page, connections, time, program, processor) is not { } one
                            || await Load.RunAsync(limits[page.Name] with { MostAtOnce = page.MostAtOnce }, connections, time, limit, processor) is not { } other)
                        {
                            break;
                        }

                        first.Add(one);
                        second.Add(other);
                    }

                    if (first.Count > 0)
                    {
                        measured.Add(new Measured(page.Name, Math.Min(connections, page.MostAtOnce), first, second));
                        Say(string.Create(CultureInfo.InvariantCulture, $"{page.Name}, {connections} at once: {first.Average(run => run.RequestsPerSecond):0} a second, the limit {second.Average(run => run.RequestsPerSecond):0}"));
                    }
                }
            }

            return measured;
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal static Task<RunningProgram> ProgramAsync(string program, MeasuredDatabase database, IEnumerable<(string Name, string Value)> more, Action<NpgsqlConnectionStringBuilder> by) =>
        RunningProgram.StartAsync(
            program, [$"--contentRoot={MeasuredDatabase.Built("ContentRoot")}"], [.. database.Environment(by), .. more], "/health/ready");

    internal static HttpClient Client(RunningProgram program, int connections) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxConnectionsPerServer = connections,
    })
    {
        BaseAddress = program.Address,
    };

    private static void Say(string what) => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}");
}

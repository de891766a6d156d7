using System.Diagnostics;
using System.Globalization;
using IopClinic.Benchmarks.Pages;
using Npgsql;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>How long the program takes until it answers on a database that is migrated, how long its first pages take, and what memory it holds.</summary>
internal static class Start
{
    private static readonly string[] Loaded = ["today", "roll-40", "autosave-12", "schedule", "chart-1000", "search-part", "work", "plan"];

    public static async Task RunAsync(Options options)
    {
        await using var database = await MeasuredDatabase.OpenAsync(options with { Quick = true });
        await using var owner = NpgsqlDataSource.Create(database.Owner);
        var places = options.Database is null ? await Places.InHouseAsync(owner, 0) : await Places.InGivenAsync(owner, 0);
        Console.WriteLine("| start to ready | processor until then | first sign-in page | first Today | memory after start | after the first pages | after load |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        for (var run = 0; run < options.Pairs; run++)
        {
            var watch = Stopwatch.StartNew();
            await using var program = await Benchmark.ProgramAsync(options.Program, database, [], _ => { });
            var ready = watch.Elapsed;
            var (took, began) = (program.Processor, program.Memory);
            using var client = Benchmark.Client(program, 64);
            var visitor = new Visitor(client);
            watch.Restart();
            await visitor.GetAsync("/Account/SignIn");
            var signIn = watch.Elapsed;
            await visitor.SignInAsync(places.Clinician);
            watch.Restart();
            await visitor.GetAsync("/Today");
            var today = watch.Elapsed;
            var opened = program.Memory;
            foreach (var page in new PageList(places, () => client).All().Where(page => Loaded.Contains(page.Name)))
            {
                await Load.RunAsync(page, 16, TimeSpan.FromSeconds(options.Seconds), program, null);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {ready.TotalSeconds:0.00} s | {took.TotalSeconds:0.00} s | {signIn.TotalSeconds:0.00} s | {today.TotalSeconds:0.00} s | {Mib(began)} MiB | {Mib(opened)} MiB | {Mib(program.Memory)} MiB |"));
        }
    }

    private static long Mib(long bytes) => bytes / 1024 / 1024;
}

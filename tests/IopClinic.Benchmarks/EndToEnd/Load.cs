using System.Collections.Concurrent;
using System.Diagnostics;
using IopClinic.Benchmarks.Pages;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>One run of one page.</summary>
internal sealed record Run
{
    public required double RequestsPerSecond { get; init; }

    public required double P50 { get; init; }

    public required double P95 { get; init; }

    public required double P99 { get; init; }

    public required int Requests { get; init; }

    /// <summary>Milliseconds of processor time of the program for each request.</summary>
    public required double Program { get; init; }

    /// <summary>The same of PostgreSQL; null where it cannot be had.</summary>
    public required double? Database { get; init; }
}

/// <summary>A closed loop: so many visitors, each of whom asks again as soon as the answer is there.</summary>
internal static class Load
{
    public static async Task<Run?> RunAsync(MeasuredPage page, int connections, TimeSpan time, RunningProgram program, DatabaseProcessor? database)
    {
        var visitors = Math.Min(connections, page.MostAtOnce);
        return page.IsPreparedEachTime
            ? await DrainAsync(page, visitors, time, program, database)
            : await RepeatAsync(page, visitors, time, program, database);
    }

    /// <summary>How many requests of a page that is prepared each time are sent in one run.</summary>
    public static int Prepared(int connections, TimeSpan time) => time < TimeSpan.FromSeconds(0.1) ? 1 : Math.Max(10, connections);

    private static async Task<Run?> RepeatAsync(MeasuredPage page, int visitors, TimeSpan time, RunningProgram program, DatabaseProcessor? database)
    {
        var asks = new List<Func<Task<Answer>>>();
        for (var visitor = 0; visitor < visitors; visitor++)
        {
            asks.Add(await page.PrepareAsync() ?? throw new InvalidOperationException($"{page.Name}: nothing is left to send."));
        }

        return await MeasureAsync(program, database, async times =>
        {
            var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(asks.Select(async ask =>
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    times.Add(await TimeAsync(page, ask));
                }
            }));
        });
    }

    private static async Task<Run?> DrainAsync(MeasuredPage page, int visitors, TimeSpan time, RunningProgram program, DatabaseProcessor? database)
    {
        var asks = new ConcurrentQueue<Func<Task<Answer>>>();
        for (var number = 0; number < Prepared(visitors, time); number++)
        {
            if (await page.PrepareAsync() is { } ask)
            {
                asks.Enqueue(ask);
            }
        }

        return asks.IsEmpty ? null : await MeasureAsync(program, database, times => Task.WhenAll(Enumerable.Range(0, visitors).Select(async _ =>
        {
            while (asks.TryDequeue(out var ask))
            {
                times.Add(await TimeAsync(page, ask));
            }
        })));
    }

    private static async Task<double> TimeAsync(MeasuredPage page, Func<Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await ask();
        return answer.Status == page.Wanted
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException($"{page.Name} was answered with {(int)answer.Status} rather than {(int)page.Wanted}:\n{Visitor.Said(answer)}");
    }

    private static async Task<Run> MeasureAsync(RunningProgram program, DatabaseProcessor? database, Func<ConcurrentBag<double>, Task> ask)
    {
        var times = new ConcurrentBag<double>();
        var (programBefore, databaseBefore) = (program.Processor, database?.Seconds());
        var started = Stopwatch.GetTimestamp();
        await ask(times);
        var took = Stopwatch.GetElapsedTime(started);
        var (programAfter, databaseAfter) = (program.Processor, database?.Seconds());
        var ordered = times.Order().ToArray();
        double At(double part) => ordered[Math.Min(ordered.Length - 1, (int)(part * ordered.Length))];
        return new Run
        {
            RequestsPerSecond = ordered.Length / took.TotalSeconds,
            P50 = At(0.5),
            P95 = At(0.95),
            P99 = At(0.99),
            Requests = ordered.Length,
            Program = (programAfter - programBefore).TotalMilliseconds / ordered.Length,
            Database = (databaseAfter - databaseBefore) * 1000 / ordered.Length,
        };
    }
}

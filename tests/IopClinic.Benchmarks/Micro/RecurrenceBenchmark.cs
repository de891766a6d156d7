using BenchmarkDotNet.Attributes;
using IopClinic.Domain.Schedule;

namespace IopClinic.Benchmarks.Micro;

/// <summary>What a year's dates of a group cost that meets on three days, with ten days on which the house is closed.</summary>
[MemoryDiagnoser]
public class RecurrenceBenchmark
{
    private static readonly DateOnly First = new(2026, 1, 5);

    private readonly HashSet<DateOnly> _closed = [.. Enumerable.Range(0, 10).Select(at => First.AddDays(at * 35))];
    private readonly Recurrence _group = new([DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Thursday], First, First.AddDays(363), Closed: OnClosedDay.Move);

    [Benchmark]
    public int Year() => _group.Dates(_closed.Contains).Count;
}

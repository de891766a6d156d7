using FsCheck;
using FsCheck.Fluent;
using IopClinic.Domain.Schedule;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class DateRangeTests
{
    private static readonly Arbitrary<DateRange> Ranges = (
        from start in Gen.Choose(0, 40)
        from length in Gen.Choose(-1, 20)
        select new DateRange(Day(start), length < 0 ? null : Day(start + length))).ToArbitrary();

    [Fact]
    public void Two_ranges_overlap_when_some_day_lies_in_both() => Prop.ForAll(Ranges, Ranges, (one, other) =>
        one.Overlaps(other) == Enumerable.Range(0, 80).Select(Day).Any(day => one.Covers(day) && other.Covers(day))).QuickCheckThrowOnFailure();

    [Fact]
    public void Overlap_is_mutual() => Prop.ForAll(Ranges, Ranges, (one, other) => one.Overlaps(other) == other.Overlaps(one)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_and_the_last_day_are_covered() => Prop.ForAll(Ranges, range =>
        range.Covers(range.From) && !range.Covers(range.From.AddDays(-1))
        && (range.Until is not { } until || (range.Covers(until) && !range.Covers(until.AddDays(1))))).QuickCheckThrowOnFailure();

    private static DateOnly Day(int number) => new DateOnly(2026, 1, 1).AddDays(number);
}

using FsCheck;
using FsCheck.Fluent;
using IopClinic.Domain.Schedule;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class RecurrenceTests
{
    private static readonly DayOfWeek[] Thrice = [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday];

    [Fact]
    public void Twelve_weeks_of_three_days_are_thirty_six_dates()
    {
        var dates = new Recurrence(Thrice, Timetable.Monday, Timetable.Monday.AddDays(83)).Dates();

        Assert.Equal(36, dates.Count);
        Assert.Equal(dates, new Recurrence(Thrice, Timetable.Monday, null, 36).Dates());
    }

    [Fact]
    public void Every_other_week_counts_from_the_week_of_the_first_day()
    {
        // It begins on a Wednesday: Monday of that week lies before it, and the next Monday is in a week left out.
        var dates = new Recurrence(Thrice, Timetable.Monday.AddDays(2), null, 4, EveryWeeks: 2).Dates();

        Assert.Equal([2, 4, 14, 16], dates.Select(date => date.DayNumber - Timetable.Monday.DayNumber));
    }

    [Theory]
    [InlineData(OnClosedDay.Meet, new[] { 0, 2, 4, 7, 9, 11 })]
    [InlineData(OnClosedDay.Skip, new[] { 0, 4, 7, 11 })]
    // Wednesday goes to Thursday; the other one to Thursday as well, since Friday is taken.
    [InlineData(OnClosedDay.Move, new[] { 0, 3, 4, 7, 10, 11 })]
    [InlineData(OnClosedDay.Extend, new[] { 0, 4, 7, 11, 14, 18 })]
    public void A_closed_day_is_met_left_out_moved_or_made_good_at_the_end(OnClosedDay choice, int[] expected)
    {
        var wednesdays = Enumerable.Range(0, 3).Select(week => Timetable.Monday.AddDays(2 + (week * 7))).ToHashSet();

        var dates = new Recurrence(Thrice, Timetable.Monday, Timetable.Monday.AddDays(13), Closed: choice).Dates(wednesdays.Contains);

        Assert.Equal(expected, dates.Select(date => date.DayNumber - Timetable.Monday.DayNumber));
    }

    [Fact]
    public void February_29_is_a_day_like_others() =>
        Assert.Contains(new DateOnly(2028, 2, 29), new Recurrence([DayOfWeek.Tuesday], new DateOnly(2028, 2, 1), null, 6).Dates());

    [Theory]
    [InlineData(0, 1, null, "A series meets 1 to 400 times.")]
    [InlineData(10_000, 1, null, "A series meets 1 to 400 times.")]
    [InlineData(3, 0, null, "Meet every 1 to 12 weeks.")]
    [InlineData(null, 1, -1, "The last day lies before the first.")]
    [InlineData(null, 1, 3_650, "Plan at most 53 weeks at a time.")]
    [InlineData(null, 1, null, "Say when the series ends: its last day, or how often it meets.")]
    public void What_cannot_be_is_refused_in_a_sentence(int? times, int everyWeeks, int? lastDay, string sentence)
    {
        var rule = new Recurrence(Thrice, Timetable.Monday, lastDay is { } days ? Timetable.Monday.AddDays(days) : null, times, everyWeeks);

        Assert.Equal(sentence, Assert.Throws<RuleViolation>(() => rule.Dates()).Message);
    }

    [Fact]
    public void A_series_without_a_date_is_none()
    {
        var tuesday = Timetable.Monday.AddDays(1);
        Assert.Throws<RuleViolation>(() => new Recurrence(Thrice, tuesday, tuesday).Dates());
        Assert.Throws<RuleViolation>(() => new Recurrence(Thrice, Timetable.Monday, Timetable.Monday, Closed: OnClosedDay.Skip).Dates(_ => true));
    }

    [Fact]
    public void No_date_comes_twice_out_of_order_or_on_a_closed_day() => Prop.ForAll(
        (from start in Gen.Choose(0, 400)
         from weeks in Gen.Choose(1, 20)
         from every in Gen.Choose(1, 4)
         from choice in Gen.Elements(OnClosedDay.Skip, OnClosedDay.Move, OnClosedDay.Extend)
         from closed in Gen.ListOf(Gen.Choose(0, 700))
         select (start, weeks, every, choice, closed)).ToArbitrary(),
        plan =>
        {
            var first = Timetable.Monday.AddDays(plan.start);
            var closed = plan.closed.Select(Timetable.Monday.AddDays).ToHashSet();
            var rule = new Recurrence(Thrice, first, first.AddDays((plan.weeks + plan.every) * 7), null, plan.every, plan.choice);
            var all = (rule with { Closed = OnClosedDay.Meet }).Dates();
            if (all.All(closed.Contains))
            {
                return true;
            }

            var dates = rule.Dates(closed.Contains);
            return dates.SequenceEqual(dates.Distinct().Order())
                && !dates.Any(closed.Contains)
                && dates.All(date => date >= first)
                && (plan.choice is not OnClosedDay.Extend || dates.Count == all.Count)
                && (plan.choice is not OnClosedDay.Skip || dates.SequenceEqual(all.Where(date => !closed.Contains(date))));
        }).QuickCheckThrowOnFailure();
}

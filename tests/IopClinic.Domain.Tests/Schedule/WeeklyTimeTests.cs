using IopClinic.Domain.Schedule;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class WeeklyTimeTests
{
    [Theory]
    [InlineData(9, 0, 75, 0, 0)]
    [InlineData(9, 0, 5, 0, 0)]
    [InlineData(9, 0, 480, 120, 30)]
    [InlineData(23, 0, 59, 0, 0)]
    public void A_possible_time_passes(int hour, int minute, int minutes, int breakAfter, int breakMinutes) =>
        new WeeklyTime([DayOfWeek.Monday], new TimeOnly(hour, minute), minutes, breakAfter, breakMinutes).Check();

    [Theory]
    [InlineData(9, 4, 0, 0, "Minutes")]
    [InlineData(9, 481, 0, 0, "Minutes")]
    [InlineData(23, 60, 0, 0, "Minutes")]
    [InlineData(9, 75, 60, 15, "BreakMinutes")]
    [InlineData(9, 75, -1, 10, "BreakMinutes")]
    [InlineData(9, 75, 10, -5, "BreakMinutes")]
    public void An_impossible_time_is_refused_at_its_field(int hour, int minutes, int breakAfter, int breakMinutes, string field)
    {
        var time = new WeeklyTime([DayOfWeek.Monday], new TimeOnly(hour, 0), minutes, breakAfter, breakMinutes);
        Assert.Equal(field, Assert.Throws<RuleViolation>(time.Check).Field);
    }

    [Fact]
    public void A_week_without_a_day_is_refused() =>
        Assert.Equal("Weekdays", Assert.Throws<RuleViolation>(new WeeklyTime([], new TimeOnly(9, 0), 75).Check).Field);
}

using IopClinic.Domain.Hours;

namespace IopClinic.Domain.Tests.Hours;

public sealed class ClinicWeekTests
{
    [Theory]
    [InlineData(2026, 11, 23, 2026, 11, 23)]
    [InlineData(2026, 11, 25, 2026, 11, 23)]
    [InlineData(2026, 11, 29, 2026, 11, 23)]
    [InlineData(2026, 11, 30, 2026, 11, 30)]
    [InlineData(2027, 1, 1, 2026, 12, 28)]
    [InlineData(2028, 2, 29, 2028, 2, 28)]
    public void A_week_is_monday_to_sunday(int year, int month, int day, int mondayYear, int mondayMonth, int monday)
    {
        var week = ClinicWeek.Of(new DateOnly(year, month, day));

        Assert.Equal(new DateOnly(mondayYear, mondayMonth, monday), week.Monday);
        Assert.Equal(DayOfWeek.Sunday, week.Sunday.DayOfWeek);
        Assert.InRange(new DateOnly(year, month, day), week.Monday, week.Sunday);
    }
}

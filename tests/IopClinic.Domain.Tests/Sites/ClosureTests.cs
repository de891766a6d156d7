using System.Globalization;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Tests.Sites;

public sealed class ClosureTests
{
    private static readonly Id<Site> Here = Id<Site>.New();

    [Theory]
    // The days off that the Office of Personnel Management published for these years.
    [InlineData(2022, "2021-12-31 2022-01-17 2022-02-21 2022-05-30 2022-06-20 2022-07-04 2022-09-05 2022-10-10 2022-11-11 2022-11-24 2022-12-26")]
    [InlineData(2026, "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25")]
    [InlineData(2027, "2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-24")]
    public void Federal_holidays_fall_on_their_days_off(int year, string days) => Assert.Equal(
        days.Split(' '), FederalHoliday.Of(year).Select(holiday => holiday.Observed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_year_has_eleven_holidays_and_none_is_observed_on_a_weekend()
    {
        foreach (var year in Enumerable.Range(2021, 80))
        {
            var holidays = FederalHoliday.Of(year);
            Assert.Equal(11, holidays.DistinctBy(holiday => holiday.Observed).Count());
            Assert.All(holidays, holiday => Assert.False(holiday.Observed.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday));
            Assert.All(holidays, holiday => Assert.Equal(year, holiday.Date.Year));
            Assert.Equal(holidays.OrderBy(holiday => holiday.Date), holidays);
        }

        Assert.Throws<RuleViolation>(() => FederalHoliday.Of(1969));
    }

    [Fact]
    public void Only_the_holidays_are_added_on_which_the_site_is_open_yet()
    {
        var winter = new Closure(Here, "Winter break", new DateOnly(2026, 12, 24), new DateOnly(2026, 12, 31));
        var elsewhere = new Closure(Id<Site>.New(), "Independence Day", new DateOnly(2026, 7, 3), new DateOnly(2026, 7, 3));

        var missing = FederalHoliday.Missing(Here, 2026, [winter, elsewhere]);

        Assert.Equal(10, missing.Count);
        Assert.DoesNotContain(missing, closure => closure.Name == "Christmas Day");
        Assert.Equal("Independence Day (observed)", missing.Single(closure => closure.From == new DateOnly(2026, 7, 3)).Name);
        Assert.Empty(FederalHoliday.Missing(Here, 2026, [winter, .. missing]));
    }

    [Fact]
    public void A_closure_has_a_name_and_possible_days()
    {
        var day = new DateOnly(2026, 3, 2);
        Assert.Equal("Name", Assert.Throws<RuleViolation>(() => new Closure(Here, " ", day, day)).Field);
        Assert.Equal("Until", Assert.Throws<RuleViolation>(() => new Closure(Here, "Snow", day, day.AddDays(-1))).Field);
        Assert.Equal("Until", Assert.Throws<RuleViolation>(() => new Closure(Here, "Snow", day, day.AddDays(366))).Field);
        Assert.True(new Closure(Here, "Snow", day, day.AddDays(1)).Days.Covers(day.AddDays(1)));
    }
}

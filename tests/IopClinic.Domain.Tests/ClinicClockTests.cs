using FsCheck;
using FsCheck.Fluent;

namespace IopClinic.Domain.Tests;

public sealed class ClinicClockTests
{
    private static readonly string[] Zones =
    [
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
        "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "America/Indiana/Knox",
    ];

    private static readonly Arbitrary<(TimeZoneInfo Zone, DateOnly Date, TimeOnly Time)> Moments = (
        from zone in Gen.Elements(Zones)
        from day in Gen.Choose(0, 365 * 12)
        from minute in Gen.Choose(0, (24 * 60) - 1)
        select (ClinicClock.Zone(zone), new DateOnly(2020, 1, 1).AddDays(day), TimeOnly.MinValue.AddMinutes(minute))).ToArbitrary();

    [Fact]
    public void An_instant_shows_the_clock_time_it_was_made_from_unless_that_hour_is_left_out() => Prop.ForAll(Moments, moment =>
    {
        var instant = ClinicClock.InstantOf(moment.Date, moment.Time, moment.Zone);
        var shown = ClinicClock.TimeIn(moment.Zone, instant);
        var leftOut = moment.Zone.IsInvalidTime(moment.Date.ToDateTime(moment.Time));
        return ClinicClock.DateIn(moment.Zone, instant) == moment.Date
            && (leftOut ? shown == moment.Time.AddHours(1) : shown == moment.Time)
            && instant.Offset == TimeSpan.Zero;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_clock_time_of_a_day_is_a_later_instant() => Prop.ForAll(Moments, Gen.Choose(1, 600).ToArbitrary(), (moment, minutes) =>
    {
        var later = moment.Time.AddMinutes(minutes, out var days);
        // Minutes inside the hour that spring leaves out fall together with those after it.
        return days > 0
            || moment.Zone.IsInvalidTime(moment.Date.ToDateTime(moment.Time))
            || ClinicClock.InstantOf(moment.Date, later, moment.Zone) > ClinicClock.InstantOf(moment.Date, moment.Time, moment.Zone);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_hour_that_comes_twice_means_its_first_time()
    {
        var eastern = ClinicClock.Zone("America/New_York");
        Assert.Equal(
            new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero),
            ClinicClock.InstantOf(new DateOnly(2026, 11, 1), new TimeOnly(1, 30), eastern));
    }

    [Fact]
    public void The_hour_that_is_left_out_moves_forward()
    {
        var eastern = ClinicClock.Zone("America/New_York");
        var instant = ClinicClock.InstantOf(new DateOnly(2026, 3, 8), new TimeOnly(2, 30), eastern);
        Assert.Equal(new TimeOnly(3, 30), ClinicClock.TimeIn(eastern, instant));
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("Eastern Standard Time")]
    [InlineData("")]
    public void A_zone_without_an_IANA_name_is_refused(string name) => Assert.Throws<RuleViolation>(() => ClinicClock.Zone(name));
}

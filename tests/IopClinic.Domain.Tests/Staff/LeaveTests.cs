using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Staff;

public sealed class LeaveTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private readonly Site _site = new("Riverside", "America/New_York");

    private StaffMember Ana => field ??= new(new PersonName("Ana", "Ruiz"), "ana@clinic.example", _site.Id, [Role.Clinician]);

    private static DateTimeOffset At(DateOnly date, int hour) => ClinicClock.InstantOf(date, new TimeOnly(hour, 0), ClinicClock.Zone("America/New_York"));

    private Leave Take(TimeAway away, DateTimeOffset? now = null, DateTimeOffset? busyUntil = null) =>
        new(Ana, _site, away, LeaveKind.Vacation, Ana.Id, now ?? At(Monday.AddDays(-20), 9), busyUntil);

    [Fact]
    public void Days_of_leave_are_whole_days_of_the_site_also_where_the_clock_changes()
    {
        // The clock goes forward on Sunday, March 8: that week has an hour less.
        var leave = Take(new TimeAway(Monday, Monday.AddDays(6)));

        Assert.Equal(At(Monday, 0), leave.StartsAt);
        Assert.Equal((7 * 24) - 1, (leave.EndsAt - leave.StartsAt).TotalHours);
        Assert.Equal(leave.StartsAt, leave.TakesFrom);
        Assert.Equal(25, (Take(new TimeAway(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 1))) is var autumn ? autumn.EndsAt - autumn.StartsAt : default).TotalHours);
    }

    [Fact]
    public void A_part_of_a_day_has_both_its_times_and_is_of_one_day()
    {
        var (ten, noon) = (new TimeOnly(10, 0), new TimeOnly(12, 0));
        var leave = Take(new TimeAway(Monday, Monday, ten, noon));
        Assert.Equal((At(Monday, 10), At(Monday, 12)), (leave.StartsAt, leave.EndsAt));

        Assert.Equal("UntilTime", Refused(new TimeAway(Monday, Monday, ten)));
        Assert.Equal("FromTime", Refused(new TimeAway(Monday, Monday, null, noon)));
        Assert.Equal("UntilTime", Refused(new TimeAway(Monday, Monday, noon, noon)));
        Assert.Equal("FromTime", Refused(new TimeAway(Monday, Monday.AddDays(1), ten, noon)));
        Assert.Equal("Until", Refused(new TimeAway(Monday, Monday.AddDays(-1))));
        Assert.Equal("Until", Refused(new TimeAway(Monday, Monday.AddDays(366))));

        string? Refused(TimeAway away) => Assert.Throws<RuleViolation>(() => Take(away)).Field;
    }

    [Fact]
    public void What_has_begun_when_a_leave_is_written_down_stays_theirs()
    {
        var noon = At(Monday, 12);
        Assert.Equal(noon, Take(new TimeAway(Monday, Monday), noon).TakesFrom);
        Assert.Equal(noon.AddMinutes(30), Take(new TimeAway(Monday, Monday), noon, noon.AddMinutes(30)).TakesFrom);
        // Written down afterwards it takes nothing.
        Assert.True(Take(new TimeAway(Monday.AddDays(-3), Monday.AddDays(-3)), noon) is var late && late.TakesFrom >= late.EndsAt);
    }

    [Fact]
    public void A_leave_is_withdrawn_once_and_not_when_it_is_over()
    {
        var leave = Take(new TimeAway(Monday, Monday));
        leave.Withdraw(Ana.Id, At(Monday, 9));
        Assert.False(leave.Stands);
        Assert.Throws<RuleViolation>(() => leave.Withdraw(Ana.Id, At(Monday, 9)));
        Assert.Throws<RuleViolation>(() => Take(new TimeAway(Monday, Monday)).Withdraw(Ana.Id, At(Monday.AddDays(1), 0)));
    }

    [Fact]
    public void Who_has_left_takes_no_leave()
    {
        Ana.Deactivate(At(Monday, 9));
        Assert.Throws<RuleViolation>(() => Take(new TimeAway(Monday, Monday)));
    }

    [Fact]
    public void Working_hours_hold_several_stretches_a_day_and_those_that_meet_are_one()
    {
        Assert.Null(Ana.WorksAt(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(10, 0)));
        Ana.WorkAt([On(13, 17), On(9, 12), On(12, 13)]);

        Assert.True(Ana.WorksAt(DayOfWeek.Monday, new TimeOnly(11, 30), new TimeOnly(14, 0)));
        Assert.False(Ana.WorksAt(DayOfWeek.Monday, new TimeOnly(16, 30), new TimeOnly(17, 1)));
        Assert.False(Ana.WorksAt(DayOfWeek.Monday, new TimeOnly(8, 59), new TimeOnly(10, 0)));
        Assert.False(Ana.WorksAt(DayOfWeek.Tuesday, new TimeOnly(9, 0), new TimeOnly(10, 0)));

        Ana.WorkAt([On(9, 12), On(13, 17)]);
        Assert.False(Ana.WorksAt(DayOfWeek.Monday, new TimeOnly(11, 30), new TimeOnly(14, 0)));
        Assert.Throws<RuleViolation>(() => Ana.WorkAt([On(9, 12), On(11, 17)]));
        Assert.Throws<RuleViolation>(() => Ana.WorkAt([On(12, 12)]));
        Ana.WorkAt([]);
        Assert.Null(Ana.WorksAt(DayOfWeek.Monday, new TimeOnly(11, 30), new TimeOnly(14, 0)));

        static WorkingHours On(int from, int until) => new(DayOfWeek.Monday, new TimeOnly(from, 0), new TimeOnly(until, 0));
    }
}

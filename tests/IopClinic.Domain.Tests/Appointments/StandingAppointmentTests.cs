using IopClinic.Domain.Appointments;
using IopClinic.Domain.Services;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Appointments;

/// <summary>When the next appointment of a prescription is due, and which times suit everybody.</summary>
public sealed class StandingAppointmentTests
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    private static readonly TimeZoneInfo NewYork = ClinicClock.Zone("America/New_York");

    [Theory]
    // Once a week: any day of the week after the last one, and the first in the week of the plan.
    [InlineData(1, 1, 2, 13)]
    [InlineData(1, 1, null, 6)]
    // Every two weeks.
    [InlineData(1, 2, 4, 20)]
    [InlineData(1, 2, null, 13)]
    // Twice a week: three days later.
    [InlineData(2, 1, 0, 3)]
    public void It_is_due_by(int times, int weeks, int? last, int due) =>
        Assert.Equal(Monday.AddDays(due), Standing(times, weeks, last).DueBy);

    [Fact]
    public void One_that_is_booked_in_time_is_not_due_and_one_that_comes_too_late_is()
    {
        var today = Monday.AddDays(3);

        Assert.False(Standing(1, 1, 0, next: 13).IsDue(today, 14));
        Assert.True(Standing(1, 1, 0, next: 14).IsDue(today, 14));
        Assert.False(Standing(1, 1, 0).IsDue(today, 9));
        Assert.True(Standing(1, 1, 0).IsDue(today, 10));
        Assert.False(Standing(1, 1, 0).IsLate(Monday.AddDays(13)));
        Assert.True(Standing(1, 1, 0).IsLate(Monday.AddDays(14)));
    }

    [Fact]
    public void Free_times_lie_within_the_hours_before_nothing_that_is_taken_and_two_on_a_day()
    {
        (DateOnly, TimeOnly, TimeOnly)[] days =
            [(Monday, new TimeOnly(9, 0), new TimeOnly(12, 0)), (Monday.AddDays(1), new TimeOnly(23, 0), new TimeOnly(23, 45)), (Monday.AddDays(2), new TimeOnly(9, 0), new TimeOnly(11, 0))];
        var now = At(Monday, 9, 30);
        Taken[] taken = [new(At(Monday, 10, 0), At(Monday, 10, 45))];

        Assert.Equal(
            [At(Monday, 11, 0), At(Monday.AddDays(2), 9, 0), At(Monday.AddDays(2), 9, 30)],
            FreeTimes.Next(days, 60, NewYork, now, taken, 6));
        Assert.Single(FreeTimes.Next(days, 60, NewYork, now, taken, 1));
        Assert.Equal([At(Monday.AddDays(1), 23, 0)], FreeTimes.Next([days[1]], 45, NewYork, now, [], 6));
    }

    [Fact]
    public void What_ends_when_another_begins_does_not_meet_it()
    {
        var taken = new Taken(At(Monday, 10, 0), At(Monday, 11, 0));

        Assert.False(taken.Meets(At(Monday, 9, 0), At(Monday, 10, 0)));
        Assert.False(taken.Meets(At(Monday, 11, 0), At(Monday, 12, 0)));
        Assert.True(taken.Meets(At(Monday, 10, 59), At(Monday, 12, 0)));
    }

    private static DateTimeOffset At(DateOnly date, int hour, int minute) => ClinicClock.InstantOf(date, new TimeOnly(hour, minute), NewYork);

    private static StandingAppointment Standing(int times, int weeks, int? last, int? next = null) => new(
        new PrescribedService(Id<Service>.New(), times, weeks, 50), Monday, last is { } l ? Monday.AddDays(l) : null, next is { } n ? Monday.AddDays(n) : null);
}

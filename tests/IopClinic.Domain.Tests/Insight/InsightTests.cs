using IopClinic.Domain.Insight;

namespace IopClinic.Domain.Tests.Insight;

/// <summary>What the figures count.</summary>
public sealed class InsightTests
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    [Fact]
    public void The_day_of_admission_and_the_day_of_discharge_count()
    {
        var curve = CensusCurve.Of([new Stay(Monday, Monday.AddDays(1)), new Stay(Monday.AddDays(1), null), new Stay(Monday.AddDays(-30), Monday.AddDays(-1))], Monday.AddDays(-1), Monday.AddDays(3));

        Assert.Equal([1, 1, 2, 1, 1], curve.Days.Select(day => day.Count));
        Assert.Equal((1.2m, 2), (curve.Average, curve.Most));
    }

    [Fact]
    public void Every_curve_is_what_counting_each_day_finds()
    {
        var chance = new Random(20261128);
        for (var round = 0; round < 500; round++)
        {
            var (from, length) = (Monday.AddDays(chance.Next(-40, 40)), chance.Next(0, 60));
            var stays = Enumerable.Range(0, chance.Next(0, 30)).Select(_ =>
            {
                var admitted = Monday.AddDays(chance.Next(-60, 60));
                return new Stay(admitted, chance.Next(3) == 0 ? null : admitted.AddDays(chance.Next(0, 90)));
            }).ToList();

            var curve = CensusCurve.Of(stays, from, from.AddDays(length));

            Assert.Equal(Enumerable.Range(0, length + 1).Select(from.AddDays).Select(day => (day, stays.Count(stay => stay.Covers(day)))), curve.Days);
        }
    }

    [Fact]
    public void A_period_that_ends_before_it_begins_has_no_day()
    {
        var curve = CensusCurve.Of([new Stay(Monday, null)], Monday, Monday.AddDays(-1));

        Assert.Equal((0, 0m, 0), (curve.Days.Count, curve.Average, curve.Most));
    }

    [Fact]
    public void Late_cancellations_lower_the_show_rate_and_what_was_called_off_in_time_or_not_recorded_does_not()
    {
        var figures = new AttendanceFigures(Sessions: 8, CancelledByClinic: 3, CancelledByPatient: 2, CancelledLate: 1, Booked: 12, Came: 7, Excused: 1, Unexcused: 1, Seats: 20, Seated: 5, Notes: 8, InTime: 5);

        Assert.Equal((3, 70, 43, 25, 63), (figures.NotRecorded, figures.ShowRate, figures.CancellationRate, figures.Utilization, figures.Timeliness));
    }

    [Fact]
    public void Of_nothing_there_is_no_share()
    {
        var nothing = new AttendanceFigures();

        Assert.Equal((null, null, null, null), (nothing.ShowRate, nothing.CancellationRate, nothing.Utilization, nothing.Timeliness));
    }

    [Fact]
    public void Figures_add_up_field_by_field()
    {
        var one = new AttendanceFigures(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

        Assert.Equal(new AttendanceFigures(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24), one + one);
    }
}

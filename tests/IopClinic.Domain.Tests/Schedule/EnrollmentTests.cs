using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class EnrollmentTests
{
    private readonly Timetable _clinic = new();

    [Fact]
    public void A_full_group_takes_nobody_until_a_place_is_free()
    {
        var group = _clinic.Group(capacity: 1);
        var first = group.Enroll(_clinic.Admitted("Ada"), Timetable.Monday);
        var second = _clinic.Admitted("Bea");

        Assert.Equal("Morning skills is full: all 1 places are taken.", Assert.Throws<RuleViolation>(() => group.Enroll(second, Timetable.Monday)).Message);

        first.End(Timetable.Monday.AddDays(4));
        Assert.Throws<RuleViolation>(() => group.Enroll(second, Timetable.Monday.AddDays(4)));
        Assert.Equal(Timetable.Monday.AddDays(5), group.Enroll(second, Timetable.Monday.AddDays(5)).From);
    }

    [Fact]
    public void Two_who_follow_each_other_take_one_place()
    {
        var group = _clinic.Group(capacity: 2);
        group.Enroll(_clinic.Admitted("Ada"), Timetable.Monday, Timetable.Monday.AddDays(6));
        group.Enroll(_clinic.Admitted("Bea"), Timetable.Monday.AddDays(7));

        Assert.Equal(1, group.PlacesTaken(new DateRange(Timetable.Monday, null)));
        group.Enroll(_clinic.Admitted("Cleo"), Timetable.Monday);
        Assert.Equal(2, group.PlacesTaken(new DateRange(Timetable.Monday, null)));
    }

    [Fact]
    public void Nobody_is_in_a_group_twice_on_one_day()
    {
        var group = _clinic.Group();
        var episode = _clinic.Admitted();
        group.Enroll(episode, Timetable.Monday, Timetable.Monday.AddDays(6));

        Assert.Throws<RuleViolation>(() => group.Enroll(episode, Timetable.Monday.AddDays(6)));
        Assert.Equal(Timetable.Monday.AddDays(7), group.Enroll(episode, Timetable.Monday.AddDays(7)).From);
    }

    [Fact]
    public void An_enrollment_lies_within_the_episode_and_the_group()
    {
        var group = _clinic.Group();
        var later = _clinic.Admitted(on: Timetable.Monday.AddDays(3));
        Assert.Throws<RuleViolation>(() => group.Enroll(later, Timetable.Monday));
        Assert.Throws<RuleViolation>(() => group.Enroll(later, group.Until.AddDays(1)));
        Assert.Throws<RuleViolation>(() => group.Enroll(later, Timetable.Monday.AddDays(5), Timetable.Monday.AddDays(4)));

        var discharged = _clinic.Admitted();
        discharged.Discharge(Timetable.Monday, DischargeReason.Completed, null, _clinic.Leader, Timetable.Monday);
        Assert.Throws<RuleViolation>(() => group.Enroll(discharged, Timetable.Monday));
    }

    [Fact]
    public void An_enrollment_that_never_began_frees_its_place()
    {
        var group = _clinic.Group(capacity: 1);
        var enrollment = group.Enroll(_clinic.Admitted("Ada"), Timetable.Monday.AddDays(7));

        enrollment.End(Timetable.Monday);

        Assert.Equal(0, group.PlacesTaken(new DateRange(Timetable.Monday, null)));
        Assert.Equal(Timetable.Monday.AddDays(6), enrollment.Until);
    }

    [Fact]
    public void An_end_moves_forward_in_time_never_back()
    {
        var enrollment = _clinic.Group().Enroll(_clinic.Admitted(), Timetable.Monday, Timetable.Monday.AddDays(10));
        Assert.Throws<RuleViolation>(() => enrollment.End(Timetable.Monday.AddDays(11)));
        enrollment.End(Timetable.Monday.AddDays(3));
        Assert.Equal(Timetable.Monday.AddDays(3), enrollment.Until);
    }

    [Fact]
    public void Seating_twice_takes_one_place_and_releasing_frees_it()
    {
        var session = _clinic.Group().PlanSessions(_clinic.Site)[0];
        var episode = _clinic.Admitted();

        Assert.Same(session.Seat(episode), session.Seat(episode));
        Assert.Single(session.Roster);
        session.Release(episode.PatientId);
        Assert.Empty(session.Roster);
    }
}

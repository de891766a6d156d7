using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class GroupTests
{
    private readonly Timetable _clinic = new();

    [Fact]
    public void A_group_meets_on_each_of_its_weekdays_from_the_first_to_the_last_day()
    {
        var sessions = _clinic.Group(until: Timetable.Monday.AddDays(13)).PlanSessions(_clinic.Site);

        Assert.Equal([2, 4, 6, 9, 11, 13], sessions.Select(s => s.ClinicDate.Day));
        Assert.All(sessions, s => Assert.Equal(_clinic.Room.Id, s.RoomId));
        Assert.All(sessions, s => Assert.Equal([_clinic.Leader.Id], s.Clinicians.Select(c => c.StaffMemberId)));
    }

    [Theory]
    [InlineData(2026, 3, 2, "America/New_York")]
    [InlineData(2026, 10, 26, "America/New_York")]
    [InlineData(2026, 3, 2, "America/Los_Angeles")]
    [InlineData(2026, 10, 26, "America/Denver")]
    [InlineData(2026, 3, 2, "America/Phoenix")]
    public void A_group_stays_at_nine_with_its_minutes_when_clocks_change(int year, int month, int day, string zone)
    {
        var clinic = new Timetable(zone);
        var from = new DateOnly(year, month, day);
        var sessions = clinic.Group(Timetable.Nine(150, 75, 15), from, from.AddDays(20)).PlanSessions(clinic.Site);

        Assert.Equal(9, sessions.Count);
        Assert.All(sessions, s => Assert.Equal(new TimeOnly(9, 0), ClinicClock.TimeIn(clinic.Site.Zone, s.StartsAt)));
        Assert.All(sessions, s => Assert.Equal(new TimeOnly(11, 30), ClinicClock.TimeIn(clinic.Site.Zone, s.EndsAt)));
        Assert.All(sessions, s => Assert.Equal(135, s.ClinicalMinutes));
    }

    [Fact]
    public void A_night_group_keeps_its_minutes_in_the_night_of_the_change()
    {
        var night = new WeeklyTime([DayOfWeek.Sunday], new TimeOnly(0, 30), 180);
        var session = _clinic.Group(night, new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 1)).PlanSessions(_clinic.Site).Single();

        Assert.Equal(180, session.ClinicalMinutes);
        Assert.Equal(new TimeOnly(2, 30), ClinicClock.TimeIn(_clinic.Site.Zone, session.EndsAt));
    }

    [Fact]
    public void A_plan_without_any_date_is_refused()
    {
        var tuesday = Timetable.Monday.AddDays(1);
        var refused = Assert.Throws<RuleViolation>(() => _clinic.Group(from: tuesday, until: tuesday).PlanSessions(_clinic.Site));
        Assert.Equal("Weekdays", refused.Field);
    }

    [Fact]
    public void A_group_takes_a_service_for_groups_only()
    {
        var individual = new Service("Individual", SessionKind.Individual, 50, true);
        Assert.Throws<RuleViolation>(() => new Group(
            _clinic.Site, _clinic.Track, individual, "X", Timetable.Nine(), Timetable.Monday, Timetable.Monday.AddDays(7), 10));
    }

    [Fact]
    public void A_room_smaller_than_the_group_is_refused()
    {
        var refused = Assert.Throws<RuleViolation>(() => _clinic.Group(capacity: 15));
        Assert.Equal("Willow holds 14 people, fewer than the group.", refused.Message);
    }

    [Fact]
    public void Only_active_clinicians_lead_a_group()
    {
        var group = _clinic.Group();
        var administrator = new StaffMember(new PersonName("Amara", "Whitfield"), "a@clinic.example", _clinic.Site.Id, [Role.Administrator]);
        Assert.Throws<RuleViolation>(() => group.LedBy([administrator], _clinic.Service));
        Assert.Throws<RuleViolation>(() => group.LedBy([], _clinic.Service));
        _clinic.Leader.Deactivate(Timetable.Now);
        Assert.Throws<RuleViolation>(() => group.LedBy([_clinic.Leader], _clinic.Service));
    }

    [Fact]
    public void A_session_that_follows_its_group_takes_over_what_changed_and_keeps_whoever_covers()
    {
        var group = _clinic.Group();
        var (followed, covered) = (group.PlanSessions(_clinic.Site)[0], group.PlanSessions(_clinic.Site)[1]);
        StaffMember Named(string given) => new(new PersonName(given, "Ito"), $"{given}@clinic.example", _clinic.Site.Id, [Role.Clinician]);
        var (next, cover) = (Named("Ben"), Named("Cleo"));
        covered.HandTo([cover], _clinic.Service);
        group.LedBy([next], _clinic.Service);

        Assert.Equal([next.Id], followed.LeadersAfter(group, [_clinic.Leader.Id], 0));
        Assert.Equal([cover.Id, next.Id], covered.LeadersAfter(group, [_clinic.Leader.Id], 1));
        group.LedBy([_clinic.Leader], _clinic.Service);
        Assert.Equal([cover.Id], covered.LeadersAfter(group, [_clinic.Leader.Id], 1));
        group.LedBy([_clinic.Leader, next], _clinic.Service);
        group.TakeTurns(true);
        Assert.Equal([next.Id], covered.LeadersAfter(group, [_clinic.Leader.Id, next.Id], 1));
        Assert.Throws<RuleViolation>(() => followed.LeadersAfter(new Timetable().Group(), [], 0));
    }

    [Fact]
    public void Other_weekdays_take_the_place_of_those_given_up_also_for_whoever_comes_on_some()
    {
        var group = _clinic.Group();
        var enrollment = group.Enroll(_clinic.Admitted(), Timetable.Monday, null, [DayOfWeek.Monday, DayOfWeek.Friday]);
        var all = group.Enroll(_clinic.Admitted("Otto"), Timetable.Monday);

        var instead = group.MeetInstead(new WeeklyTime([DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Sunday], new TimeOnly(10, 0), 60));

        Assert.Equal((DayOfWeek.Tuesday, DayOfWeek.Sunday, 2), (instead[DayOfWeek.Monday], instead[DayOfWeek.Friday], instead.Count));
        Assert.Equal([DayOfWeek.Sunday, DayOfWeek.Tuesday], enrollment.Weekdays);
        Assert.Empty(all.Weekdays);
        Assert.Equal((new TimeOnly(10, 0), 60), (group.StartsAt, group.Minutes));
        Assert.Throws<RuleViolation>(() => group.MeetInstead(new WeeklyTime([DayOfWeek.Tuesday], new TimeOnly(10, 0), 60)));
    }
}

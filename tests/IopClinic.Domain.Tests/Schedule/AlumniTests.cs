using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class AlumniTests
{
    private static readonly DateOnly Left = Timetable.Monday.AddDays(2);

    private readonly Timetable _clinic = new();

    [Fact]
    public void Whoever_was_discharged_has_a_place_from_the_next_day_on()
    {
        var group = Open(places: 2);
        var episode = Discharged("Ada");

        Assert.Equal("From", Assert.Throws<RuleViolation>(() => Welcome(group, episode, Left)).Field);
        var place = Welcome(group, episode, Left.AddDays(1));
        Assert.Equal("Ada A.", place.Called);
        Assert.Equal(1, group.AlumniTaken(new DateRange(Left.AddDays(1), null)));
        Assert.Equal(0, group.PlacesTaken(new DateRange(Left.AddDays(1), null)));
        Assert.Equal("They have a place in this group then.", Assert.Throws<RuleViolation>(() => Welcome(group, episode, Left.AddDays(9))).Message);
    }

    [Fact]
    public void Whoever_is_in_treatment_or_never_was_is_no_alumnus()
    {
        var group = Open(places: 2);
        var open = _clinic.Admitted();

        Assert.Contains("is enrolled instead", Assert.Throws<RuleViolation>(() => Welcome(group, open, Left.AddDays(1))).Message, StringComparison.Ordinal);
        Assert.Throws<RuleViolation>(() => group.Welcome(_clinic.PatientOf(open), [], "Ada", new DateRange(Left, null), _clinic.Leader, Timetable.Now));
    }

    [Fact]
    public void The_last_place_is_given_once_and_again_after_it_ended()
    {
        var group = Open(places: 1);
        var first = Welcome(group, Discharged("Ada"), Left.AddDays(1));
        var second = Discharged("Bea");

        Assert.Equal("All 1 places for alumni are taken.", Assert.Throws<RuleViolation>(() => Welcome(group, second, Left.AddDays(20))).Message);
        first.End(Left.AddDays(10));
        Assert.Throws<RuleViolation>(() => Welcome(group, second, Left.AddDays(10)));
        Welcome(group, second, Left.AddDays(11));
    }

    [Fact]
    public void What_never_began_takes_no_place()
    {
        var group = Open(places: 1);
        var episode = Discharged("Ada");
        var place = Welcome(group, episode, Left.AddDays(5));
        place.End(Left);

        Assert.True(place.Days.IsEmpty);
        Assert.Equal(Left.AddDays(1), Welcome(group, episode, Left.AddDays(1)).From);
    }

    [Fact]
    public void A_room_holds_patients_and_alumni_together()
    {
        var group = _clinic.Group(capacity: 12);
        Assert.Equal(
            "Willow holds 14 people: beside 12 patients there is room for 2.",
            Assert.Throws<RuleViolation>(() => group.HoldAlumni(3, _clinic.Room, Timetable.Monday)).Message);
        group.HoldAlumni(2, _clinic.Room, Timetable.Monday);
        Welcome(group, Discharged("Ada"), Left.AddDays(1));

        Assert.Equal(14, group.Propose(null, [Timetable.Monday]).Single().Places);
        Assert.Equal("1 alumni have a place already. End one first.", Assert.Throws<RuleViolation>(() => group.HoldAlumni(0, _clinic.Room, Timetable.Monday)).Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60, 41)]
    [InlineData(5, -1)]
    public void A_group_has_one_to_a_hundred_places_in_all(int patients, int alumni) =>
        Assert.Equal("A group has 1 to 100 places.", Assert.Throws<RuleViolation>(() => New(patients, alumni)).Message);

    [Fact]
    public void A_group_may_be_for_alumni_alone()
    {
        var group = New(patients: 0, alumni: 8);
        Assert.Throws<RuleViolation>(() => group.Enroll(_clinic.Admitted(), Timetable.Monday));
        Welcome(group, Discharged("Ada"), Left.AddDays(1));
    }

    [Fact]
    public void Only_who_had_a_place_that_day_came_and_not_before_it_began()
    {
        var group = Open(places: 1);
        var place = Welcome(group, Discharged("Ada"), Left.AddDays(1));
        var sessions = group.PlanSessions(_clinic.Site);
        var session = sessions.First(s => s.ClinicDate > Left);

        Assert.Throws<RuleViolation>(() => new AlumniPresence(session, place, _clinic.Leader, session.StartsAt.AddMinutes(-1)));
        Assert.Throws<RuleViolation>(() => new AlumniPresence(sessions[0], place, _clinic.Leader, session.StartsAt));
        Assert.Equal(place.PatientId, new AlumniPresence(session, place, _clinic.Leader, session.StartsAt).PatientId);
    }

    private Group Open(int places)
    {
        var group = _clinic.Group(capacity: 10);
        group.HoldAlumni(places, _clinic.Room, Timetable.Monday);
        return group;
    }

    private Group New(int patients, int alumni) => new(
        _clinic.Site, _clinic.Track, _clinic.Service, "Alumni", Timetable.Nine(), Timetable.Monday, Timetable.Monday.AddDays(83), patients, alumni);

    private Episode Discharged(string given)
    {
        var episode = _clinic.Admitted(given);
        episode.Discharge(Left, DischargeReason.Completed, null, _clinic.Leader, Left);
        return episode;
    }

    private AlumniPlace Welcome(Group group, Episode episode, DateOnly from) => group.Welcome(
        _clinic.PatientOf(episode), [episode], $"{_clinic.PatientOf(episode).Name.Given} A.", new DateRange(from, null), _clinic.Leader, Timetable.Now);
}

using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Schedule;

public sealed class TrackWeekTests
{
    private static readonly DayOfWeek[] MondayFriday = [DayOfWeek.Monday, DayOfWeek.Friday];

    private readonly Timetable _clinic = new();

    [Fact]
    public void Groups_that_meet_at_the_same_time_on_a_shared_day_are_one_block()
    {
        var early = _clinic.Group(Timetable.Nine(60));
        var beside = _clinic.Group(new WeeklyTime(MondayFriday, new TimeOnly(9, 30), 60));
        var otherDay = _clinic.Group(new WeeklyTime([DayOfWeek.Tuesday], new TimeOnly(9, 0), 60));
        var after = _clinic.Group(new WeeklyTime(MondayFriday, new TimeOnly(10, 30), 60));

        var blocks = TrackWeek.Blocks([after, beside, otherDay, early]);

        Assert.Equal(3, blocks.Count);
        Assert.Equal([early, beside], blocks.Single(block => block.Contains(early)));
        Assert.Equal([after], blocks[^1]);
    }

    [Fact]
    public void Of_a_block_the_chosen_the_prescribed_and_then_the_emptiest_group_is_taken()
    {
        var (one, other, full) = (_clinic.Group(), _clinic.Group(), _clinic.Group());
        IReadOnlyList<Group>[] week = [[one, other, full]];
        int Free(Group group) => group == full ? 0 : group == other ? 5 : 2;

        Assert.Equal(other, Choose(_ => false, _ => false));
        Assert.Equal(one, Choose(group => group == one, _ => false));
        Assert.Equal(full, Choose(group => group == one, group => group == full));
        Assert.Null(TrackWeek.Choose([[full]], [], Free, _ => true, _ => false).Single().Chosen);
        Assert.Empty(TrackWeek.Choose(week, [DayOfWeek.Sunday], Free, _ => true, _ => false));

        Group? Choose(Func<Group, bool> prescribed, Func<Group, bool> chosen) => TrackWeek.Choose(week, [], Free, prescribed, chosen).Single().Chosen;
    }

    [Fact]
    public void A_move_ends_the_place_before_it_and_takes_back_what_was_planned_for_later()
    {
        var episode = _clinic.Admitted();
        var (first, second) = (Timetable.Monday.AddDays(14), Timetable.Monday.AddDays(28));
        episode.MoveTo(_clinic.Track, second, [DayOfWeek.Monday], "One day a week", _clinic.Leader, Timetable.Now);
        episode.MoveTo(_clinic.Track, first, MondayFriday, "Two days a week", _clinic.Leader, Timetable.Now);

        Assert.Equal(
            [(Timetable.Monday, (DateOnly?)first.AddDays(-1), false), (second, second.AddDays(-1), true), (first, null, false)],
            episode.TrackPlaces.Select(place => (place.From, place.Until, place.NeverBegan)));
        Assert.Throws<RuleViolation>(() => episode.MoveTo(_clinic.Track, Timetable.Monday.AddDays(-1), [], "Too early", _clinic.Leader, Timetable.Now));
        Assert.Throws<RuleViolation>(() => episode.MoveTo(_clinic.Track, first, [], " ", _clinic.Leader, Timetable.Now));
        var elsewhere = new Program(_clinic.Site.Id, "Other", LevelOfCare.IntensiveOutpatient).AddTrack("Evening", PartOfDay.Evening);
        Assert.Throws<RuleViolation>(() => episode.MoveTo(elsewhere, first, [], "Elsewhere", _clinic.Leader, Timetable.Now));
        episode.Discharge(first, DischargeReason.Completed, null, _clinic.Leader, first);
        Assert.Throws<RuleViolation>(() => episode.MoveTo(_clinic.Track, second, [], "Too late", _clinic.Leader, Timetable.Now));
    }

    [Fact]
    public void Leaders_who_take_turns_lead_one_session_each()
    {
        var group = _clinic.Group();
        var second = new StaffMember(new PersonName("Bo", "Lind"), "bo@clinic.example", _clinic.Site.Id, [Role.Clinician]);
        group.LedBy([second, _clinic.Leader], _clinic.Service);
        group.TakeTurns(true);

        var led = group.Propose(_clinic.Service, group.Recurrence.Dates(), [new OccurrenceChange(0, Timetable.Monday.AddDays(2)) { IsSkipped = true }]);

        Assert.Equal([second.Id, _clinic.Leader.Id, second.Id], led.Take(3).Select(o => o.Leaders.Single()));
        group.TakeTurns(false);
        Assert.Equal([second.Id, _clinic.Leader.Id], group.LeadersOf(1));
    }

    [Theory]
    [InlineData(false, new[] { "Two", "Two", "Three", "One" })]
    [InlineData(true, new[] { "Two", "Three", "One", "Two" })]
    public void A_topic_waits_for_the_next_session_or_goes_with_the_one_that_was_called_off(bool advances, string[] topics)
    {
        var curriculum = new Curriculum("Round", [" One ", "", "Two", "Three"], advances);

        // The first of four sessions is called off; the second topic comes first.
        Assert.Equal(topics, Enumerable.Range(0, 4).Select(before => curriculum.TopicOf(1, before, Math.Min(before, 1))));
        Assert.Throws<RuleViolation>(() => new Curriculum("Empty", [" "], advances));
        Assert.Throws<RuleViolation>(() => _clinic.Group().Teach(curriculum, 3, Timetable.Monday));
    }

    [Fact]
    public void A_place_on_some_weekdays_leaves_the_others_free()
    {
        var group = _clinic.Group(capacity: 1);
        group.Enroll(_clinic.Admitted("Ada"), Timetable.Monday, weekdays: [DayOfWeek.Monday]);

        Assert.Throws<RuleViolation>(() => group.Enroll(_clinic.Admitted("Bea"), Timetable.Monday, weekdays: [DayOfWeek.Monday, DayOfWeek.Friday]));
        var given = group.Enroll(_clinic.Admitted("Cleo"), Timetable.Monday, weekdays: [DayOfWeek.Wednesday, DayOfWeek.Friday]);
        Assert.True(given.Covers(Timetable.Monday.AddDays(2)));
        Assert.False(given.Covers(Timetable.Monday));
        Assert.Throws<RuleViolation>(() => group.Enroll(_clinic.Admitted("Dee"), Timetable.Monday, weekdays: [DayOfWeek.Sunday]));
    }

    [Fact]
    public void A_waiver_is_for_what_may_be()
    {
        var group = _clinic.Group();
        Cause Of(ClashKind kind) => new(kind, 0, null, "", [new Clash(kind, 0, Timetable.Monday, null, "")], []);

        Assert.Throws<RuleViolation>(() => new ClashWaiver(group, Of(ClashKind.Room), "Because", _clinic.Leader, Timetable.Now));
        Assert.Throws<RuleViolation>(() => new ClashWaiver(group, Of(ClashKind.Closure), " ", _clinic.Leader, Timetable.Now));
        Assert.Equal(1, new ClashWaiver(group, Of(ClashKind.Closure), "Because", _clinic.Leader, Timetable.Now).Times);
    }
}

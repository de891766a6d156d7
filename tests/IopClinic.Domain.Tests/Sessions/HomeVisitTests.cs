using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>When a clinician came to a patient's home and went, and what the roll makes of it.</summary>
public sealed class HomeVisitTests
{
    private readonly Timetable _clinic = new();
    private readonly IndividualSession _session;
    private readonly HomeVisit _visit;

    public HomeVisitTests()
    {
        // 1:00 to 1:50 PM.
        _session = _clinic.AnIndividualSession(_clinic.Admitted("Ann"));
        _session.MeetIn(null, SessionMode.InHome);
        _visit = new HomeVisit(_session, " 12 Elm Street\nApt 3 ");
    }

    private DateTimeOffset Now => _session.EndsAt.AddHours(1);

    [Fact]
    public void A_visit_has_an_address_in_one_line()
    {
        Assert.Equal("12 Elm Street, Apt 3", _visit.Address);
        Assert.Equal("Address", Assert.Throws<RuleViolation>(() => _visit.Goto(" ")).Field);
        Assert.Throws<RuleViolation>(() => new HomeVisit(_clinic.AnIndividualSession(_clinic.Admitted("Bea")), "12 Elm Street"));
    }

    [Fact]
    public void A_tap_that_is_sent_twice_counts_once()
    {
        Assert.True(Tap(VisitMoment.Arrived, 10));
        Assert.False(Tap(VisitMoment.Arrived, 25));

        Assert.Equal(_session.StartsAt.AddMinutes(10), _visit.ArrivedAt);
        Assert.Single(_visit.Stamps);
    }

    [Theory]
    [InlineData(VisitMoment.Left, 20, "Record first when you arrived.")]
    [InlineData(VisitMoment.Arrived, 200, "This time lies in the future. Check the clock of your telephone, or correct the time.")]
    [InlineData(VisitMoment.Arrived, -1440, "This is not on the day of the visit. Correct the time.")]
    public void What_cannot_be_is_a_sentence(VisitMoment moment, int minutes, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<RuleViolation>(() => Tap(moment, minutes)).Message);

    [Fact]
    public void Nobody_leaves_before_they_came()
    {
        Tap(VisitMoment.Arrived, 10);
        const string Sentence = "The visit would end before it began. Correct the other time first.";

        Assert.Equal(Sentence, Assert.Throws<RuleViolation>(() => Tap(VisitMoment.Left, 10)).Message);
        Tap(VisitMoment.Left, 40);
        Assert.Equal(Sentence, Assert.Throws<RuleViolation>(() => Correct(VisitMoment.Arrived, new TimeOnly(13, 45), "Mistaken")).Message);
    }

    [Fact]
    public void A_clock_that_is_a_little_ahead_is_taken_for_now()
    {
        _visit.Stamp(_session, VisitMoment.Arrived, Now.AddSeconds(40), _clinic.Site.Zone, _clinic.Leader, Now);

        Assert.Equal(Now, _visit.ArrivedAt);
    }

    [Fact]
    public void A_correction_says_why_and_leaves_what_was_tapped()
    {
        Tap(VisitMoment.Arrived, 10);

        Assert.Equal("Reason", Assert.Throws<RuleViolation>(() => Correct(VisitMoment.Arrived, new TimeOnly(13, 2), " ")).Field);
        Correct(VisitMoment.Arrived, new TimeOnly(13, 2), "Tapped at the door only");

        Assert.Equal(_session.StartsAt.AddMinutes(2), _visit.ArrivedAt);
        Assert.Equal([null, "Tapped at the door only"], _visit.Stamps.Select(stamp => stamp.Reason));
    }

    [Theory]
    [InlineData(0, 50, AttendanceStatus.Present, null, null)]
    [InlineData(-15, 70, AttendanceStatus.Present, null, null)]
    [InlineData(10, 50, AttendanceStatus.Late, "13:10", null)]
    [InlineData(10, 40, AttendanceStatus.Late, "13:10", "13:40")]
    [InlineData(0, 40, AttendanceStatus.LeftEarly, null, "13:40")]
    public void The_roll_proposes_what_was_seen_within_the_booked_time(int arrived, int left, AttendanceStatus status, string? late, string? early)
    {
        Tap(VisitMoment.Arrived, arrived);
        Tap(VisitMoment.Left, left);

        var proposed = _visit.Proposed(_session, _clinic.Site.Zone)!;

        Assert.Equal((status, late, early), (proposed.Status, $"{proposed.Arrived:HH:mm}" is { Length: > 0 } a ? a : null, $"{proposed.Left:HH:mm}" is { Length: > 0 } l ? l : null));
        Assert.Equal(left - arrived, _visit.Minutes);
        // It can be recorded as it stands.
        Assert.Equal(status, _clinic.Saw(_session, _session.Roster[0].PatientId, proposed).Status);
    }

    [Fact]
    public void Nothing_is_proposed_from_a_visit_outside_its_time()
    {
        Assert.Null(_visit.Proposed(_session, _clinic.Site.Zone));
        Tap(VisitMoment.Arrived, 55);
        Assert.Null(_visit.Proposed(_session, _clinic.Site.Zone));
    }

    [Fact]
    public void What_is_signed_stands()
    {
        Tap(VisitMoment.Arrived, 0);
        _clinic.LogWhole(_session);
        _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt);

        Assert.StartsWith("This session is signed", Assert.Throws<RuleViolation>(() => Tap(VisitMoment.Left, 50)).Message, StringComparison.Ordinal);
        Assert.StartsWith("This session is signed", Assert.Throws<RuleViolation>(() => Correct(VisitMoment.Arrived, new TimeOnly(13, 2), "Late")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_visit_has_a_drive_of_at_most_three_hours()
    {
        Assert.Equal("TravelAfter", Assert.Throws<RuleViolation>(() => _session.DriveFor(10, 181)).Field);
        Assert.Equal("TravelBefore", Assert.Throws<RuleViolation>(() => _session.DriveFor(-1, 0)).Field);
        _session.DriveFor(180, 20);
        Assert.Equal((180, 20), (_session.TravelBefore, _session.TravelAfter));

        _session.MeetIn(_clinic.Room, SessionMode.OnSite);

        Assert.Equal((0, 0), (_session.TravelBefore, _session.TravelAfter));
        Assert.Throws<RuleViolation>(() => _session.DriveFor(10, 0));
    }

    private bool Tap(VisitMoment moment, int minutes) =>
        _visit.Stamp(_session, moment, _session.StartsAt.AddMinutes(minutes), _clinic.Site.Zone, _clinic.Leader, Now);

    private void Correct(VisitMoment moment, TimeOnly at, string reason) =>
        _visit.Correct(_session, moment, at, reason, _clinic.Site.Zone, _clinic.Leader, Now);
}

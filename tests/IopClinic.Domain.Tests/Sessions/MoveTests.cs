using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>This one session at another time, in another room, by others; and one that was called off and takes place after all.</summary>
public sealed class MoveTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _member;

    public MoveTests() => _member = _clinic.Admitted();

    [Fact]
    public void A_session_moves_with_its_roster_and_remembers_when_it_was_planned()
    {
        var session = _clinic.AGroupSession([_member], breakAfter: 30, breakMinutes: 10);
        Move(session, Timetable.Monday.AddDays(1), new TimeOnly(10, 30), 60);

        Assert.Equal(Timetable.Monday.AddDays(1), session.ClinicDate);
        Assert.Equal(Timetable.Monday.AddDays(1), session.Roster[0].ClinicDate);
        Assert.Equal(new TimeOnly(10, 30), ClinicClock.TimeIn(_clinic.Site.Zone, session.StartsAt));
        Assert.Equal(50, session.ClinicalMinutes);
        Assert.Equal(Timetable.Monday, session.MovedFrom);

        Move(session, Timetable.Monday, new TimeOnly(9, 0), 75);
        Assert.Null(session.MovedFrom);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1500)]
    [InlineData(481)]
    public void No_session_ends_before_it_starts_or_lasts_all_day(int minutes) =>
        Assert.Equal("Minutes", Refused(() => Move(_clinic.AGroupSession([]), Timetable.Monday, new TimeOnly(9, 0), minutes)).Field);

    [Fact]
    public void No_session_ends_on_another_day_than_it_began_or_before_its_break() => Assert.All(
        [
            Refused(() => Move(_clinic.AGroupSession([]), Timetable.Monday, new TimeOnly(23, 30), 60)),
            Refused(() => Move(_clinic.AGroupSession([], breakAfter: 30, breakMinutes: 10), Timetable.Monday, new TimeOnly(9, 0), 40)),
        ],
        refusal => Assert.Contains("ession", refusal.Message, StringComparison.Ordinal));

    [Fact]
    public void No_session_moves_into_the_past()
    {
        var session = _clinic.AGroupSession([_member]);

        Assert.Equal("Date", Refused(() => Move(session, Timetable.Monday.AddDays(-3), new TimeOnly(9, 0), 75)).Field);
        Move(session, Timetable.Monday, new TimeOnly(8, 0), 75, today: Timetable.Monday.AddDays(5));
    }

    [Fact]
    public void What_is_recorded_keeps_its_session_where_it_is()
    {
        var attended = _clinic.AGroupSession([_member]);
        _clinic.Saw(attended, _member.PatientId, new Presence(AttendanceStatus.Present));
        var told = _clinic.AGroupSession([_member]);
        told.WriteShared(SharedText.Empty with { Topic = "Saying no" }, _clinic.Leader, Timetable.Now);

        Assert.Equal(Session.HasRecord, Refused(() => Move(attended, Timetable.Monday.AddDays(1), new TimeOnly(9, 0), 75)).Message);
        Assert.Equal(Session.HasRecord, Refused(() => Move(told, Timetable.Monday.AddDays(1), new TimeOnly(9, 0), 75)).Message);
    }

    [Fact]
    public void Who_is_discharged_by_then_leaves_a_groups_roster_and_keeps_a_session_of_their_own()
    {
        var leaving = _clinic.Admitted("Leaving", on: Timetable.Monday.AddDays(-10));
        var group = _clinic.AGroupSession([_member, leaving]);
        var alone = _clinic.AnIndividualSession(leaving);
        leaving.Discharge(Timetable.Monday, DischargeReason.Completed, null, _clinic.Leader, Timetable.Monday);

        var gone = group.MoveTo(Timetable.Monday.AddDays(2), new TimeOnly(9, 0), 75, _clinic.Site.Zone, Timetable.Monday, [_member, leaving]);

        Assert.Equal([leaving.PatientId], gone);
        Assert.Equal([_member.PatientId], group.Roster.Select(place => place.PatientId));
        Assert.Equal("The patient is not admitted on that date.", Refused(() =>
            alone.MoveTo(Timetable.Monday.AddDays(2), new TimeOnly(9, 0), 50, _clinic.Site.Zone, Timetable.Monday, [leaving])).Message);
    }

    [Fact]
    public void A_room_holds_the_roster_and_is_of_the_site()
    {
        var session = _clinic.AGroupSession([_member, _clinic.Admitted("Second")]);
        var closet = _clinic.Site.AddRoom("Closet", 1);

        Assert.Equal("Closet holds 1 people, fewer than are on the roster.", Refused(() => session.MeetIn(closet, SessionMode.OnSite)).Message);
        Assert.Equal("RoomId", Refused(() => session.MeetIn(null, SessionMode.OnSite)).Field);
        session.MeetIn(null, SessionMode.Telehealth);
        Assert.Null(session.RoomId);
    }

    [Fact]
    public void Others_lead_it_when_they_are_clinicians_and_somebody_always_does()
    {
        var session = _clinic.AGroupSession([]);
        var ben = new StaffMember(new PersonName("Ben", "Ito"), "ben@clinic.example", _clinic.Site.Id, [Role.Clinician]);
        var office = new StaffMember(new PersonName("Ora", "Lee"), "ora@clinic.example", _clinic.Site.Id, [Role.Administrator]);

        Assert.Equal("Ora Lee is not an active clinician.", Refused(() => session.HandTo([office], _clinic.Service)).Message);
        Assert.Equal("Leaders", Refused(() => session.HandTo([], _clinic.Service)).Field);
        session.FreeAllBut([ben.Id]);
        var prescribing = new IopClinic.Domain.Services.Service("Prescribing", IopClinic.Domain.Services.SessionKind.Group, 75, countsTowardHours: true);
        prescribing.Demand(["MD"]);
        Assert.Contains("it demands MD", Refused(() => session.HandTo([ben], prescribing)).Message, StringComparison.Ordinal);
        session.HandTo([ben], _clinic.Service);
        Assert.Equal([ben.Id], session.Clinicians.Select(c => c.StaffMemberId));
    }

    [Fact]
    public void A_group_is_called_off_by_the_clinic_and_a_session_of_ones_own_by_its_patient_too()
    {
        var late = new Cancellation(CancelledBy.PatientLate, CancelCause.NoTransport, "The bus did not come");
        var alone = _clinic.AnIndividualSession(_member);
        alone.Cancel(late, _clinic.Leader, Timetable.Now);

        Assert.Equal((CancelledBy.PatientLate, CancelCause.NoTransport), (alone.CancelKind, alone.CancelCause));
        Assert.Equal("CancelKind", Refused(() => _clinic.AGroupSession([]).Cancel(late, _clinic.Leader, Timetable.Now)).Field);
        Assert.Contains("late", Refused(() => alone.Reinstate(Timetable.Now.AddDays(-9))).Message, StringComparison.Ordinal);
        Assert.Contains("late", Refused(() => Move(alone, Timetable.Monday.AddDays(1), new TimeOnly(9, 0), 50)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancellation_is_taken_back_before_the_session_begins_and_everybody_is_to_be_told_anew()
    {
        var session = _clinic.AGroupSession([_member]);
        Assert.Equal("This session is not cancelled.", Refused(() => session.Reinstate(Timetable.Now)).Message);
        session.Cancel("Snow", _clinic.Leader, Timetable.Now);
        session.Roster[0].Told(_clinic.Leader, Timetable.Now);

        Assert.Contains("has passed", Refused(() => session.Reinstate(session.StartsAt)).Message, StringComparison.Ordinal);
        session.Reinstate(session.StartsAt.AddHours(-1));
        Assert.Equal((null, null, null, null), (session.CancelledAt, session.CancelReason, session.CancelKind, session.CancelledById));
        Assert.Null(session.Roster[0].ToldAt);
    }

    [Fact]
    public void A_cancelled_session_that_is_moved_takes_place_then()
    {
        var session = _clinic.AGroupSession([_member]);
        session.Cancel("Snow", _clinic.Leader, Timetable.Now);
        Move(session, Timetable.Monday.AddDays(2), new TimeOnly(9, 0), 75);

        Assert.Null(session.CancelledAt);
        Assert.Equal(Timetable.Monday.AddDays(2), session.ClinicDate);
    }

    private void Move(Session session, DateOnly date, TimeOnly startsAt, int minutes, DateOnly? today = null) =>
        session.MoveTo(date, startsAt, minutes, _clinic.Site.Zone, today ?? Timetable.Monday, [_member]);

    private static RuleViolation Refused(Action act) => Assert.Throws<RuleViolation>(act);
}

using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>Who has a place, and when a session may still be called off.</summary>
public sealed class RosterTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _member;

    public RosterTests() => _member = _clinic.Admitted();

    [Fact]
    public void A_patient_is_seated_once()
    {
        var session = _clinic.AGroupSession([_member]);

        Assert.Same(session.Roster[0], session.Seat(_member));
        Assert.Single(session.Roster);
    }

    [Fact]
    public void Nobody_is_seated_before_the_admission_or_after_the_discharge()
    {
        var later = _clinic.Admitted(on: Timetable.Monday.AddDays(1));
        var gone = _clinic.Admitted(on: Timetable.Monday.AddDays(-10));
        gone.Discharge(Timetable.Monday.AddDays(-1), DischargeReason.Completed, null, _clinic.Leader, Timetable.Monday);
        var session = _clinic.AGroupSession([]);

        Assert.Equal("The patient is not admitted on that date.", Assert.Throws<RuleViolation>(() => session.Seat(later)).Message);
        Assert.Throws<RuleViolation>(() => session.Seat(gone));
    }

    [Fact]
    public void Who_is_discharged_that_day_still_has_a_place()
    {
        var leaving = _clinic.Admitted(on: Timetable.Monday.AddDays(-10));
        leaving.Discharge(Timetable.Monday, DischargeReason.Completed, null, _clinic.Leader, Timetable.Monday);

        Assert.Single(_clinic.AGroupSession([leaving]).Roster);
    }

    [Fact]
    public void A_place_without_a_record_is_released()
    {
        var session = _clinic.AGroupSession([_member]);
        session.Release(_member.PatientId);

        Assert.Empty(session.Roster);
    }

    [Fact]
    public void A_place_with_attendance_or_a_note_stays()
    {
        var attended = _clinic.AGroupSession([_member]);
        _clinic.Saw(attended, _member.PatientId, new Presence(AttendanceStatus.Present));
        var written = _clinic.AGroupSession([_member]);
        written.Write(_member.PatientId, new Domain.Notes.NoteText("Spoke."), _clinic.Leader, Timetable.Now);

        Assert.Throws<RuleViolation>(() => attended.Release(_member.PatientId));
        Assert.Equal(
            "This session already has a record of the patient.",
            Assert.Throws<RuleViolation>(() => written.Release(_member.PatientId)).Message);
    }

    [Fact]
    public void A_signed_session_seats_nobody_more()
    {
        var session = _clinic.AGroupSession([_member]);
        _clinic.LogWhole(session);
        session.Sign(_clinic.Leader, Given.NoChains, [], session.EndsAt);

        Assert.Equal(
            "This session is already signed; its roster stands.",
            Assert.Throws<RuleViolation>(() => session.Seat(_clinic.Admitted("Late"))).Message);
    }

    [Fact]
    public void A_cancelled_session_takes_no_record_of_any_kind()
    {
        var session = _clinic.AGroupSession([_member]);
        session.Cancel(" Snow ", _clinic.Leader, Timetable.Now);

        Assert.Equal(("Snow", _clinic.Leader.Id), (session.CancelReason, session.CancelledById));
        Assert.Throws<RuleViolation>(() => session.Seat(_clinic.Admitted("Other")));
        Assert.Throws<RuleViolation>(() => _clinic.Saw(session, _member.PatientId, new Presence(AttendanceStatus.Present)));
        Assert.Throws<RuleViolation>(() => session.Write(_member.PatientId, new Domain.Notes.NoteText("x"), _clinic.Leader, Timetable.Now));
        Assert.Throws<RuleViolation>(() => session.WriteShared(SharedText.Empty, _clinic.Leader, Timetable.Now));
        Assert.Throws<RuleViolation>(() => session.Sign(_clinic.Leader, Given.NoChains, [], session.EndsAt));
        Assert.Equal(
            "This session is already cancelled.",
            Assert.Throws<RuleViolation>(() => session.Cancel("Again", _clinic.Leader, Timetable.Now)).Message);
    }

    [Fact]
    public void A_session_with_a_record_is_not_cancelled_and_a_cancellation_has_a_reason()
    {
        var recorded = _clinic.AGroupSession([_member]);
        _clinic.Saw(recorded, _member.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence));

        Assert.Equal(
            "This session already has a record; it can no longer be cancelled.",
            Assert.Throws<RuleViolation>(() => recorded.Cancel("Snow", _clinic.Leader, Timetable.Now)).Message);
        Assert.Equal("CancelReason", Assert.Throws<RuleViolation>(
            () => _clinic.AGroupSession([_member]).Cancel("  ", _clinic.Leader, Timetable.Now)).Field);
    }
}

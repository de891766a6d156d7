using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>What is recorded of who was there, and for how long it counts. The session runs from 9:00 to 10:15.</summary>
public sealed class AttendanceTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _member;

    public AttendanceTests() => _member = _clinic.Admitted();

    [Theory]
    [InlineData(AttendanceStatus.Present, null, null, 75)]
    [InlineData(AttendanceStatus.Late, "9:20", null, 55)]
    [InlineData(AttendanceStatus.LeftEarly, null, "10:00", 60)]
    [InlineData(AttendanceStatus.Late, "9:20", "10:00", 40)]
    [InlineData(AttendanceStatus.LeftEarly, "9:20", "10:00", 40)]
    [InlineData(AttendanceStatus.Late, "9:00", "10:15", 75)]
    [InlineData(AttendanceStatus.Late, "10:15", null, 0)]
    [InlineData(AttendanceStatus.LeftEarly, null, "9:00", 0)]
    [InlineData(AttendanceStatus.ExcusedAbsence, null, null, 0)]
    [InlineData(AttendanceStatus.UnexcusedAbsence, null, null, 0)]
    [InlineData(AttendanceStatus.ExcusedAbsence, "9:20", "10:00", 0)]
    public void Minutes_count_from_arrival_to_departure(AttendanceStatus status, string? arrived, string? left, int minutes)
    {
        var session = _clinic.AGroupSession([_member]);

        Assert.Equal(minutes, _clinic.Saw(session, _member.PatientId, Seen(status, arrived, left)).Minutes);
    }

    /// <summary>The break is from 9:30 to 9:45.</summary>
    [Theory]
    [InlineData(null, null, 60)]
    [InlineData("9:20", null, 40)]
    [InlineData("9:30", null, 30)]
    [InlineData("9:35", null, 30)]
    [InlineData("9:45", null, 30)]
    [InlineData("9:50", null, 25)]
    [InlineData(null, "9:40", 30)]
    [InlineData(null, "9:25", 25)]
    [InlineData("9:32", "9:40", 0)]
    public void The_break_never_counts(string? arrived, string? left, int minutes)
    {
        var session = _clinic.AGroupSession([_member], breakAfter: 30, breakMinutes: 15);
        var status = arrived is not null ? AttendanceStatus.Late : left is not null ? AttendanceStatus.LeftEarly : AttendanceStatus.Present;

        Assert.Equal(minutes, _clinic.Saw(session, _member.PatientId, Seen(status, arrived, left)).Minutes);
    }

    [Theory]
    [InlineData(AttendanceStatus.Late, null, null, "Say when the patient arrived.")]
    [InlineData(AttendanceStatus.LeftEarly, null, null, "Say when the patient left.")]
    [InlineData(AttendanceStatus.Late, "8:59", null, "The time of arrival lies outside the session.")]
    [InlineData(AttendanceStatus.Late, "10:16", null, "The time of arrival lies outside the session.")]
    [InlineData(AttendanceStatus.LeftEarly, null, "10:16", "The time of leaving lies outside the session.")]
    [InlineData(AttendanceStatus.Late, "9:30", "9:30", "The patient left before arriving.")]
    [InlineData(AttendanceStatus.Late, "9:45", "9:30", "The patient left before arriving.")]
    [InlineData((AttendanceStatus)17, null, null, "Choose present, late, left early or absent.")]
    public void What_cannot_be_is_refused_and_leaves_no_row(AttendanceStatus status, string? arrived, string? left, string sentence)
    {
        var session = _clinic.AGroupSession([_member]);

        Assert.Equal(sentence, Assert.Throws<RuleViolation>(() => _clinic.Saw(session, _member.PatientId, Seen(status, arrived, left))).Message);
        Assert.Empty(session.Attendances);
    }

    [Fact]
    public void A_refused_correction_leaves_what_stood()
    {
        var session = _clinic.AGroupSession([_member]);
        _clinic.Saw(session, _member.PatientId, Seen(AttendanceStatus.Late, "9:15", null));

        Assert.Throws<RuleViolation>(() => _clinic.Saw(session, _member.PatientId, Seen(AttendanceStatus.Late, "9:15", "9:10")));

        var stands = Assert.Single(session.Attendances);
        Assert.Equal((AttendanceStatus.Late, 60, (DateTimeOffset?)null), (stands.Status, stands.Minutes, stands.LeftAt));
    }

    [Fact]
    public void A_later_record_replaces_the_earlier_one_and_forgets_its_times()
    {
        var session = _clinic.AGroupSession([_member]);
        _clinic.Saw(session, _member.PatientId, Seen(AttendanceStatus.Late, "9:15", null));
        _clinic.Saw(session, _member.PatientId, new Presence(AttendanceStatus.ExcusedAbsence, Reason: " Ill "));

        var absence = Assert.Single(session.Attendances);
        Assert.True(absence.IsAbsence);
        Assert.Equal((0, (DateTimeOffset?)null, "Ill"), (absence.Minutes, absence.ArrivedAt, absence.Reason));
    }

    [Fact]
    public void Nobody_outside_the_roster_has_attendance()
    {
        var session = _clinic.AGroupSession([_member]);

        Assert.Equal(
            "This patient is not on the roster of the session.",
            Assert.Throws<RuleViolation>(() => _clinic.Saw(session, Id<Patient>.New(), new Presence(AttendanceStatus.Present))).Message);
    }

    [Fact]
    public void A_reason_has_its_length()
    {
        var session = _clinic.AGroupSession([_member]);

        Assert.Equal("Reason", Assert.Throws<RuleViolation>(
            () => _clinic.Saw(session, _member.PatientId, new Presence(AttendanceStatus.ExcusedAbsence, Reason: new string('x', 301)))).Field);
    }

    [Fact]
    public void Attendance_carries_the_day_and_site_of_its_session()
    {
        var session = _clinic.AGroupSession([_member]);
        var attendance = _clinic.Saw(session, _member.PatientId, new Presence(AttendanceStatus.Present));

        Assert.Equal(
            (session.Id, session.SiteId, session.ClinicDate, _clinic.Leader.Id),
            (attendance.SessionId, attendance.SiteId, attendance.ClinicDate, attendance.RecordedById));
    }

    private static Presence Seen(AttendanceStatus status, string? arrived, string? left) => new(status, At(arrived), At(left));

    private static TimeOnly? At(string? time) => time is null ? null : TimeOnly.ParseExact(time, "H:mm", System.Globalization.CultureInfo.InvariantCulture);
}

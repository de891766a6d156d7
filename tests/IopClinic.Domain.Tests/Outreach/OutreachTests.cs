using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Outreach;

/// <summary>Absence becomes work: how it is counted, who is told, until when, and how it ends. Sessions are at nine and at eleven, New York time.</summary>
public sealed class OutreachTests
{
    private static readonly TimeZoneInfo Zone = ClinicClock.Zone("America/New_York");

    private readonly Timetable _clinic = new();
    private readonly Episode _episode;
    private readonly StaffMember _supervisor;

    public OutreachTests()
    {
        _episode = _clinic.Admitted();
        _supervisor = new StaffMember(new PersonName("Sol", "Vega"), "sol@clinic.example", _clinic.Site.Id, [Role.Supervisor]);
        _clinic.Leader.WorkUnder(_supervisor.Id, needsCoSignature: false);
    }

    [Theory]
    [InlineData("U", 1)]
    [InlineData("U U", 2)]
    [InlineData("U A U", 2)]
    [InlineData("U P U", 1)]
    [InlineData("U L U", 1)]
    [InlineData("U E U", 1)]
    [InlineData("P U A A U U", 3)]
    [InlineData("UU", 1)]
    [InlineData("UU UU", 2)]
    [InlineData("UP U", 1)]
    [InlineData("PU U", 2)]
    [InlineData("U U U U", 4)]
    public void Days_in_a_row_are_counted_until_somebody_comes_and_an_excuse_neither_counts_nor_ends_them(string days, int absences)
    {
        var roll = Roll(days);

        Assert.Equal(absences, AbsenceRun.Days(AbsenceRun.Longest(roll, roll.Last(entry => entry.IsUnexcused).StartsAt)));
        // In whatever order they are read.
        Assert.Equal(absences, AbsenceRun.Days(AbsenceRun.Longest(roll.AsEnumerable().Reverse(), roll.Last(entry => entry.IsUnexcused).StartsAt)));
    }

    [Fact]
    public void A_row_that_was_over_before_does_not_count()
    {
        var roll = Roll("U U U P U");

        Assert.Equal([roll[^1]], AbsenceRun.Longest(roll, roll[^1].StartsAt));
        Assert.Empty(AbsenceRun.Longest(Roll("U P"), roll[1].StartsAt));
    }

    [Theory]
    [InlineData(1, RiskLevel.Low, "2026-11-03 15:15")]
    [InlineData(1, RiskLevel.NotAssessed, "2026-11-03 15:15")]
    [InlineData(1, RiskLevel.Moderate, "2026-11-03 04:59")]
    [InlineData(1, RiskLevel.High, "2026-11-03 04:59")]
    [InlineData(2, RiskLevel.None, "2026-11-03 04:59")]
    [InlineData(3, RiskLevel.None, "2026-11-03 04:59")]
    public void It_is_due_a_day_after_the_session_or_with_the_day_at_risk_and_from_the_second_on(int level, RiskLevel risk, string due)
    {
        var ends = Roll("U")[0].EndsAt;

        Assert.Equal(Utc(due), OutreachRules.DueAt((OutreachLevel)level, risk, ends, Zone, ends.AddMinutes(-30)));
        // Whoever writes it down a day late has as long from then on.
        Assert.Equal(Utc(due).AddDays(1), OutreachRules.DueAt((OutreachLevel)level, risk, ends, Zone, ends.AddDays(1)));
    }

    [Fact]
    public void The_day_on_which_the_clocks_change_ends_when_it_ends()
    {
        var ends = Utc("2026-11-01 20:00");

        Assert.Equal(Utc("2026-11-02 04:59"), OutreachRules.DueAt(OutreachLevel.Second, RiskLevel.None, ends, Zone, ends));
    }

    [Fact]
    public void A_first_absence_is_the_primary_clinicians_and_the_second_tells_the_supervisor()
    {
        var roll = Roll("U U");
        var task = Opened(roll[..1]);
        Assert.Equal((OutreachLevel.First, _clinic.Leader.Id, null), (task.Level, task.OwnerId, task.EscalatedToId));
        Assert.Equal(roll[0].EndsAt.AddHours(24), task.DueAt);

        Follow(task, roll, roll[1]);

        Assert.Equal((OutreachLevel.Second, _supervisor.Id, roll[1].EndsAt), (task.Level, task.EscalatedToId!.Value, task.EscalatedAt!.Value));
        Assert.Equal(Utc("2026-11-05 04:59"), task.DueAt);
    }

    [Fact]
    public void An_absence_that_is_written_down_late_is_counted_in_its_own_row()
    {
        // The later one was worked on and closed.
        var roll = Roll("U P U");
        Assert.Equal([roll[0]], AbsenceRun.Of(roll, roll[0]));
        Assert.Equal([roll[2]], AbsenceRun.Of(roll.AsEnumerable().Reverse(), roll[2]));
        var excused = Roll("U A U P U");
        Assert.Equal([excused[0], excused[2]], AbsenceRun.Of(excused, excused[2]));
        var task = new OutreachTask(_episode, roll[0], AbsenceRun.Of(roll, roll[0]), _clinic.Leader, RiskLevel.None, Zone, roll[2].EndsAt);
        Assert.Equal(1, task.Absences);
    }

    [Fact]
    public void An_absence_before_they_came_again_does_not_raise_the_open_task()
    {
        var roll = Roll("U U U P U");
        var task = Opened(roll[4..]);
        var due = task.DueAt;
        Follow(task, roll, roll[0]);
        Assert.Equal((1, due, roll[4].StartsAt), (task.Absences, task.DueAt, task.AbsentAt));

        // One that belongs to the same row does.
        roll = Roll("P U U");
        task = Opened(roll[2..]);
        Follow(task, roll, roll[1]);
        Assert.Equal((2, roll[1].StartsAt), (task.Absences, task.AbsentAt));
    }

    [Fact]
    public void The_same_roll_again_changes_nothing()
    {
        var roll = Roll("U U");
        var task = Opened(roll[..1]);
        Follow(task, roll, roll[1]);
        var (due, told) = (task.DueAt, task.EscalatedAt);

        task.Follow(roll, null, _clinic.Leader, RiskLevel.None, Zone, roll[1].EndsAt.AddHours(3));

        Assert.Equal((2, due, told), (task.Absences, task.DueAt, task.EscalatedAt));
    }

    [Fact]
    public void A_corrected_absence_lowers_it_and_the_last_one_closes_it()
    {
        var roll = Roll("U U");
        var task = Opened(roll[..1]);
        Follow(task, roll, roll[1]);

        Follow(task, [roll[0], roll[1] with { Status = AttendanceStatus.ExcusedAbsence }], null);
        Assert.Equal((OutreachLevel.First, null, true), (task.Level, task.EscalatedToId, task.IsOpen));

        Follow(task, [.. roll.Select(entry => entry with { Status = AttendanceStatus.Present })], null);
        Assert.Equal((OutreachOutcome.Corrected, null), (task.Outcome, task.ClosedById));
        Assert.False(task.IsOpen);
    }

    [Fact]
    public void A_corrected_one_that_somebody_tried_stays_open_until_a_person_closes_it()
    {
        var roll = Roll("U U");
        var task = Opened(roll[..1]);
        Tried(task, roll[0].EndsAt.AddHours(1));
        Follow(task, [roll[0] with { Status = AttendanceStatus.Present }], null);
        Assert.True(task.IsOpen);
        Assert.NotNull(task.CorrectedAt);

        // Somebody stays away again.
        Follow(task, [roll[0] with { Status = AttendanceStatus.Present }, roll[1]], roll[1]);
        Assert.Equal((1, null), (task.Absences, task.CorrectedAt));
    }

    [Fact]
    public void An_absence_written_down_late_joins_the_row_it_lies_before()
    {
        var roll = Roll("U U");
        var task = Opened(roll[1..]);

        Follow(task, roll, roll[0]);

        Assert.Equal(2, task.Absences);
        // And is no longer counted when it is corrected.
        Follow(task, [roll[0] with { Status = AttendanceStatus.Present }, roll[1]], null);
        Assert.Equal(1, task.Absences);
    }

    [Fact]
    public void The_third_is_closed_with_a_decision_of_the_supervisor_or_the_primary_clinician_alone()
    {
        var roll = Roll("U U U");
        var stranger = new StaffMember(new PersonName("Ben", "Ito"), "ben@clinic.example", _clinic.Site.Id, [Role.Clinician]);
        var task = Opened(roll);
        var now = roll[2].EndsAt.AddHours(1);
        Tried(task, now);
        Assert.Equal(
            ("After three absences in a row a supervisor or the primary clinician decides how treatment goes on.", "Decision"),
            Refused(() => task.Close(OutreachOutcome.ReachedAndReturning, OutreachDecision.ReEngagement, "Mornings only.", _episode, stranger, now)));
        Assert.Equal(("Decide how treatment goes on.", "Decision"), Refused(() => Close(task, null, "Mornings only.")));
        Assert.Equal(("Say what was agreed.", "Note"), Refused(() => Close(task, OutreachDecision.ReEngagement, " ")));
        Assert.Equal(("Say why a discharge is to be prepared.", "Note"), Refused(() => Close(task, OutreachDecision.Discharge, null)));
        Assert.True(task.IsOpen);

        task.Close(OutreachOutcome.MovedOrDeclined, OutreachDecision.Discharge, "Moved to Ohio.", _episode, _supervisor, now);

        Assert.Equal((OutreachDecision.Discharge, "Moved to Ohio.", _supervisor.Id), (task.Decision!.Value, task.ClosingNote, task.ClosedById!.Value));
        Assert.Equal("This outreach is closed already.", Refused(() => Close(task, OutreachDecision.ReEngagement, "No.")).Sentence);
        Assert.Equal("This outreach is closed already.", Refused(() => Tried(task, now)).Sentence);

        void Close(OutreachTask of, OutreachDecision? decision, string? note) =>
            of.Close(OutreachOutcome.ReachedAndReturning, decision, note, _episode, _clinic.Leader, now);
    }

    [Fact]
    public void Below_the_third_nothing_is_decided()
    {
        var roll = Roll("U");
        var task = Opened(roll);

        task.Close(OutreachOutcome.ReachedAndReturning, OutreachDecision.Discharge, null, _episode, _clinic.Leader, roll[0].EndsAt);

        Assert.Null(task.Decision);
    }

    [Theory]
    [InlineData(OutreachOutcome.Corrected, "Choose what came of it.", "Outcome")]
    [InlineData(OutreachOutcome.Discharged, "Choose what came of it.", "Outcome")]
    [InlineData((OutreachOutcome)99, "Choose what came of it.", "Outcome")]
    [InlineData(OutreachOutcome.NotReached, "Try at least 2 times before you close it as not reached.", "Outcome")]
    [InlineData(OutreachOutcome.AnotherPlan, "Say what the other plan is.", "Note")]
    public void Some_ends_need_more(OutreachOutcome outcome, string sentence, string field)
    {
        var roll = Roll("U");
        var task = Opened(roll);
        Tried(task, roll[0].EndsAt);

        Assert.Equal((sentence, field), Refused(() => task.Close(outcome, null, null, _episode, _clinic.Leader, roll[0].EndsAt)));
    }

    [Fact]
    public void A_try_has_a_way_a_result_and_a_time_that_can_be()
    {
        var roll = Roll("U");
        var task = Opened(roll);
        var now = roll[0].EndsAt.AddHours(1);

        Assert.Equal("Way", Refused(() => task.Try((OutreachWay)9, OutreachResult.Reached, null, now, _clinic.Leader, now)).Field);
        Assert.Equal("Result", Refused(() => task.Try(OutreachWay.Visit, (OutreachResult)9, null, now, _clinic.Leader, now)).Field);
        Assert.Equal(("That lies in the future.", "At"), Refused(() => task.Try(OutreachWay.Visit, OutreachResult.Reached, null, now.AddMinutes(1), _clinic.Leader, now)));
        Assert.Equal("At", Refused(() => task.Try(OutreachWay.Visit, OutreachResult.Reached, null, now.AddDays(-14), _clinic.Leader, now)).Field);
        Assert.Equal("Note", Refused(() => task.Try(OutreachWay.Visit, OutreachResult.Reached, new string('x', 1001), now, _clinic.Leader, now)).Field);
        Assert.Equal(0, task.Tries);

        task.Try(OutreachWay.Visit, OutreachResult.NoAnswer, " ", now, _clinic.Leader, now);
        task.Try(OutreachWay.Letter, OutreachResult.Sent, "Neutral envelope.", now.AddHours(-1), _clinic.Leader, now);
        Assert.Equal((2, now), (task.Tries, task.LastTriedAt!.Value));
        Assert.Null(task.Attempts[0].Note);
    }

    [Fact]
    public void It_is_handed_to_somebody_to_whom_the_chart_is_open_and_their_supervisor_is_told()
    {
        var roll = Roll("U U");
        var task = Opened(roll);
        var ben = new StaffMember(new PersonName("Ben", "Ito"), "ben@clinic.example", _clinic.Site.Id, [Role.Clinician]);
        var now = roll[1].EndsAt;
        Assert.Equal(("The chart is not open to Ben Ito. Choose somebody of the care team.", "To"), Refused(() => task.HandOver(ben, [], now)));
        Assert.Equal(("It is with Ana Ruiz already.", "To"), Refused(() => task.HandOver(_clinic.Leader, [_clinic.Leader.Id], now)));

        task.HandOver(ben, [ben.Id], now);

        // Nobody supervises Ben.
        Assert.Equal((ben.Id, null), (task.OwnerId, task.EscalatedToId));
    }

    [Fact]
    public void Nobody_is_called_back_whose_episode_ended()
    {
        var roll = Roll("U U U");
        var task = Opened(roll);

        task.EndWithEpisode(roll[2].EndsAt);

        Assert.Equal((OutreachOutcome.Discharged, null), (task.Outcome, task.ClosedById));
        _episode.Discharge(Timetable.Monday.AddDays(2), DischargeReason.DroppedOut, null, _supervisor, Timetable.Monday.AddDays(2));
        Assert.Equal("This episode is closed.", Refused(() => Opened(roll)).Sentence);
    }

    [Theory]
    [InlineData(10, 6, 10, 6, AttendanceFault.Low)]
    [InlineData(10, 7, 10, 9, AttendanceFault.None)]
    [InlineData(10, 7, 10, 10, AttendanceFault.Falling)]
    [InlineData(10, 5, 10, 10, AttendanceFault.LowAndFalling)]
    [InlineData(3, 2, 0, 0, AttendanceFault.Low)]
    [InlineData(2, 0, 10, 10, AttendanceFault.None)]
    [InlineData(4, 3, 2, 2, AttendanceFault.None)]
    [InlineData(4, 3, 3, 3, AttendanceFault.Falling)]
    [InlineData(0, 0, 10, 10, AttendanceFault.None)]
    public void Attendance_warns_when_it_is_low_or_falls(int planned, int came, int plannedBefore, int cameBefore, AttendanceFault fault) =>
        Assert.Equal(fault, AttendanceWarning.Of(new AttendanceShare(planned, came), new AttendanceShare(plannedBefore, cameBefore)));

    [Theory]
    [InlineData(RiskLevel.Low, OutreachLevel.First, true)]
    [InlineData(RiskLevel.High, OutreachLevel.Third, false)]
    public void To_nobody_but_the_patient_the_script_says_more_than_a_name_and_a_number(RiskLevel risk, OutreachLevel level, bool mayLeave)
    {
        var patient = _clinic.PatientOf(_episode);
        patient.Reach(new ContactDetails { Phone = "555 010 0100", Preferred = mayLeave ? ContactMethod.Text : ContactMethod.Call, MayLeaveVoicemail = mayLeave });
        patient.RaiseRisk(risk, Timetable.Now);
        var script = OutreachScript.Of(patient, "Ana", "555 010 0000", level);
        string[] telling = ["clinic", "program", "treatment", "session", "group", "missed", "therap", "appointment", "counsel", "patient", "safe", "Riverside"];

        foreach (var part in script.Where(part => part.Title is not "To the patient"))
        {
            Assert.DoesNotContain(part.Lines, line => telling.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
        }

        var lines = script.Single(part => part.Title is "To the patient").Lines.ToList();
        var (asks, misses) = (lines.FindIndex(line => line.Contains("safe", StringComparison.Ordinal)), lines.FindIndex(line => line.Contains("missed", StringComparison.Ordinal)));
        Assert.True(asks > 0 && misses > 0);
        Assert.Equal(risk is RiskLevel.High, asks < misses);
        Assert.Equal(risk is RiskLevel.High, OutreachScript.SafetyFirst(risk) is not null);
        Assert.Equal(mayLeave, script.Single(part => part.Title is "A message on voicemail").Lines.Count > 0);
        Assert.Equal(mayLeave, script.Single(part => part.Title is "A text message").Lines.Count > 0);
    }

    private OutreachTask Opened(IReadOnlyList<RollEntry> roll) =>
        new(_episode, roll[^1], AbsenceRun.Longest(roll, roll[^1].StartsAt), _clinic.Leader, RiskLevel.None, Zone, roll[^1].EndsAt);

    private void Follow(OutreachTask task, IReadOnlyList<RollEntry> roll, RollEntry? further) =>
        task.Follow(roll, further, _clinic.Leader, RiskLevel.None, Zone, roll[^1].EndsAt);

    private void Tried(OutreachTask task, DateTimeOffset at) => task.Try(OutreachWay.Telephone, OutreachResult.NoAnswer, null, at, _clinic.Leader, at);

    private static (string Sentence, string? Field) Refused(Action act)
    {
        var refused = Assert.Throws<RuleViolation>(act);
        return (refused.Message, refused.Field);
    }

    private static DateTimeOffset Utc(string at) => DateTimeOffset.Parse(at + "Z", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A word a day from Monday on, a letter a session: present, late, left early, excused or unexcused.</summary>
    private static List<RollEntry> Roll(string days) =>
    [
        .. days.Split(' ').SelectMany((day, number) => day.Select((letter, at) =>
        {
            var on = Timetable.Monday.AddDays(number * 2);
            var starts = ClinicClock.InstantOf(on, new TimeOnly(9 + (2 * at), 0), Zone);
            return new RollEntry(Id<Session>.New(), on, starts, starts.AddMinutes(75), letter switch
            {
                'P' => AttendanceStatus.Present,
                'L' => AttendanceStatus.Late,
                'E' => AttendanceStatus.LeftEarly,
                'A' => AttendanceStatus.ExcusedAbsence,
                _ => AttendanceStatus.UnexcusedAbsence,
            });
        })),
    ];
}

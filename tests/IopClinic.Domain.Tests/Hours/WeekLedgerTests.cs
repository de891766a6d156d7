using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Hours;

/// <summary>What a week of treatment comes to, and that no minute of it is lost or invented.</summary>
public sealed class WeekLedgerTests
{
    private const int RandomWeeks = 10_000;

    private static readonly ClinicWeek Week = new(Timetable.Monday);

    private static readonly DateTimeOffset Wednesday = new(2026, 11, 4, 17, 0, 0, TimeSpan.Zero);

    private static readonly string[] Zones =
    [
        "America/New_York", "America/Detroit", "America/Indiana/Indianapolis", "America/Chicago", "America/Denver", "America/Boise", "America/Phoenix",
        "America/Los_Angeles", "America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
    ];

    [Fact]
    public void A_week_says_what_is_delivered_ahead_missed_and_unproven()
    {
        var week = Ledger(
            Row(Wednesday.AddDays(-2), 180, AttendanceStatus.Late, attended: 150),
            Row(Wednesday.AddDays(-1), 90, AttendanceStatus.UnexcusedAbsence),
            Row(Wednesday.AddHours(-4), 60, status: null),
            Row(Wednesday.AddDays(1), 120, status: null),
            Row(Wednesday.AddDays(1), 50, AttendanceStatus.Present, attended: 50, counts: false));

        Assert.Equal((450, 150, 50), (week.Scheduled, week.Delivered, week.Beside));
        Assert.Equal((120, 1, 60, 90), (week.Ahead, week.SessionsAhead, week.NotRecorded, week.Missed));
        Assert.Equal((270, 270, 0), (week.Forecast, week.Short, week.Over));
        Assert.False(week.WaitsForRoll);
        Assert.Equal("4.5 of 9 h, 1 session left", week.Outlook);
        Assert.Equal([true, false], week.ByService.Select(line => line.Counts));
    }

    [Fact]
    public void What_is_over_without_a_roll_may_be_all_that_is_missing()
    {
        var week = Ledger(Row(Wednesday.AddDays(-1), 480, AttendanceStatus.Present, attended: 480), Row(Wednesday.AddHours(-3), 60, status: null));

        Assert.Equal((480, 60), (week.Forecast, week.Short));
        Assert.True(week.WaitsForRoll);
    }

    [Fact]
    public void Only_a_whole_week_is_held_against_the_minimum_and_every_week_against_the_maximum()
    {
        Assert.Equal(0, (Ledger() with { IsWhole = false }).Short);
        Assert.Equal(540, Ledger().Short);
        Assert.Equal(60, (Ledger(Row(Wednesday, 1200, AttendanceStatus.Present, attended: 1200)) with { IsWhole = false }).Over);
        Assert.Equal("0 of 9 h", Ledger().Outlook);
    }

    [Fact]
    public void A_session_that_ends_this_moment_is_over()
    {
        var row = Row(Wednesday.AddMinutes(-60), 60, status: null);
        Assert.Equal(LedgerState.NotRecorded, row.StateAt(Wednesday));
        Assert.Equal(LedgerState.Ahead, row.StateAt(Wednesday.AddMinutes(-1)));
    }

    /// <summary>
    /// Random weeks in every zone of the United States, every second one with a change of clocks, sessions at any hour of the day, breaks, late arrivals
    /// and early leavings. The model knows nothing but minutes: it walks through each of them and looks whether the patient sat there.
    /// </summary>
    [Fact]
    public void Random_weeks_equal_a_model_that_counts_single_minutes()
    {
        var random = new Random(20261128);
        var changes = 0;
        for (var round = 0; round < RandomWeeks; round++)
        {
            var zone = Zones[random.Next(Zones.Length)];
            var year = random.Next(2027, 2035);
            var sunday = round % 2 == 0
                ? SundayOf(year, round % 4 == 0 ? (3, 2) : (11, 1))
                : new DateOnly(year, 1, 7).AddDays(random.Next(0, 340));
            var monday = ClinicWeek.Of(sunday).Monday;
            var clinic = new Timetable(zone);
            var member = clinic.Admitted();
            List<LedgerRow> rows = [];
            var (delivered, scheduled) = (0, 0);
            for (var sessions = random.Next(1, 6); sessions > 0; sessions--)
            {
                // Every second session lies on the day on which clocks change.
                var date = random.Next(2) == 0 ? monday.AddDays(6) : monday.AddDays(random.Next(7));
                var minutes = random.Next(3, 49) * 5;
                var breakMinutes = minutes > 60 ? random.Next(0, 4) * 5 : 0;
                var breakAfter = breakMinutes == 0 ? 0 : random.Next(5, minutes - breakMinutes);
                var time = new WeeklyTime([date.DayOfWeek], new TimeOnly(random.Next(0, 20), random.Next(0, 12) * 5), minutes, breakAfter, breakMinutes);
                var session = clinic.Group(time, date, date).PlanSessions(clinic.Site).Single();
                session.Seat(member);
                var walked = Walk(session, clinic.Site.Zone, random, out var seen);
                changes += clinic.Site.Zone.GetUtcOffset(session.StartsAt) == clinic.Site.Zone.GetUtcOffset(session.EndsAt) ? 0 : 1;
                var attendance = clinic.Saw(session, member.PatientId, seen);
                rows.Add(new LedgerRow(
                    session.Id, session.ClinicDate, session.StartsAt, session.EndsAt, session.Title, session.ServiceId, "Skills", Counts: true, session.ClinicalMinutes, attendance.Status, attendance.Minutes, IsMakeUp: false));
                delivered += walked;
                scheduled += minutes - breakMinutes;
            }

            var ledger = new WeekLedger(new ClinicWeek(monday), 540, 1140, null, IsWhole: true, rows, ClinicClock.InstantOf(monday.AddDays(8), TimeOnly.MinValue, clinic.Site.Zone));
            Assert.Equal((scheduled, delivered, delivered, 0, 0), (ledger.Scheduled, ledger.Delivered, ledger.Forecast, ledger.NotRecorded, ledger.Ahead));
            Assert.Equal(Math.Max(0, 540 - delivered), ledger.Short);
            Assert.Equal(Math.Max(0, delivered - 1140), ledger.Over);
        }

        Assert.True(changes > 100, $"Clocks changed in {changes} sessions only.");
    }

    /// <summary>Says at random who came when, and counts the minutes one by one.</summary>
    private static int Walk(GroupSession session, TimeZoneInfo zone, Random random, out Presence seen)
    {
        var all = (int)(session.EndsAt - session.StartsAt).TotalMinutes;
        TimeOnly WallAt(int minute) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(session.StartsAt.AddMinutes(minute), zone).DateTime);
        // Where clocks show a time twice, its first occurrence is meant.
        int FirstAt(TimeOnly wall) => Enumerable.Range(0, all + 1).First(minute => WallAt(minute) == wall);
        TimeOnly? arrived = random.Next(3) == 0 ? WallAt(random.Next(0, all)) : null;
        TimeOnly? left = random.Next(3) == 0 ? WallAt(random.Next(1, all + 1)) : null;
        var from = arrived is { } came ? FirstAt(came) : 0;
        var until = left is { } went ? FirstAt(went) : all;
        if (random.Next(8) == 0)
        {
            seen = new Presence(AttendanceStatus.ExcusedAbsence, Reason: "Ill");
            return 0;
        }

        if (from >= until)
        {
            (arrived, left, from, until) = (null, null, 0, all);
        }

        seen = new Presence(arrived is not null ? AttendanceStatus.Late : left is not null ? AttendanceStatus.LeftEarly : AttendanceStatus.Present, arrived, left);
        var counted = 0;
        for (var minute = from; minute < until; minute++)
        {
            counted += minute >= session.BreakAfter && minute < session.BreakAfter + session.BreakMinutes ? 0 : 1;
        }

        return counted;
    }

    private static DateOnly SundayOf(int year, (int Month, int Which) of)
    {
        var first = new DateOnly(year, of.Month, 1);
        return first.AddDays(((7 - (int)first.DayOfWeek) % 7) + (7 * (of.Which - 1)));
    }

    private static LedgerRow Row(DateTimeOffset startsAt, int minutes, AttendanceStatus? status, int attended = 0, bool counts = true) => new(
        Id<Session>.New(), DateOnly.FromDateTime(startsAt.UtcDateTime), startsAt, startsAt.AddMinutes(minutes), "Group", Id<Service>.New(), counts ? "Skills" : "Prescriber", counts, minutes, status, attended, IsMakeUp: false);

    private static WeekLedger Ledger(params LedgerRow[] rows) => new(Week, 540, 1140, null, IsWhole: true, rows, Wednesday);
}

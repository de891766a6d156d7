using IopClinic.Domain.Billing;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Hours;

/// <summary>What a payer approved, what of it is used, and what is booked beyond it.</summary>
public sealed class AuthorizationTests
{
    private static readonly DateOnly Monday = Timetable.Monday;

    private static readonly DateTimeOffset Now = new(2026, 11, 4, 17, 0, 0, TimeSpan.Zero);

    private static readonly Id<Service> Skills = Id<Service>.New();

    private readonly Timetable _clinic = new();

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(22, 1)]
    [InlineData(23, 2)]
    [InlineData(37, 2)]
    [InlineData(38, 3)]
    [InlineData(53, 4)]
    [InlineData(60, 4)]
    public void A_unit_of_a_quarter_of_an_hour_begins_with_its_eighth_minute(int minutes, int units) => Assert.Equal(units, AuthorizationUse.QuarterHours(minutes));

    [Fact]
    public void A_day_counts_where_its_minutes_reach_what_the_payer_asks_for()
    {
        var of = Approved(AuthorizedUnit.Days, units: 3);
        var use = AuthorizationUse.Of(of,
        [
            Row(0, 90, AttendanceStatus.Present), Row(0, 90, AttendanceStatus.Late, attended: 89),
            Row(1, 90, AttendanceStatus.Present), Row(1, 90, AttendanceStatus.Present),
            Row(2, 180, AttendanceStatus.UnexcusedAbsence),
            Row(3, 180, null), Row(4, 180, null), Row(5, 180, null),
            Row(60, 180, null),
        ]);

        Assert.Equal((1, 3, 2), (use.Used, use.Booked, use.Left));
        Assert.Equal(Monday.AddDays(5), use.RunsOutOn);
    }

    [Fact]
    public void A_day_that_is_half_over_is_counted_once()
    {
        var use = AuthorizationUse.Of(Approved(AuthorizedUnit.Days, units: 3), [Row(2, 90, AttendanceStatus.Present), Row(2, 90, null)]);
        Assert.Equal((0, 1), (use.Used, use.Booked));
        use = AuthorizationUse.Of(Approved(AuthorizedUnit.Days, units: 3), [Row(2, 180, AttendanceStatus.Present), Row(2, 90, null)]);
        Assert.Equal((1, 0), (use.Used, use.Booked));
    }

    [Fact]
    public void Sessions_and_quarters_are_counted_of_the_one_service_or_of_all_that_count()
    {
        List<LedgerRow> rows = [Row(0, 60, AttendanceStatus.Present, of: Skills), Row(0, 50, AttendanceStatus.Present), Row(1, 45, AttendanceStatus.Present, counts: false)];
        Assert.Equal(2, AuthorizationUse.Of(Approved(AuthorizedUnit.Sessions), rows).Used);
        Assert.Equal(1, AuthorizationUse.Of(Approved(AuthorizedUnit.Sessions, of: Skills), rows).Used);
        Assert.Equal(7, AuthorizationUse.Of(Approved(AuthorizedUnit.QuarterHours), rows).Used);
    }

    [Fact]
    public void What_is_booked_beyond_the_units_or_the_days_is_covered_by_nothing()
    {
        List<LedgerRow> rows = [Row(0, 60, AttendanceStatus.Present), Row(3, 60, null), Row(4, 60, null), Row(40, 60, null), Row(4, 60, null, counts: false)];
        Assert.Equal([Monday.AddDays(4), Monday.AddDays(40)], AuthorizationUse.Uncovered([Approved(AuthorizedUnit.Sessions, units: 2)], rows, Now).Select(row => row.Date));
        Assert.Equal([Monday.AddDays(40)], AuthorizationUse.Uncovered([Approved(AuthorizedUnit.Sessions, units: 2), Approved(AuthorizedUnit.Sessions, units: 9)], rows, Now).Select(row => row.Date));
        Assert.Empty(AuthorizationUse.Uncovered([], rows, Now));
        var taken = Approved(AuthorizedUnit.Sessions, units: 9);
        taken.Void("Entered twice", Now);
        Assert.Empty(AuthorizationUse.Uncovered([taken], rows, Now));
    }

    [Fact]
    public void Within_a_day_it_covers_the_sessions_that_start_first()
    {
        List<LedgerRow> rows = [At(3, 60), At(1, 60), At(2, 60) with { Status = AttendanceStatus.ExcusedAbsence, Attended = 0 }, At(4, 60, null)];
        RunsOut(AuthorizedUnit.Sessions, 2, Monday, rows[3].StartsAt);
        RunsOut(AuthorizedUnit.Sessions, 1, Monday, rows[0].StartsAt);
        // Four quarters each: of the second session not all are left.
        RunsOut(AuthorizedUnit.QuarterHours, 7, Monday, rows[0].StartsAt);
        RunsOut(AuthorizedUnit.QuarterHours, 12, null, null);
        Assert.Equal([rows[3]], AuthorizationUse.Uncovered([Approved(AuthorizedUnit.Sessions, 2)], rows, Now.AddDays(-30)).Where(row => row.Status is null));

        // A day is used up as a whole.
        var days = AuthorizationUse.Of(Approved(AuthorizedUnit.Days, 1), [Row(0, 180, AttendanceStatus.Present), Row(1, 180, AttendanceStatus.Present)]);
        Assert.Equal(Monday.AddDays(1), days.RunsOutOn);
        Assert.Null(days.RunsOutAt);

        void RunsOut(AuthorizedUnit unit, int units, DateOnly? on, DateTimeOffset? at)
        {
            var use = AuthorizationUse.Of(Approved(unit, units), rows);
            Assert.Equal(on, use.RunsOutOn);
            Assert.Equal(at, use.RunsOutAt);
        }

        static LedgerRow At(int hour, int minutes, AttendanceStatus? status = AttendanceStatus.Present)
        {
            var row = Row(0, minutes, status);
            return row with { StartsAt = row.StartsAt.AddHours(hour), EndsAt = row.EndsAt.AddHours(hour) };
        }
    }

    [Fact]
    public void It_runs_out_by_its_days_or_by_its_units()
    {
        var of = Approved(AuthorizedUnit.Days, units: 10);
        var use = AuthorizationUse.Of(of, []);
        Assert.False(use.IsExpiring(of.LastDay.AddDays(-8)));
        Assert.True(use.IsExpiring(of.LastDay.AddDays(-7)));
        Assert.False(use.IsExpiring(of.LastDay.AddDays(1)));
        Assert.True((use with { Used = 7 }).IsExpiring(of.FirstDay));
        Assert.Equal((0, 2), ((use with { Used = 12 }).Left, (use with { Used = 12 }).Beyond));
    }

    [Theory]
    [InlineData("", "1", "S9480", 5, 180, 0, 10, "Payer")]
    [InlineData("A", " ", "S9480", 5, 180, 0, 10, "Number")]
    [InlineData("A", "1", "S-9480", 5, 180, 0, 10, "Code")]
    [InlineData("A", "1", "S9480", 0, 180, 0, 10, "Units")]
    [InlineData("A", "1", "S9480", -5, 180, 0, 10, "Units")]
    [InlineData("A", "1", "S9480", 2001, 180, 0, 10, "Units")]
    [InlineData("A", "1", "S9480", 5, 0, 0, 10, "MinutesOfDay")]
    [InlineData("A", "1", "S9480", 5, 180, 5, 4, "LastDay")]
    [InlineData("A", "1", "S9480", 5, 180, 0, 366, "LastDay")]
    public void What_makes_no_sense_is_refused(string payer, string number, string code, int units, int minutes, int from, int until, string field) =>
        Assert.Equal(field, Assert.Throws<RuleViolation>(() => new PayerAuthorization(
            _clinic.Admitted(), new AuthorizedCare(payer, number, code, null, AuthorizedUnit.Days, units, minutes, Monday.AddDays(from), Monday.AddDays(until)), _clinic.Leader, Now)).Field);

    [Fact]
    public void What_was_taken_back_stays_so()
    {
        var of = Approved(AuthorizedUnit.Days);
        Assert.Equal("VoidReason", Assert.Throws<RuleViolation>(() => of.Void(" ", Now)).Field);
        of.AskForMore(Monday, Monday);
        Assert.Throws<RuleViolation>(() => of.AskForMore(Monday.AddDays(1), Monday));
        of.Void("Wrong patient", Now);
        Assert.Throws<RuleViolation>(() => of.Void("Again", Now));
        Assert.Throws<RuleViolation>(() => of.Describe(of.Care));
        Assert.Throws<RuleViolation>(() => of.AskForMore(Monday, Monday));
        Assert.False(AuthorizationUse.Of(of, []).IsExpiring(of.LastDay));
    }

    private PayerAuthorization Approved(AuthorizedUnit unit, int units = 20, Id<Service>? of = null) => new(
        _clinic.Admitted(), new AuthorizedCare("Blue Heron", "A-1", "s9480", of, unit, units, 180, Monday, Monday.AddDays(27)), _clinic.Leader, Now);

    private static LedgerRow Row(int day, int minutes, AttendanceStatus? status, int? attended = null, Id<Service>? of = null, bool counts = true)
    {
        var starts = new DateTimeOffset(2026, 11, 2, 14, 0, 0, TimeSpan.Zero).AddDays(day);
        var came = status is AttendanceStatus.Present or AttendanceStatus.Late ? attended ?? minutes : 0;
        return new LedgerRow(
            Id<Session>.New(), Monday.AddDays(day), starts, starts.AddMinutes(minutes), "Group", of ?? Id<Service>.New(), "Service", counts, minutes, status, came, IsMakeUp: false);
    }
}

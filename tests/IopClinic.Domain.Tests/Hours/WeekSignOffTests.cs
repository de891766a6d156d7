using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Hours;

/// <summary>What somebody vouched for stands, and what became of it since is told to the row.</summary>
public sealed class WeekSignOffTests
{
    private static readonly ClinicWeek Week = new(Timetable.Monday);

    private static readonly DateOnly Today = Week.Sunday.AddDays(1);

    private static readonly DateTimeOffset Now = new(Today, new TimeOnly(9, 0), TimeSpan.Zero);

    private readonly Program _program = new(Id<Site>.New(), "Mornings", LevelOfCare.IntensiveOutpatient);

    private readonly StaffMember _signer = new(new PersonName("Ana", "Ruiz"), "ana@house.example", Id<Site>.New(), [Role.Administrator]);

    private readonly LedgerRow _row = Row(AttendanceStatus.Present, 75);

    [Fact]
    public void It_keeps_every_row_and_tells_when_one_is_touched()
    {
        var signed = Sign([Of(_row), Of(Row(AttendanceStatus.ExcusedAbsence, 0))]);

        Assert.Equal((1, 540, 1140, "Ana Ruiz", null), (signed.Number, signed.Minimum, signed.Maximum, signed.SignerName, signed.PreviousHash));
        Assert.Equal([75, 0], signed.Hours.Select(hours => signed.LedgerOf(hours).Delivered));
        Assert.True(signed.IsIntact);
        var touched = signed.Hours.First();
        typeof(SignedHours).GetProperty(nameof(SignedHours.Rows))!.SetValue(touched, new[] { touched.Rows[0] with { Attended = 60 } });
        Assert.False(signed.IsIntact);
    }

    [Theory]
    [InlineData("is not over")]
    [InlineData("Nobody of this program")]
    [InlineData("no attendance yet")]
    public void Only_a_week_that_is_over_and_recorded_is_signed_off(string sentence)
    {
        HoursOfWeek[] hours = sentence switch
        {
            "is not over" => [Of(_row)],
            "Nobody of this program" => [],
            _ => [Of(_row, Row(null, 0) with { Counts = false })],
        };
        var refused = Assert.Throws<RuleViolation>(() => Sign(hours, today: sentence == "is not over" ? Week.Sunday : Today));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_more_takes_a_change_and_a_reason_and_follows_the_first()
    {
        var one = Of(_row);
        var first = Sign([one]);
        Assert.Equal("Nothing has changed since this week was signed off.", Assert.Throws<RuleViolation>(() => Sign([one], first, "Again")).Message);
        // What is only called otherwise is no change.
        Assert.Throws<RuleViolation>(() => Sign([Instead(one, _row with { Title = "Mornings, renamed", Service = "Process group" })], first, "Again"));

        var late = Instead(one, _row with { Status = AttendanceStatus.Late, Attended = 60 });
        Assert.Equal(nameof(WeekSignOff.Remark), Assert.Throws<RuleViolation>(() => Sign([late], first, " ")).Field);
        var second = Sign([late], first, "Came late");

        Assert.Equal((2, first.Hash, "Came late"), (second.Number, second.PreviousHash, second.Remark));
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.Equal(75, first.LedgerOf(first.Hours.Single()).Delivered);
    }

    [Fact]
    public void What_changed_since_is_told_row_by_row()
    {
        var (stays, changes, leaves, comes) = (Of(_row), Of(_row), Of(_row), Of(_row));
        var added = Row(AttendanceStatus.Present, 60);
        var first = Sign([stays, changes, leaves]);
        var corrected = _row with { Status = AttendanceStatus.UnexcusedAbsence, Attended = 0 };

        var told = HoursChange.Between(first.Hours, [stays, Instead(changes, corrected, added), comes]);

        Assert.Equal([changes.EpisodeId, leaves.EpisodeId, comes.EpisodeId], told.Select(change => change.EpisodeId));
        Assert.Equal([(_row, corrected), (null, added)], told[0].Rows.Where(row => row.Then is null || row.Now is null || row.Then.Session == row.Now.Session).OrderBy(row => row.Then is null));
        Assert.Equal(((LedgerRow?)_row, (LedgerRow?)null), Assert.Single(told[1].Rows));
        Assert.Equal(((LedgerRow?)null, (LedgerRow?)_row), Assert.Single(told[2].Rows));
        Assert.Empty(Assert.Single(HoursChange.Between(first.Hours, [changes, leaves, stays with { Ledger = stays.Ledger with { IsWhole = false } }])).Rows);
        Assert.NotEqual(WeekSignOff.PrintOf([stays, changes]), WeekSignOff.PrintOf([stays, Instead(changes, corrected)]));
        Assert.Equal(WeekSignOff.PrintOf([stays, changes]), WeekSignOff.PrintOf([changes, stays]));
    }

    private WeekSignOff Sign(IReadOnlyCollection<HoursOfWeek> hours, WeekSignOff? before = null, string? remark = null, DateOnly? today = null) =>
        new(_program, Week, hours, elsewhere: 0, before, remark, _signer, today ?? Today, Now);

    private static HoursOfWeek Of(params LedgerRow[] rows) =>
        new(Id<Patient>.New(), Id<Episode>.New(), new WeekLedger(Week, 540, 1140, null, IsWhole: true, rows, Now));

    private static HoursOfWeek Instead(HoursOfWeek of, params LedgerRow[] rows) => of with { Ledger = of.Ledger with { Rows = rows } };

    private static LedgerRow Row(AttendanceStatus? status, int attended) => new(
        Id<Session>.New(), Week.Monday, new DateTimeOffset(Week.Monday, new TimeOnly(9, 0), TimeSpan.Zero), new DateTimeOffset(Week.Monday, new TimeOnly(10, 15), TimeSpan.Zero),
        "Mornings", Id<Service>.New(), "Group therapy", Counts: true, Booked: 75, status, attended, IsMakeUp: false);
}

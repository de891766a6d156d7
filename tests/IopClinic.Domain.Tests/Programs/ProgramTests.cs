using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Tests.Programs;

public sealed class ProgramTests
{
    private static Program Iop() => new(Id<Site>.New(), "Dual diagnosis IOP", LevelOfCare.IntensiveOutpatient);

    [Fact]
    public void A_new_program_asks_for_9_to_19_hours_over_10_weeks()
    {
        var program = Iop();

        Assert.Equal((540, 1140, 10, false), (program.WeeklyMinutesMinimum, program.WeeklyMinutesMaximum, program.PlannedWeeks, program.IsPart2));
    }

    [Theory]
    [InlineData("", 540, 1140, 10, "Name")]
    [InlineData("IOP", -1, 1140, 10, "WeeklyMinutesMinimum")]
    [InlineData("IOP", 540, 10081, 10, "WeeklyMinutesMaximum")]
    [InlineData("IOP", 541, 540, 10, "WeeklyMinutesMaximum")]
    [InlineData("IOP", 540, 1140, 0, "PlannedWeeks")]
    [InlineData("IOP", 540, 1140, 105, "PlannedWeeks")]
    public void A_program_that_makes_no_sense_is_refused(string name, int minimum, int maximum, int weeks, string field)
    {
        var refusal = Assert.Throws<RuleViolation>(
            () => Iop().Describe(name, LevelOfCare.IntensiveOutpatient, minimum, maximum, weeks, isPart2: true));

        Assert.Equal(field, refusal.Field);
    }

    [Fact]
    public void Two_tracks_do_not_share_a_name_however_it_is_written()
    {
        var program = Iop();
        program.AddTrack("Morning", PartOfDay.Morning);

        var refusal = Assert.Throws<RuleViolation>(() => program.AddTrack("MORNING ", PartOfDay.Evening));

        Assert.Equal(("Name", "Dual diagnosis IOP already has a track called MORNING."), (refusal.Field, refusal.Message));
        Assert.Single(program.Tracks);
    }

    [Fact]
    public void Programs_and_tracks_are_retired_and_reopened()
    {
        var program = Iop();
        var track = program.AddTrack("Morning", PartOfDay.Morning);
        var now = new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);

        program.Retire(now);
        track.Retire(now);
        Assert.True(program.IsRetired && track.IsRetired);

        program.Reopen();
        track.Reopen();
        Assert.False(program.IsRetired || track.IsRetired);
    }
}

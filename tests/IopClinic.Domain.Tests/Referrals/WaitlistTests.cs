using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Referrals;

public sealed class WaitlistTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 26);

    private readonly Program _program;
    private readonly Track _track;
    private readonly Referral _referral;

    public WaitlistTests()
    {
        var site = new Site("Harbor", "America/New_York");
        _program = new Program(site.Id, "IOP", LevelOfCare.IntensiveOutpatient);
        _track = _program.AddTrack("Morning", PartOfDay.Morning);
        var patient = new Patient(
            site.Id, new Demographics { Name = new PersonName("Rosa", "Lind"), BirthDate = new DateOnly(1990, 5, 1) }, new ContactDetails(), Today, Now);
        var intake = new StaffMember(new PersonName("Ina", "Day"), "ina@clinic.example", site.Id, [Role.Intake]);
        _referral = new Referral(patient, new ReferralCall { Concern = "Cannot sleep." }, intake, Today, Now);
    }

    [Fact]
    public void Nobody_waits_for_a_track_of_another_site_or_of_another_program()
    {
        var elsewhere = new Program(Id<Site>.New(), "IOP", LevelOfCare.IntensiveOutpatient);
        var there = elsewhere.AddTrack("Morning", PartOfDay.Morning);

        Assert.Equal("Choose a track of this site.", Assert.Throws<RuleViolation>(() => Wait(elsewhere, there)).Message);
        Assert.Equal("Choose a track of this site.", Assert.Throws<RuleViolation>(() => Wait(_program, there)).Message);
        Assert.Null(_referral.WaitsForId);
        Wait(_program, _track);
        Assert.Equal(_track.Id, _referral.WaitsForId);
    }

    [Fact]
    public void The_next_action_lies_in_no_past_but_an_overdue_one_may_stay()
    {
        var refused = Assert.Throws<RuleViolation>(() => Wait(_program, _track, "Call", new DateOnly(1950, 1, 1)));
        Assert.Equal(("This day is over. Enter today or a later day.", nameof(Referral.NextActionOn)), (refused.Message, refused.Field));
        Assert.Equal((null, null), (_referral.WaitlistedAt, _referral.NextAction));

        Wait(_program, _track, "Call", Today);
        Wait(_program, _track, "Call", Today, Today.AddDays(3));
        Assert.Throws<RuleViolation>(() => Wait(_program, _track, "Write", Today, Today.AddDays(3)));
        Assert.Equal(("Call", Today), (_referral.NextAction, _referral.NextActionOn));
    }

    private void Wait(Program program, Track track, string? action = null, DateOnly? on = null, DateOnly? today = null) =>
        _referral.WaitFor(program, track, WaitPriority.Usual, action, on, today ?? Today, Now);
}

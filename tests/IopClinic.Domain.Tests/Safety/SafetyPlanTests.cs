using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Patients;

namespace IopClinic.Domain.Tests.Safety;

public sealed class SafetyPlanTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_plan_is_complete_when_each_of_the_six_steps_says_something()
    {
        var six = Enum.GetValues<SafetyStep>().Where(SafetyPlan.IsStep).Select(step => new SafetyLine(step, "Words", null)).ToList();

        Assert.Equal(6, six.Count);
        Assert.True(Write(six).IsComplete);
        Assert.All(six, left => Assert.False(Write(six.Where(line => line != left)).IsComplete));
    }

    [Fact]
    public void Empty_lines_are_left_out_and_the_steps_stand_in_their_order()
    {
        var plan = Write([new(SafetyStep.Helpers, " Rosa ", " 555 "), new(SafetyStep.Signs, "No sleep", null), new(SafetyStep.Alone, " ", null)]);

        Assert.Equal([new(SafetyStep.Signs, "No sleep", null), new(SafetyStep.Helpers, "Rosa", "555")], plan.Lines);
        Assert.Equal("Write at least one line.", Refused([new(SafetyStep.Alone, " ", " ")]));
        Assert.Equal("Say whose number this is.", Refused([new(SafetyStep.Helpers, "", "555")]));
        Assert.Equal("Keep each part to 12 lines: a plan is brief.", Refused(Enumerable.Range(0, 13).Select(n => new SafetyLine(SafetyStep.Signs, $"{n}", null))));
        Assert.StartsWith("Shorten this to 200", Refused([new(SafetyStep.Signs, new string('x', 201), null)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_says_what_changed_since_the_one_before()
    {
        var first = Write([new(SafetyStep.Signs, "No sleep", null), new(SafetyStep.Alone, "A walk", null)]);
        var second = Write([new(SafetyStep.Signs, "No sleep", null), new(SafetyStep.Alone, "A swim", null)], first);

        Assert.Equal(2, second.Number);
        var (added, removed) = second.Since(first);
        Assert.Equal(("A swim", "A walk"), (Assert.Single(added).Text, Assert.Single(removed).Text));
        Assert.Empty(Write(second.Lines, second).Since(second).Added);
    }

    [Fact]
    public void Clinicians_and_intake_write_plans_and_nobody_else()
    {
        Assert.Equal(1, Write([new(SafetyStep.Signs, "No sleep", null)], by: Role.Intake).Number);
        Assert.Throws<RuleViolation>(() => Write([new(SafetyStep.Signs, "No sleep", null)], by: Role.Administrator));
    }

    [Theory]
    [InlineData(RiskLevel.Low, 0, null, false)]
    [InlineData(RiskLevel.NotAssessed, null, null, false)]
    [InlineData(RiskLevel.Moderate, 0, null, true)]
    [InlineData(RiskLevel.High, null, null, true)]
    [InlineData(RiskLevel.High, 0, -1, true)]
    [InlineData(RiskLevel.High, 0, 0, false)]
    [InlineData(RiskLevel.Moderate, -3, -1, false)]
    [InlineData(RiskLevel.Moderate, null, -1, false)]
    public void A_plan_is_due_until_one_is_of_the_day_on_which_the_risk_rose_or_later(RiskLevel risk, int? rose, int? complete, bool isDue) =>
        Assert.Equal(isDue, SafetyPlan.IsDue(risk, Day(rose), Day(complete)));

    [Fact]
    public void The_risk_rises_when_it_is_higher_than_before_and_is_forgotten_when_it_is_low_again()
    {
        var patient = PatientTests.Someone();
        var clinician = PatientTests.Member(Role.Clinician);

        patient.JudgeRisk(RiskLevel.Moderate, clinician, Now);
        patient.JudgeRisk(RiskLevel.Moderate, clinician, Now.AddDays(1));
        Assert.Equal(Now, patient.RiskRoseAt);
        patient.RaiseRisk(RiskLevel.High, Now.AddDays(2));
        patient.RaiseRisk(RiskLevel.Moderate, Now.AddDays(3));
        patient.JudgeRisk(RiskLevel.Moderate, clinician, Now.AddDays(4));
        Assert.Equal(Now.AddDays(2), patient.RiskRoseAt);
        patient.JudgeRisk(RiskLevel.Low, clinician, Now.AddDays(5));
        Assert.Null(patient.RiskRoseAt);
    }

    [Fact]
    public void Of_what_is_said_of_the_risk_the_latest_counts_and_who_is_no_clinician_only_raises_it()
    {
        var patient = PatientTests.Someone();
        var (clinician, intake) = (PatientTests.Member(Role.Clinician), PatientTests.Member(Role.Intake));

        patient.HearOfRisk(RiskLevel.Low, Now, intake);
        Assert.Equal((RiskLevel.Low, (Id<StaffMember>?)null), (patient.Risk, patient.RiskAssessedById));
        patient.HearOfRisk(RiskLevel.High, Now.AddHours(1), intake);
        patient.HearOfRisk(RiskLevel.Low, Now.AddHours(2), intake);
        Assert.Equal(RiskLevel.High, patient.Risk);
        patient.HearOfRisk(RiskLevel.Low, Now.AddHours(3), clinician);
        Assert.Equal((RiskLevel.Low, (Id<StaffMember>?)clinician.Id), (patient.Risk, patient.RiskAssessedById));
        // A critical answer came after what the assessment says; it is signed later.
        patient.RaiseRisk(RiskLevel.High, Now.AddHours(5));
        patient.HearOfRisk(RiskLevel.Low, Now.AddHours(4), clinician);
        Assert.Equal(RiskLevel.High, patient.Risk);
    }

    private static DateOnly? Day(int? from) => from is { } days ? Today.AddDays(days) : null;

    private static SafetyPlan Write(IEnumerable<SafetyLine> lines, SafetyPlan? previous = null, Role by = Role.Clinician) =>
        new(PatientTests.Someone(), previous, lines, PatientTests.Member(by), Today, Now);

    private static string Refused(IEnumerable<SafetyLine> lines) => Assert.Throws<RuleViolation>(() => Write(lines)).Message;
}

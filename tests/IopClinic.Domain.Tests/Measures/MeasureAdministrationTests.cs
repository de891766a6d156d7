using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Measures;

public sealed class MeasureAdministrationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly Site Riverside = new("Riverside", "America/New_York");
    private static readonly StaffMember Ana = new(new PersonName("Ana", "Ruiz"), "ana@clinic.example", Riverside.Id, [Role.Clinician]);

    private readonly Instrument _phq9 = Shipped.Instrument("PHQ-9");

    [Fact]
    public void A_finished_form_keeps_its_answers_its_version_and_its_result()
    {
        var measure = Given();
        Answer(measure, "222222221");

        measure.Finish(_phq9, MeasureSex.Female, leavesOut: false, Ana, Now);

        Assert.Equal((17m, "moderately-severe", ScoreStatus.Complete), (measure.Total, measure.Band, measure.Status));
        Assert.Equal((_phq9.Version, 9, false), (measure.InstrumentVersion, measure.Answers.Count, measure.IsDraft));
    }

    [Fact]
    public void Answers_come_in_one_by_one_and_none_is_lost()
    {
        var measure = Given();
        Answer(measure, "1");
        Answer(measure, "-2");

        Assert.Equal((1, 2), (measure.Answers["phq9-1"], measure.Answers["phq9-2"]));
    }

    [Fact]
    public void A_form_with_open_questions_is_finished_only_when_somebody_says_that_they_were_left_out()
    {
        var measure = Given();
        Answer(measure, "11111111");

        Assert.Throws<RuleViolation>(() => measure.Finish(_phq9, MeasureSex.Male, leavesOut: false, Ana, Now));
        Assert.Null(measure.Total);
        measure.Finish(_phq9, MeasureSex.Male, leavesOut: true, Ana, Now);

        Assert.Equal((9m, ScoreStatus.Prorated), (measure.Total, measure.Status));
    }

    [Fact]
    public void A_form_with_too_many_open_questions_has_no_result_whatever_anybody_says()
    {
        var measure = Given();
        Answer(measure, "111111");

        Assert.Throws<RuleViolation>(() => measure.Finish(_phq9, MeasureSex.Male, leavesOut: true, Ana, Now));

        Assert.Equal((null, null, true), (measure.Total, measure.Band, measure.IsDraft));
    }

    [Fact]
    public void A_finished_form_takes_no_answers_and_a_withdrawn_one_neither()
    {
        var measure = Given();
        Answer(measure, "000000000");
        measure.Finish(_phq9, MeasureSex.Male, leavesOut: false, Ana, Now);
        Assert.Throws<RuleViolation>(() => Answer(measure, "1"));

        measure.Withdraw("Wrong patient.", Ana, Now);

        Assert.Throws<RuleViolation>(() => Answer(measure, "1"));
        Assert.Throws<RuleViolation>(() => measure.Withdraw("Again.", Ana, Now));
        Assert.Equal(0, measure.Total);
    }

    [Fact]
    public void A_form_whose_wording_was_replaced_takes_no_answers()
    {
        var measure = Given();
        var text = Shipped.Text("phq-9.json").Replace("Feeling tired", "Being tired", StringComparison.Ordinal);
        var other = InstrumentFile.Read("phq-9.json", System.Text.Encoding.UTF8.GetBytes(text)).Instrument!;

        Assert.Throws<RuleViolation>(() => measure.Answer(other, [KeyValuePair.Create("phq9-1", (int?)1)], Now));
    }

    [Fact]
    public void A_critical_answer_raises_one_alert_before_the_form_is_finished_and_stays_open_until_somebody_says_what_was_done()
    {
        var measure = Given();
        Answer(measure, "--------1");

        var alert = Assert.Single(measure.Raise(_phq9, MeasureSex.Female, [], Ana.Id, Now));

        Assert.Equal(("phq9-9", RiskLevel.High, Ana.Id), (alert.Rule, alert.Risk, alert.ForId));
        Assert.Empty(measure.Raise(_phq9, MeasureSex.Female, [alert], Ana.Id, Now));
        Assert.Throws<RuleViolation>(() => alert.Acknowledge(" ", Ana, Now));
        alert.Acknowledge("Asked at once; no plan, safety plan renewed.", Ana, Now);
        Assert.Throws<RuleViolation>(() => alert.Acknowledge("Asked again later.", Ana, Now));
    }

    [Fact]
    public void A_risk_that_rises_while_the_screen_is_filled_in_is_told_again()
    {
        var screen = Shipped.Instrument("C-SSRS-SCREEN");
        var measure = Given(screen);
        measure.Answer(screen, screen.Sheet("111").Answers, Now);
        var first = Assert.Single(measure.Raise(screen, MeasureSex.Female, [], null, Now));
        measure.Answer(screen, screen.Sheet("---1").Answers, Now);

        var second = Assert.Single(measure.Raise(screen, MeasureSex.Female, [first], null, Now));

        Assert.Equal((RiskLevel.Moderate, RiskLevel.High), (first.Risk!.Value, second.Risk!.Value));
    }

    [Theory]
    [InlineData(17, "PHQ-9")]
    [InlineData(18, "PHQ-A")]
    [InlineData(10, "PHQ-A")]
    public void An_instrument_is_given_at_the_age_it_is_made_for(int age, string code) =>
        Assert.Throws<RuleViolation>(() => Given(Shipped.Instrument(code), Today.AddYears(-age)));

    private MeasureAdministration Given(Instrument? instrument = null, DateOnly? born = null) => new(
        new Patient(
            Riverside.Id,
            new Demographics { Name = new PersonName("Quill", "Rowan"), BirthDate = born ?? new DateOnly(1990, 1, 1) },
            new ContactDetails(),
            Today,
            Now),
        null,
        instrument ?? _phq9,
        MeasureMode.Clinician,
        Ana,
        Today,
        Now);

    private void Answer(MeasureAdministration measure, string answers) => measure.Answer(_phq9, _phq9.Sheet(answers).Answers, Now);
}

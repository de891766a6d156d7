using FsCheck;
using FsCheck.Fluent;
using IopClinic.Domain.Measures;

namespace IopClinic.Domain.Tests.Measures;

public sealed class ScoringTests
{
    [Fact]
    public void The_order_of_the_answers_makes_no_difference() =>
        Prop.ForAll(Forms(), form =>
        {
            var backwards = new AnswerSheet(form.Instrument, form.Answers.Reverse());
            return Told(form.Instrument.Score(form.Sheet)) == Told(form.Instrument.Score(backwards));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_unfinished_form_never_has_a_total() =>
        Prop.ForAll(Forms(), form =>
        {
            var score = form.Instrument.Score(form.Sheet);
            return score.Status is not ScoreStatus.Incomplete || (score.Total is null && score.Derived.Values.All(value => value is null)
                && !score.Bands.ContainsKey(Band.Total) && !score.Bands.ContainsKey("percent"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_total_lies_within_the_range_of_its_instrument_and_has_a_band() =>
        Prop.ForAll(Forms(), form =>
        {
            var score = form.Instrument.Score(form.Sheet);
            return score.Total is not { } total
                || (total >= form.Instrument.Scoring.Minimum && total <= form.Instrument.Scoring.Maximum && score.Band is not null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Answering_more_never_takes_an_alert_away_that_was_certain() =>
        Prop.ForAll(Forms(), form =>
        {
            var instrument = Shipped.Instrument("C-SSRS-SCREEN");
            var answers = instrument.Items.Select((item, at) => KeyValuePair.Create(item.Id, (int?)(form.Seed >> at & 1))).ToList();
            var known = answers.Where((_, at) => at != form.Seed % answers.Count);
            var before = instrument.Score(new AnswerSheet(instrument, known)).RiskAtLeast;
            var after = instrument.Score(new AnswerSheet(instrument, answers)).RiskAtLeast;
            // "Treated as high until answered" is taken back by the answer.
            return form.Seed % answers.Count == answers.Count - 1
                || instrument.Scoring.RankOf(after) >= instrument.Scoring.RankOf(before);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0000-", ScoreStatus.Incomplete)]
    [InlineData("00000000", ScoreStatus.Prorated)]
    [InlineData("0000000", ScoreStatus.Prorated)]
    [InlineData("000000", ScoreStatus.Incomplete)]
    public void A_question_that_was_not_shown_is_missing_like_one_without_an_answer(string answers, ScoreStatus status)
    {
        var phq9 = Shipped.Instrument("PHQ-9");

        Assert.Equal(status, phq9.Score(phq9.Sheet(answers)).Status);
    }

    [Fact]
    public void A_required_question_that_does_not_count_leaves_the_total_alone()
    {
        var phqa = Shipped.Instrument("PHQ-A");

        var score = phqa.Score(phqa.Sheet("111111111----"));

        Assert.Equal((ScoreStatus.Complete, 9m), (score.Status, score.Total));
    }

    [Fact]
    public void A_skipped_item_counts_as_the_file_says_whatever_was_answered_before()
    {
        var audit = Shipped.Instrument("AUDIT");

        var score = audit.Score(audit.Sheet("0444444400"));

        Assert.Equal((ScoreStatus.Complete, 0m, 0m), (score.Status, score.Total, score.Subscales["dependence"]));
    }

    [Fact]
    public void What_decides_about_a_question_is_open_so_the_question_is_asked()
    {
        var audit = Shipped.Instrument("AUDIT");

        Assert.True(audit.IsAsked(audit.Item("audit-4")!, audit.Sheet("2-0")));
        Assert.False(audit.IsAsked(audit.Item("audit-4")!, audit.Sheet("200")));
        Assert.True(audit.IsAsked(audit.Item("audit-4")!, audit.Sheet("210")));
    }

    [Theory]
    [InlineData("PHQ-9", "---------", null)]
    [InlineData("PHQ-9", "--------3", "phq9-9")]
    [InlineData("PHQ-A", "------------1", "phqa-13")]
    [InlineData("BAM", "-----0----1", "bam-7e")]
    public void A_critical_answer_raises_its_alert_whatever_else_is_missing(string code, string answers, string? alert)
    {
        var instrument = Shipped.Instrument(code);

        var score = instrument.Score(instrument.Sheet(answers));

        Assert.Equal(ScoreStatus.Incomplete, score.Status);
        Assert.Equal(alert is null ? [] : [alert], score.Alerts.Select(rule => rule.Name));
    }

    [Theory]
    [InlineData("00---0-", "none", "none", ScoreStatus.Complete)]
    [InlineData("10---0-", "low", "low", ScoreStatus.Complete)]
    [InlineData("111000-", "moderate", "moderate", ScoreStatus.Complete)]
    [InlineData("11100--", null, "moderate", ScoreStatus.Incomplete)]
    [InlineData("1------", null, "low", ScoreStatus.Incomplete)]
    [InlineData("-----1-", "high", "high", ScoreStatus.Incomplete)]
    [InlineData("00---11", "high", "high", ScoreStatus.Complete)]
    [InlineData("00---10", "moderate", "moderate", ScoreStatus.Complete)]
    [InlineData("-------", null, null, ScoreStatus.Incomplete)]
    public void The_risk_of_an_unfinished_screen_is_shown_only_when_it_is_high(string answers, string? shown, string? atLeast, ScoreStatus status)
    {
        var screen = Shipped.Instrument("C-SSRS-SCREEN");

        var score = screen.Score(screen.Sheet(answers));

        Assert.Equal((shown, atLeast, status), (score.Risk, score.RiskAtLeast, score.Status));
        Assert.Equal(atLeast is "moderate" or "high" ? ["risk"] : [], score.Alerts.Select(rule => rule.Name));
    }

    [Theory]
    [InlineData("222-----1", true)]
    [InlineData("22220---1", true)]
    [InlineData("11110000-", false)]
    public void An_algorithm_is_open_while_missing_answers_decide_it(string answers, bool decided)
    {
        var phq9 = Shipped.Instrument("PHQ-9");

        var screen = phq9.Score(phq9.Sheet(answers)).Algorithms["mdd-screen"];

        Assert.Equal(answers.StartsWith("2222", StringComparison.Ordinal) ? true : decided ? null : false, screen);
    }

    [Theory]
    [InlineData(MeasureSex.Male, "negative")]
    [InlineData(MeasureSex.Female, "positive")]
    [InlineData(MeasureSex.OtherOrUnknown, "positive")]
    public void Bands_follow_the_sex_recorded_for_clinical_use(MeasureSex sex, string band)
    {
        var auditC = Shipped.Instrument("AUDIT-C");

        Assert.Equal(band, auditC.Score(auditC.Sheet("111"), sex).Band!.Code);
    }

    [Fact]
    public void The_middle_of_a_prorated_score_goes_up()
    {
        var phq9 = Shipped.Instrument("PHQ-9");

        // 13 * 9 / 8 = 14.625, and 4 * 9 / 8 = 4.5.
        Assert.Equal(15, phq9.Score(phq9.Sheet("22222111-")).Total);
        Assert.Equal(5, phq9.Score(phq9.Sheet("11110000-")).Total);
    }

    private static string Told(Score score) => string.Join(
        '|',
        score.Status,
        score.Total,
        score.Band?.Code,
        score.Risk,
        score.RiskAtLeast,
        string.Join(',', score.Subscales.Select(scale => $"{scale.Key}={scale.Value}")),
        string.Join(',', score.Algorithms.Select(algorithm => $"{algorithm.Key}={algorithm.Value}")),
        string.Join(',', score.Alerts.Select(rule => rule.Name)));

    /// <summary>Any instrument with any answers; about every eighth question has none.</summary>
    private static Arbitrary<Form> Forms() => Gen.Choose(0, int.MaxValue - 1).Select(seed =>
    {
        var dice = new Random(seed);
        var instrument = Shipped.All.ElementAt(dice.Next(Shipped.All.Count));
        return new Form(
            instrument,
            [.. instrument.Items.Select(item => KeyValuePair.Create(
                item.Id, dice.Next(8) == 0 ? (int?)null : dice.Next(item.Options.Count)))],
            seed);
    }).ToArbitrary();

    private sealed record Form(Instrument Instrument, IReadOnlyList<KeyValuePair<string, int?>> Answers, int Seed)
    {
        public AnswerSheet Sheet => new(Instrument, Answers);
    }
}

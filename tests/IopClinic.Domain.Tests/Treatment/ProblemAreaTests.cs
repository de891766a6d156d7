using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Treatment;

public sealed class ProblemAreaTests
{
    private static readonly LibraryIntervention Weekly = new("Teach it.", null, 1, 1, 60);

    [Fact]
    public void An_area_keeps_what_was_written_trimmed_and_its_codes_in_order()
    {
        var area = Describe(codes: ["f33", " F32 ", "F10.2", "F32"], objectives: [Step(" Walk. ", measure: "  ")]);

        Assert.Equal(["F10.2", "F32", "F33"], area.CodePrefixes);
        Assert.Equal(("Walk.", null), (area.Objectives[0].Text, area.Objectives[0].Measure));
    }

    [Theory]
    [InlineData("32")]
    [InlineData("F")]
    [InlineData("F32.")]
    [InlineData("Depression")]
    [InlineData("F32.12345")]
    public void What_begins_no_code_is_refused(string code) =>
        Assert.Equal("CodePrefixes", Refusal(() => Describe(codes: [code])).Field);

    [Theory]
    [InlineData(0)]
    [InlineData(105)]
    public void An_objective_takes_one_to_a_hundred_and_four_weeks(int weeks) =>
        Assert.Equal("Objectives[0].Weeks", Refusal(() => Describe(objectives: [Step("Walk.") with { Weeks = weeks }])).Field);

    [Theory]
    [InlineData(0, 1, 60, "Times")]
    [InlineData(22, 1, 60, "Times")]
    [InlineData(1, 0, 60, "EveryWeeks")]
    [InlineData(1, 13, 60, "EveryWeeks")]
    [InlineData(1, 1, 4, "Minutes")]
    [InlineData(1, 1, 481, "Minutes")]
    public void An_intervention_stays_within_its_bounds(int times, int everyWeeks, int minutes, string field)
    {
        var act = new LibraryIntervention("Teach it.", null, times, everyWeeks, minutes);

        Assert.Equal($"Objectives[0].Interventions[0].{field}", Refusal(() => Describe(objectives: [Step("Walk.") with { Interventions = [act] }])).Field);
    }

    [Fact]
    public void A_score_needs_its_questionnaire_and_a_questionnaire_needs_no_score()
    {
        Assert.Equal("Objectives[0].Instrument", Refusal(() => Describe(objectives: [Step("Walk.") with { AtMost = 9 }])).Field);
        Assert.Null(Describe(objectives: [Step("Walk.") with { Instrument = "BAM" }]).Objectives[0].AtMost);
    }

    [Fact]
    public void There_is_an_end_to_what_one_area_holds()
    {
        Refusal(() => Describe(objectives: Enumerable.Repeat(Step("Walk."), 21)));
        Refusal(() => Describe(objectives: [Step("Walk.") with { Interventions = [.. Enumerable.Repeat(Weekly, 11)] }]));
        Refusal(() => Describe(goals: Enumerable.Repeat(new LibraryGoal(GoalType.Stabilize, "I want peace."), 11)));
        Refusal(() => Describe(goals: [new LibraryGoal(GoalType.Stabilize, new string('x', 301))]));
        Refusal(() => Describe(goals: [new LibraryGoal(GoalType.Stabilize, " ")]));
    }

    [Fact]
    public void What_is_refused_changes_nothing()
    {
        var area = Describe(codes: ["F32"], goals: [new LibraryGoal(GoalType.Stabilize, "I want peace.")]);

        Refusal(() => area.Describe("Other", "Other.", PlanSide.SubstanceUse, ["F10"], [], [Step("")]));

        Assert.Equal(("Depression", "F32", 1), (area.Name, area.CodePrefixes.Single(), area.Goals.Count));
    }

    [Fact]
    public void Two_objectives_that_say_the_same_are_the_same()
    {
        Assert.Equal(Step("Walk.") with { Interventions = [Weekly] }, Step("Walk.") with { Interventions = [Weekly with { }] });
        Assert.NotEqual(Step("Walk.") with { Interventions = [Weekly] }, Step("Walk.") with { Interventions = [Weekly with { Times = 2 }] });
    }

    [Fact]
    public void The_area_that_fits_most_exactly_comes_first_and_then_that_of_the_first_diagnosis()
    {
        var (mood, drink, psychosis, sober) = (Area("Mood", "F32", "F33"), Area("Drink", "F10"), Area("Psychosis", "F20", "F32.3"), Area("Sober", "F10.21"));
        ProblemArea[] library = [psychosis, sober, drink, mood];

        Assert.Equal([mood], LibraryMatch.Of(library, ["F32.1"]));
        Assert.Equal([psychosis, mood], LibraryMatch.Of(library, ["F32.3"]));
        Assert.Equal([drink, mood], LibraryMatch.Of(library, ["F10.20", "F33.1"]));
        Assert.Equal([mood, drink], LibraryMatch.Of(library, ["f33.1", "F10.20"]));
        Assert.Equal([sober, drink], LibraryMatch.Of(library, ["F10.21"]));
        Assert.Empty(LibraryMatch.Of(library, ["G47.0", ""]));
    }

    [Fact]
    public void Substances_and_a_raised_risk_find_their_areas_too_and_a_retired_one_is_never_found()
    {
        var (drink, opioids, harm) = (Area("Drink", "F10"), Area("Opioids", "F11"), Area("Harm", "R45.8"));
        ProblemArea[] library = [drink, opioids, harm];

        Assert.Equal([opioids, drink], LibraryMatch.Of(library, [], ["5", "2", "1"]));
        Assert.Equal([harm], LibraryMatch.Of(library, [], risk: RiskLevel.Moderate));
        Assert.Empty(LibraryMatch.Of(library, [], risk: RiskLevel.Low));
        drink.Retire(DateTimeOffset.UnixEpoch);
        Assert.Empty(LibraryMatch.Of(library, ["F10.20"]));
    }

    [Fact]
    public void Every_substance_of_an_assessment_has_its_chapter() =>
        Assert.All(Domain.Assessments.TedsCodes.Substances, substance => Assert.StartsWith("F1", LibraryMatch.ChapterOf(substance.Code), StringComparison.Ordinal));

    private static ProblemArea Area(string name, params string[] codes)
    {
        var area = new ProblemArea(name, "A problem.", PlanSide.MentalHealth);
        area.Describe(name, "A problem.", PlanSide.MentalHealth, codes, [], []);
        return area;
    }

    private static ProblemArea Describe(
        IEnumerable<string>? codes = null, IEnumerable<LibraryGoal>? goals = null, IEnumerable<LibraryObjective>? objectives = null)
    {
        var area = new ProblemArea("Depression", "Low mood.", PlanSide.MentalHealth);
        area.Describe("Depression", "Low mood.", PlanSide.MentalHealth, codes ?? [], goals ?? [], objectives ?? []);
        return area;
    }

    private static LibraryObjective Step(string text, string? measure = null) => new(text, measure, null, 4, null, null, []);

    private static RuleViolation Refusal(Action act) => Assert.Throws<RuleViolation>(act);
}

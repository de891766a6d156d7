using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Measures;
using IopClinic.Web.Seed;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Treatment;

public sealed class PlanLibraryTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task An_area_is_added_with_a_goal_and_a_measurable_objective_and_listed()
    {
        var browser = await AddAsync(
            "Grief",
            ("Form.Codes", "f43.8, Z63.4"),
            ("Form.Goals[0].Text", "I want to remember without breaking."),
            ("Form.Goals[0].Type", "GrowthAndResilience"),
            ("Form.Objectives[0].Text", "Tell the story of the loss."),
            ("Form.Objectives[0].Target", "Once in full"),
            ("Form.Objectives[0].Weeks", "6"),
            ("Form.Objectives[0].Instrument", "PHQ-9"),
            ("Form.Objectives[0].AtMost", "9"),
            ("Form.Objectives[0].Interventions[0].Text", "Grief work."),
            ("Form.Objectives[0].Interventions[0].Times", "1"),
            ("Form.Objectives[0].Interventions[0].EveryWeeks", "1"),
            ("Form.Objectives[0].Interventions[0].Minutes", "50"));

        Assert.Equal("Grief is added.", browser.Toast);
        Assert.Contains("Grief Mental health F43.8, Z63.4 1 1 1 Offered", browser.Text("table"), StringComparison.Ordinal);
        var saved = await AreaAsync("Grief");
        Assert.Equal(new LibraryGoal(GoalType.GrowthAndResilience, "I want to remember without breaking."), Assert.Single(saved.Goals));
        Assert.Equal(
            new LibraryObjective("Tell the story of the loss.", null, "Once in full", 6, "PHQ-9", 9, [new("Grief work.", null, 1, 1, 50)]),
            Assert.Single(saved.Objectives));
    }

    [Theory]
    [InlineData("Form.Name", "", "Give the area a name.")]
    [InlineData("Form.Side", null, "Choose the side of the plan.")]
    [InlineData("Form.Codes", "Grief", "GRIEF is not how an ICD-10-CM code begins. Write such as F32 or F10.2.")]
    [InlineData("Form.Goals[0].Type", "", "Choose what kind of goal this is.")]
    [InlineData("Form.Objectives[0].Weeks", "", "Say in how many weeks.")]
    [InlineData("Form.Objectives[0].Weeks", "105", "An objective takes 1 to 104 weeks.")]
    [InlineData("Form.Objectives[0].Instrument", "", "Choose the questionnaire that this score is of.")]
    [InlineData("Form.Objectives[0].Interventions[0].Minutes", "4", "It takes 5 to 480 minutes.")]
    public async Task What_will_not_do_is_refused_beside_its_field_and_the_rest_is_kept(string field, string? typed, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/PlanLibrary/Area");

        (string, string?)[] usual =
        [
            ("Form.Name", "Gambling"), ("Form.Problem", "Gambling beyond means."), ("Form.Side", "SubstanceUse"), ("Form.Goals[0].Text", "I want to stop."),
            ("Form.Goals[0].Type", "Stabilize"), ("Form.Objectives[0].Text", "No bets."), ("Form.Objectives[0].Weeks", "4"),
            ("Form.Objectives[0].Instrument", "PHQ-9"), ("Form.Objectives[0].AtMost", "9"), ("Form.Objectives[0].Interventions[0].Text", "Follow it."),
            ("Form.Objectives[0].Interventions[0].Times", "1"), ("Form.Objectives[0].Interventions[0].EveryWeeks", "1"),
            ("Form.Objectives[0].Interventions[0].Minutes", "50"),
        ];
        await browser.SubmitAsync("#area", usual.But((field, typed)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(sentence, browser.Text(".form-errors"), StringComparison.Ordinal);
        Assert.Equal("Follow it.", browser.Value("Form.Objectives[0].Interventions[0].Text"));
    }

    [Fact]
    public async Task Another_row_is_added_without_a_script_and_an_emptied_one_goes_away()
    {
        var browser = await AddAsync("Hoarding", ("Form.Goals[0].Text", "I want room."), ("Form.Goals[0].Type", "Functioning"));
        await OpenAsync(browser, "Hoarding");

        foreach (var more in new[] { "goal", "objective", "objective", "intervention.1" })
        {
            var (_, fields) = browser.Fill("#area");
            await browser.PostAsync(
                new Uri(browser.Address, $"{browser.Address.AbsolutePath}?handler=Rows"), [.. fields, KeyValuePair.Create("Form.Add", more)]);
        }

        Assert.Equal((2, 3), (browser.Page.QuerySelectorAll(".library-goal").Length, browser.Page.QuerySelectorAll(".library-objective").Length));
        Assert.Equal([1, 2, 1], browser.Page.QuerySelectorAll(".library-objective").Select(o => o.QuerySelectorAll(".library-act").Length));
        await browser.SubmitAsync(
            "#area", ("Form.Goals[0].Text", ""), ("Form.Goals[1].Text", "I want guests."), ("Form.Goals[1].Type", "Functioning"),
            ("Form.Objectives[2].Text", "Clear one room."), ("Form.Objectives[2].Weeks", "5"));

        var saved = await AreaAsync("Hoarding");
        Assert.Equal(("I want guests.", "Clear one room."), (Assert.Single(saved.Goals).Text, Assert.Single(saved.Objectives).Text));
    }

    [Fact]
    public async Task Who_saves_second_sees_both_and_then_decides()
    {
        var first = await AddAsync("Gaming", ("Form.Goals[0].Text", "I want to sleep."), ("Form.Goals[0].Type", "Functioning"));
        await OpenAsync(first, "Gaming");
        var second = await clinic.SignInAsync(Role.Administrator);
        await second.OpenAsync(first.Address.PathAndQuery);

        await first.SubmitAsync("#area", ("Form.Goals[0].Text", "I want friends."));
        await second.SubmitAsync("#area", ("Form.Goals[0].Text", "I want my evenings back."));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("I want friends. (Functioning)", second.Text("[aria-labelledby=conflict]"), StringComparison.Ordinal);
        Assert.Equal("I want friends.", (await AreaAsync("Gaming")).Goals[0].Text);
        await second.SubmitAsync("#area");
        Assert.Equal("I want my evenings back.", (await AreaAsync("Gaming")).Goals[0].Text);
    }

    [Fact]
    public async Task A_retired_area_leaves_the_list_and_can_be_offered_again()
    {
        var browser = await AddAsync("Shopping");
        await OpenAsync(browser, "Shopping");

        await browser.SubmitAsync("form[action*=Retire]");
        Assert.Equal("Shopping is no longer offered to new plans.", browser.Toast);
        await browser.OpenAsync("/PlanLibrary");
        Assert.DoesNotContain("Shopping", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync("/PlanLibrary?retired=true&search=shop");
        Assert.Contains("Shopping", browser.Text("main"), StringComparison.Ordinal);

        await OpenAsync(browser, "Shopping");
        await browser.SubmitAsync("form[action*=Reopen]");
        Assert.False((await AreaAsync("Shopping")).IsRetired);
    }

    [Fact]
    public async Task The_name_of_another_area_is_taken_and_the_standard_library_is_not_taken_over_twice()
    {
        await AddAsync("Chess");
        var browser = await AddAsync("Chess");
        Assert.Equal("There is already an area of this name.", browser.Text("#Form_Name-error"));

        await browser.OpenAsync("/PlanLibrary?search=F10.21");
        Assert.Contains("Alcohol use", browser.Text("table"), StringComparison.Ordinal);
        Assert.DoesNotContain("Trauma", browser.Text("table"), StringComparison.Ordinal);
        await browser.PostAsync(new Uri(browser.Address, "/PlanLibrary?handler=Standard"), [await Promises.PageTests.TokenAsync(browser)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public void The_standard_library_is_whole()
    {
        var services = StandardServices.Create();
        var library = StandardPlanLibrary.Create(services);
        var instruments = clinic.Services.GetRequiredService<InstrumentLibrary>();

        Assert.True(library.Count >= 14, $"{library.Count} areas");
        Assert.Equal(Enum.GetValues<GoalType>().ToHashSet(), library.SelectMany(area => area.Goals).Select(goal => goal.Type).ToHashSet());
        Assert.All(library, area =>
        {
            Assert.InRange(area.Goals.Count, 2, 3);
            Assert.InRange(area.Objectives.Count, 4, 6);
            Assert.All(area.Objectives, objective =>
            {
                Assert.True(objective is { Measure: not null, Target: not null }, $"{area.Name}: {objective.Text}");
                Assert.True(objective.Instrument is null || instruments.Find(objective.Instrument) is not null, objective.Instrument);
                Assert.InRange(objective.Interventions.Count, 1, 3);
                Assert.All(objective.Interventions, act => Assert.Contains(services, service => service.Id == act.ServiceId));
            });
        });
        Assert.All(StandardPlanLibrary.Create([]).SelectMany(area => area.Objectives).SelectMany(o => o.Interventions), act => Assert.Null(act.ServiceId));
    }

    private async Task<Browser> AddAsync(string name, params (string, string?)[] answers)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/PlanLibrary/Area");
        return await browser.SubmitAsync("#area", [("Form.Name", name), ("Form.Problem", "A problem."), ("Form.Side", "MentalHealth"), .. answers]);
    }

    private async Task OpenAsync(Browser browser, string name) =>
        await browser.OpenAsync($"/PlanLibrary/Area/{(await AreaAsync(name)).Id}");

    private Task<ProblemArea> AreaAsync(string name) =>
        clinic.InDatabaseAsync(db => db.ProblemAreas.AsNoTracking().SingleAsync(area => area.Name == name));
}

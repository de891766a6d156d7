using System.Net;
using System.Text.Json;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Measures;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Treatment;

/// <summary>The plan in the session: what a note refers to, and what a plan hears of it.</summary>
public sealed class ThreadTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Evenings = "Three evenings a week without a drink";
    private const string Friends = "Calls two friends";

    [Fact]
    public async Task Each_row_offers_what_its_patient_works_on_and_keeps_what_is_chosen()
    {
        var (house, session, _) = await ASessionAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (row, other) = (browser.RowOf(house.Patients[0]), browser.RowOf(house.Patients[1]));

        Assert.Equal(2, browser.Page.QuerySelectorAll("[data-link]").Length);
        Assert.Null(browser.Page.QuerySelector($"[name='{Given.Row(other, "WithoutObjective")}']"));
        await browser.SubmitAsync(
            "#roll",
            (Given.Row(row, "Text"), "Said no twice."),
            (Given.Row(row, "Objectives[1].Linked"), "true"),
            (Given.Row(row, "Objectives[1].Progress"), "GoodProgress"),
            (Given.Row(row, "Objectives[0].Progress"), "Setback"));

        Assert.Equal("Saved.", browser.Toast);
        Assert.NotNull(browser.Page.QuerySelector($"[name='{Given.Row(row, "Objectives[1].Linked")}'][checked]"));
        Assert.Null(browser.Page.QuerySelector($"[name='{Given.Row(row, "Objectives[0].Linked")}'][checked]"));
        var linked = Assert.Single((await clinic.ReloadAsync(session)).Notes.SelectMany(n => n.Objectives));
        Assert.Equal(ObjectiveProgress.GoodProgress, linked.Progress);
    }

    [Fact]
    public async Task A_link_reaches_the_server_while_it_is_made_and_two_writers_are_asked()
    {
        var (house, session, _) = await ASessionAsync();
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Prescriber)).OpenAsync(session);
        var row = one.RowOf(house.Patients[0]);
        var (_, first) = await one.AutosaveAsync([row], (Given.Row(row, "Objectives[0].Linked"), "true"));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("rows")[0].GetProperty("theirs").ValueKind);

        var (_, second) = await other.AutosaveAsync([row], (Given.Row(row, "Objectives[1].Linked"), "true"));
        var theirs = second.GetProperty("rows")[0].GetProperty("theirs");

        Assert.Equal("Maya Lindqvist", theirs.GetProperty("by").GetString());
        Assert.Equal(1, theirs.GetProperty("objectives").GetArrayLength());
        await other.SubmitAsync("#roll", (Given.Row(row, "Objectives[1].Linked"), "true"));
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.NotNull(other.Page.QuerySelector($"[name='{Given.Row(row, "Objectives[1].Linked")}'][checked]"));
        Assert.Single((await clinic.ReloadAsync(session)).Notes.Single(n => n.PatientId == house.Patients[0].Id).Objectives);
    }

    [Fact]
    public async Task Signing_asks_for_an_objective_or_why_none_where_the_patient_works_on_one()
    {
        var (house, session, _) = await ASessionAsync();
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync($"{Given.AddressOf(session)}/Sign");
        Assert.Contains("objective, or why none", browser.Text(".review-lacks"), StringComparison.Ordinal);
        Assert.Single(browser.Page.QuerySelectorAll(".review-lacks"));

        await browser.OpenAsync(session);
        var row = browser.RowOf(house.Patients[0]);
        await browser.SubmitAsync("#roll", (Given.Row(row, "WithoutObjective"), "Crisis"));
        await browser.SignAsync(session);

        Assert.Equal("2 notes are signed.", browser.Toast);
        Assert.Contains("No objective: a crisis came first", browser.Text(".roll-rows"), StringComparison.Ordinal);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
    }

    [Fact]
    public async Task Nobody_links_the_objective_of_somebody_else()
    {
        var (house, session, _) = await ASessionAsync();
        var hers = await house.PlanAsync(house.Episodes[1], "Sleeps six hours");
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[0]);
        await browser.SubmitAsync(
            "#roll", (Given.Row(row, "Text"), "Kept."), (Given.Row(row, "Objectives[0].Id"), $"{hers[0].Id}"), (Given.Row(row, "Objectives[0].Linked"), "true"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("The plan does not have one of these objectives any more", browser.Text("#roll"), StringComparison.Ordinal);
        Assert.Equal("Kept.", browser.Value(Given.Row(row, "Text")));
        Assert.Empty((await clinic.ReloadAsync(session)).Notes.SelectMany(n => n.Objectives));
    }

    [Fact]
    public async Task Whoever_leads_the_group_links_and_does_not_read_the_thread()
    {
        var supervisor = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == "supervisor@demo.example"));
        var (house, session, objectives) = await ASessionAsync(supervisor);
        // Nobody whom the supervisor supervises is on the team any more.
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            update care_team_members set last_day = first_day where patient_id = {house.Patients[0].Id.Value}
              and staff_member_id in (select id from staff where supervisor_id = {supervisor.Id.Value})
            """));
        var thread = $"/Patients/{house.Patients[0].Id}/Objectives/{objectives[0].Id}";
        var browser = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[0]);
        await browser.SubmitAsync("#roll", (Given.Row(row, "Text"), "Here."), (Given.Row(row, "Objectives[0].Linked"), "true"));

        Assert.Equal("Saved.", browser.Toast);
        Assert.Single((await clinic.ReloadAsync(session)).Notes.Single(n => n.PatientId == house.Patients[0].Id).Objectives);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(thread)).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await clinic.SignInAsync(Role.Prescriber)).OpenAsync(thread)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(Role.Intake)).OpenAsync(thread)).Status);
    }

    [Fact]
    public async Task The_thread_of_an_objective_has_every_signed_note_with_its_rating_and_none_that_was_struck()
    {
        var house = await House.OpenAsync(clinic, 1);
        var objectives = await house.PlanAsync(house.Episodes[0], Evenings, Friends);
        var browser = await clinic.SignInAsync(Role.Clinician);
        foreach (var (weeksAgo, progress) in new[] { (2, "NoChange"), (1, "GoodProgress") })
        {
            var session = await house.ASessionToLogAsync(weeksAgo);
            await browser.SaveAsync(
                session, ("Form.Shared.Topic", "Saying no"), (Given.Row(0, "Text"), $"Rated {progress}."), (Given.Row(0, "Objectives[0].Linked"), "true"),
                (Given.Row(0, "Objectives[0].Progress"), progress), (Given.Row(0, "InTheirWords"), progress is "NoChange" ? "" : "I said <b>no</b> twice."));
            await browser.SignAsync(session);
        }

        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Objectives/{objectives[0].Id}");
        Assert.Equal("Objective 1", browser.Heading);
        Assert.Equal(["4: good progress", "2: no change"], browser.Page.QuerySelectorAll("td[data-label=Progress]").Select(cell => cell.TextContent));
        Assert.Contains("Rated NoChange.", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal("I said <b>no</b> twice.", Assert.Single(browser.Page.QuerySelectorAll("td[data-label=Note] .patient-words")).TextContent);
        Assert.NotNull(browser.Page.QuerySelector("svg.trend"));
        // And in what a review looks at.
        var pack = await clinic.InDatabaseAsync(async db => await ReviewPack.OfAsync(
            db,
            await db.Patients.SingleAsync(p => p.Id == house.Patients[0].Id),
            await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id),
            await db.Programs.SingleAsync(p => p.Id == house.Program.Id),
            PlanContent.Empty,
            clinic.Services.GetRequiredService<InstrumentLibrary>(),
            house.Episodes[0].AdmittedOn,
            house.Today));
        Assert.Equal("I said <b>no</b> twice.", pack.Threads[objectives[0].Id.Value].LastWords);
        Assert.Equal([objectives[0].Id.Value], await clinic.InDatabaseAsync(db => db.NotedAsync(house.Episodes[0].Id)));
        Assert.All(
            await clinic.InDatabaseAsync(db => db.TouchesAsync(house.Patients[0].Id, house.Today.AddDays(-60), house.Today)),
            touch => Assert.Equal((DayOfWeek.Monday, PlanSide.SubstanceUse, 1), (touch.Monday.DayOfWeek, touch.Side, touch.Notes)));

        await browser.FollowAsync("th[scope=row] a");
        var note = browser.Address.PathAndQuery;
        Assert.Contains(Evenings, browser.Text("article"), StringComparison.Ordinal);
        Assert.Contains("Progress 4 of 5: good progress", browser.Text("article"), StringComparison.Ordinal);
        await browser.FollowAsync("a[href*='/Plans/FromNote']");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("Rated GoodProgress.", browser.Value("Form.Text"), StringComparison.Ordinal);
        await browser.OpenAsync($"{note}?striking=true");
        await browser.SubmitAsync("form[action*='Strike']", ("Strike.Reason", "Belongs to somebody else"));
        Assert.Contains("This note does not stand.", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains(Evenings, browser.Text("article"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Objectives/{objectives[0].Id}");
        Assert.Equal(["2: no change"], browser.Page.QuerySelectorAll("td[data-label=Progress]").Select(cell => cell.TextContent));
        await clinic.VerifyChainAsync(house.Patients[0].Id, 2);
    }

    [Fact]
    public async Task A_thread_is_of_its_own_patient()
    {
        var house = await House.OpenAsync(clinic, 2);
        var objectives = await house.PlanAsync(house.Episodes[0], Evenings);
        var browser = await clinic.SignInAsync(Role.Clinician);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Patients/{house.Patients[1].Id}/Objectives/{objectives[0].Id}")).Status);
        Assert.Contains("No signed note refers to it yet", (await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Objectives/{objectives[0].Id}")).Text("main"), StringComparison.Ordinal);
    }

    /// <summary>Two patients on the roster, of whom the first works on two objectives.</summary>
    private async Task<(House House, Session Session, IReadOnlyList<Objective> Objectives)> ASessionAsync(StaffMember? leader = null)
    {
        var house = await House.OpenAsync(clinic, 2);
        var objectives = await house.PlanAsync(house.Episodes[0], Evenings, Friends);
        return (house, await house.ASessionToLogAsync(leader: leader), objectives);
    }
}

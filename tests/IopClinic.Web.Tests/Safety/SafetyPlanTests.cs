using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Safety;

/// <summary>A safety plan is written with what the clinic knows, kept in versions that never change, and due on the day the risk rises.</summary>
public sealed class SafetyPlanTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Form = "form[data-plan]";

    [Fact]
    public async Task A_plan_begins_with_what_the_clinic_knows_and_takes_people_over_with_one_click()
    {
        var (patient, browser) = await OpenAsync(db => db.AddSupporter("Robin Doe", "sister", "555 0101", mayJoinFamilySessions: false));
        await browser.OpenAsync($"/Patients/{patient}/SafetyPlan/Write");
        Assert.Contains("Ana Ruiz, my clinician at House", browser.Element("[data-step=Professionals] input[type=text]").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Contains("988 (call or text)", browser.Page.QuerySelectorAll("[data-step=Professionals] input").Select(i => i.GetAttribute("value")));

        // Without script: the click is a round trip that keeps what is typed, and saves nothing.
        var (address, fields) = browser.Fill(Form, (NameOf(browser, SafetyStep.Signs, "Text"), "No sleep since Tuesday"));
        var add = browser.Element("[data-step=Helpers] button[data-phone='555 0101']");
        await browser.PostAsync(new Uri(address, $"{address.AbsolutePath}?handler=Rows"), [.. fields, KeyValuePair.Create("Form.Add", add.GetAttribute("value")!)]);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("Robin Doe (sister)", browser.Page.QuerySelectorAll("[data-step=Helpers] input").Select(i => i.GetAttribute("value")));
        Assert.Null(browser.Page.QuerySelector("[data-step=Helpers] button[data-phone='555 0101']"));
        Assert.Empty(await PlansAsync(patient));
        await browser.SubmitAsync(Form);

        var plan = Assert.Single(await PlansAsync(patient));
        Assert.False(plan.IsComplete);
        Assert.Contains(new SafetyLine(SafetyStep.Helpers, "Robin Doe (sister)", "555 0101"), plan.Lines);
        Assert.Contains(new SafetyLine(SafetyStep.Signs, "No sleep since Tuesday", null), plan.Lines);
        Assert.Contains("Not complete yet", browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_stand_is_refused_beside_its_line_and_stays_typed()
    {
        var (patient, browser) = await OpenAsync();
        await browser.OpenAsync($"/Patients/{patient}/SafetyPlan/Write");
        var sign = NameOf(browser, SafetyStep.Signs, "Text");
        await browser.SubmitAsync(Form, (sign, new string('x', 201)), (NameOf(browser, SafetyStep.Helpers, "Phone"), "555 0101"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["Shorten this line to 200 characters.", "Say whose number this is."], browser.Refusals);
        Assert.Equal(new string('x', 201), browser.Value(sign));
        var (address, fields) = browser.Fill(Form);
        await browser.PostAsync(address, fields.Where(f => !f.Key.StartsWith("Form.Lines", StringComparison.Ordinal)));
        Assert.Equal(["Write at least one line."], browser.Refusals);
        Assert.Empty(await PlansAsync(patient));
    }

    [Fact]
    public async Task Of_two_who_save_the_second_sees_both_and_every_version_stays_as_it_was_written()
    {
        var (patient, first) = await OpenAsync();
        var second = await clinic.SignInAsync(Role.Prescriber);
        await first.OpenAsync($"/Patients/{patient}/SafetyPlan/Write");
        await second.OpenAsync($"/Patients/{patient}/SafetyPlan/Write");
        await first.SubmitAsync(Form, (NameOf(first, SafetyStep.Signs, "Text"), "Theirs"));
        var sign = NameOf(second, SafetyStep.Signs, "Text");
        await second.SubmitAsync(Form, (sign, "O’Brien’s \U0001f9ed"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("O’Brien’s \U0001f9ed", second.Value(sign));
        Assert.Contains("Theirs", second.Text("section[aria-labelledby=conflict]"), StringComparison.Ordinal);
        await second.SubmitAsync(Form);
        var plans = await PlansAsync(patient);
        Assert.Equal([1, 2], plans.Select(p => p.Number));
        Assert.Equal(["Theirs", "O’Brien’s \U0001f9ed"], plans.Select(p => p.Of(SafetyStep.Signs).Single().Text));
        Assert.Contains("2 changes", second.Text("section[aria-labelledby=versions]"), StringComparison.Ordinal);
        await second.OpenAsync($"/Patients/{patient}/SafetyPlan?version=1");
        Assert.Contains("Theirs", second.Text("article.plan"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await second.OpenAsync($"/Patients/{patient}/SafetyPlan?version=3")).Status);

        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var change = owner.CreateCommand("update safety_plans set lines = '[]'");
        Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task When_the_risk_rises_a_plan_is_due_until_a_complete_one_of_the_day_is_there()
    {
        var (patient, browser) = await OpenAsync();
        await browser.OpenAsync($"/Patients/{patient}");
        Assert.Null(browser.Page.QuerySelector(".banner-plan"));
        await browser.SubmitAsync("form[action*='handler=Risk']", ("Form.Risk", nameof(RiskLevel.Moderate)));
        Assert.Equal("Safety plan due today", browser.Text(".banner-plan"));
        await browser.OpenAsync("/Today");
        Assert.NotNull(browser.Page.QuerySelector($"section[aria-labelledby=plans-title] a[href='/Patients/{patient}/SafetyPlan']"));

        await browser.OpenAsync($"/Patients/{patient}/SafetyPlan/Write");
        await browser.SubmitAsync(Form, [.. Enum.GetValues<SafetyStep>().Where(s => s is not SafetyStep.Professionals).Select(s => (NameOf(browser, s, "Text"), (string?)$"Words of {s}"))]);

        Assert.StartsWith("Safety plan, ", browser.Text(".banner-plan"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{patient}/SafetyPlan?card=true");
        Assert.Contains("Words of Surroundings", browser.Text(".wallet"), StringComparison.Ordinal);
        Assert.DoesNotContain("Tester", browser.Text(".wallet"), StringComparison.Ordinal);
        await browser.OpenAsync("/Today");
        Assert.Null(browser.Page.QuerySelector($"a[href='/Patients/{patient}/SafetyPlan']"));
    }

    [Fact]
    public async Task The_risk_of_an_assessment_shows_at_once()
    {
        var (patient, browser) = await OpenAsync();
        await browser.OpenAsync($"/Patients/{patient}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        await browser.OpenAsync(browser.Address.AbsolutePath[..browser.Address.AbsolutePath.LastIndexOf('/')] + "/risk");
        var field = browser.Page.QuerySelectorAll("input[name$='.Field']").Single(i => i.GetAttribute("value") == "level").GetAttribute("name")!;
        await browser.SubmitAsync("form[data-autosave]", (field.Replace(".Field", ".Text", StringComparison.Ordinal), "high"));

        Assert.Contains("High risk", browser.Text(".banner"), StringComparison.Ordinal);
        Assert.Equal("Safety plan due today", browser.Text(".banner-plan"));
    }

    [Fact]
    public async Task A_screen_that_is_finished_while_the_assessment_is_written_waits_in_it_and_what_differs_is_listed()
    {
        var (patient, browser) = await OpenAsync();
        await browser.OpenAsync($"/Patients/{patient}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        var begun = browser.Address.AbsolutePath[..browser.Address.AbsolutePath.LastIndexOf('/')];
        var screen = await clinic.InDatabaseAsync(async db =>
        {
            var measure = new MeasureAdministration(
                await db.Patients.SingleAsync(p => p.Id == patient), null, clinic.Services.GetRequiredService<InstrumentLibrary>().Find("C-SSRS-SCREEN")!, MeasureMode.Clinician,
                await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example"), clinic.Services.GetRequiredService<ClinicClock>().Today(TimeZoneInfo.Utc), clinic.Time.GetUtcNow());
            db.Measures.Add(measure);
            await db.SaveChangesAsync();
            return measure.Id;
        });
        await browser.OpenAsync($"/Patients/{patient}/Measures/{screen}");
        var yes = browser.Page.QuerySelectorAll("input[name$='.Item']").Select(i => (Name: i.GetAttribute("name")!, Item: i.GetAttribute("value"))).ToList();
        await browser.SubmitAsync(
            "form#measure",
            [.. yes.Select(i => (i.Name.Replace(".Item", ".Option", StringComparison.Ordinal), (string?)(i.Item is "cssrs-1" or "cssrs-2" or "cssrs-3" ? "1" : "0")))]);
        Assert.Equal("C-SSRS-SCREEN is finished.", browser.Toast);

        await browser.OpenAsync($"{begun}/risk");
        Assert.Contains("C-SSRS screen of", browser.Text(".provenance"), StringComparison.Ordinal);
        var field = browser.Page.QuerySelectorAll("input[name$='.Field']").Single(i => i.GetAttribute("value") == "level").GetAttribute("name")!;
        Assert.Equal("moderate", browser.Element($"input[name='{field.Replace(".Field", ".Text", StringComparison.Ordinal)}'][checked]").GetAttribute("value"));
        await browser.SubmitAsync("form[data-autosave]", (field.Replace(".Field", ".Text", StringComparison.Ordinal), "low"));
        await browser.OpenAsync(begun);
        Assert.Contains("Moderate C-SSRS screen of", browser.Text("section[aria-labelledby=contradictions]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handbook_says_when_and_where_and_whom_to_call()
    {
        var house = await House.OpenAsync(clinic, 1);
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Programs.SingleAsync(p => p.Id == house.Program.Id)).HandOut("# Coffee\nIs free.");
            await db.SaveChangesAsync();
        });
        var group = await house.GroupAsync("Morning skills", from: house.Today);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Handbook");

        var words = browser.Text("article.handbook");
        Assert.All(["When your track meets", group.Name, "Willow", "Ana Ruiz", "988", "Coffee", "Is free.", "HIPAA"], told => Assert.Contains(told, words, StringComparison.Ordinal));
        Assert.DoesNotContain("Part 2", words, StringComparison.Ordinal);
    }

    /// <summary>The input of the first empty line of a step.</summary>
    private static string NameOf(Browser browser, SafetyStep step, string part) => browser.Page.QuerySelectorAll($"[data-step={step}] .plan-line")
        .First(line => line.QuerySelectorAll("input:not([type=hidden])").All(input => string.IsNullOrEmpty(input.GetAttribute("value"))))
        .QuerySelector($"input[name$='.{part}']")!.GetAttribute("name")!;

    private async Task<(Id<Patient> Patient, Browser Browser)> OpenAsync(Action<Patient>? change = null)
    {
        var house = await House.OpenAsync(clinic, 1);
        await clinic.InDatabaseAsync(async db =>
        {
            change?.Invoke(await db.Patients.Include(p => p.Supporters).SingleAsync(p => p.Id == house.Patients[0].Id));
            await db.SaveChangesAsync();
        });
        return (house.Patients[0].Id, await clinic.SignInAsync(Role.Clinician));
    }

    private Task<List<SafetyPlan>> PlansAsync(Id<Patient> patient) =>
        clinic.InDatabaseAsync(db => db.SafetyPlans.AsNoTracking().Where(p => p.PatientId == patient).OrderBy(p => p.Number).ToListAsync());
}

using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>From a signed assessment to a signed plan, and a review from the queue to its signature.</summary>
public sealed class TreatmentPlanTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    [Fact]
    public async Task A_plan_of_three_problems_grows_out_of_the_assessment_in_few_keystrokes_and_page_loads()
    {
        var page = await Clinic.SignInAsync(Role.Clinician);
        var (patient, assessment) = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            var found = await db.Assessments.Where(a => a.SignedById == clinician.Id && db.Episodes.Any(e => e.PatientId == a.PatientId && e.DischargedOn == null)
                && !db.TreatmentPlans.Any(p => p.PatientId == a.PatientId)).FirstAsync();
            return (found.PatientId, found.Id);
        });
        await page.GotoAsync($"/Patients/{patient}/Assessments/{assessment}");
        var (strokes, loads) = (0, 0);
        page.Load += (_, _) => loads++;
        async Task ClickAsync(ILocator what)
        {
            strokes++;
            await what.ClickAsync();
        }

        async Task PressAsync(string key)
        {
            strokes++;
            await page.Keyboard.PressAsync(key);
        }

        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Write the treatment plan" }));
        await Expect(page.Locator("form[data-plan-editor]")).ToBeVisibleAsync();
        // The two diagnoses with the library that fits them, and a finding with what somebody looks for.
        for (var problem = 0; problem < 2; problem++)
        {
            await ClickAsync(page.Locator("button[value^='offer.p-d:']").First);
            var library = page.Locator("details[data-offers][open]:has([value^='offer.o-'])").Nth(problem);
            await ClickAsync(library.Locator("button[value^='offer.w-']").First);
            await ClickAsync(library.Locator("button[value^='offer.o-']").First);
            await ClickAsync(library.Locator("button[value^='offer.o-']").First);
        }

        await ClickAsync(page.Locator("button[value^='offer.p-f:']").First);
        await ClickAsync(page.Locator("button[value^='offer.g:']").First);
        var work = page.Locator("details[data-offers]", new() { HasText = "From the library: Work and school" });
        await ClickAsync(work.Locator("summary"));
        await ClickAsync(work.Locator("button[value^='offer.o-']").First);
        await ClickAsync(work.Locator("button[value^='offer.o-']").First);
        await ClickAsync(page.Locator("button[data-field=Strengths]").First);

        // What no library has is written by keyboard.
        var rows = page.Locator("[data-rows] > [data-row]");
        await ClickAsync(rows.Last.Locator("[data-text]"));
        await PressAsync("End");
        await PressAsync("Enter");
        await page.Keyboard.TypeAsync("Go through the week together");
        strokes++;
        await rows.Last.Locator("[name$='.ResponsibleId']").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await Expect(page.Locator(".remark-obstacle")).ToHaveCountAsync(0);
        await PressAsync("Control+Enter");
        await ClickAsync(page.GetByLabel("Name, typed by the patient"));
        await page.Keyboard.TypeAsync("Typed by the patient");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign the plan" }));
        await Expect(page.Locator("article.document")).ToContainTextAsync("“Typed by the patient”, typed in person.");

        var plan = await Clinic.InDatabaseAsync(db => db.TreatmentPlans.SingleAsync(p => p.PatientId == patient && p.SignedAt != null));
        var counts = Enum.GetValues<PlanLevel>().Select(level => plan.Content.Of(level).Count()).ToList();
        output.WriteLine($"{loads} page loads and {strokes} structural keystrokes or clicks for {string.Join(", ", counts)} problems, goals, objectives, interventions");
        Assert.Equal([3, 3, 6], counts.Take(3));
        Assert.True(counts[3] >= 8, $"{counts[3]} interventions");
        Assert.Equal(6, await Clinic.InDatabaseAsync(db => db.Objectives.CountAsync(o => o.PatientId == patient)));
        Assert.True(loads <= 4, $"{loads} page loads");
        Assert.True(strokes <= 40, $"{strokes} structural keystrokes");
    }

    [Fact]
    public async Task Lines_are_moved_and_indented_by_keyboard_and_nothing_typed_is_lost()
    {
        var page = await Clinic.SignInAsync(Role.Clinician);
        var episode = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            return await db.Episodes.Where(e => e.PrimaryClinicianId == clinician.Id && e.DischargedOn == null && !db.TreatmentPlans.Any(p => p.EpisodeId == e.Id)).FirstAsync();
        });
        await page.GotoAsync($"/Patients/{episode.PatientId}/Plans");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write the initial plan" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Problem", Exact = true }).ClickAsync();
        await page.Keyboard.TypeAsync("First");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("Goal of the first");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("Second");
        await page.Keyboard.PressAsync("Alt+Shift+ArrowUp");
        var texts = page.Locator("[data-rows] [data-text]");
        await Expect(texts.Nth(0)).ToHaveValueAsync("Second");
        await Expect(texts.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await page.Keyboard.PressAsync("Alt+Shift+ArrowRight");
        await Expect(page.Locator("[data-rows] [data-row]").Nth(1)).ToHaveAttributeAsync("data-level", "Goal");
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");

        await page.ReloadAsync();
        await Expect(texts).ToHaveCountAsync(3);
        Assert.Equal(["Second", "First", "Goal of the first"], await texts.EvaluateAllAsync<string[]>("fields => fields.map(field => field.value)"));
        await texts.Nth(1).FillAsync("");
        await page.Keyboard.PressAsync("Backspace");
        await Expect(texts).ToHaveCountAsync(2);
        await Expect(texts.Nth(0)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_review_takes_at_most_five_clicks_from_the_queue_to_the_signature()
    {
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync("/Plans");
        var clicks = 0;
        async Task ClickAsync(ILocator what)
        {
            clicks++;
            await what.ClickAsync();
        }

        await ClickAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Review") }).First);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Review of the plan" })).ToBeVisibleAsync();
        await ClickAsync(page.GetByLabel("Why a less intensive level is not enough"));
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(" what is gained in the groups does not hold yet.");
        await ClickAsync(page.GetByLabel("Why a more intensive level is not needed"));
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(" there is support at home.");
        await ClickAsync(page.GetByLabel("Name, typed by the patient"));
        await page.Keyboard.TypeAsync("The patient");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign the review" }));

        await Expect(page.Locator("article.document")).ToContainTextAsync("there is support at home.");
        await Expect(page.Locator(".page-title")).ToContainTextAsync("In force");
        output.WriteLine($"{clicks} clicks");
        Assert.True(clicks <= 5, $"{clicks} clicks");
    }
}

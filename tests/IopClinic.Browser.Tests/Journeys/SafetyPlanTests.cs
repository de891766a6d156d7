using IopClinic.Domain.Safety;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A critical answer this morning: from the day's page to a safety plan in the patient's wallet.</summary>
public sealed class SafetyPlanTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_plan_that_is_due_is_written_printed_and_stands_in_the_banner()
    {
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync("/Today");
        await page.Locator("[aria-labelledby=plans-title] a").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Write the safety plan" }).ClickAsync();
        await page.Locator("[data-step=Helpers] [data-phone]").First.ClickAsync();
        await Expect(page.Locator("[data-step=Helpers] [data-phone]")).ToHaveCountAsync(0);
        foreach (var step in Enum.GetValues<SafetyStep>().Where(step => SafetyPlan.IsStep(step) && step is not (SafetyStep.Helpers or SafetyStep.Professionals)))
        {
            await page.Locator($"[data-step={step}] [data-add-line]").First.ClickAsync();
            await page.Keyboard.TypeAsync($"First of {step}");
            await page.Locator($"[data-step={step}] [data-add-line]").First.ClickAsync();
            await page.Keyboard.TypeAsync($"Second of {step} 🎻");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();
        await Expect(page.Locator(".banner-plan")).ToContainTextAsync("Safety plan, ");
        await Expect(page.Locator("article.plan")).ToContainTextAsync("Second of Alone 🎻");
        var plan = await Clinic.InDatabaseAsync(db => db.SafetyPlans.OrderByDescending(p => p.WrittenAt).FirstAsync());
        Assert.True(plan.IsComplete);
        Assert.NotNull(plan.Of(SafetyStep.Helpers).Single().Phone);
        await page.GotoAsync("/Today");
        await Expect(page.Locator("[aria-labelledby=plans-title]")).ToHaveCountAsync(0);

        // On paper: the card, and nothing that says whose it is.
        await page.GotoAsync($"/Patients/{plan.PatientId}/SafetyPlan?card=true");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator(".wallet")).ToBeVisibleAsync();
        await Expect(page.Locator(".banner")).ToBeHiddenAsync();
        await Expect(page.Locator(".topbar")).ToBeHiddenAsync();
    }
}

using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>Somebody without a mouse: in, to a patient, and out again.</summary>
public sealed class KeyboardTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task The_way_from_the_sign_in_to_a_chart_and_out_needs_no_mouse()
    {
        var clinician = DemoSignIns.All.Single(person => person.Role == Role.Clinician).Email;
        var patient = await Clinic.InDatabaseAsync(async db =>
        {
            var person = await db.DemoPersonAsync(Role.Clinician);
            return await db.Patients.FirstAsync(p => db.Episodes.Any(e => e.PatientId == p.Id && e.DischargedOn == null && e.PrimaryClinicianId == person.Id)
                && db.Patients.Count(other => other.Name.Family == p.Name.Family) == 1);
        });
        var page = await Clinic.ScreenAsync();
        await page.GotoAsync("/Account/SignIn");
        await TabToAsync(page, page.GetByLabel("Name or e-mail address"));
        await page.Keyboard.TypeAsync(clinician);
        await TabToAsync(page, page.Locator("input[type=password]"));
        await page.Keyboard.TypeAsync(DemoSignIns.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/Today");

        // The first stop of a page leads past everything that stands before it.
        await page.GotoAsync("/Groups");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the page" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(patient.Name.Family);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Patients");
        await TabToAsync(page, page.Locator("tbody th a").First);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/Patients/{patient.Id}");

        var account = page.GetByRole(AriaRole.Button, new() { Name = "Account of" });
        await TabToAsync(page, account);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#account")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#account")).ToBeHiddenAsync();
        await Expect(account).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    /// <summary>Tab until the focus is there, in sight and as few times as somebody would bear.</summary>
    private static async Task TabToAsync(IPage page, ILocator goal)
    {
        for (var stops = 0; stops < 40; stops++)
        {
            if (await goal.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                await Expect(goal).ToBeInViewportAsync();
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Forty stops did not lead to {goal}.");
    }
}

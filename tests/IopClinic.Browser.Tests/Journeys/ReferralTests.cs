using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A call: from the board to a booked assessment, with whoever is known already offered while it is typed.</summary>
public sealed class ReferralTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    private const int MostClicks = 3;

    private int _clicks;

    [Fact]
    public async Task An_assessment_is_booked_three_clicks_after_the_telephone_rang()
    {
        var known = await Clinic.InDatabaseAsync(db => db.Patients.FirstAsync(p => p.Name.Family == "Murphy-Reyes"));
        var page = await Clinic.SignInAsync(Role.Intake);
        await page.GotoAsync("/Referrals");
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Take a referral" }).First);
        await Expect(page.Locator("#Form_Given")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(known.Name.Given);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(known.Name.Family);
        await page.Locator("#Form_BirthDate").FillAsync($"{known.BirthDate:yyyy-MM-dd}");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#candidates")).ToContainTextAsync(known.Mrn);

        await page.Locator("#Form_Family").FillAsync("Dvořák-O'Neil 🎻");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#candidates")).ToHaveCountAsync(0);
        await page.GetByLabel("Sent by").SelectOptionAsync("Self");
        await page.GetByLabel("Presenting concern").FillAsync("Cannot sleep since the move.");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Save the referral" }));
        await ClickAsync(page.Locator("button.slot").First);
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("The assessment is booked for");
        output.WriteLine($"{_clicks} clicks from the board to the booked assessment.");
        Assert.True(_clicks <= MostClicks, $"{_clicks} clicks.");
        Assert.EndsWith("🎻", (await Clinic.InDatabaseAsync(db => db.Referrals.OrderByDescending(r => r.ReceivedAt)
            .Select(r => db.Patients.Single(p => p.Id == r.PatientId).Name.Family).FirstAsync())), StringComparison.Ordinal);
    }

    private async Task ClickAsync(ILocator what)
    {
        _clicks++;
        await what.ClickAsync();
    }
}

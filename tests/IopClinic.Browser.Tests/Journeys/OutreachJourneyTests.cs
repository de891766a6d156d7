using IopClinic.Domain.Access;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>From somebody's empty chair to a telephone call and what came of it.</summary>
public sealed class OutreachJourneyTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task An_absence_on_the_roll_is_called_after_from_Today_and_closed()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 2);
        var patient = session.Roster[0].PatientId;
        await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            db.CareTeams.Add(new CareTeamMember(
                await db.Patients.SingleAsync(p => p.Id == patient), clinician, CareTeamPart.PrimaryClinician, session.ClinicDate.AddDays(-20), null, null, session.StartsAt));
            return await db.SaveChangesAsync();
        });
        var page = await Clinic.SignInAsync(Role.Clinician);
        var faults = new List<string>();
        EveryPageTests.Watch(page, faults);
        await page.GotoAsync(Given.AddressOf(session));
        var row = page.Locator($"[data-row][data-patient='{patient}']");
        await row.GetByRole(AriaRole.Radio, new() { Name = "Unexcused" }).CheckAsync();
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "Outreach to" })).ToBeVisibleAsync();

        await page.GotoAsync("/Work");
        var task = await Clinic.InDatabaseAsync(db => db.OutreachTasks.Where(t => t.PatientId == patient).Select(t => t.Id).SingleAsync());
        await page.Locator($"[data-rows] a[href='/Outreach/{task}']").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Outreach");
        await EveryPageTests.LookAsync(page, "An outreach", faults);

        // With the keyboard alone: how, what came of it, a note, and Enter on the button.
        await page.Locator("input[name='Attempt.Way']").First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await page.Locator("#Attempt_Note").FillAsync("Missed the bus; comes tomorrow.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("they were reached");
        await Expect(page.Locator("#attempts")).ToContainTextAsync("Missed the bus; comes tomorrow.");

        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("#Ending_Outcome").SelectOptionAsync("ReachedAndReturning");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("The outreach is closed.");
        await Expect(page.Locator("#ended")).ToHaveTextAsync("Reached and returning");
        await EveryPageTests.LookAsync(page, "A closed outreach on a telephone", faults);
        Assert.Empty(faults);
    }
}

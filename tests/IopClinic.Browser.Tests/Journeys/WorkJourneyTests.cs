using System.Globalization;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;
using IopClinic.Web.Tests;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>Through the work list with the keyboard: from the count in the frame to a row, put off, and back.</summary>
public sealed class WorkJourneyTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task The_count_is_in_the_frame_of_every_page_and_true_at_once()
    {
        var page = await Clinic.SignInAsync(Role.Clinician);
        var faults = new List<string>();
        EveryPageTests.Watch(page, faults);
        var count = page.Locator("#rail .work-count .count");
        await Expect(count).ToBeVisibleAsync();
        var before = await NumberAsync();

        // "g" and "w" lead there, the arrows to a row, Enter opens it.
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("w");
        await page.WaitForURLAsync("**/Work");
        var rows = page.Locator("[data-row]");
        Assert.Equal(before, await rows.CountAsync());
        await rows.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToBeFocusedAsync();

        await page.Locator($".sheet-actions a[href^='/Work/{WorkKind.Plan}/']").First.ClickAsync();
        await page.GetByLabel("Why it can wait").FillAsync("Waits for the team on Monday");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put off" }).ClickAsync();
        await page.WaitForURLAsync("**/Work");
        await Expect(count).ToContainTextAsync((before - 1).ToString(CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Link, new() { Name = "Put off" }).ClickAsync();
        await page.Locator(".sheet-actions a").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it wait again now" }).ClickAsync();
        await Expect(count).ToContainTextAsync(before.ToString(CultureInfo.InvariantCulture));
        Assert.Equal([], faults);

        async Task<int> NumberAsync() => int.Parse(new string([.. (await count.TextContentAsync())!.TakeWhile(char.IsDigit)]), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_supervisor_ticks_notes_with_the_keyboard_and_signs_them_at_once()
    {
        var page = await Clinic.SignInAsync(Role.Supervisor);
        await page.GotoAsync("/CoSignatures");
        var ticks = page.Locator("input[name='Form.Notes']");
        await ticks.First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(ticks.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");

        await page.GetByRole(AriaRole.Button, new() { Name = "Co-sign what is ticked" }).ClickAsync();

        await Expect(page.Locator("[data-toast]")).ToContainTextAsync("2 notes are co-signed.");
    }
}

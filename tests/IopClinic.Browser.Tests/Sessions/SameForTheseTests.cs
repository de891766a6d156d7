using IopClinic.Database;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>What was chosen for one patient is chosen for others at once, and taken back at once.</summary>
public sealed class SameForTheseTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task Participation_and_affect_of_one_row_go_to_the_ticked_ones_and_back()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 4);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        var (rows, dialog) = (page.Locator("[data-row]"), page.Locator("#same-dialog"));
        await rows.Nth(0).Locator("[data-same]").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await rows.Nth(0).GetByLabel("4 Active", new() { Exact = true }).CheckAsync();
        await rows.Nth(0).Locator("[name$='.Affect']").SelectOptionAsync("Calm");
        await rows.Nth(0).Locator("[data-note]").FillAsync("Only about the first one.");
        await rows.Nth(1).Locator("[name$='.Affect']").SelectOptionAsync("Sad");
        await rows.Nth(3).PressAsync("u");
        await rows.Nth(0).Locator("[data-note]").PressAsync("Escape");
        await page.Keyboard.PressAsync("s");
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog.Locator("[data-same-whom] label")).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("Space");
        await dialog.Locator("[data-same-apply]").ClickAsync();
        await Expect(rows.Nth(0)).ToBeFocusedAsync();
        foreach (var at in new[] { 1, 2 })
        {
            await Expect(rows.Nth(at).GetByLabel("4 Active", new() { Exact = true })).ToBeCheckedAsync();
            await Expect(rows.Nth(at).Locator("[name$='.Affect']")).ToHaveValueAsync("Calm");
            await Expect(rows.Nth(at).Locator("[data-note]")).ToHaveValueAsync("");
        }

        await Clinic.UntilAsync(async db => await CalmAsync(db) == 3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(rows.Nth(1).Locator("[name$='.Affect']")).ToHaveValueAsync("Sad");
        await Expect(rows.Nth(2).Locator("[name$='.Affect']")).ToHaveValueAsync("");
        await Expect(rows.Nth(2).Locator(".roll-participation :checked")).ToHaveCountAsync(0);
        await Expect(rows.Nth(0).Locator("[name$='.Affect']")).ToHaveValueAsync("Calm");
        await Clinic.UntilAsync(async db => await CalmAsync(db) == 1);
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");

        Task<int> CalmAsync(ClinicDb db) => db.Notes.CountAsync(note => note.SessionId == session.Id && note.Affect == Affect.Calm);
    }
}

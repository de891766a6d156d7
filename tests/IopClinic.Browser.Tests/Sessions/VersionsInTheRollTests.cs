using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>An earlier text comes back in two clicks, and the patient's words are written beside it.</summary>
public sealed class VersionsInTheRollTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task What_was_overwritten_is_back_in_two_clicks_without_leaving_the_page()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 2);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        var (note, words, saved) = (page.Locator("[data-note]").First, page.Locator("[name$='.InTheirWords']").First, page.Locator("[data-save-state]"));
        await note.FillAsync("Said no to a loan three times, voice steady.");
        await note.PressAsync("Tab");
        await Expect(words).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("No means no.");
        await Expect(saved).ToContainTextAsync("Saved");
        var count = page.Locator("[data-word-count]").First;
        await Expect(count).ToHaveTextAsync("9");
        await note.FillAsync("");
        await Expect(count).ToHaveTextAsync("0");
        await Clinic.UntilAsync(async db => !await db.Notes.AnyAsync(n => n.SessionId == session.Id && n.Text != null));
        await Expect(saved).ToContainTextAsync("Saved");
        var loads = 0;
        page.Load += (_, _) => loads++;

        // What is typed and not yet saved is a version afterwards too.
        await note.FillAsync("Typed a moment ago, not saved.");
        await page.Locator("[name=versions]").First.ClickAsync();
        await page.Locator("[data-restore]").First.ClickAsync();
        await Expect(note).ToHaveValueAsync("Said no to a loan three times, voice steady.");
        await Expect(words).ToHaveValueAsync("No means no.");
        await Expect(note).ToBeFocusedAsync();
        await Expect(count).ToHaveTextAsync("9");
        await note.PressAsync("End");
        await page.Keyboard.TypeAsync(" Twice.");
        await Expect(saved).ToContainTextAsync("Saved");
        await page.Locator("[name=versions]").First.ClickAsync();
        await Expect(page.Locator(".roll-versions-list")).ToContainTextAsync("Typed a moment ago, not saved.");
        Assert.Equal(0, loads);

        await page.ReloadAsync();
        await Expect(note).ToHaveValueAsync("Said no to a loan three times, voice steady. Twice.");
    }
}

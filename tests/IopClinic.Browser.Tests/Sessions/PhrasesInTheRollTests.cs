using IopClinic.Domain.Notes;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>A semicolon and a key in a note.</summary>
public sealed class PhrasesInTheRollTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_phrase_takes_the_place_of_its_key_and_tab_goes_through_what_is_still_to_say()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 2);
        await Clinic.InDatabaseAsync(async db =>
        {
            var me = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            db.QuickPhrases.Add(new QuickPhrase(me.SiteId, me.Id, "surf", "{They} surfed the urge for [how long] and felt [what].\n<script>document.title='caught'</script>"));
            return await db.SaveChangesAsync();
        });
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        var (first, list) = (page.Locator("[data-note]").First, page.GetByRole(Microsoft.Playwright.AriaRole.Listbox, new() { Name = "Quick phrases" }));
        await first.FocusAsync();
        await page.Keyboard.TypeAsync("Today ;sur");
        await Expect(list.GetByRole(Microsoft.Playwright.AriaRole.Option).First).ToContainTextAsync(";surf");
        await page.Keyboard.PressAsync("Escape");
        await Expect(list).ToHaveCountAsync(0);
        await Expect(first).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync("f");
        await Expect(list).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("20 minutes");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("proud");
        await Expect(first).ToHaveValueAsync("Today They surfed the urge for 20 minutes and felt proud.\n<script>document.title='caught'</script>");
        Assert.DoesNotContain("caught", await page.TitleAsync(), StringComparison.Ordinal);

        // The templates too, by the arrows; Enter in a note is the next note again once the list is closed.
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-note]").Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(";da");
        await Expect(list.Locator("[aria-selected=true]")).ToContainTextAsync(";dap");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(list.Locator("[aria-selected=true]")).ToContainTextAsync(";dap");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-note]").Nth(1)).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Data: "));
        await page.Keyboard.TypeAsync("came");
        await Expect(page.Locator("[data-note]").Nth(1)).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Data: came\\nAssessment: "));
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
    }
}

using IopClinic.Domain.Notes;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>The objectives of the plan in the roll-call grid.</summary>
public sealed class ObjectivesInTheRollTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    private const string Evenings = "Three evenings a week without a drink";
    private const string Friends = "Calls two friends when the craving comes";

    [Fact]
    public async Task Ten_notes_are_linked_with_one_keystroke_each_while_they_are_written()
    {
        var session = await Clinic.AGroupUnderWayAsync(10, 20, Evenings, Friends);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        await Expect(page.Locator("[data-topic]")).ToBeFocusedAsync();
        var (keys, linking) = (0, 0);
        async Task Press(string key)
        {
            keys++;
            await page.Keyboard.PressAsync(key);
        }

        await page.Keyboard.TypeAsync(Given.Topic);
        await Press("Enter");
        for (var row = 0; row < 10; row++)
        {
            await Expect(page.Locator("[data-note]").Nth(row)).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync($"Practised saying no, round {row}.");
            linking++;
            await page.Keyboard.PressAsync(row % 2 == 0 ? "Alt+1" : "Alt+2");
            await Expect(page.Locator("[data-note]").Nth(row)).ToBeFocusedAsync();
            if (row < 9)
            {
                await Press("Enter");
            }
        }

        await Press("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign 10 notes" })).ToBeFocusedAsync();
        await Press("Enter");
        await Expect(page.Locator(".roll-signed .linked-objectives")).ToHaveCountAsync(10);

        output.WriteLine($"10 notes: {linking} keystrokes to link them beside {keys} structural ones");
        Assert.Equal(10, linking);
        Assert.True(keys <= 25, $"{keys} structural keystrokes");
        Assert.Equal(10, await Clinic.InDatabaseAsync(db => db.NoteObjectives.CountAsync(o => db.Notes.Any(n => n.Id == o.NoteId && n.SessionId == session.Id))));
    }

    [Fact]
    public async Task In_the_rows_a_digit_links_and_opens_the_rating_and_an_arrow_goes_on()
    {
        var session = await Clinic.AGroupUnderWayAsync(3, 20, Evenings, Friends);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        var rows = page.Locator("[data-row]");
        await page.Locator("[data-note]").First.FillAsync("Held the line.");
        await page.Keyboard.PressAsync("Escape");
        await Expect(rows.First).ToBeFocusedAsync();
        await Expect(rows.First.Locator(".roll-without")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("1");
        await Expect(rows.First.GetByRole(AriaRole.Combobox, new() { Name = "Progress on objective 1" })).ToBeFocusedAsync();
        await Expect(rows.First.Locator(".roll-without")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("4");
        await Expect(rows.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("2");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("2");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("2");
        await Expect(rows.Nth(2).Locator("[data-link='2']")).Not.ToBeCheckedAsync();
        await page.Keyboard.PressAsync("i");
        await page.Keyboard.PressAsync("5");
        await Expect(rows.Nth(2)).ToBeFocusedAsync();
        await Expect(rows.Nth(2).GetByLabel("5 Leading", new() { Exact = true })).ToBeCheckedAsync();
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");

        await page.ReloadAsync();
        await Expect(rows.First.Locator("[data-link='1']")).ToBeCheckedAsync();
        await Expect(rows.First.GetByRole(AriaRole.Combobox, new() { Name = "Progress on objective 1" })).ToHaveValueAsync("GoodProgress");
        await Expect(rows.Nth(1).Locator("[data-link='2']")).ToBeCheckedAsync();
        var saved = await Clinic.InDatabaseAsync(db => db.NoteObjectives.Where(o => db.Notes.Any(n => n.Id == o.NoteId && n.SessionId == session.Id))
            .Select(o => o.Progress).ToListAsync());
        Assert.Equal([null, ObjectiveProgress.GoodProgress], saved.Order());
    }

    [Fact]
    public async Task A_note_about_no_objective_asks_why_before_it_is_signed()
    {
        var session = await Clinic.AGroupUnderWayAsync(1, 20, Evenings);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        await page.Locator("[data-topic]").FillAsync(Given.Topic);
        await page.Locator("[data-note]").FillAsync("Came in crying and stayed with the nurse.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".review-lacks")).ToContainTextAsync("objective, or why none");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the roll" }).ClickAsync();
        await page.GetByLabel("No objective? Why").SelectOptionAsync("Crisis");
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".review-rows")).ToContainTextAsync("No objective: a crisis came first");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign 1 note" }).ClickAsync();
        await Expect(page.Locator(".roll-signed")).ToContainTextAsync("a crisis came first");
    }

    [Fact]
    public async Task Without_script_objectives_are_boxes_to_tick()
    {
        var session = await Clinic.AGroupUnderWayAsync(1, 20, Evenings, Friends);
        var page = await Clinic.SignInAsync(Role.Clinician, script: false);
        await page.GotoAsync(Given.AddressOf(session));
        await page.Locator("[data-note]").FillAsync("Called one of them.");
        await page.GetByLabel(Friends).First.CheckAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Progress on objective 2" }).SelectOptionAsync("3 some progress");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-link='2']")).ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Progress on objective 2" })).ToHaveValueAsync("SomeProgress");
    }
}

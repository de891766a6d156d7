using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>Two clinicians at two screens write the roll of one session.</summary>
public sealed class TogetherInTheRollTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    // The other tells at once where they go, and the page looks every five seconds.
    private const int Soon = 8_000;

    [Fact]
    public async Task Each_sees_where_the_other_writes_and_what_they_saved_and_keeps_what_is_half_typed()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 4);
        var maya = await Clinic.SignInAsync(Role.Clinician);
        await maya.GotoAsync(Given.AddressOf(session));
        var rows = maya.Locator("[data-row]");
        ILocator Note(IPage page, int row) => page.Locator("[data-note]").Nth(row);
        await Note(maya, 0).FocusAsync();
        var thomas = await Clinic.SignInAsync(Role.Supervisor);
        await thomas.GotoAsync(Given.AddressOf(session));
        await Note(thomas, 1).FocusAsync();

        await Expect(maya.Locator("[data-together-here]")).ToHaveTextAsync("Thomas Adeyemi is here too", new() { Timeout = Soon });
        await Expect(rows.Nth(1).Locator("[data-writer]")).ToContainTextAsync("TA", new() { Timeout = Soon });
        await Expect(thomas.Locator("[data-row]").Nth(0).Locator("[data-writer]")).ToContainTextAsync("Maya Lindqvist is writing here", new() { Timeout = Soon });

        // The mark goes along.
        await Note(thomas, 2).FocusAsync();
        await Expect(rows.Nth(2).Locator("[data-writer]")).ToHaveCountAsync(1, new() { Timeout = Soon });
        await Expect(rows.Nth(1).Locator("[data-writer]")).ToHaveCountAsync(0);

        // What is saved appears; what is half typed, in the same row and elsewhere, stays.
        // Maya's own saves do not come through for a while.
        await maya.RouteAsync("**/*handler=Autosave*", route => route.AbortAsync());
        await Note(maya, 3).FillAsync("Half a sen");
        await thomas.Locator("[data-row]").Nth(2).FocusAsync();
        await thomas.Keyboard.PressAsync("l");
        await thomas.Keyboard.TypeAsync("5");
        await thomas.Locator("[data-row]").Nth(2).Locator("[name$='.Affect']").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Note(thomas, 2).FillAsync("Asked how long silence may last.");
        await Note(thomas, 3).FillAsync("Laughed, then tried it.");
        await Expect(thomas.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await Expect(Note(maya, 2)).ToHaveValueAsync("Asked how long silence may last.", new() { Timeout = Soon });
        await Expect(rows.Nth(2).Locator("input[value=Late]")).ToBeCheckedAsync();
        await Expect(rows.Nth(2).Locator("[name$='.Affect']")).ToHaveValueAsync(await thomas.Locator("[name$='.Affect']").Nth(2).InputValueAsync());
        await Expect(maya.Locator("[data-together-said]")).ToContainTextAsync("Thomas Adeyemi wrote in the row of");
        await Expect(Note(maya, 3)).ToHaveValueAsync("Half a sen");
        await Expect(Note(maya, 3)).ToBeFocusedAsync();
        await maya.UnrouteAllAsync();
        await maya.Keyboard.TypeAsync("tence.");
        await Expect(rows.Nth(3).Locator(".roll-theirs")).ToContainTextAsync("Laughed, then tried it.");
        await Expect(Note(maya, 3)).ToHaveValueAsync("Half a sentence.");

        await thomas.CloseAsync(new() { RunBeforeUnload = false });
        await Expect(maya.Locator("[data-writer]")).ToHaveCountAsync(0);
        await Expect(maya.Locator("[data-together-here]")).ToBeEmptyAsync();
    }
}

using System.Text.RegularExpressions;
using IopClinic.Browser.Tests.Journeys;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Account;

/// <summary>The end of a session as somebody at the screen meets it: warned, kept by one key, covered, and back with every letter.</summary>
public sealed partial class SessionTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    private const string Typed = "Courage for beginn";

    [Fact]
    public async Task Two_minutes_before_the_end_one_is_warned_and_any_key_stays()
    {
        var page = await AtAFormAsync();
        var field = await TypeAsync(page);
        await PassAsync(page, 13.2);

        await Expect(Warning(page)).ToBeVisibleAsync();
        await Expect(Warning(page)).ToContainTextAsync(LessThanTwoMinutes());
        await LookAsync(page, "warning");
        // The warning took no focus from the field: the next letters land in it, and are the sign of life.
        await Expect(field).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("ers");
        await Expect(Warning(page)).ToBeHiddenAsync();
        await Expect(field).ToHaveValueAsync(Typed + "ers");

        await PassAsync(page, 12);
        await Expect(Warning(page)).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("New group");
    }

    [Fact]
    public async Task Where_nobody_types_the_button_has_the_focus_and_enter_stays()
    {
        var page = await AtAFormAsync("/Today");
        await page.EvaluateAsync("document.activeElement?.blur()");
        await PassAsync(page, 13.5);

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Warning(page)).ToBeHiddenAsync();
        await PassAsync(page, 12);
        await page.ReloadAsync();
        await Expect(page.Locator("h1")).Not.ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task After_the_end_the_page_is_covered_and_comes_back_with_every_letter()
    {
        var page = await AtAFormAsync();
        var field = await TypeAsync(page);
        await PassAsync(page, 15.1);

        await Expect(page.Locator("#session-cover")).ToBeVisibleAsync();
        await LookAsync(page, "cover");
        await Expect(page.Locator("main")).ToBeHiddenAsync();
        await Expect(field).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#session-cover")).ToBeVisibleAsync();

        var tab = await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync());
        await tab.SignInAsync(Demo(Role.Administrator));
        await Expect(page.Locator("#session-cover")).ToBeHiddenAsync();
        await Expect(field).ToHaveValueAsync(Typed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create group and sessions" }).ClickAsync();
        // Not the sign-in page: the form arrived, with a token that still holds.
        await Expect(page.Locator(".form-errors")).ToBeVisibleAsync();
        await Expect(field).ToHaveValueAsync(Typed);
    }

    [Fact]
    public async Task Somebody_else_who_signs_in_does_not_get_to_see_it()
    {
        var page = await AtAFormAsync();
        await TypeAsync(page);
        await PassAsync(page, 15.1);
        await Expect(page.Locator("#session-cover")).ToBeVisibleAsync();

        var tab = await page.Context.NewPageAsync();
        await tab.SignInAsync(Demo(Role.Intake));
        await Expect(page.Locator("#session-cover")).ToContainTextAsync("Somebody else is signed in");
        await Expect(page.Locator("main")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Staying_in_one_tab_is_enough_for_all()
    {
        var page = await AtAFormAsync();
        var other = await page.Context.NewPageAsync();
        await other.Clock.InstallAsync();
        await other.GotoAsync("/Today");
        Clinic.Time.Pass(TimeSpan.FromMinutes(13.5));
        await page.Clock.FastForwardAsync(810_000);
        await other.Clock.FastForwardAsync(810_000);
        await Expect(Warning(page)).ToBeVisibleAsync();
        await Expect(Warning(other)).ToBeVisibleAsync();

        await other.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" }).ClickAsync();
        await Expect(Warning(other)).ToBeHiddenAsync();
        await Expect(Warning(page)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Signing_out_in_one_tab_covers_the_others()
    {
        var page = await AtAFormAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/Today");
        await other.Locator(".account-button").ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(other.Locator("h1")).ToHaveTextAsync("Sign in");

        await Expect(page.Locator("#session-cover")).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_browser_that_was_signed_out_from_another_opens_nothing_any_more()
    {
        var left = await Clinic.SignInAsync(Role.Administrator);
        await left.GotoAsync("/Staff");
        var page = await Clinic.SignInAsync(Role.Administrator);
        await page.GotoAsync("/Account/MySessions");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out Chrome on" }).ClickAsync();
        await Expect(page.Locator(".toast-note")).ToBeVisibleAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);

        await left.GetByRole(AriaRole.Link, new() { Name = "Brandt, Helen" }).ClickAsync();
        await Expect(left.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.ReloadAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Where I am signed in");
    }

    [Fact]
    public async Task Somebody_who_is_typing_is_not_interrupted_at_all()
    {
        var page = await AtAFormAsync();
        Clinic.Time.Pass(TimeSpan.FromMinutes(12.8));
        await page.Clock.FastForwardAsync((int)TimeSpan.FromMinutes(12.8).TotalMilliseconds);
        var field = await TypeAsync(page);
        await PassAsync(page, 0.4);
        await page.WaitForTimeoutAsync(500);
        await Expect(Warning(page)).ToBeHiddenAsync();
        await PassAsync(page, 12);
        await Expect(page.Locator("#session-cover")).ToBeHiddenAsync();
        await Expect(field).ToHaveValueAsync(Typed);
    }

    /// <summary>What covers the page is as easy to use as the page.</summary>
    private static async Task LookAsync(IPage page, string what)
    {
        var faults = new List<string>();
        await EveryPageTests.LookAsync(page, what, faults);
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [GeneratedRegex("You will be signed out in [01]:[0-5][0-9]")]
    private static partial Regex LessThanTwoMinutes();

    private static string Demo(Role role) => DemoSignIns.All.Single(person => person.Role == role).Email;

    private static ILocator Warning(IPage page) => page.Locator("#session-warning");

    private static async Task<ILocator> TypeAsync(IPage page)
    {
        var field = page.Locator("#Form_Name");
        await field.ClickAsync();
        await page.Keyboard.TypeAsync(Typed);
        return field;
    }

    private async Task<IPage> AtAFormAsync(string address = "/Groups/New")
    {
        var page = await Clinic.SignInAsync(Role.Administrator);
        await page.Clock.InstallAsync();
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>Time goes by for the server and for the screen.</summary>
    private async Task PassAsync(IPage page, double minutes)
    {
        Clinic.Time.Pass(TimeSpan.FromMinutes(minutes));
        await page.Clock.FastForwardAsync((int)TimeSpan.FromMinutes(minutes).TotalMilliseconds);
    }
}

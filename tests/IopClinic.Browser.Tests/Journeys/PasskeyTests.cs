using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A passkey in a real browser, whose device is Chromium's virtual authenticator.</summary>
public sealed class PasskeyTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_passkey_is_made_named_used_to_sign_in_and_removed()
    {
        var page = await Clinic.SignInAsync(Role.Clinician);
        await GiveDeviceAsync(page);
        // The sign-in page offers the passkey by itself, and this device would take it at once: here somebody presses the button.
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add(message.Text);
            }
        };

        await page.GotoAsync("/Account/SignInMethods");
        await page.GetByLabel("Name of the new passkey").FillAsync("Work laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator(".toast-note p")).ToHaveTextAsync("Your passkey is added. Other devices are signed out.");
        await Expect(page.Locator(".way-what strong").First).ToHaveTextAsync("Work laptop");

        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");

        await page.GotoAsync("/Account/SignIn?returnUrl=/Account/SignInMethods");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Ways to sign in");
        await Expect(page.Locator(".way-what span").First).ToContainTextAsync("last used");

        // Some minutes later the page asks once more who is there: a touch is enough.
        Clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await page.GotoAsync("/Account/SignInMethods");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Confirm that it is you");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Ways to sign in");

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Work laptop" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(page.Locator(".toast-note p")).ToHaveTextAsync("The passkey is removed. Other devices are signed out.");
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Without_a_passkey_the_page_says_so_and_the_password_still_works()
    {
        var page = await Clinic.ScreenAsync();
        await GiveDeviceAsync(page, present: false);
        await page.GotoAsync("/Account/SignIn");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();

        await Expect(page.Locator("[data-passkey-trouble]")).ToHaveTextAsync("No passkey was used. Try it again, or choose another way.");
        await page.SignInAsync("clinician@demo.example");
    }

    /// <summary>A device for this screen, with a finger that touches it whenever it asks.</summary>
    private static async Task GiveDeviceAsync(IPage page, bool present = true)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = present,
                ["isUserVerified"] = present,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}

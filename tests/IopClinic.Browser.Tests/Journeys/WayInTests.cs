using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests;
using IopClinic.Web.Tests.Account;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>The way into a clinic in earnest: an invitation, a second factor, and each later sign-in with it.</summary>
public sealed class WayInTests(ClinicServer server, Chromium chromium) : Journey(server, chromium, ("SignIn:RequireSecondFactor", "true"))
{
    private const string Password = "tangerine velvet sofa 9 clouds";

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Somebody_invited_adds_an_app_and_signs_in_with_its_number_and_with_a_recovery_code(int width, ColorScheme colors)
    {
        var faults = new List<string>();
        var email = (await Clinic.InDatabaseAsync(db => db.DemoPersonAsync(Role.Clinician))).Email;
        var page = await Clinic.ScreenAsync(width);
        await page.EmulateMediaAsync(new() { ColorScheme = colors });
        EveryPageTests.Watch(page, faults);

        await page.GotoAsync(await LinkAsync(email));
        await EveryPageTests.LookAsync(page, "invitation", faults);
        await page.Locator("#Form_NewPassword").FillAsync(Password);
        await page.Locator("#Form_NewPasswordAgain").FillAsync(Password);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Add a second factor");
        await EveryPageTests.LookAsync(page, "second factor", faults);
        var phone = new Phone(await page.Locator(".secret").InnerTextAsync(), Clinic.Time);
        await page.GetByLabel("Number that the app shows").FillAsync(phone.Number);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Recovery codes");
        await EveryPageTests.LookAsync(page, "recovery codes", faults);
        var code = await page.Locator(".recovery-codes code").First.InnerTextAsync();

        foreach (var second in new Func<string>[] { phone.Next, () => code })
        {
            await page.GotoAsync("/Account/MySessions");
            await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
            await page.GetByLabel("Name or e-mail address").FillAsync(email);
            await page.Locator("input[type=password]").FillAsync(Password);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("h1")).ToHaveTextAsync("One more step");
            await EveryPageTests.LookAsync(page, "second step", faults);
            await page.Locator("#Form_Code").FillAsync(second());
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("h1")).Not.ToHaveTextAsync("One more step");
            Assert.EndsWith("/Today", page.Url, StringComparison.Ordinal);
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>A one-time link for somebody who has neither a password nor a second factor yet.</summary>
    private async Task<string> LinkAsync(string email)
    {
        await using var scope = Clinic.Services.CreateAsyncScope();
        var id = await Clinic.InDatabaseAsync(async db =>
        {
            await db.Users.Where(account => account.Email == email).ExecuteUpdateAsync(set => set.SetProperty(account => account.PasswordHash, (string?)null));
            return await db.Users.Where(account => account.Email == email).Select(account => account.Id).SingleAsync();
        });
        return await scope.ServiceProvider.GetRequiredService<Invitations>().MakeAsync(id, null);
    }
}

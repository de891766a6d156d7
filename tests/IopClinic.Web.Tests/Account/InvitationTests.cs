using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Account;

/// <summary>One-time links, and what two administrators can do together, in a clinic in earnest.</summary>
public sealed class InvitationTests(StrictClinic clinic, ClinicServer server) : IClassFixture<StrictClinic>
{
    private const string Password = "tangerine velvet sofa 9 clouds";

    [Fact]
    public async Task An_invited_person_chooses_a_password_adds_an_app_and_is_in()
    {
        var browser = await ChooseAsync(await LinkAsync("daniel.whitehorse@demo.example", fresh: true));

        Assert.Equal("/Account/Enroll", browser.Address.AbsolutePath);
        await Phone.EnrollAsync(browser, clinic.Time);
        Assert.Equal("Ways to sign in", (await browser.OpenAsync("/Account/SignInMethods")).Heading);
    }

    [Fact]
    public async Task An_invited_person_makes_a_passkey_and_is_in_without_any_password()
    {
        var link = await LinkAsync("aisha.rahman@demo.example", fresh: true);
        using var passkey = new SoftPasskey();
        var browser = await clinic.Browser().OpenAsync(link);
        await MakeAsync(browser, passkey);

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal("Ways to sign in", (await browser.OpenAsync("/Account/SignInMethods")).Heading);
        Assert.Equal("This link opens nothing", (await clinic.Browser().OpenAsync(link)).Heading);
        await browser.OpenAsync("/Account/RecoveryCodes");
        Assert.Contains("you sign in with a passkey", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_alone_does_not_open_an_account_that_has_a_second_factor()
    {
        const string email = "kenji.morita@demo.example";
        var owner = await ChooseAsync(await LinkAsync(email, fresh: true));
        var (phone, _) = await Phone.EnrollAsync(owner, clinic.Time);

        var link = await LinkAsync(email, fresh: false);
        using var passkey = new SoftPasskey();
        var thief = await clinic.Browser().OpenAsync(link);
        Assert.Null(thief.Page.QuerySelector("form[data-passkey]"));
        await MakeAsync(thief, passkey);
        Assert.Equal(HttpStatusCode.NotFound, thief.Status);
        thief = await ChooseAsync(link);
        Assert.Equal("/Account/SecondStep", thief.Address.AbsolutePath);
        Assert.Equal("/Account/SignIn", (await thief.SendAsync(HttpMethod.Get, "/Account/Enroll")).Headers.Location!.OriginalString);

        await thief.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", phone.Next()));
        Assert.Equal(HttpStatusCode.OK, thief.Status);
    }

    [Fact]
    public async Task A_link_is_used_once_also_by_two_tabs_at_the_same_moment()
    {
        var link = await LinkAsync("camille.baptiste@demo.example", fresh: true);
        var tabs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => clinic.Browser().OpenAsync(link)));

        await Task.WhenAll(tabs.Select(SubmitAsync));

        Assert.Single(tabs, tab => tab.Address.AbsolutePath == "/Account/Enroll");
        Assert.All(tabs.Where(tab => tab.Address.AbsolutePath != "/Account/Enroll"), tab => Assert.Equal("This link opens nothing", tab.Heading));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?key=")]
    [InlineData("?key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?key=%2e%2e%2f")]
    [InlineData("?key=!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task What_is_no_link_opens_nothing(string query)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/Invitation" + query);

        Assert.Equal((HttpStatusCode.NotFound, "This link opens nothing"), (browser.Status, browser.Heading));
    }

    [Fact]
    public async Task A_link_holds_three_days_and_not_for_somebody_who_left()
    {
        var old = await LinkAsync("noah.feldman@demo.example", fresh: true);
        var open = await clinic.Browser().OpenAsync(old);
        clinic.Time.Pass(TimeSpan.FromHours(72.1));
        await SubmitAsync(open);
        Assert.Equal((HttpStatusCode.NotFound, "This link opens nothing"), (open.Status, open.Heading));

        var link = await LinkAsync("noah.feldman@demo.example", fresh: true);
        open = await clinic.Browser().OpenAsync(link);
        await LeaveAsync(true);
        await SubmitAsync(open);
        Assert.Equal("This link opens nothing", open.Heading);
        await LeaveAsync(false);

        Task LeaveAsync(bool leaves) => clinic.InDatabaseAsync(async db =>
        {
            var member = await db.Staff.SingleAsync(known => known.Email == "noah.feldman@demo.example");
            if (leaves)
            {
                member.Deactivate(clinic.Time.GetUtcNow());
            }
            else
            {
                member.Reactivate();
            }

            await db.SaveChangesAsync();
        });
    }

    [Theory]
    [InlineData("too short", "too short", "NewPassword", "Use 15 characters or more. A few unrelated words in a row are easy to remember.")]
    [InlineData("priya raghunathan", "priya raghunathan", "NewPassword",
        "This is easy to guess: it repeats, or is made of names, common words or words of the clinic. Choose unrelated words.")]
    [InlineData(Password, "something else entirely", "NewPasswordAgain", "The two passwords differ. Type the new one again.")]
    public async Task A_password_that_will_not_do_uses_up_no_link(string chosen, string again, string field, string sentence)
    {
        var link = await LinkAsync("prescriber@demo.example", fresh: true);
        var browser = await clinic.Browser().OpenAsync(link);
        await browser.SubmitAsync("form:not([data-passkey])", ("Form.NewPassword", chosen), ("Form.NewPasswordAgain", again));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#Form_{field}-error"));
        await SubmitAsync(browser);
        Assert.Equal("/Account/Enroll", browser.Address.AbsolutePath);
    }

    [Fact]
    public async Task A_second_factor_is_reset_by_two_administrators_and_by_no_fewer()
    {
        const string email = "intake@demo.example";
        var asks = await AdministratorAsync("administrator@demo.example");
        var owner = await ChooseAsync(await LinkAsync(email, fresh: true));
        await Phone.EnrollAsync(owner, clinic.Time);
        var page = $"/Staff/Member/{await IdAsync(email)}";

        await asks.OpenAsync(page);
        await asks.SubmitAsync("form[action*='handler=Reset']", ("Reset.Reason", "lost it"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asks.Status);
        await asks.SubmitAsync("form[action*='handler=Reset']", ("Reset.Reason", "lost her phone, seen in person"));
        Assert.Equal("Another administrator has to confirm this within 24 hours.", asks.Toast);
        Assert.Null(asks.Page.QuerySelector("form[action*=ConfirmReset]"));

        // Not by asking and confirming alone, whatever the page offers.
        var token = KeyValuePair.Create(FormReading.TokenField, asks.Value(FormReading.TokenField));
        var alone = await asks.SendAsync(new Uri("https://localhost" + page + "?handler=ConfirmReset"), [token]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, alone.StatusCode);
        Assert.Equal("Ways to sign in", (await owner.OpenAsync("/Account/SignInMethods")).Heading);

        // Nor by the one who asked after the other looked, nor a day later.
        var confirms = await SecondAdministratorAsync();
        await confirms.OpenAsync(page);
        Assert.Contains("lost her phone, seen in person", confirms.Text("[aria-labelledby=reset-open]"), StringComparison.Ordinal);
        await confirms.SubmitAsync("form[action*=ConfirmReset]");

        Assert.Equal("Rosa Delgado adds a new second factor at the next sign-in.", confirms.Toast);
        Assert.Equal("Sign in", (await owner.OpenAsync("/Account/SignInMethods")).Heading);
        var next = await clinic.Browser().OpenAsync("/Account/SignIn");
        await next.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", email), ("Form.Password", Password));
        Assert.Equal("/Account/Enroll", next.Address.AbsolutePath);
        var id = page.Split('/')[^1];
        var acts = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(act => act.ObjectId == id && (act.ObjectType == "FactorReset" || act.ObjectType == "SecondFactors")).OrderBy(act => act.Sequence)
            .Select(act => act.ActorName).ToListAsync());
        Assert.Equal(["Helen Brandt", "Samuel Kowalczyk"], acts);
    }

    [Fact]
    public async Task A_request_for_a_reset_holds_a_day_and_may_be_turned_down()
    {
        const string email = "supervisor@demo.example";
        var confirms = await SecondAdministratorAsync();
        await ChooseAndEnrollAsync(email);
        var page = $"/Staff/Member/{await IdAsync(email)}";
        var asks = await AdministratorAsync("administrator@demo.example");
        await AskAsync();

        await confirms.OpenAsync(page);
        await confirms.SubmitAsync("form[action*=DropReset]");
        Assert.Equal("The request is turned down. Nothing was changed.", confirms.Toast);

        await AskAsync();
        await clinic.InDatabaseAsync(db => db.FactorResets.Where(reset => reset.Confirmed == null)
            .ExecuteUpdateAsync(set => set.SetProperty(reset => reset.ExpiresAt, clinic.Time.GetUtcNow().AddSeconds(-1))));
        var token = KeyValuePair.Create(FormReading.TokenField, confirms.Value(FormReading.TokenField));
        var late = await confirms.SendAsync(new Uri("https://localhost" + page + "?handler=ConfirmReset"), [token]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        await AskAsync();
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Authenticators.CountAsync(app => db.Users.Any(a => a.Id == app.StaffId && a.Email == email))));

        async Task AskAsync()
        {
            await asks.OpenAsync(page);
            await asks.SubmitAsync("form[action*='handler=Reset']", ("Reset.Reason", "lost her phone, seen in person"));
            Assert.Equal("Another administrator has to confirm this within 24 hours.", asks.Toast);
        }
    }

    [Fact]
    public async Task The_command_on_the_server_takes_everything_away_and_prints_a_link()
    {
        const string email = "clinician@demo.example";
        var owner = await ChooseAndEnrollAsync(email);
        await using var program = Clinic.CreateBuilder(
            ClinicServer.Settings(server.Postgres.ConnectionString(clinic.DatabaseName)), forPages: false).Build();

        Assert.Equal(1, await CommandLine.RunAsync(program.Services, ["reset-sign-in"]));
        Assert.Equal(1, await CommandLine.RunAsync(program.Services, ["reset-sign-in", "--email", "nobody@demo.example"]));
        Assert.Equal(0, await CommandLine.RunAsync(program.Services, ["reset-sign-in", "--email", email]));

        Assert.Equal("Sign in", (await owner.OpenAsync("/Account/SignInMethods")).Heading);
        var id = await IdAsync(email);
        Assert.Equal(
            new WaysIn(false, 0, false, 0),
            await WithAsync<SecondFactors, WaysIn>(factors => factors.OfAsync(id)));
        Assert.True(await clinic.InDatabaseAsync(db => db.Invitations.AnyAsync(link => link.StaffId == id && link.MadeBy == null && link.RevokedAt == null)));
    }

    private static Task<Browser> SubmitAsync(Browser browser) =>
        browser.SubmitAsync("form:not([data-passkey])", ("Form.NewPassword", Password), ("Form.NewPasswordAgain", Password));

    private static async Task MakeAsync(Browser browser, SoftPasskey passkey)
    {
        var key = KeyValuePair.Create("key", browser.Value("Form.Key"));
        var token = KeyValuePair.Create(FormReading.TokenField, browser.Value(FormReading.TokenField));
        var asked = await browser.SendAsync(new Uri("https://localhost/Account/Passkeys?handler=NewOptions"), [key, token]);
        await browser.PostAsync(
            new Uri("https://localhost/Account/Invitation?handler=Passkey"),
            [KeyValuePair.Create("Passkey.Answer", passkey.Make(await asked.Content.ReadAsStringAsync())), KeyValuePair.Create("Passkey.Key", key.Value), token]);
    }

    private async Task<Browser> ChooseAsync(string link)
    {
        var browser = await clinic.Browser().OpenAsync(link);
        return await SubmitAsync(browser);
    }

    private async Task<Browser> ChooseAndEnrollAsync(string email)
    {
        var browser = await ChooseAsync(await LinkAsync(email, fresh: true));
        await Phone.EnrollAsync(browser, clinic.Time);
        return browser;
    }

    /// <summary>An administrator who has just signed in, and has everything it takes.</summary>
    private Task<Browser> AdministratorAsync(string email) => ChooseAndEnrollAsync(email);

    private async Task<Browser> SecondAdministratorAsync()
    {
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Staff.SingleAsync(member => member.Email == "auditor@demo.example")).Appoint([Role.Administrator]);
            await db.SaveChangesAsync();
        });
        return await AdministratorAsync("auditor@demo.example");
    }

    private Task<Guid> IdAsync(string email) =>
        clinic.InDatabaseAsync(db => db.Users.Where(account => account.Email == email).Select(account => account.Id).SingleAsync());

    /// <summary>A link as the page of an administrator makes it.</summary>
    private async Task<string> LinkAsync(string email, bool fresh)
    {
        var id = await IdAsync(email);
        if (fresh)
        {
            await clinic.InDatabaseAsync(db => db.Users.Where(account => account.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(account => account.PasswordHash, (string?)null)));
            await WithAsync<SecondFactors, bool>(async factors =>
            {
                await factors.ClearAsync(id);
                return true;
            });
        }

        return await WithAsync<Invitations, string>(invitations => invitations.MakeAsync(id, null));
    }

    private async Task<TOut> WithAsync<T, TOut>(Func<T, Task<TOut>> ask)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<T>());
    }
}

using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Account;

/// <summary>A clinic in earnest: password, then the number of an app or a printed code.</summary>
public sealed class SecondStepTests(StrictClinic clinic) : IClassFixture<StrictClinic>
{
    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>().Where(role => DemoSignIns.All.Any(person => person.Role == role))];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Every_role_adds_a_second_factor_before_anything_else_opens(Role role)
    {
        var email = DemoSignIns.All.Single(person => person.Role == role).Email;
        await ForgetAsync(email);
        var browser = await PasswordAsync(email);
        Assert.Equal("/Account/Enroll", browser.Address.AbsolutePath);

        foreach (var page in new[] { "/", "/Today", "/Account/ChangePassword", "/Account/SignInMethods", "/Account/RecoveryCodes" })
        {
            var answer = await browser.SendAsync(HttpMethod.Get, page);
            Assert.Equal("/Account/SignIn", answer.Headers.Location!.OriginalString.Split('?')[0]);
        }

        await browser.OpenAsync("/Account/Enroll");
        var (phone, codes) = await Phone.EnrollAsync(browser, clinic.Time);
        Assert.Equal(10, codes.Distinct().Count());
        await browser.OpenAsync("/Account/RecoveryCodes");
        Assert.Empty(browser.Page.QuerySelectorAll(".recovery-codes code"));
        Assert.Equal("10 codes are left", browser.Text("h2"));

        var again = await PasswordAsync(email);
        Assert.Equal("/Account/SecondStep", again.Address.AbsolutePath);
        Assert.Equal(HttpStatusCode.Redirect, (await again.SendAsync(HttpMethod.Get, "/Account/ChangePassword")).StatusCode);
        // Whoever has a second factor is not offered to add another before the door.
        Assert.Equal("/Account/SignIn", (await again.SendAsync(HttpMethod.Get, "/Account/Enroll")).Headers.Location!.OriginalString);
        await again.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", phone.Next()));
        Assert.Equal("Change password", (await again.OpenAsync("/Account/ChangePassword")).Heading);
    }

    [Fact]
    public async Task A_number_is_good_once_also_for_two_tabs_at_the_same_moment()
    {
        const string email = "daniel.whitehorse@demo.example";
        var phone = await EnrolledAsync(email);
        var tabs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PasswordAsync(email)));
        var number = phone.Next();

        await Task.WhenAll(tabs.Select(tab => tab.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", number))));

        Assert.Single(tabs, tab => tab.Status == HttpStatusCode.OK && tab.Heading != "One more step");
        Assert.All(tabs.Where(tab => tab.Heading == "One more step"), tab => Assert.Equal(HttpStatusCode.UnprocessableEntity, tab.Status));
        await CalmAsync(email);
        var late = await PasswordAsync(email);
        await late.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", number));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.StartsWith("That did not work. Each number is good once", late.Text("#Form_Code-error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_and_is_written_down()
    {
        const string email = "aisha.rahman@demo.example";
        var browser = await PasswordAsync(email);
        var (_, codes) = await Phone.EnrollAsync(browser, clinic.Time);

        var first = await PasswordAsync(email);
        await first.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", codes[3].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Equal("9 recovery codes are left.", first.Toast);

        var second = await PasswordAsync(email);
        await second.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", codes[3]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.Status);

        await first.OpenAsync("/Account/RecoveryCodes");
        await first.SubmitAsync("main form");
        var fresh = first.Page.QuerySelectorAll(".recovery-codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, fresh.Except(codes).Count());
        await second.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", codes[4]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.Status);
        await second.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", fresh[4]));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(
            act => act.ObjectType == "RecoveryCode" && act.Action == AuditAction.Remove && act.ActorName == "Aisha Rahman")));
    }

    [Fact]
    public async Task Wrong_numbers_make_the_account_wait_and_the_right_password_does_not_help()
    {
        const string email = "kenji.morita@demo.example";
        var phone = await EnrolledAsync(email);
        var browser = await PasswordAsync(email);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await browser.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", "000000"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        // The password is right again, and the three tries stay counted.
        browser = await PasswordAsync(email);
        Assert.Equal(3, await FailuresAsync(email));
        await browser.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", "not-one-of-mine"));
        await browser.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", "000001"));
        await browser.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", phone.Number));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);

        await CalmAsync(email, keepCount: true);
        await browser.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", phone.Next()));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(0, await FailuresAsync(email));
    }

    [Fact]
    public async Task The_password_counts_for_five_minutes()
    {
        const string email = "camille.baptiste@demo.example";
        var phone = await EnrolledAsync(email);
        var browser = await PasswordAsync(email);

        clinic.Time.Pass(TimeSpan.FromMinutes(5.1));
        await browser.SubmitAsync("form[action='/Account/SecondStep']", ("Form.Code", phone.Next()));

        Assert.Equal("Sign in", browser.Heading);
        Assert.Equal("/Account/SignIn", (await browser.SendAsync(HttpMethod.Get, "/Account/SecondStep")).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_secret_is_kept_sealed_and_no_code_is_kept_readable()
    {
        const string email = "noah.feldman@demo.example";
        var browser = await PasswordAsync(email);
        var typed = browser.Text(".secret").Replace(" ", "", StringComparison.Ordinal);
        var (_, codes) = await Phone.EnrollAsync(browser, clinic.Time);

        var rows = await clinic.InDatabaseAsync(async db => string.Join('\n', await db.Database.SqlQueryRaw<string>(
            """
            select row_to_json(a)::text as "Value" from staff_authenticators a
            union all select encode(r.hash, 'escape') from staff_recovery_codes r
            """).ToListAsync()));

        Assert.DoesNotContain(typed, rows, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code, rows, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(typed, clinic.ReadLog(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void A_clinic_in_earnest_does_not_start_without_the_second_factor(string environment)
    {
        var builder = Clinic.CreateBuilder(
            ["--environment=" + environment, "--SignIn:RequireSecondFactor=false", "--ConnectionStrings:Clinic=Host=none.invalid", "--Log:Console=false"],
            forPages: true);

        var refusal = Assert.Throws<RuleViolation>(builder.AddPages);
        Assert.Contains("SignIn:RequireSecondFactor is false", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<Phone> EnrolledAsync(string email)
    {
        var browser = await PasswordAsync(email);
        return (await Phone.EnrollAsync(browser, clinic.Time)).Phone;
    }

    private async Task<Browser> PasswordAsync(string email)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        return await browser.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", email), ("Form.Password", DemoSignIns.Password));
    }

    private Task<int> FailuresAsync(string email) => clinic.InDatabaseAsync(db => db.Users.Where(account => account.Email == email)
        .Select(account => account.AccessFailedCount).SingleAsync());

    private Task<int> CalmAsync(string email, bool keepCount = false) => clinic.InDatabaseAsync(db => db.Users
        .Where(account => account.Email == email).ExecuteUpdateAsync(set => set
            .SetProperty(account => account.LockoutEnd, (DateTimeOffset?)null)
            .SetProperty(account => account.AccessFailedCount, account => keepCount ? account.AccessFailedCount : 0)));

    private Task ForgetAsync(string email) => clinic.InDatabaseAsync(async db =>
    {
        var id = (await db.Users.SingleAsync(account => account.Email == email)).Id;
        await db.Authenticators.Where(app => app.StaffId == id).ExecuteDeleteAsync();
    });
}

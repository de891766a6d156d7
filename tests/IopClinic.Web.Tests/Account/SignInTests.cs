using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Account;

public sealed class SignInTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Refusal =
        "That did not work. Check the name and the password. After several wrong tries sign-in waits some minutes.";

    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Every_role_signs_in_and_signs_out(Role role)
    {
        var browser = await clinic.SignInAsync(role);
        Assert.Equal("Change password", browser.Heading);
        var cookie = "__Host-clinic";

        var (address, fields) = browser.Fill("form[action='/Account/SignOut']");
        var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) });

        Assert.Equal("\"cache\", \"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), set => set.StartsWith(cookie + "=;", StringComparison.Ordinal));
        Assert.Equal("Sign in", (await browser.OpenAsync("/Account/ChangePassword")).Heading);
    }

    [Fact]
    public async Task The_session_cookie_is_bound_to_this_host_and_hidden_from_scripts()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var demo = DemoSignIns.All[0];
        var (address, fields) = browser.Fill("form", ("Form.Name", demo.Email.ToUpperInvariant()), ("Form.Password", DemoSignIns.Password));

        var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) });

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), set => set.StartsWith("__Host-clinic=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("nobody@demo.example", "quiet-lantern-over-maple-river")]
    [InlineData("auditor@demo.example", "not the password of anybody")]
    public async Task A_refusal_says_the_same_for_an_unknown_name_and_a_wrong_password(string name, string password)
    {
        var browser = await TryAsync(name, password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal([Refusal], browser.Refusals);
        Assert.Equal(name, browser.Value("Form.Name"));
        Assert.Empty(browser.Value("Form.Password"));
    }

    [Fact]
    public async Task A_refusal_takes_the_same_time_for_an_unknown_name_and_a_wrong_password()
    {
        await TryAsync("warm@demo.example", "up");
        var unknown = await TimeAsync("nobody@demo.example");
        var wrong = await TimeAsync("prescriber@demo.example");

        // Both are held back to the same moment; what remains is the noise of this machine.
        Assert.InRange(unknown.TotalMilliseconds, 590, 2000);
        Assert.InRange(wrong.TotalMilliseconds, 590, 2000);

        async Task<TimeSpan> TimeAsync(string name)
        {
            var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            await browser.SubmitAsync("form", ("Form.Name", name), ("Form.Password", "not the password"));
            return System.Diagnostics.Stopwatch.GetElapsedTime(started);
        }
    }

    [Fact]
    public async Task After_five_wrong_tries_the_right_password_has_to_wait_and_nothing_says_so()
    {
        const string name = "supervisor@demo.example";
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await TryAsync(name, "wrong wrong wrong");
        }

        var locked = await TryAsync(name, DemoSignIns.Password);
        Assert.Equal([Refusal], locked.Refusals);

        await clinic.InDatabaseAsync(db => db.Users.Where(account => account.Email == name)
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.LockoutEnd, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero))));
        await clinic.SignInAsync(name, DemoSignIns.Password);
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.Users.Where(account => account.Email == name)
            .Select(account => account.AccessFailedCount).SingleAsync()));
    }

    [Fact]
    public async Task Many_guesses_at_the_same_moment_count_as_many()
    {
        const string name = "intake@demo.example";
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryAsync(name, "wrong wrong wrong")));

        var account = await clinic.InDatabaseAsync(db => db.Users.AsNoTracking().SingleAsync(known => known.Email == name));
        Assert.True(account.AccessFailedCount >= 5);
        Assert.NotNull(account.LockoutEnd);

        await clinic.InDatabaseAsync(db => db.Users.Where(known => known.Email == name).ExecuteUpdateAsync(set => set
            .SetProperty(known => known.LockoutEnd, (DateTimeOffset?)null).SetProperty(known => known.AccessFailedCount, 0)));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task A_foreign_return_address_leads_home(string returnUrl)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn?returnUrl=" + Uri.EscapeDataString(returnUrl));
        var (address, fields) = browser.Fill("form", ("Form.Name", DemoSignIns.All[0].Email), ("Form.Password", DemoSignIns.Password));

        var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) });

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_sign_in_is_written_down()
    {
        await clinic.SignInAsync(Role.Auditor);

        var written = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(entry => entry.Action == AuditAction.SignIn).OrderByDescending(entry => entry.Sequence).FirstAsync());
        Assert.Equal("Jonas Lindqvist", written.ActorName);
        Assert.NotNull(written.RequestId);
    }

    private async Task<Browser> TryAsync(string name, string password)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        return await browser.SubmitAsync("form", ("Form.Name", name), ("Form.Password", password));
    }
}

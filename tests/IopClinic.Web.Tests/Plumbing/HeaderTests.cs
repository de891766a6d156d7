using System.Net;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class HeaderTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData("GET", "/Account/SignIn", 200)]
    [InlineData("GET", "/", 302)]
    [InlineData("GET", "/nothing/here", 302)]
    [InlineData("GET", "/css/site.css", 200)]
    [InlineData("GET", "/css/none.css", 302)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("TRACE", "/Account/SignIn", 405)]
    [InlineData("GET", "/Account/SignIn?x=%00", 400)]
    [InlineData("POST", "/Account/SignIn", 400)]
    public async Task Every_answer_carries_the_security_headers(string method, string address, int status)
    {
        var answer = await clinic.Browser().SendAsync(new HttpMethod(method), address);

        Assert.Equal(status, (int)answer.StatusCode);
        Check(answer);
    }

    [Fact]
    public async Task Pages_that_do_not_exist_carry_them_too()
    {
        var browser = await clinic.SignInAsync(Role.Auditor);

        var answer = await browser.SendAsync(HttpMethod.Get, "/nothing/here");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Check(answer);
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused_with_the_headers()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "https://localhost/Account/SignIn") { Headers = { Host = "evil.example" } };

        var answer = await clinic.Browser().SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Check(answer);
    }

    [Fact]
    public async Task Every_script_carries_the_nonce_of_its_own_answer()
    {
        var browser = clinic.Browser();
        var first = await NonceOf(browser);
        var second = await NonceOf(browser);

        Assert.NotEqual(first, second);
        Assert.Equal(16, Convert.FromBase64String(first).Length);
    }

    [Fact]
    public async Task Files_may_be_kept_and_pages_may_not()
    {
        var browser = clinic.Browser();

        var page = await browser.SendAsync(HttpMethod.Get, "/Account/SignIn");
        var file = await browser.SendAsync(HttpMethod.Get, "/css/site.css");
        var versioned = await browser.SendAsync(HttpMethod.Get, "/css/site.css?v=abc");

        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.False(file.Headers.CacheControl!.NoStore);
        Assert.True(file.Headers.CacheControl.NoCache);
        Assert.Equal(TimeSpan.FromDays(365), versioned.Headers.CacheControl!.MaxAge);
    }

    private static async Task<string> NonceOf(Browser browser)
    {
        await browser.OpenAsync("/Account/SignIn");
        var policy = browser.Response.Headers.GetValues("Content-Security-Policy").Single();
        var scripts = browser.Page.QuerySelectorAll("script").Select(script => script.GetAttribute("nonce")).ToList();
        Assert.NotEmpty(scripts);
        var nonce = Assert.Single(scripts.Distinct());
        Assert.Contains($"script-src 'nonce-{nonce}';", policy, StringComparison.Ordinal);
        return nonce!;
    }

    internal static void Check(HttpResponseMessage answer)
    {
        string Header(string name) => Assert.Single(answer.Headers.TryGetValues(name, out var values) ? values : []);

        Assert.Matches(
            "^default-src 'none'; script-src 'nonce-[A-Za-z0-9+/=]{24}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'$",
            Header("Content-Security-Policy"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.StartsWith("max-age=31536000", Header("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }
}

using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Promises;

/// <summary>The old tricks, on the address, the method and the headers.</summary>
public sealed class DoorTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("~//evil.example")]
    [InlineData("/%5Cevil.example")]
    public async Task Signing_in_leads_nowhere_but_into_the_clinic(string returnUrl)
    {
        var browser = clinic.Browser();
        await browser.OpenAsync("/Account/SignIn?returnUrl=" + Uri.EscapeDataString(returnUrl));
        var (address, fields) = browser.Fill(
            "form[action='/Account/SignIn']", ("Form.Name", DemoSignIns.All[0].Email), ("Form.Password", DemoSignIns.Password));

        var signedIn = await browser.SendAsync(address, fields);
        var again = await browser.SendAsync(HttpMethod.Get, "/Account/SignIn?returnUrl=" + Uri.EscapeDataString(returnUrl));

        foreach (var answer in new[] { signedIn, again })
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("localhost", new Uri(new Uri("https://localhost"), answer.Headers.Location!).Host);
            Assert.DoesNotMatch(@"^[/\\]{2}|^/\\|^[a-z]+:", answer.Headers.Location!.OriginalString);
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_open_no_page_to_those_who_signed_in(string method)
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var browser = await clinic.SignInAsync(Role.Clinician);
        foreach (var page in pages.Guarded)
        {
            var answer = await browser.SendAsync(new HttpMethod(method), page.Address);
            Assert.Equal((page.Route, HttpStatusCode.MethodNotAllowed), (page.Route, answer.StatusCode));
            Assert.Empty(page.ShowsChart ? (await answer.Content.ReadAsStringAsync()).Split("banner").Skip(1) : []);
        }
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "POST")]
    [InlineData("X-HTTP-Method", "DELETE")]
    [InlineData("X-Original-URL", "/Sites")]
    [InlineData("X-Rewrite-URL", "/Sites")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    public async Task A_header_changes_neither_method_nor_address(string name, string value)
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var request = new HttpRequestMessage(HttpMethod.Get, "https://localhost/Account/SignOut");
        request.Headers.Add(name, value);

        var answer = await browser.SendAsync(request);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal("Change password", (await browser.OpenAsync("/Account/ChangePassword")).Heading);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    public async Task A_foreign_host_is_refused_on_every_page(string host)
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var request = new HttpRequestMessage(HttpMethod.Get, "https://localhost/Today");
        request.Headers.TryAddWithoutValidation("Host", host);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(request)).StatusCode);
    }
}

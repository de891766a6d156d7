using System.Net;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>The database goes away here and comes back, so this class has it to itself.</summary>
public sealed class OutageTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Without_its_database_the_clinic_says_so_asks_to_come_back_and_keeps_what_was_typed()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var visitor = await clinic.Browser().OpenAsync("/Account/SignIn");
        var probe = clinic.Browser();
        Assert.Equal(HttpStatusCode.OK, (await probe.SendAsync(HttpMethod.Get, "/health/ready")).StatusCode);

        await clinic.LoseDatabaseAsync();

        await browser.OpenAsync("/Account/ChangePassword");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, browser.Status);
        Assert.Equal(TimeSpan.FromSeconds(5), browser.Response.Headers.RetryAfter!.Delta);
        Assert.Equal("The clinic's record does not answer just now", browser.Heading);
        Assert.NotEmpty(browser.Text("code"));

        var (address, fields) = visitor.Fill("form", ("Form.Name", "ana"), ("Form.Password", "x"));
        var post = await visitor.SendAsync(address, fields);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, post.StatusCode);
        Assert.DoesNotContain("Form.Password", await post.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await probe.SendAsync(HttpMethod.Get, "/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await probe.SendAsync(HttpMethod.Get, "/health/live")).StatusCode);

        var fetch = new HttpRequestMessage(HttpMethod.Get, "https://localhost/Account/ChangePassword");
        fetch.Headers.Add("X-Requested-With", "fetch");
        var told = await browser.SendAsync(fetch);
        Assert.Equal("application/json", told.Content.Headers.ContentType!.MediaType);

        // Everything goes on where it stopped, at once and still signed in.
        await clinic.BringDatabaseBackAsync();
        await browser.OpenAsync("/Account/ChangePassword");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(HttpStatusCode.OK, (await probe.SendAsync(HttpMethod.Get, "/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SendAsync(address, fields)).StatusCode);
    }
}

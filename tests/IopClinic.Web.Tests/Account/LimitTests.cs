using System.Net;
using IopClinic.Web.Account;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Account;

public sealed class LimitTests(LimitTests.BusyClinic clinic) : IClassFixture<LimitTests.BusyClinic>
{
    [Fact]
    public async Task An_address_that_tries_very_often_is_told_to_wait()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await browser.SubmitAsync("form", ("Form.Name", $"nobody{attempt}@demo.example"), ("Form.Password", "not the password"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        var (address, fields) = browser.Fill("form", ("Form.Name", DemoSignIns.All[0].Email), ("Form.Password", DemoSignIns.Password));
        var answer = await browser.SendAsync(address, fields);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);
        Assert.Contains("Too many tries from here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // The page itself still opens, and so does the rest.
        Assert.Equal("Sign in", (await browser.OpenAsync("/Account/SignIn")).Heading);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010db800010002")]
    [InlineData("2001:db8:1:2:ffff::1", "20010db800010002")]
    public void A_network_of_one_household_counts_as_one(string address, string counted) =>
        Assert.Equal(counted, Limits.Of(IPAddress.Parse(address)));

    public sealed class BusyClinic(ClinicServer server) : ClinicHost(server)
    {
        protected override IEnumerable<(string Name, string Value)> Settings => [("Limits:SignInsPerAddress", "4")];
    }
}

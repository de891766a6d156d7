using System.Text.Json;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class LogTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_request_is_one_line_without_query_or_form()
    {
        var browser = clinic.Browser();
        await browser.OpenAsync("/Account/SignIn?returnUrl=/Kowalczyk");
        await browser.SubmitAsync("form", ("Form.Name", "Kowalczyk@demo.example"), ("Form.Password", "Kowalczyk-secret"));
        await browser.SubmitAsync("form", ("Form.Name", DemoSignIns.All[0].Email), ("Form.Password", DemoSignIns.Password));
        await browser.OpenAsync("/Kowalczyk");

        var log = clinic.ReadLog();
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.DoesNotContain("Kowalczyk", log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(DemoSignIns.Password, log, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.GetProperty("RenderedMessage").GetString()!.Contains("POST /Account/SignIn 422", StringComparison.Ordinal));
        var requests = lines.Where(line => line.GetProperty("MessageTemplate").GetString()!.StartsWith("{Method", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, requests.Count);
    }
}

using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Promises;

/// <summary>What every page keeps to, whoever wrote it and whenever it came: the pages are asked of the running program.</summary>
public sealed class PageTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>Exists to be posted to; opened, it leads back to the start.</summary>
    private const string OnlyPosted = "/Account/SignOut";

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Prescriber)]
    [InlineData(Role.Intake)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    public async Task A_role_opens_its_pages_and_the_others_do_not_exist_for_it(Role role)
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var browser = await clinic.SignInAsync(role);
        var faults = new List<string>();
        foreach (var page in pages.Guarded.Where(page => page.Route != OnlyPosted))
        {
            await browser.OpenAsync(page.Address);
            HeaderTests.Check(browser.Response);
            if (!page.Seers.Contains(role))
            {
                faults.AddRange(browser.Status == HttpStatusCode.NotFound ? [] : [$"{page} answers {browser.Status} to {role}."]);
                continue;
            }

            if (browser.Status != HttpStatusCode.OK || browser.Address.AbsolutePath != page.Address)
            {
                faults.Add($"{page} answers {browser.Status} at {browser.Address}.");
                continue;
            }

            faults.AddRange(browser.Page.QuerySelectorAll("h1").Length == 1 ? [] : [$"{page} has not one h1."]);
            faults.AddRange(string.IsNullOrWhiteSpace(browser.Page.Title) ? [$"{page} has no title."] : []);
            faults.AddRange(browser.Page.QuerySelectorAll("form").Where(form =>
                    "post".Equals(form.GetAttribute("method"), StringComparison.OrdinalIgnoreCase)
                    && form.QuerySelector($"input[name='{FormReading.TokenField}']") is null)
                .Select(form => $"A form of {page} carries no token: {form.GetAttribute("action")}"));
            faults.AddRange(browser.Page.QuerySelectorAll("[style], style, [onclick], [onchange], [onsubmit], script:not([src]):not([nonce])")
                .Select(element => $"{page} has what the content policy forbids: {element.LocalName}"));
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Every_page_is_seen_by_somebody_and_those_with_a_key_once_without_it()
    {
        var pages = await ClinicPages.OfAsync(clinic);

        Assert.True(pages.All.Count > 30, $"Only {pages.All.Count} pages were found.");
        Assert.All(pages.Guarded, page => Assert.NotEmpty(page.Seers));
        foreach (var page in pages.Guarded.Where(page => page.Route.EndsWith("{id?}", StringComparison.Ordinal)))
        {
            var browser = await clinic.SignInAsync(page.Seers.First());
            await browser.OpenAsync(page.With((_, _) => ""));
            Assert.Equal((page.Route, HttpStatusCode.OK, 1), (page.Route, browser.Status, browser.Page.QuerySelectorAll("h1").Length));
        }
    }

    [Fact]
    public async Task What_is_not_there_and_what_cannot_be_is_missing_on_every_page()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        string[] garbage =
        [
            "nonsense", "0", "-1", "00000000-0000-0000-0000-000000000000", "'%20or%201=1--", "%3Cscript%3E", "%F0%9F%92%A5",
            "..%2f..%2fetc", "0001-01-01", "9999-12-31", "2026-13-45", new string('a', 1500), Guid.CreateVersion7().ToString(),
        ];
        var faults = new List<string>();
        foreach (var group in pages.Guarded.Where(page => page.Opens && page.Route != OnlyPosted).GroupBy(page => page.Seers.First()))
        {
            var browser = await clinic.SignInAsync(group.Key);
            foreach (var page in group)
            {
                await MissesAsync(page.Address + "?handler=Nope");
                foreach (var wrong in page.HasParts ? garbage : [])
                {
                    await MissesAsync(page.With((_, _) => wrong));
                    await MissesAsync(page.With((part, _) => part is "date" ? page.Sample(part) : wrong));
                    if (page.Route.Contains("{date}", StringComparison.Ordinal))
                    {
                        await MissesAsync(page.With((part, _) => part is "date" ? wrong : page.Sample(part)));
                    }
                }
            }

            async Task MissesAsync(string address)
            {
                var answer = await browser.SendAsync(HttpMethod.Get, address);
                HeaderTests.Check(answer);
                if (answer.StatusCode != HttpStatusCode.NotFound)
                {
                    faults.Add($"{(int)answer.StatusCode} {address}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Every_page_that_shows_a_chart_is_in_the_history_of_that_patient()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var faults = new List<string>();
        foreach (var page in pages.Guarded.Where(page => page.Opens && page.ShowsChart && page.HasParts))
        {
            foreach (var role in page.Seers)
            {
                var browser = await clinic.SignInAsync(role);
                var before = await ReadsAsync();
                await browser.OpenAsync(page.Address);
                faults.AddRange(await ReadsAsync() > before ? [] : [$"{page} is read by {role} without a trace."]);
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task A_refused_form_that_shows_a_chart_is_in_the_history_too()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var faults = new List<string>();
        var refused = 0;
        foreach (var page in pages.Guarded.Where(page => page.ShowsChart && page.HasParts))
        {
            var browser = await clinic.SignInAsync(page.Seers.First());
            var token = await TokenAsync(browser);
            foreach (var handler in page.Posts)
            {
                var before = await ReadsAsync();
                var answer = await browser.SendAsync(At(page, handler.Name), [token]);
                if (answer.StatusCode == HttpStatusCode.UnprocessableEntity)
                {
                    refused++;
                    faults.AddRange(await ReadsAsync() > before ? [] : [$"{page} {handler.Name} shows a chart without a trace."]);
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
        Assert.True(refused > 5, $"Only {refused} forms were refused.");
    }

    [Fact]
    public async Task No_handler_takes_a_POST_without_the_form_token()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var asked = 0;
        var faults = new List<string>();
        foreach (var group in pages.Guarded.GroupBy(page => page.Seers.First()))
        {
            var browser = await clinic.SignInAsync(group.Key);
            foreach (var (page, handler) in group.SelectMany(page => page.Posts.Select(handler => (page, handler))))
            {
                asked++;
                var answer = await browser.SendAsync(At(page, handler.Name), [KeyValuePair.Create("Form.Version", "1")]);
                HeaderTests.Check(answer);
                faults.AddRange(answer.StatusCode == HttpStatusCode.BadRequest ? [] : [$"{page} {handler.Name}: {answer.StatusCode}"]);
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
        Assert.True(asked > 25, $"Only {asked} handlers were found.");
    }

    [Fact]
    public async Task Every_handler_that_needs_a_form_judges_it_even_when_nothing_of_it_was_sent()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var faults = new List<string>();
        foreach (var page in pages.Guarded.Where(page => page.Forms.Count > 0))
        {
            foreach (var handler in page.Posts.Where(handler => !handler.MethodInfo.IsDefined(typeof(WithoutFormAttribute), false)))
            {
                var own = HandlerForms.Of(handler, page.Forms.Select(form => form.Name));
                faults.AddRange(own is null ? [$"Which form does {page} {handler.Name} act on?"] : []);
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Nothing_is_added_by_a_form_that_nobody_filled_in()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var before = await ChangesAsync();
        foreach (var group in pages.Guarded.Where(page => page.Route != OnlyPosted).GroupBy(page => page.Seers.First()))
        {
            var browser = await clinic.SignInAsync(group.Key);
            var token = await TokenAsync(browser);
            foreach (var page in group.Where(page => page.Forms.Count > 0))
            {
                foreach (var handler in page.Posts.Where(handler => !handler.MethodInfo.IsDefined(typeof(WithoutFormAttribute), false)))
                {
                    // A field of another form on the page, or one that no form has, is no answer either.
                    foreach (var stray in page.Forms.Select(form => form.Name).Append("Stray"))
                    {
                        var answer = await browser.SendAsync(At(page, handler.Name), [token, KeyValuePair.Create(stray + ".Nothing", "x")]);
                        Assert.True((int)answer.StatusCode < 500, $"{page} {handler.Name} {stray}: {answer.StatusCode}");
                    }
                }

                Assert.Equal((page.Route, before), (page.Route, await ChangesAsync()));
            }
        }
    }

    internal static Uri At(ClinicPages.ServedPage page, string? handler) =>
        new(new Uri("https://localhost"), page.Address + (string.IsNullOrEmpty(handler) ? "" : "?handler=" + handler));

    internal static async Task<KeyValuePair<string, string>> TokenAsync(Browser browser)
    {
        await browser.OpenAsync("/Account/ChangePassword");
        return KeyValuePair.Create(FormReading.TokenField, browser.Value(FormReading.TokenField));
    }

    private Task<int> ReadsAsync() =>
        clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e => e.Action == AuditAction.Read && (e.PatientId != null || e.Shown != null)));

    private Task<int> ChangesAsync() => clinic.InDatabaseAsync(db =>
        db.AuditEvents.CountAsync(e => e.Action == AuditAction.Create || e.Action == AuditAction.Change || e.Action == AuditAction.Remove));
}

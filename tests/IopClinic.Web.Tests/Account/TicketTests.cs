using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using IopClinic.Database.Staff;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using IopClinic.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Account;

/// <summary>How long a session lasts, and everything that ends it at the very next request.</summary>
public sealed class TicketTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Page = "/Account/ChangePassword";
    private const string Mine = "/Account/MySessions";

    [Fact]
    public async Task Without_a_request_for_fifteen_minutes_a_session_is_over()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);

        clinic.Time.Pass(TimeSpan.FromMinutes(14.5));
        Assert.Equal("Change password", (await browser.OpenAsync(Page)).Heading);
        clinic.Time.Pass(TimeSpan.FromMinutes(15.1));
        Assert.Equal("Sign in", (await browser.OpenAsync(Page)).Heading);
    }

    [Fact]
    public async Task What_a_page_asks_by_itself_keeps_no_session_alive()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        for (var minutes = 3; minutes < 15; minutes += 3)
        {
            clinic.Time.Pass(TimeSpan.FromMinutes(3));
            var (status, left) = await LeftAsync(browser);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.InRange(left, ((15 - minutes) * 60) - 20, (15 - minutes) * 60);
        }

        clinic.Time.Pass(TimeSpan.FromMinutes(3.1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await LeftAsync(browser)).Status);
        Assert.Equal("Sign in", (await browser.OpenAsync(Page)).Heading);
    }

    [Fact]
    public async Task Somebody_at_the_keyboard_prolongs_it_without_loading_a_page()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        clinic.Time.Pass(TimeSpan.FromMinutes(14));
        var answer = await browser.SendAsync(Extension(browser));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(Seconds(await answer.Content.ReadAsStringAsync()), 890, 900);
        clinic.Time.Pass(TimeSpan.FromMinutes(14));
        Assert.Equal("Change password", (await browser.OpenAsync(Page)).Heading);
    }

    [Fact]
    public async Task A_prolongation_without_its_form_token_is_none()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);

        var answer = await browser.SendAsync(new Uri("https://localhost" + Mine + "?handler=Extend"), []);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_database_holds_the_hash_of_a_key_and_never_the_key()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var key = await KeyOfAsync(browser, Role.Clinician);

        Assert.Equal(43, key.Length);
        var hash = SHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(key));
        var ticket = await clinic.InDatabaseAsync(db => db.Set<SignInTicket>().AsNoTracking().SingleAsync(t => t.KeyHash == hash));
        Assert.Equal(SignInMethods.Password, ticket.Method);
        Assert.Null(ticket.EndedAt);
    }

    [Fact]
    public async Task A_sign_in_never_takes_over_the_key_that_was_there()
    {
        var attacker = await clinic.Browser().OpenAsync("/Account/SignIn");
        var planted = await KeyOfAsync(attacker, Role.Auditor);
        // The attacker's own session stands in the victim's browser, where the victim signs in.
        using var victim = clinic.Raw();
        var page = await SendAsync(victim, HttpMethod.Get, "/Account/ChangePassword", planted);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var again = await KeyOfAsync(attacker, Role.Clinician, whileSignedIn: true);

        Assert.NotEqual(planted, again);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(victim, HttpMethod.Get, Page, planted)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(victim, HttpMethod.Get, Page, again)).StatusCode);
    }

    [Fact]
    public async Task A_copied_cookie_is_dead_after_the_sign_out()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var key = await KeyOfAsync(browser, Role.Intake);
        using var thief = clinic.Raw();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(thief, HttpMethod.Get, Page, key)).StatusCode);

        await browser.OpenAsync(Page);
        await browser.SubmitAsync("form[action='/Account/SignOut']");

        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(thief, HttpMethod.Get, Page, key)).StatusCode);
    }

    [Fact]
    public async Task A_confirmation_gives_the_session_a_new_key_and_the_old_one_dies()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var old = await KeyOfAsync(browser, Role.Supervisor);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.OpenAsync("/Account/Confirm?returnUrl=/History");
        var (address, fields) = browser.Fill("main form", ("Confirm.Password", DemoSignIns.Password));
        var answer = await browser.SendAsync(address, fields);
        var renewed = KeyIn(answer);

        Assert.NotEqual(old, renewed);
        clinic.Time.Pass(TimeSpan.FromSeconds(11));
        using var thief = clinic.Raw();
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(thief, HttpMethod.Get, Page, old)).StatusCode);
        Assert.Equal("Change password", (await browser.OpenAsync(Page)).Heading);
        await browser.OpenAsync(answer.Headers.Location!.OriginalString);
        Assert.Equal("/History", browser.Element("main a.btn-primary").GetAttribute("href"));
    }

    [Theory]
    [InlineData("left")]
    [InlineData("role")]
    [InlineData("site")]
    [InlineData("stamp")]
    [InlineData("administrator")]
    public async Task A_session_ends_at_the_next_request_after(string cause)
    {
        var browser = await clinic.SignInAsync(Role.Prescriber);
        await clinic.InDatabaseAsync(async db =>
        {
            var member = await db.Staff.SingleAsync(known => known.Email == "prescriber@demo.example");
            await (cause switch
            {
                "left" => db.Database.ExecuteSqlAsync($"update staff set deactivated_at = {clinic.Time.GetUtcNow()} where id = {member.Id.Value}"),
                "role" => db.Database.ExecuteSqlAsync($"update staff set roles = array['Clinician'] where id = {member.Id.Value}"),
                "site" => db.Database.ExecuteSqlAsync(
                    $"update staff set site_id = (select id from sites where id <> site_id limit 1) where id = {member.Id.Value}"),
                "stamp" => db.Database.ExecuteSqlAsync($"update staff_accounts set security_stamp = 'another' where id = {member.Id.Value}"),
                _ => EndAllAsync(member),
            });
        });
        try
        {
            Assert.Equal("Sign in", (await browser.OpenAsync(Page)).Heading);
        }
        finally
        {
            await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
                $"update staff set deactivated_at = null, roles = array['Prescriber'] where email = 'prescriber@demo.example'"));
        }

        // What ended stays ended, also when the person is back in the same role.
        Assert.Equal("Sign in", (await browser.OpenAsync(Page)).Heading);

        async Task<int> EndAllAsync(StaffMember member)
        {
            await using var scope = clinic.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<Tickets>().EndAllAsync(member.Id, EndedBecause.Administrator);
        }
    }

    [Fact]
    public async Task Who_was_deactivated_and_comes_back_signs_in_again()
    {
        var admin = await clinic.SignInAsync(Role.Administrator);
        var browser = await clinic.SignInAsync(Role.Intake);
        var id = await clinic.InDatabaseAsync(db => db.Staff.Where(s => s.Email == "intake@demo.example").Select(s => s.Id).SingleAsync());
        await admin.OpenAsync($"/Staff/Member/{id}");
        await admin.SubmitAsync("form[action*='Deactivate']");
        await admin.SubmitAsync("form[action*='Reactivate']");

        Assert.Equal("Sign in", (await browser.OpenAsync(Page)).Heading);
        await clinic.SignInAsync(Role.Intake);
    }

    [Fact]
    public async Task A_session_begun_on_one_node_goes_on_at_another()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var key = await KeyOfAsync(browser, Role.Clinician);
        using var elsewhere = clinic.Raw(otherNode: true);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(elsewhere, HttpMethod.Get, Page, key)).StatusCode);

        // Also what the first node sealed: the form token of its page is good at the other one.
        await browser.OpenAsync(Page);
        var (_, fields) = browser.Fill("form[action='/Account/SignOut']");
        var cookies = $"__Host-clinic={key}; {FormCookieOf(browser)}";
        var request = new HttpRequestMessage(HttpMethod.Post, "https://localhost/Account/SignOut") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Cookie", cookies);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.SendAsync(request)).StatusCode);
        Assert.Equal("Sign in", (await browser.OpenAsync(Page)).Heading);
    }

    [Fact]
    public async Task One_sees_where_one_is_signed_in_and_ends_one_or_all_others()
    {
        var here = await clinic.SignInAsync(Role.Administrator);
        var second = await clinic.SignInAsync(Role.Administrator);
        var third = await clinic.SignInAsync(Role.Administrator);
        var fourth = await clinic.SignInAsync(Role.Administrator);
        await here.OpenAsync(Mine);
        var rows = here.Page.QuerySelectorAll("tbody tr").Length;
        Assert.True(rows >= 4);
        Assert.Single(here.Page.QuerySelectorAll("tbody th .tag"));

        // The list begins with the latest used.
        await here.SubmitAsync("tbody form");
        Assert.Equal("That browser is signed out.", here.Toast);
        Assert.Equal(rows - 1, here.Page.QuerySelectorAll("tbody tr").Length);
        var ended = 0;
        foreach (var other in new[] { second, third, fourth })
        {
            ended += (await other.OpenAsync(Page)).Heading == "Sign in" ? 1 : 0;
        }

        Assert.Equal(1, ended);
        await here.OpenAsync(Mine);
        await here.SubmitAsync("form[action*='EndOthers']");
        Assert.Equal("All your other browsers are signed out.", here.Toast);
        Assert.Single(here.Page.QuerySelectorAll("tbody tr"));
        foreach (var other in new[] { second, third, fourth })
        {
            Assert.Equal("Sign in", (await other.OpenAsync(Page)).Heading);
        }
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var clinician = await clinic.SignInAsync(Role.Clinician);
        var auditor = await (await clinic.SignInAsync(Role.Auditor)).OpenAsync(Mine);
        var theirs = await clinic.InDatabaseAsync(async db =>
        {
            var id = await db.Staff.Where(s => s.Email == "clinician@demo.example").Select(s => s.Id).SingleAsync();
            return await db.Set<SignInTicket>().Where(t => t.StaffId == id.Value).OrderByDescending(t => t.StartedAt).Select(t => t.Id).FirstAsync();
        });
        await clinic.SignInAsync(Role.Auditor);
        await auditor.OpenAsync(Mine);
        await auditor.SubmitAsync("tbody form", ("session", theirs.ToString()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, auditor.Status);
        Assert.Equal("Change password", (await clinician.OpenAsync(Page)).Heading);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%00%00")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task A_key_that_never_was_opens_nothing(string key)
    {
        using var browser = clinic.Raw();

        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(browser, HttpMethod.Get, Page, key)).StatusCode);
    }

    [Fact]
    public async Task An_export_after_a_while_asks_first_who_is_there()
    {
        var browser = await clinic.SignInAsync(Role.Auditor);
        Assert.Equal("text/csv", (await browser.SendAsync(HttpMethod.Get, "/History?handler=Csv")).Content.Headers.ContentType!.MediaType);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.OpenAsync("/History?handler=Csv");
        Assert.Equal("Confirm that it is you", browser.Heading);

        await browser.SubmitAsync("main form", ("Confirm.Password", "wrong"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("main form", ("Confirm.Password", DemoSignIns.Password));
        await browser.FollowAsync("main a.btn-primary");
        Assert.Equal("text/csv", browser.Response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    public async Task A_confirmation_leads_nowhere_else(string foreign)
    {
        var browser = await clinic.SignInAsync(Role.Auditor);
        await browser.OpenAsync("/Account/Confirm?returnUrl=" + Uri.EscapeDataString(foreign));

        Assert.Equal("/", browser.Element("main a.btn-primary").GetAttribute("href"));
    }

    [Fact]
    public async Task Roles_change_only_at_the_hand_of_somebody_who_proved_just_now_who_they_are()
    {
        var admin = await clinic.SignInAsync(Role.Administrator);
        var id = await clinic.InDatabaseAsync(db => db.Staff.Where(s => s.Email == "clinician@demo.example").Select(s => s.Id).SingleAsync());
        await admin.OpenAsync($"/Staff/Member/{id}");
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await admin.SubmitAsync("main form.panel", ("Form.Middle", "Ingrid"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, admin.Status);
        Assert.Equal("Ingrid", admin.Value("Form.Middle"));
        await admin.SubmitAsync("main form.panel", ("Confirm.Password", DemoSignIns.Password));
        Assert.EndsWith("is saved.", admin.Toast, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1", "Safari on iPad")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("curl/8", "Browser")]
    [InlineData(null, "Browser")]
    public void A_browser_is_told_in_words(string? agent, string words) => Assert.Equal(words, BrowserWords.Of(agent));

    private static HttpRequestMessage Extension(Browser browser)
    {
        var token = browser.Element("input[name='__RequestVerificationToken']").GetAttribute("value")!;
        var request = new HttpRequestMessage(HttpMethod.Post, "https://localhost" + Mine + "?handler=Extend")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]),
        };
        request.Headers.Add("X-Requested-With", "fetch");
        return request;
    }

    private static async Task<(HttpStatusCode Status, int Left)> LeftAsync(Browser browser)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "https://localhost" + Mine + "?handler=Left");
        request.Headers.Add("X-Requested-With", "fetch");
        request.Headers.Add("X-Background", "1");
        var answer = await browser.SendAsync(request);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? Seconds(await answer.Content.ReadAsStringAsync()) : 0);
    }

    private static int Seconds(string said) => JsonDocument.Parse(said).RootElement.GetProperty("left").GetInt32();

    /// <summary>Signs in and reads the key that the browser was handed.</summary>
    private static async Task<string> KeyOfAsync(Browser browser, Role role, bool whileSignedIn = false)
    {
        var (_, fields) = browser.Fill("form");
        if (whileSignedIn)
        {
            // The sign-in page sends who is signed in home; its form is posted by hand, with a token of the present session.
            await browser.OpenAsync(Page);
            (_, fields) = browser.Fill("form[action='/Account/SignOut']");
        }

        fields.RemoveAll(field => field.Key.StartsWith("Form.", StringComparison.Ordinal));
        fields.Add(KeyValuePair.Create("Form.Name", DemoSignIns.All.Single(person => person.Role == role).Email));
        fields.Add(KeyValuePair.Create("Form.Password", DemoSignIns.Password));
        return KeyIn(await browser.SendAsync(new Uri("https://localhost/Account/SignIn"), fields));
    }

    private static string KeyIn(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie")
        .Single(set => set.StartsWith("__Host-clinic=", StringComparison.Ordinal))["__Host-clinic=".Length..].Split(';')[0];

    private static string FormCookieOf(Browser browser) => browser.Response.RequestMessage!.Headers.GetValues("Cookie").Single()
        .Split("; ").Single(cookie => cookie.StartsWith("__Host-clinic-form=", StringComparison.Ordinal));

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, string key)
    {
        var request = new HttpRequestMessage(method, "https://localhost" + address);
        request.Headers.Add("Cookie", $"__Host-clinic={key}");
        return client.SendAsync(request);
    }
}

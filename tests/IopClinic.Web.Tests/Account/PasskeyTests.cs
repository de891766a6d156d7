using System.Net;
using System.Text.Json.Nodes;
using IopClinic.Database.Audit;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Account;

/// <summary>Passkeys as a browser sends them, and as somebody sends them who wants in.</summary>
public sealed class PasskeyTests(StrictClinic clinic) : IClassFixture<StrictClinic>
{
    private static readonly Uri Door = new("https://localhost/Account/SignIn?handler=Passkey");

    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>().Where(role => DemoSignIns.All.Any(person => person.Role == role))];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Every_role_makes_a_passkey_and_signs_in_with_it_alone(Role role)
    {
        using var passkey = new SoftPasskey();
        var browser = await EnrollAsync(DemoSignIns.All.Single(person => person.Role == role).Email, passkey);
        Assert.Equal("Recovery codes", browser.Heading);

        var other = await AnswerAsync(passkey);

        Assert.Equal(HttpStatusCode.OK, other.Status);
        await other.OpenAsync("/Account/SignInMethods");
        Assert.Equal("Ways to sign in", other.Heading);
        Assert.Contains("last used", other.Text(".way-what"), StringComparison.Ordinal);
        await ForgetAsync(DemoSignIns.All.Single(person => person.Role == role).Email);
    }

    [Fact]
    public async Task The_same_answer_sent_again_opens_nothing()
    {
        using var passkey = new SoftPasskey();
        await EnrollAsync("daniel.whitehorse@demo.example", passkey);
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var (asked, cookie, token) = await AskAsync(browser);
        var answer = passkey.Answer(asked);

        var first = await SendAsync(browser, answer, token);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);

        // A thief who copied everything: the question's cookie, the form token with its cookie, and the answer.
        var thief = clinic.Browser();
        await thief.OpenAsync("/Account/SignIn");
        var stolen = new HttpRequestMessage(HttpMethod.Post, Door)
        {
            Content = new FormUrlEncodedContent([new("Passkey.Answer", answer), new(FormReading.TokenField, thief.Value(FormReading.TokenField))]),
        };
        stolen.Headers.Add("Cookie", cookie);
        var second = await thief.SendAsync(stolen);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Contains("That passkey did not open the clinic.", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_the_owners_finger_from_a_foreign_page_or_by_a_foreign_key_opens_nothing()
    {
        using var passkey = new SoftPasskey();
        await EnrollAsync("aisha.rahman@demo.example", passkey);

        passkey.Verifies = false;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnswerAsync(passkey)).Status);
        passkey.Verifies = true;
        passkey.Origin = "https://localhost.evil.example";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnswerAsync(passkey)).Status);
        passkey.Origin = "https://localhost";
        passkey.Domain = "evil.example";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnswerAsync(passkey)).Status);
        passkey.Domain = "localhost";
        using var thief = new SoftPasskey { Id = passkey.Id, UserHandle = passkey.UserHandle };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnswerAsync(thief)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(passkey)).Status);
    }

    [Fact]
    public async Task A_question_holds_five_minutes()
    {
        using var passkey = new SoftPasskey();
        await EnrollAsync("kenji.morita@demo.example", passkey);
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var (asked, _, token) = await AskAsync(browser);

        clinic.Time.Pass(TimeSpan.FromMinutes(5.1));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(browser, passkey.Answer(asked), token)).StatusCode);
    }

    [Fact]
    public async Task Somebody_elses_passkey_is_no_second_step_and_no_way_into_their_list()
    {
        using var mine = new SoftPasskey();
        using var theirs = new SoftPasskey();
        await EnrollAsync("camille.baptiste@demo.example", mine);
        var other = await EnrollAsync("noah.feldman@demo.example", theirs);

        var browser = await PasswordAsync("camille.baptiste@demo.example");
        Assert.Equal("/Account/SecondStep", browser.Address.AbsolutePath);
        var (asked, _, token) = await AskAsync(browser);
        var refused = await SendAsync(browser, theirs.Answer(asked), token, "/Account/SecondStep?handler=Passkey");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);

        // Nor may it be renamed or removed by whoever knows its id, nor made anew under another account.
        (asked, _, token) = await AskAsync(browser);
        await browser.PostAsync(new Uri("https://localhost/Account/SecondStep?handler=Passkey"), [Field("Passkey.Answer", mine.Answer(asked)), token]);
        await browser.OpenAsync("/Account/SignInMethods");
        var id = Convert.ToHexStringLower(theirs.Id);
        foreach (var (handler, fields) in new[]
        {
            ("Remove", new[] { Field("Remove.Id", id) }),
            ("Rename", [Field("Rename.Id", id), Field("Rename.Name", "Stolen")]),
            ("Remove", [Field("Remove.Id", "zz")]),
        })
        {
            var answer = await browser.SendAsync(
                new Uri("https://localhost/Account/SignInMethods?handler=" + handler), [.. fields, Field(FormReading.TokenField, browser.Value(FormReading.TokenField))]);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        mine.Id = theirs.Id;
        await AddAsync(browser, mine);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await other.OpenAsync("/Account/SignInMethods");
        Assert.Equal("Passkey", other.Text(".way-what strong"));
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(theirs)).Status);
    }

    [Fact]
    public async Task Passkeys_are_named_and_removed_but_not_the_last_one_and_other_sessions_end()
    {
        const string email = "supervisor@demo.example";
        await ForgetAsync(email);
        using var first = new SoftPasskey();
        using var second = new SoftPasskey();
        var browser = await EnrollAsync(email, first);
        var elsewhere = await AnswerAsync(first);

        await browser.OpenAsync("/Account/SignInMethods");
        await browser.SubmitAsync("form[action*=RemoveApp], form[action*='handler=Remove']");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["This is your last way to sign in. Add another passkey or an authenticator app first."], browser.Refusals);

        await AddAsync(browser, second, "Work laptop");
        Assert.Equal("Your passkey is added. Other devices are signed out.", browser.Toast);
        Assert.Equal("Sign in", (await elsewhere.OpenAsync("/Account/SignInMethods")).Heading);
        await browser.SubmitAsync("form[action*=Rename]", ("Rename.Name", "Old phone"));
        Assert.Equal(["Old phone", "Work laptop"], browser.Page.QuerySelectorAll("[aria-labelledby=passkeys] .way-what strong").Select(name => name.TextContent));
        await browser.SubmitAsync("form[action*='handler=Remove']");
        Assert.Equal("The passkey is removed. Other devices are signed out.", browser.Toast);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnswerAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(second)).Status);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(
            act => act.ObjectType == "Passkey" && act.Action == AuditAction.Remove && act.ActorName == "Thomas Adeyemi")));
        await ForgetAsync(email);
    }

    [Theory]
    [InlineData("", 422)]
    [InlineData("{", 422)]
    [InlineData("null", 422)]
    [InlineData("[]", 422)]
    [InlineData("\"text\"", 422)]
    [InlineData("{\"id\":1}", 422)]
    [InlineData("{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{}}", 422)]
    [InlineData("{\"id\":\"AA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"AA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}", 422)]
    [InlineData("{\"id\":\"\\u0000\"}", 422)]
    [InlineData("a\0b", 400)]
    [InlineData("(deep)", 422)]
    [InlineData("(large)", 422)]
    [InlineData("(megabytes)", 413)]
    public async Task What_is_no_answer_is_refused_with_a_sentence(string answer, int status)
    {
        answer = answer switch
        {
            "(deep)" => string.Concat(Enumerable.Repeat("[", 5000)),
            "(large)" => "{\"id\":\"" + new string('A', 500_000) + "\"}",
            "(megabytes)" => new string('A', 7_000_000),
            _ => answer,
        };
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var (_, _, token) = await AskAsync(browser);

        var refused = await SendAsync(browser, answer, token);

        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Contains("<h1>", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clientDataJSON")]
    [InlineData("authenticatorData")]
    [InlineData("signature")]
    [InlineData("userHandle")]
    public async Task A_damaged_answer_is_refused_whichever_part_is_damaged(string part)
    {
        using var passkey = new SoftPasskey();
        const string email = "prescriber@demo.example";
        await ForgetAsync(email);
        await EnrollAsync(email, passkey);
        foreach (var damage in new[] { "", "A", "!!!!", "AAAA", new string('A', 3000) })
        {
            var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
            var (asked, _, token) = await AskAsync(browser);
            var answer = JsonNode.Parse(passkey.Answer(asked))!;
            answer["response"]![part] = damage;

            var refused = await SendAsync(browser, answer.ToJsonString(), token);

            Assert.Equal((part, damage, HttpStatusCode.UnprocessableEntity), (part, damage, refused.StatusCode));
        }

        await ForgetAsync(email);
    }

    [Theory]
    [InlineData("Options")]
    [InlineData("NewOptions")]
    [InlineData("Assert")]
    public async Task Questions_need_the_form_token(string handler)
    {
        var answer = await clinic.Browser().SendAsync(new Uri("https://localhost/Account/Passkeys?handler=" + handler), []);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Who_has_nothing_but_a_passkey_confirms_with_it()
    {
        using var passkey = new SoftPasskey();
        using var theirs = new SoftPasskey();
        const string email = "auditor@demo.example";
        await EnrollAsync("privacy@demo.example", theirs);
        await EnrollAsync(email, passkey);
        var hash = await clinic.InDatabaseAsync(db => db.Users.Where(known => known.Email == email).Select(known => known.PasswordHash).SingleAsync());
        await PutHashAsync(null);
        var browser = await AnswerAsync(passkey);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));

        await browser.OpenAsync("/Account/SignInMethods");
        Assert.Equal("Confirm that it is you", browser.Heading);
        Assert.Null(browser.Page.QuerySelector("input[type=password]"));
        Assert.NotNull(browser.Page.QuerySelector("[data-confirm-passkey]"));
        await browser.SubmitAsync("main form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);

        var (asked, _, token) = await AskAsync(browser);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ConfirmAsync(browser, theirs.Answer(asked), token)).StatusCode);
        Assert.Equal("Confirm that it is you", (await browser.OpenAsync("/Account/SignInMethods")).Heading);
        (asked, _, token) = await AskAsync(browser);
        var answer = passkey.Answer(asked);
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync(browser, answer, token)).StatusCode);
        Assert.Equal("Ways to sign in", (await browser.OpenAsync("/Account/SignInMethods")).Heading);

        // Once: the same answer proves nothing a second time.
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.OpenAsync("/Account/Confirm");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ConfirmAsync(browser, answer, token)).StatusCode);
        Assert.Equal("Confirm that it is you", (await browser.OpenAsync("/Account/SignInMethods")).Heading);
        await PutHashAsync(hash);
        await ForgetAsync(email);
        await ForgetAsync("privacy@demo.example");

        Task PutHashAsync(string? value) => clinic.InDatabaseAsync(db => db.Users.Where(account => account.Email == email)
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.PasswordHash, value)));
    }

    [Fact]
    public async Task A_change_on_a_page_that_stayed_open_asks_again_who_is_there()
    {
        using var passkey = new SoftPasskey();
        var browser = await EnrollAsync("clinician@demo.example", passkey);
        await browser.OpenAsync("/Account/SignInMethods");
        clinic.Time.Pass(TimeSpan.FromMinutes(6));

        await browser.SubmitAsync("form[action*='handler=Rename']", ("Rename.Name", "Phone"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("to confirm that it is you", browser.Text(".form-errors"), StringComparison.Ordinal);
        await browser.SubmitAsync("form[action='/Account/Confirm']", ("Confirm.Password", DemoSignIns.Password));
        await browser.FollowAsync("main a.btn-primary");
        await browser.SubmitAsync("form[action*='handler=Rename']", ("Rename.Name", "Phone"));
        Assert.Equal("The passkey has its new name.", browser.Toast);
        await ForgetAsync("clinician@demo.example");
    }

    [Fact]
    public async Task Nobody_is_asked_to_make_a_passkey_before_anybody_is_known()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");

        var answer = await browser.SendAsync(
            new Uri("https://localhost/Account/Passkeys?handler=NewOptions"), [Field(FormReading.TokenField, browser.Value(FormReading.TokenField))]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("took too long", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static KeyValuePair<string, string> Field(string name, string value) => KeyValuePair.Create(name, value);

    /// <summary>What is asked, the cookies that hold the question, and the form token.</summary>
    private static async Task<(string Asked, string Cookie, KeyValuePair<string, string> Token)> AskAsync(Browser browser, string handler = "Options")
    {
        var token = Field(FormReading.TokenField, browser.Value(FormReading.TokenField));
        var answer = await browser.SendAsync(new Uri("https://localhost/Account/Passkeys?handler=" + handler), [token]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("__Host-clinic-passkey=", StringComparison.Ordinal));
        return (await answer.Content.ReadAsStringAsync(), cookie.Split(';')[0], token);
    }

    private static Task<HttpResponseMessage> SendAsync(
        Browser browser, string answer, KeyValuePair<string, string> token, string door = "/Account/SignIn?handler=Passkey") =>
        browser.SendAsync(new Uri("https://localhost" + door), [Field("Passkey.Answer", answer), token]);

    private static Task<HttpResponseMessage> ConfirmAsync(Browser browser, string answer, KeyValuePair<string, string> token) =>
        browser.SendAsync(new Uri("https://localhost/Account/Passkeys?handler=Assert"), [Field("Assert.Answer", answer), token]);

    private static async Task AddAsync(Browser browser, SoftPasskey passkey, string? name = null)
    {
        var (asked, _, token) = await AskAsync(browser, "NewOptions");
        await browser.PostAsync(
            new Uri("https://localhost/Account/SignInMethods?handler=Passkey"),
            [Field("Passkey.Answer", passkey.Make(asked)), Field("Passkey.Name", name ?? ""), token]);
    }

    private async Task<Browser> PasswordAsync(string email)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        return await browser.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", email), ("Form.Password", DemoSignIns.Password));
    }

    private async Task<Browser> EnrollAsync(string email, SoftPasskey passkey)
    {
        var browser = await PasswordAsync(email);
        Assert.Equal("Add a second factor", browser.Heading);
        var (asked, _, token) = await AskAsync(browser, "NewOptions");
        return await browser.PostAsync(
            new Uri("https://localhost/Account/Enroll?handler=Passkey"), [Field("Passkey.Answer", passkey.Make(asked)), token]);
    }

    private async Task<Browser> AnswerAsync(SoftPasskey passkey)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var (asked, _, token) = await AskAsync(browser);
        return await browser.PostAsync(Door, [Field("Passkey.Answer", passkey.Answer(asked)), token]);
    }

    private Task ForgetAsync(string email) => clinic.InDatabaseAsync(async db =>
    {
        var id = (await db.Users.SingleAsync(account => account.Email == email)).Id;
        await db.UserPasskeys.Where(passkey => passkey.UserId == id).ExecuteDeleteAsync();
    });
}

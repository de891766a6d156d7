using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Account;

public sealed class KeptPostTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private static readonly (string, string?)[] Typed = [("Form.Typed", "Zoë wrote\nthis <b>long</b> note")];

    [Fact]
    public async Task What_was_typed_when_the_session_ended_is_sent_once_its_author_is_back()
    {
        var browser = await ExpireWhileTypingAsync(Role.Clinician);

        Assert.Equal(HttpStatusCode.Unauthorized, browser.Status);
        Assert.Equal("Sign in", browser.Heading);
        Assert.Contains("What you just typed is kept", browser.Text("p[role=status]"), StringComparison.Ordinal);
        Assert.DoesNotContain("Zoë", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await SignInHereAsync(browser, Role.Clinician);
        Assert.Equal("Your text is still here", browser.Heading);
        Assert.Equal("Zoë wrote\nthis <b>long</b> note", browser.Value("Form.Typed").ReplaceLineEndings("\n"));

        await browser.SubmitAsync("form[data-unsent]");
        // The change-password form does not know this field; that it judged the rest shows that it arrived, with a valid token.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("/Account/ChangePassword", browser.Address.AbsolutePath);
        Assert.Equal("Change password", browser.Heading);
    }

    [Fact]
    public async Task A_wrong_password_in_between_loses_nothing()
    {
        var browser = await ExpireWhileTypingAsync(Role.Clinician);

        await browser.SubmitAsync("form", ("Form.Name", "clinician@demo.example"), ("Form.Password", "wrong"));
        await SignInHereAsync(browser, Role.Clinician);

        Assert.Equal("Your text is still here", browser.Heading);
    }

    [Fact]
    public async Task Somebody_else_does_not_get_to_see_it()
    {
        var browser = await ExpireWhileTypingAsync(Role.Clinician);

        var (address, fields) = browser.Fill("form", ("Form.Name", "intake@demo.example"), ("Form.Password", DemoSignIns.Password));
        var answer = await browser.SendAsync(address, fields);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await browser.OpenAsync("/Account/ChangePassword");
        Assert.Equal("What was typed before belongs to another person or is too old, and was put away.", browser.Toast);
    }

    [Fact]
    public async Task Passwords_are_not_kept()
    {
        var browser = await ExpireWhileTypingAsync(Role.Clinician);
        await SignInHereAsync(browser, Role.Clinician);

        Assert.Null(browser.Page.QuerySelector("form[data-unsent] [name*=Password]"));
    }

    [Fact]
    public async Task A_form_without_the_token_of_its_author_is_not_kept()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        clinic.Time.Pass(TimeSpan.FromHours(13));

        var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "https://localhost/Account/ChangePassword")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("Form.Typed", "words put into a mouth")]),
        });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task Somebody_who_never_signed_in_is_sent_to_the_sign_in_page()
    {
        var answer = await clinic.Browser().SendAsync(new HttpRequestMessage(HttpMethod.Post, "https://localhost/Account/ChangePassword")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("Form.Typed", "x")]),
        });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/Account/SignIn", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Requested-With", "fetch")]
    [InlineData("HX-Request", "true")]
    public async Task A_script_gets_a_bare_401(string header, string value)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            var request = new HttpRequestMessage(method, "https://localhost/Account/ChangePassword") { Headers = { { header, value } } };

            var answer = await clinic.Browser().SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task However_busy_a_session_lasts_twelve_hours_and_no_longer()
    {
        var browser = await clinic.SignInAsync(Role.Administrator);

        for (var tens = 0; tens < 71; tens++)
        {
            clinic.Time.Pass(TimeSpan.FromMinutes(10));
            Assert.Equal("Change password", (await browser.OpenAsync("/Account/ChangePassword")).Heading);
        }

        clinic.Time.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal("Sign in", (await browser.OpenAsync("/Account/ChangePassword")).Heading);
    }

    private async Task<Browser> ExpireWhileTypingAsync(Role role)
    {
        var browser = await clinic.SignInAsync(role);
        var (address, fields) = browser.Fill("form.panel", ("Form.NewPassword", "secret that must not be kept"));
        clinic.Time.Pass(TimeSpan.FromHours(13));
        fields.AddRange(Typed.Select(field => KeyValuePair.Create(field.Item1, field.Item2!)));
        return await browser.PostAsync(address, fields);
    }

    private static Task<Browser> SignInHereAsync(Browser browser, Role role) => browser.SubmitAsync(
        "form", ("Form.Name", DemoSignIns.All.Single(person => person.Role == role).Email), ("Form.Password", DemoSignIns.Password));
}

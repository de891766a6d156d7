using System.Net;
using System.Text;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class GateTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        var answer = await clinic.Browser().SendAsync(new HttpMethod(method), "/Account/SignIn");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "POST"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/Account/SignIn?returnUrl=%00")]
    [InlineData("/Account/SignIn?returnUrl=a%0Ab")]
    [InlineData("/Account/SignIn?returnUrl=%EF%BF%BD")]
    [InlineData("/Account/SignIn?returnUrl=%E2%80%AE")]
    [InlineData("/Account/SignIn?%01=1")]
    [InlineData("/Account/%E2%80%AE")]
    [InlineData("/Account/SignIn?handler=a&handler=b")]
    [InlineData("/Account/SignIn?returnUrl=a&returnUrl=b")]
    public async Task An_address_that_cannot_be_meant_is_a_bad_request(string address)
    {
        var answer = await clinic.Browser().SendAsync(HttpMethod.Get, address);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/Account/ChangePassword?handler=Anything", 404)]
    [InlineData("HEAD", "/Account/ChangePassword?handler=Anything", 404)]
    [InlineData("GET", "/Account/ChangePassword?handler=", 200)]
    [InlineData("HEAD", "/Account/ChangePassword", 200)]
    [InlineData("GET", "/problem/500", 404)]
    [InlineData("GET", "/no/such/page", 404)]
    public async Task A_page_answers_its_own_handlers_and_no_others(string method, string address, int status)
    {
        var browser = await clinic.SignInAsync(Role.Clinician);

        var answer = await browser.SendAsync(new HttpMethod(method), address);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_handler_does_not_run_the_plain_one()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var (address, fields) = browser.Fill("form[action='/Account/SignOut']");

        var answer = await browser.SendAsync(Post(address + "?handler=Anything", new FormUrlEncodedContent(fields)));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Change password", (await browser.OpenAsync("/Account/ChangePassword")).Heading);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", 415)]
    [InlineData("application/json", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("multipart/form-data", 400)]
    [InlineData("application/x-www-form-urlencoded", 400)]
    public async Task Only_forms_are_read(string type, int status)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes("a=b"));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await clinic.Browser().SendAsync(Post("/Account/SignIn", content));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_form_of_more_than_two_megabytes_is_too_large()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);

        var answer = await browser.SendAsync(
            new Uri("https://localhost/Account/ChangePassword"),
            [KeyValuePair.Create("Form.NewPassword", new string('a', 2_100_000))]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("Ana\u001B", "There is a character in here that cannot be stored. Type this again without copying.")]
    [InlineData("Ana\u202E", "There is a character in here that cannot be stored. Type this again without copying.")]
    [InlineData("Ana\uFFFD", "There is a character in here that cannot be stored. Type this again without copying.")]
    [InlineData("Ana\nRuiz", "This takes one line. Remove the line break or tab.")]
    public async Task Text_that_cannot_be_stored_is_refused_beside_its_field(string typed, string sentence)
    {
        var browser = clinic.Browser();
        await browser.OpenAsync("/Account/SignIn");
        await browser.SubmitAsync("form", ("Form.Name", typed), ("Form.Password", "x"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text("#Form_Name-error"));
        Assert.Empty(browser.Value("Form.Password"));
    }

    [Fact]
    public async Task A_NUL_in_a_form_is_a_bad_request()
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");

        await browser.SubmitAsync("form", ("Form.Name", "Ana\0"), ("Form.Password", "x"));

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
    }

    [Fact]
    public async Task Two_values_for_one_field_are_refused()
    {
        var browser = clinic.Browser();
        await browser.OpenAsync("/Account/SignIn");
        await browser.SubmitAsync("form", ("Form.Name", "a"), ("Form.Name", "b"), ("Form.Password", "x"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.StartsWith("Two answers arrived", browser.Text("#Form_Name-error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_is_a_bad_request()
    {
        var answer = await clinic.Browser().SendAsync(
            Post("/Account/SignIn", new FormUrlEncodedContent([KeyValuePair.Create("Form.Name", "a")])));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_fields_of_a_form_are_not_taken_from_the_address()
    {
        var browser = clinic.Browser();
        await browser.OpenAsync("/Account/SignIn");
        var (address, fields) = browser.Fill("form", ("Form.Name", null), ("Form.Password", "x"));

        var answer = await browser.SendAsync(Post(address + "?Form.Name=ana&Name=ana", new FormUrlEncodedContent(fields)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Enter your name or e-mail address.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static HttpRequestMessage Post(string address, HttpContent content) =>
        new(HttpMethod.Post, new Uri(new Uri("https://localhost"), address)) { Content = content };
}

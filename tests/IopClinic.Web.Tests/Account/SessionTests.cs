using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IopClinic.Web.Tests.Account;

public sealed class SessionTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string NewPassword = "tangerine velvet sofa 9 clouds";

    [Fact]
    public async Task Who_leaves_the_clinic_is_signed_out_at_the_next_request()
    {
        var browser = await clinic.SignInAsync(Role.Prescriber);
        await clinic.InDatabaseAsync(async db =>
        {
            var member = await db.Staff.SingleAsync(known => known.Email == "prescriber@demo.example");
            member.Deactivate(clinic.Time.GetUtcNow());
            await db.SaveChangesAsync();
        });

        Assert.Equal("Sign in", (await browser.OpenAsync("/Account/ChangePassword")).Heading);
        var again = await clinic.Browser().OpenAsync("/Account/SignIn");
        await again.SubmitAsync("form", ("Form.Name", "prescriber@demo.example"), ("Form.Password", DemoSignIns.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
    }

    [Fact]
    public async Task Who_gets_another_role_signs_in_again_and_has_its_permissions()
    {
        var browser = await clinic.SignInAsync(Role.Auditor);
        Assert.Equal("/History", (await StartOf(browser)).OriginalString);

        await clinic.InDatabaseAsync(async db =>
        {
            var member = await db.Staff.SingleAsync(known => known.Email == "auditor@demo.example");
            member.Appoint([Role.Clinician]);
            await db.SaveChangesAsync();
        });

        Assert.Equal("Sign in", (await browser.OpenAsync("/History")).Heading);
        var again = await clinic.SignInAsync(Role.Auditor);
        Assert.Equal("/Today", (await StartOf(again)).OriginalString);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_keeps_this_one()
    {
        var other = await clinic.SignInAsync(Role.Supervisor);
        var browser = await clinic.SignInAsync(Role.Supervisor);

        var (address, fields) = browser.Fill(
            "form.panel",
            ("Form.CurrentPassword", DemoSignIns.Password),
            ("Form.NewPassword", NewPassword),
            ("Form.NewPasswordAgain", NewPassword));
        var answer = await browser.SendAsync(address, fields);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await browser.OpenAsync("/Account/ChangePassword");
        Assert.Equal("Change password", browser.Heading);
        Assert.Equal("Your password is changed. Other devices are signed out.", browser.Toast);
        Assert.Equal("Sign in", (await other.OpenAsync("/Account/ChangePassword")).Heading);
        await clinic.SignInAsync("supervisor@demo.example", NewPassword);
    }

    [Theory]
    [InlineData("wrong", "tangerine velvet sofa", "tangerine velvet sofa", "CurrentPassword", "This is not your current password.")]
    [InlineData(DemoSignIns.Password, "too short", "too short", "NewPassword",
        "Use 15 characters or more. A few unrelated words in a row are easy to remember.")]
    [InlineData(DemoSignIns.Password, "IopClinicPassword2026!", "IopClinicPassword2026!", "NewPassword",
        "This is easy to guess: it repeats, or is made of names, common words or words of the clinic. Choose unrelated words.")]
    [InlineData(DemoSignIns.Password, "tangerine velvet sofa", "tangerine velvet soda", "NewPasswordAgain",
        "The two new passwords differ. Type the new one again.")]
    public async Task A_password_that_will_not_do_is_refused_beside_its_field(
        string current, string wanted, string again, string field, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.SubmitAsync(
            "form.panel", ("Form.CurrentPassword", current), ("Form.NewPassword", wanted), ("Form.NewPasswordAgain", again));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#Form_{field}-error"));
        Assert.DoesNotContain(wanted, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_permission_is_a_page_that_does_not_exist()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);

        var missing = await browser.OpenAsync("/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Equal("There is nothing here", missing.Heading);
    }

    [Fact]
    public void Passwords_are_hashed_as_slowly_as_agreed()
    {
        using var program = Clinic.CreateBuilder(ClinicServer.Settings("Host=none.invalid"), forPages: false).Build();

        Assert.Equal(220_000, program.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount);
    }

    private static async Task<Uri> StartOf(Browser browser) => (await browser.SendAsync(HttpMethod.Get, "/")).Headers.Location!;
}

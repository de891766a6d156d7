using System.Net;
using System.Text.RegularExpressions;
using IopClinic.Database.Audit;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Staff;

public sealed partial class StaffTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Password = "tangerine velvet sofa 9 clouds";

    [Fact]
    public async Task Who_is_added_chooses_a_password_with_the_link_that_is_shown_once()
    {
        var browser = await AddAsync("Noor", "noor@clinic.example", ("Form.Roles", "Clinician"), ("Form.Roles", "Intake"));

        Assert.Equal("Noor Haddad", browser.Heading);
        var link = browser.Text(".passphrase");
        Assert.Matches(OneTimeLink(), link);
        await browser.OpenAsync(browser.Address.PathAndQuery);
        Assert.Null(browser.Page.QuerySelector(".passphrase"));

        var noor = await ChooseAsync(link, Password);
        Assert.Equal("Change password", (await noor.OpenAsync("/Account/ChangePassword")).Heading);
        await clinic.SignInAsync("noor@clinic.example", Password);
        var member = await MemberAsync("noor@clinic.example");
        Assert.Equal([Role.Clinician, Role.Intake], member.Roles);
        var account = await clinic.InDatabaseAsync(db => db.Users.SingleAsync(known => known.UserName == member.Email));
        Assert.Equal(member.Id.Value, account.Id);
        Assert.DoesNotContain(link.Split("key=")[1], clinic.ReadLog(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Form.Given", "", "Enter the given name.")]
    [InlineData("Form.Email", "", "Enter the e-mail address they sign in with.")]
    [InlineData("Form.Email", "noor", "Enter an e-mail address, such as ana@clinic.example.")]
    [InlineData("Form.Email", "no or@clinic.example", "Use letters, digits and . _ + - in the e-mail address.")]
    [InlineData("Form.Roles", null, "Choose at least one role.")]
    [InlineData("Form.SiteId", "", "Choose the site they start their day at.")]
    [InlineData("Form.SupervisorId", "", "Choose the supervisor who co-signs.")]
    [InlineData("Form.SupervisorId", "01900000-0000-7000-8000-000000000000", "Choose a supervisor who works here.")]
    public async Task What_will_not_do_is_refused_beside_its_field_and_nobody_is_added(string field, string? typed, string sentence)
    {
        var people = await clinic.InDatabaseAsync(db => db.Staff.CountAsync());
        var browser = await AddAsync("Refused", "refused@clinic.example", ("Form.NeedsCoSignature", "true"), (field, typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#{field.Replace('.', '_')}-error"));
        Assert.Equal("Haddad", browser.Value("Form.Family"));
        Assert.Equal(people, await clinic.InDatabaseAsync(db => db.Staff.CountAsync()));
    }

    [Theory]
    [InlineData("administrator@demo.example")]
    [InlineData("ADMINISTRATOR@demo.example")]
    public async Task An_address_that_somebody_signs_in_with_is_taken(string email)
    {
        var browser = await AddAsync("Twin", email);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("e-mail address", browser.Text("#Form_Email-error"), StringComparison.Ordinal);
        Assert.False(await clinic.InDatabaseAsync(db => db.Staff.AnyAsync(member => member.Name.Given == "Twin")));
        Assert.Null(browser.Page.QuerySelector(".passphrase"));
    }

    [Fact]
    public async Task A_new_address_is_the_new_name_to_sign_in_with()
    {
        var browser = await AddAsync("Marisol", "marisol@clinic.example");
        await ChooseAsync(browser.Text(".passphrase"), Password);

        await browser.SubmitAsync("form.panel", ("Form.Email", "m.haddad@clinic.example"));

        Assert.Equal("Marisol Haddad is saved.", browser.Toast);
        await clinic.SignInAsync("m.haddad@clinic.example", Password);
        var old = await clinic.Browser().OpenAsync("/Account/SignIn");
        await old.SubmitAsync("form", ("Form.Name", "marisol@clinic.example"), ("Form.Password", Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, old.Status);
    }

    [Fact]
    public async Task Credentials_are_added_and_removed_row_by_row()
    {
        var browser = await AddAsync(
            "Tomas",
            "tomas@clinic.example",
            ("Form.Credentials[0].Code", "LPC"),
            ("Form.Credentials[0].Licence", "4711"),
            ("Form.Credentials[0].From", "2024-01-01"));
        Assert.Equal(
            new Credential("LPC", "4711", new(2024, 1, 1), null), Assert.Single((await MemberAsync("tomas@clinic.example")).Credentials));

        await browser.SubmitAsync("form.panel", ("Form.Credentials[1].Code", "CSAC"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Enter the first day it is valid.", browser.Text("#Form_Credentials_1__From-error"));
        Assert.Equal("CSAC", browser.Value("Form.Credentials[1].Code"));

        await browser.SubmitAsync("form.panel", ("Form.Credentials[1].From", "2025-01-01"), ("Form.Credentials[1].Until", "2024-01-01"));
        Assert.Equal(["CSAC ends before it begins."], browser.Refusals);

        await browser.SubmitAsync("form.panel", ("Form.Credentials[1].Until", ""), ("Form.Credentials[0].Remove", "true"));
        Assert.Equal("CSAC", Assert.Single((await MemberAsync("tomas@clinic.example")).Credentials).Code);
        Assert.Equal("", browser.Value("Form.Credentials[2].Code"));
    }

    [Fact]
    public async Task Who_saves_second_sees_both_and_then_decides()
    {
        var first = await AddAsync("Ines", "ines@clinic.example");
        var second = await clinic.SignInAsync(Role.Administrator);
        await second.OpenAsync(first.Address.PathAndQuery);

        await first.SubmitAsync("form.panel", ("Form.Roles", "Supervisor"));
        await second.SubmitAsync("form.panel", ("Form.Roles", "Intake"), ("Form.Email", "ines.h@clinic.example"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("Roles Supervisor Intake", second.Text("[aria-labelledby=conflict] tbody tr:last-child"));
        Assert.Equal("ines.h@clinic.example", second.Value("Form.Email"));
        Assert.Equal([Role.Supervisor], (await MemberAsync("ines@clinic.example")).Roles);
        await second.SubmitAsync("form.panel");
        Assert.Equal([Role.Intake], (await MemberAsync("ines.h@clinic.example")).Roles);
    }

    [Fact]
    public async Task A_new_link_ends_the_old_password_and_open_sessions_and_every_older_link()
    {
        var browser = await AddAsync("Yusuf", "yusuf@clinic.example");
        var first = browser.Text(".passphrase");
        await browser.SubmitAsync("form[action*=Link]");
        var second = browser.Text(".passphrase");
        Assert.Equal("This link opens nothing", (await clinic.Browser().OpenAsync(first)).Heading);
        await ChooseAsync(second, Password);
        var session = await clinic.SignInAsync("yusuf@clinic.example", Password);

        await browser.SubmitAsync("form[action*=Link]");

        var link = browser.Text(".passphrase");
        Assert.Equal("Sign in", (await session.OpenAsync("/Account/ChangePassword")).Heading);
        await RefusedAsync("yusuf@clinic.example", Password);
        await ChooseAsync(link, "pewter lantern 44 mossy gates");
        await clinic.SignInAsync("yusuf@clinic.example", "pewter lantern 44 mossy gates");
        var id = (await MemberAsync("yusuf@clinic.example")).Id.ToString();
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(
            act => act.ObjectType == "Invitation" && act.ObjectId == id && act.Action == AuditAction.Create)));
    }

    [Fact]
    public async Task Who_is_deactivated_cannot_sign_in_until_reactivated()
    {
        var browser = await AddAsync("Petra", "petra@clinic.example");
        var link = browser.Text(".passphrase");
        await ChooseAsync(link, Password);
        await browser.SubmitAsync("form[action*=Link]");
        var unused = browser.Text(".passphrase");

        await browser.SubmitAsync("form[action*=Deactivate]");
        Assert.Equal("Petra Haddad can no longer sign in. What they wrote stays.", browser.Toast);
        Assert.Equal("This link opens nothing", (await clinic.Browser().OpenAsync(unused)).Heading);
        await RefusedAsync("petra@clinic.example", Password);

        await browser.SubmitAsync("form[action*=Reactivate]");
        Assert.Equal("This link opens nothing", (await clinic.Browser().OpenAsync(unused)).Heading);
        await browser.SubmitAsync("form[action*=Link]");
        await ChooseAsync(browser.Text(".passphrase"), Password);
        await clinic.SignInAsync("petra@clinic.example", Password);
    }

    [Fact]
    public async Task Somebody_is_signed_out_everywhere_and_keeps_the_password()
    {
        var browser = await AddAsync("Bela", "bela@clinic.example");
        var session = await ChooseAsync(browser.Text(".passphrase"), Password);
        Assert.Equal("Change password", (await session.OpenAsync("/Account/ChangePassword")).Heading);

        await browser.OpenAsync(browser.Address.PathAndQuery);
        await browser.SubmitAsync("form[action*=SignOut]:not([action='/Account/SignOut'])");

        Assert.Equal("Bela Haddad is signed out everywhere.", browser.Toast);
        Assert.Equal("Sign in", (await session.OpenAsync("/Account/ChangePassword")).Heading);
        await clinic.SignInAsync("bela@clinic.example", Password);
    }

    [Theory]
    [InlineData("Deactivate", "Nobody deactivates themselves. Ask another administrator.")]
    [InlineData("Link", "Change your own password in the account menu.")]
    [InlineData("ConfirmReset", "Nobody confirms a reset of their own.")]
    public async Task Administrators_neither_shut_themselves_out_nor_reset_themselves(string handler, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        var me = await MemberAsync("administrator@demo.example");
        await browser.OpenAsync($"/Staff/Member/{me.Id}");
        Assert.Null(browser.Page.QuerySelector($"form[action*={handler}]"));
        var (_, fields) = browser.Fill("form.panel");
        var token = fields.Where(field => field.Key == "__RequestVerificationToken");

        await browser.PostAsync(new Uri(browser.Address, browser.Address.AbsolutePath + "?handler=" + handler), token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal([sentence], browser.Refusals);
        Assert.True((await MemberAsync("administrator@demo.example")).IsActive);
    }

    [Fact]
    public async Task The_last_administrator_keeps_the_role()
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        var me = await MemberAsync("administrator@demo.example");
        await browser.OpenAsync($"/Staff/Member/{me.Id}");

        await browser.SubmitAsync("form.panel", ("Form.Roles", "Clinician"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(
            $"{me.Name.Full} is the only administrator. Make somebody else an administrator first.", browser.Text("#Form_Roles-error"));
    }

    [Fact]
    public async Task The_list_is_narrowed_by_name_role_and_state()
    {
        await AddAsync("Quill_%", "quill@clinic.example", ("Form.Roles", "Auditor"));
        var browser = await clinic.SignInAsync(Role.Administrator);

        Assert.Equal(["Haddad, Quill_%"], await NamesAsync(browser, "/Staff?search=QUILL_%25&role=Auditor"));
        Assert.Empty(await NamesAsync(browser, "/Staff?search=quill&role=Clinician"));
        Assert.Empty(await NamesAsync(browser, "/Staff?search=quill&state=Left"));
        Assert.Equal("Nobody matches", browser.Text(".empty-state-title"));
        Assert.Contains("Haddad, Quill_%", await NamesAsync(browser, "/Staff?search=&role=&state=WorkingHere"));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.OpenAsync("/Staff?role=Choir")).Status);
    }

    [Fact]
    public async Task A_long_list_goes_on_where_the_page_before_ended()
    {
        await clinic.InDatabaseAsync(async db =>
        {
            var site = await db.Sites.Select(known => known.Id).FirstAsync();
            for (var i = 0; i < 120; i++)
            {
                db.Staff.Add(new StaffMember(new($"Given{i % 3}", $"Zz{i / 10:00}"), $"zz{i}@clinic.example", site, [Role.Auditor]));
            }

            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Administrator);
        var seen = new List<string>();
        for (var address = "/Staff?search=zz&role=Auditor"; address is not null;
            address = browser.Page.QuerySelector(".pager a")?.GetAttribute("href"))
        {
            await browser.OpenAsync(address);
            seen.AddRange(browser.Page.QuerySelectorAll("tbody th a").Select(link => link.GetAttribute("href")!));
        }

        Assert.Equal(120, seen.Count);
        Assert.Equal(120, seen.Distinct().Count());
    }

    private async Task<Browser> AddAsync(string given, string email, params (string Name, string? Value)[] answers)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Staff/Member");
        var site = await clinic.InDatabaseAsync(async db => (await db.Sites.OrderBy(known => known.Name).FirstAsync()).Id.ToString());
        (string, string?)[] usual = [("Form.Given", given), ("Form.Family", "Haddad"), ("Form.Email", email), ("Form.SiteId", site)];
        return await browser.SubmitAsync("form.panel", usual.But(answers));
    }

    private static async Task<List<string>> NamesAsync(Browser browser, string address)
    {
        await browser.OpenAsync(address);
        return [.. browser.Page.QuerySelectorAll("tbody th").Select(cell => cell.TextContent.Trim())];
    }

    private Task<StaffMember> MemberAsync(string email) =>
        clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(member => member.Email == email));

    private async Task<Browser> ChooseAsync(string link, string password)
    {
        var browser = await clinic.Browser().OpenAsync(link);
        await browser.SubmitAsync("form:not([data-passkey])", ("Form.NewPassword", password), ("Form.NewPasswordAgain", password));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return browser;
    }

    private async Task RefusedAsync(string email, string password)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        await browser.SubmitAsync("form", ("Form.Name", email), ("Form.Password", password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [GeneratedRegex("^https://localhost/Account/Invitation\\?key=[A-Za-z0-9_-]{43}$")]
    private static partial Regex OneTimeLink();
}

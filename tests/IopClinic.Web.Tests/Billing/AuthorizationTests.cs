using System.Net;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Billing;

/// <summary>A patient's authorizations: written down, used by what was attended, and taken back.</summary>
public sealed class AuthorizationTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Write = "form[action$='/Authorizations'], form[action*='change=']:not([action*='handler'])";

    [Fact]
    public async Task What_was_approved_is_used_by_what_was_attended_and_what_is_booked_beyond_it_is_named()
    {
        var (house, session) = await AttendedAsync();
        var group = await house.GroupAsync("Coming", from: house.Monday);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(Address(house));
        Assert.Contains("No authorization yet", browser.Text("main"), StringComparison.Ordinal);
        await FillAsync(browser, session.ClinicDate, house.Today);

        Assert.Equal("Authorization A-1 is saved.", browser.Toast);
        var row = browser.Element("tbody tr");
        Assert.Equal(("1 of 4", "3"), (Cell(row, "Used"), Cell(row, "Left")));
        Assert.Contains("S9480, 4 sessions", Cell(row, "For"), StringComparison.Ordinal);

        // What comes is after its last day.
        await clinic.InDatabaseAsync(async db =>
        {
            var coming = await db.Set<GroupSession>().Include(s => s.Roster).Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).FirstAsync();
            coming.Seat(await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id));
            await db.SaveChangesAsync();
        });
        await browser.OpenAsync(Address(house));
        Assert.Contains("1 booked session is covered by no authorization.", browser.Text("main"), StringComparison.Ordinal);

        Assert.Contains("Asked for more today", browser.Text("form[action*='handler=Ask'] button"), StringComparison.Ordinal);
        await browser.SubmitAsync("form[action*='handler=Ask']");
        Assert.Contains("More was asked on", browser.Text("tbody tr"), StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == house.Patients[0].Id && e.ObjectType == nameof(PayerAuthorization))));
    }

    [Fact]
    public async Task It_is_changed_and_taken_back_with_a_reason()
    {
        var (house, session) = await AttendedAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(Address(house));
        await FillAsync(browser, session.ClinicDate, session.ClinicDate.AddDays(2));
        await browser.FollowAsync("a[href*='?change=']");
        await browser.SubmitAsync(Write, ("Form.Units", "7"));
        Assert.Equal("1 of 7", Cell(browser.Element("tbody tr"), "Used"));

        await browser.FollowAsync("a[href*='?change=']");
        await browser.SubmitAsync("form[action*='handler=Void']", ("Which.VoidReason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["Say why it is taken back."], browser.Refusals);
        Assert.Equal("7", browser.Value("Form.Units"));
        await browser.SubmitAsync("form[action*='handler=Void']", ("Which.VoidReason", "Entered twice"));
        Assert.Contains("Taken back", browser.Text("tbody tr"), StringComparison.Ordinal);
        Assert.Contains("Entered twice", browser.Text("tbody tr"), StringComparison.Ordinal);
        Assert.Empty(browser.Page.QuerySelectorAll("a[href*='?change=']"));
    }

    [Theory]
    [InlineData("Form.Units", "-3", "Enter 1 to 2000 units.")]
    [InlineData("Form.Units", "", "Enter how many were approved.")]
    [InlineData("Form.LastDay", "2001-01-01", "It ends before it begins.")]
    [InlineData("Form.Code", "<b>", "A code has letters and digits only, such as S9480.")]
    [InlineData("Form.Payer", "", "Name the payer.")]
    public async Task What_makes_no_sense_is_told_beside_its_field_and_kept(string field, string value, string sentence)
    {
        var (house, session) = await AttendedAsync();
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(Address(house));
        await FillAsync(browser, session.ClinicDate, session.ClinicDate.AddDays(2), (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal([sentence], browser.Refusals);
        Assert.Equal(value, browser.Value(field));
        Assert.Equal(field == "Form.Number" ? "" : "A-1", browser.Value("Form.Number"));
        Assert.False(await clinic.InDatabaseAsync(db => db.PayerAuthorizations.AnyAsync(a => a.PatientId == house.Patients[0].Id)));
    }

    [Fact]
    public async Task Two_who_change_the_same_one_hear_of_each_other()
    {
        var (house, session) = await AttendedAsync();
        var (one, other) = (await clinic.SignInAsync(Role.Administrator), await clinic.SignInAsync(Role.Clinician));
        await one.OpenAsync(Address(house));
        await FillAsync(one, session.ClinicDate, session.ClinicDate.AddDays(2));
        await one.FollowAsync("a[href*='?change=']");
        await other.OpenAsync(one.Address.PathAndQuery);
        await one.SubmitAsync(Write, ("Form.Units", "7"));
        await other.SubmitAsync(Write, ("Form.Units", "8"));

        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Equal("8", other.Value("Form.Units"));
        await other.SubmitAsync(Write);
        Assert.Equal("1 of 8", Cell(other.Element("tbody tr"), "Used"));
    }

    [Fact]
    public async Task The_list_of_the_site_shows_first_what_runs_out_and_leaves_as_a_file()
    {
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Authorizations");
        Assert.True(browser.Page.QuerySelectorAll("tbody tr").Length > 10);
        await browser.OpenAsync("/Authorizations?attention=true");
        Assert.NotEmpty(browser.Page.QuerySelectorAll("tbody tr"));
        Assert.All(browser.Page.QuerySelectorAll("tbody tr"), row => Assert.True(
            row.QuerySelector(".tone-warn, .tone-danger") is not null || row.TextContent.Contains("not covered", StringComparison.Ordinal), row.TextContent));
        var answer = await browser.SendAsync(HttpMethod.Get, "/Authorizations?handler=Csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(",S9480,days,", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Last week's group of 75 minutes, which the patient attended.</summary>
    private async Task<(House House, GroupSession Session)> AttendedAsync()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync(1);
        await clinic.InDatabaseAsync(async db =>
        {
            var found = await db.Set<GroupSession>().Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes).SingleAsync(s => s.Id == session.Id);
            var me = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            found.Record(house.Patients[0].Id, new Presence(AttendanceStatus.Present), house.Site.Zone, me, found.EndsAt);
            await db.SaveChangesAsync();
        });
        return (house, session);
    }

    private static Task<Browser> FillAsync(Browser browser, DateOnly first, DateOnly last, params (string Name, string? Value)[] otherwise) => browser.SubmitAsync(Write,
    [
        .. new (string Name, string? Value)[]
        {
            ("Form.Payer", "Blue Heron"), ("Form.Number", "A-1"), ("Form.Code", "s9480"), ("Form.Units", "4"), ("Form.Unit", "Sessions"), ("Form.MinutesOfDay", ""),
            ("Form.FirstDay", $"{first:yyyy-MM-dd}"), ("Form.LastDay", $"{last:yyyy-MM-dd}"),
        }.ExceptBy(otherwise.Select(one => one.Name), one => one.Name),
        .. otherwise,
    ]);

    private static string Address(House house) => $"/Patients/{house.Patients[0].Id}/Authorizations";

    private static string Cell(AngleSharp.Dom.IElement row, string label) => row.QuerySelector($"[data-label='{label}']")!.TextContent.Trim();
}

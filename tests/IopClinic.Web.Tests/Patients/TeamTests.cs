using System.Globalization;
using System.Net;
using IopClinic.Domain.Access;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Promises;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Patients;

/// <summary>Who belongs to a patient's care team, and since and until when.</summary>
public sealed class TeamTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string AddForm = "form[data-guard]";

    [Fact]
    public async Task A_member_is_added_and_ended()
    {
        var (house, browser) = await OpenAsync();
        await AddAsync(browser, house, house.Ben, CareTeamPart.Clinician);
        Assert.Equal("Ben Ito is on the care team.", browser.Toast);
        var ben = await MembershipAsync(house, house.Ben);
        Assert.Null(ben.Until);

        var which = browser.Page.QuerySelectorAll("form[action*='handler=End']")
            .Single(form => form.QuerySelector("input[name='Which.MemberId']")!.GetAttribute("value") == $"{ben.Id}");
        which.SetAttribute("id", "ben");
        await browser.SubmitAsync("#ben");
        Assert.Equal("The membership has ended. The chart is closed to them from now on.", browser.Toast);
        Assert.Equal(house.Today.AddDays(-1), (await MembershipAsync(house, house.Ben)).Until);
    }

    [Fact]
    public async Task Whoever_stands_in_does_so_until_a_day()
    {
        var (house, browser) = await OpenAsync();
        await AddAsync(browser, house, house.Ben, CareTeamPart.Covering);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Enter the last day on which they stand in.", browser.Refusals);

        await AddAsync(browser, house, house.Ben, CareTeamPart.Covering, house.Today.AddDays(14));
        Assert.Equal(house.Today.AddDays(14), (await MembershipAsync(house, house.Ben)).Until);
    }

    [Fact]
    public async Task A_new_primary_clinician_takes_the_place_of_the_former()
    {
        var (house, browser) = await OpenAsync();
        await AddAsync(browser, house, house.Ben, CareTeamPart.PrimaryClinician);

        Assert.Equal("Ben Ito is on the care team.", browser.Toast);
        var primaries = await clinic.InDatabaseAsync(db => db.CareTeams.AsNoTracking()
            .Where(m => m.PatientId == house.Patients[0].Id && m.Part == CareTeamPart.PrimaryClinician).OrderBy(m => m.From).ToListAsync());
        Assert.Equal([house.Ana.Id, house.Ben.Id], primaries.Select(m => m.StaffMemberId));
        Assert.False(primaries[0].IsOn(house.Today));
        Assert.True(primaries[1].IsOn(house.Today));
    }

    [Fact]
    public async Task A_patient_in_treatment_is_never_without_a_primary_clinician()
    {
        var (house, browser) = await OpenAsync();
        var ana = await MembershipAsync(house, house.Ana);
        var answer = await browser.SendAsync(
            new Uri(browser.Address, "?handler=End"), [await TokenAsync(browser), KeyValuePair.Create("Which.MemberId", $"{ana.Id}")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Null((await MembershipAsync(house, house.Ana)).Until);
    }

    [Fact]
    public async Task A_clinician_of_another_site_is_refused()
    {
        var (house, browser) = await OpenAsync();
        var other = await House.OpenAsync(clinic);
        var answer = await browser.SendAsync(browser.Address,
        [
            await TokenAsync(browser),
            KeyValuePair.Create("Form.StaffMemberId", $"{other.Ben.Id}"),
            KeyValuePair.Create("Form.Part", nameof(CareTeamPart.Clinician)),
            KeyValuePair.Create("Form.From", Iso(house.Today)),
        ]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("does not work at the site that treats this patient.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.CareTeams.CountAsync(m => m.StaffMemberId == other.Ben.Id)));
    }

    private static async Task<KeyValuePair<string, string>> TokenAsync(Browser browser)
    {
        var back = browser.Address;
        var token = await PageTests.TokenAsync(browser);
        await browser.OpenAsync(back.PathAndQuery);
        return token;
    }

    private async Task<(House House, Browser Browser)> OpenAsync()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Team");
        Assert.Equal("Care team", browser.Heading);
        return (house, browser);
    }

    private static Task<Browser> AddAsync(Browser browser, House house, StaffMember who, CareTeamPart part, DateOnly? until = null) =>
        browser.SubmitAsync(
            AddForm,
            ("Form.StaffMemberId", $"{who.Id}"),
            ("Form.Part", $"{part}"),
            ("Form.From", Iso(house.Today)),
            ("Form.Until", until is { } last ? Iso(last) : ""));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<CareTeamMember> MembershipAsync(House house, StaffMember who) => clinic.InDatabaseAsync(db =>
        db.CareTeams.AsNoTracking().SingleAsync(m => m.PatientId == house.Patients[0].Id && m.StaffMemberId == who.Id));
}

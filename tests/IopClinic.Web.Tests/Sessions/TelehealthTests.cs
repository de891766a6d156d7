using System.Net;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>Sessions by telehealth: the link wherever the session is met, and the consent from booking to signature.</summary>
public sealed class TelehealthTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Without_a_consent_booking_says_so_and_one_click_records_it_and_keeps_what_was_typed()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");
        Assert.Contains("has not consented to telehealth yet", browser.Text("main"), StringComparison.Ordinal);

        await browser.SubmitAsync("form.by-mode", "Consents verbally today", ("Form.Mode", "Telehealth"), ("Form.MeetingLink", "https://meet.example/once"), ("Form.Minutes", "45"));

        Assert.DoesNotContain("has not consented to telehealth yet", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal(("https://meet.example/once", "45"), (browser.Value("Form.MeetingLink"), browser.Value("Form.Minutes")));
        var consent = Assert.Single(await ConsentsAsync(house));
        Assert.Equal((house.Today, ConsentForm.Verbal, true), (consent.GivenOn, consent.How, consent.Stands));
    }

    [Fact]
    public async Task A_booked_session_shows_its_own_link_and_without_one_the_standing_link_of_its_leader()
    {
        var house = await House.OpenAsync(clinic, 1);
        await KeepLinkAsync(house, "https://meet.example/ana");
        var browser = await clinic.SignInAsync(Role.Clinician);
        foreach (var (hour, link, shown) in new[] { ("09:00", "", "https://meet.example/ana"), ("11:00", "https://meet.example/once", "https://meet.example/once") })
        {
            await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");
            await browser.SubmitAsync("form.by-mode", ("Form.ServiceId", $"{house.OneToOne.Id}"), ("Form.ClinicianId", $"{house.Ana.Id}"),
                ("Form.Date", $"{house.Monday:yyyy-MM-dd}"), ("Form.StartsAt", hour), ("Form.Mode", "Telehealth"), ("Form.MeetingLink", link));
            var session = await clinic.InDatabaseAsync(db => db.Sessions.Where(s => s.SiteId == house.Site.Id).OrderByDescending(s => s.StartsAt).FirstAsync());

            await browser.OpenAsync(session);
            var join = browser.Element(".log-facts .join");

            Assert.Equal((shown, "_blank", "noopener"), (join.GetAttribute("href"), join.GetAttribute("target"), join.GetAttribute("rel")));
        }
    }

    [Theory]
    [InlineData("http://meet.example/ana")]
    [InlineData("javascript:alert(1)")]
    public async Task A_link_that_is_no_https_address_is_refused_where_it_was_typed(string link)
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await ASessionAsync(house);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Account/Telehealth");
        await browser.SubmitAsync("main form", ("Form.MeetingLink", link));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(link, browser.Value("Form.MeetingLink"));

        await browser.OpenAsync(session);
        await browser.SubmitAsync(".log-link form", ("Link.MeetingLink", link));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Enter the whole link, beginning with https://.", browser.Text("main"), StringComparison.Ordinal);
        Assert.Null((await clinic.ReloadAsync(session)).MeetingLink);
    }

    [Fact]
    public async Task The_roll_asks_where_the_patient_is_records_the_consent_with_what_was_typed_and_then_all_is_signed()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await ASessionAsync(house);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.SaveAsync(session, (Given.Row(0, "Text"), "Spoke of the week."));
        await browser.OpenAsync($"{Given.AddressOf(session)}/Sign");
        Assert.Contains("where the patient was, consent to telehealth missing", browser.Text("main"), StringComparison.Ordinal);

        await browser.OpenAsync(session);
        await browser.SubmitAsync("#roll", $"Consents verbally: {house.Patients[0].CalledName}", ("ConsentOf", $"{house.Patients[0].Id}"), (Given.Row(0, "Where"), "At home"), (Given.Row(0, "Text"), "Spoke of the week, and of Sunday."));
        Assert.Empty(browser.Page.QuerySelectorAll(".roll-consent"));
        Assert.Equal("At home", browser.Value(Given.Row(0, "Where")));
        Assert.Equal(session.ClinicDate, Assert.Single(await ConsentsAsync(house)).GivenOn);

        await browser.SignAsync(session);

        Assert.Equal("1 note is signed.", browser.Toast);
        Assert.Contains("was At home", browser.Text("main"), StringComparison.Ordinal);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
    }

    [Fact]
    public async Task A_consent_that_was_withdrawn_before_the_session_lets_nothing_be_signed()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await ASessionAsync(house);
        var browser = await clinic.SignInAsync(Role.Clinician);
        var papers = $"/Patients/{house.Patients[0].Id}/Papers";
        await browser.OpenAsync(papers);
        await browser.SubmitAsync("form[action*=Telehealth]", ("Telehealth.GivenOn", $"{session.ClinicDate.AddDays(-7):yyyy-MM-dd}"), ("Telehealth.How", "Written"));
        await browser.SaveAsync(session, (Given.Row(0, "Text"), "Spoke of the week."), (Given.Row(0, "Where"), "At home"));
        await browser.OpenAsync($"{Given.AddressOf(session)}/Sign");
        Assert.DoesNotContain("consent to telehealth", browser.Text("main"), StringComparison.Ordinal);
        var (address, ready) = browser.Fill(Given.SignForm);

        var other = await clinic.SignInAsync(Role.Clinician);
        await other.OpenAsync(papers);
        await other.SubmitAsync("form[action*=Withdraw]", ("Withdraw.WithdrawnOn", $"{session.ClinicDate:yyyy-MM-dd}"));
        Assert.Contains("withdrawn", other.Element("#telehealth").TextContent, StringComparison.Ordinal);
        using var answer = await browser.SendAsync(address, ready);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("without a consent that was valid on that day", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False((await clinic.ReloadAsync(session)).IsSigned);
    }

    [Fact]
    public async Task The_signed_paper_of_the_checklist_is_the_consent_and_taken_back_it_ends()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(Role.Clinician);
        var papers = $"/Patients/{house.Patients[0].Id}/Papers";
        await browser.OpenAsync(papers);
        var line = browser.Element($"input[value='{TelehealthConsent.Paper}']").GetAttribute("name")!.Replace(".Title", "", StringComparison.Ordinal);
        await browser.SubmitAsync("form:has(.papers)", ($"{line}.State", "Done"), ($"{line}.On", $"{house.Today.AddDays(-2):yyyy-MM-dd}"));
        var given = Assert.Single(await ConsentsAsync(house));
        Assert.Equal((house.Today.AddDays(-2), ConsentForm.Written, true), (given.GivenOn, given.How, given.Stands));

        await browser.SubmitAsync("form:has(.papers)", ($"{line}.State", "TakenBack"), ($"{line}.On", $"{house.Today:yyyy-MM-dd}"), ($"{line}.Note", "Wants to come in person."));

        Assert.Equal(house.Today, Assert.Single(await ConsentsAsync(house)).WithdrawnOn);
    }

    [Fact]
    public async Task The_calendar_gives_the_link_to_those_who_may_open_the_session_and_to_nobody_else()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await ASessionAsync(house);
        await KeepLinkAsync(house, "https://meet.example/ana");
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set site_id = {house.Site.Id.Value}, other_site_ids = other_site_ids || site_id where email in ('administrator@demo.example', 'intake@demo.example')"));
        var events = $"/Schedule?handler=Events&first={session.ClinicDate:yyyy-MM-dd}&last={session.ClinicDate:yyyy-MM-dd}";

        var office = await (await clinic.SignInAsync(Role.Administrator)).SendAsync(HttpMethod.Get, events);
        var intake = await (await clinic.SignInAsync(Role.Intake)).SendAsync(HttpMethod.Get, events);

        Assert.Contains("https://meet.example/ana", await office.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("https://meet.example/ana", await intake.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<List<TelehealthConsent>> ConsentsAsync(House house) => clinic.InDatabaseAsync(db =>
        db.TelehealthConsents.AsNoTracking().Where(c => c.PatientId == house.Patients[0].Id).ToListAsync());

    private Task<int> KeepLinkAsync(House house, string link) => clinic.InDatabaseAsync(async db =>
    {
        (await db.Staff.SingleAsync(s => s.Id == house.Ana.Id)).MeetAt(link);
        return await db.SaveChangesAsync();
    });

    /// <summary>A one-to-one by telehealth of yesterday.</summary>
    private async Task<IndividualSession> ASessionAsync(House house)
    {
        var session = new IndividualSession(
            new Booking(house.Site, house.OneToOne, house.Today.AddDays(-1), new TimeOnly(9, 0), 50, house.Ana, null, SessionMode.Telehealth), house.Episodes[0]);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Sessions.Add(session);
            await db.SaveChangesAsync();
        });
        return session;
    }
}

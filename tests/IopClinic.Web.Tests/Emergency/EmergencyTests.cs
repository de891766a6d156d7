using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests.Promises;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Emergency;

/// <summary>A record opened in an emergency: by whom, why, for how long, and what is looked at afterwards.</summary>
public sealed class EmergencyTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Why = "Collapsed in the waiting room; we need the allergies.";
    private const string OpenForm = "form[action*='handler=Open']";

    [Fact]
    public async Task A_stranger_is_found_opened_with_a_reason_and_closed_again()
    {
        var patient = (await Acquaintances.OfAsync(clinic)).Of(Relation.None);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Patient.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);

        await OpenAsync(browser, patient, Why);
        Assert.Equal($"/Patients/{patient.Patient.Id}", browser.Address.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("Penicillin", browser.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("emergency", browser.Page.Body!.TextContent, StringComparison.OrdinalIgnoreCase);

        await browser.OpenAsync("/Emergency");
        await browser.SubmitAsync($"form[action*='handler=Close']:has(input[value='{patient.Patient.Id}'])");
        Assert.Equal("The record is closed.", browser.Toast);
        await browser.OpenAsync($"/Patients/{patient.Patient.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task It_closes_by_itself_after_four_hours()
    {
        var patient = (await Acquaintances.OfAsync(clinic)).Of(Relation.None, Stage.Waiting);
        var browser = await clinic.SignInAsync(Role.Prescriber);
        await OpenAsync(browser, patient, Why);
        // The session itself does not outlive fifteen idle minutes.
        for (var quarters = 0; quarters < 23; quarters++)
        {
            clinic.Time.Pass(TimeSpan.FromMinutes(10));
            await browser.OpenAsync($"/Patients/{patient.Patient.Id}");
            Assert.Equal(HttpStatusCode.OK, browser.Status);
        }

        clinic.Time.Pass(TimeSpan.FromMinutes(11));
        await browser.OpenAsync($"/Patients/{patient.Patient.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Of_too_many_only_some_are_offered_and_all_that_were_read_stand_in_the_history()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Emergency");
        await browser.SubmitAsync("form[action*='handler=Find']", ("Find.Search", "199"));

        // That nobody's row was read unsaid is held against every request of the tests (WatchedReads).
        Assert.Equal(10, browser.Page.QuerySelectorAll("input[name='Open.Patient']").Length);
        Assert.Contains("There are more.", browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "MedicalEmergency")]
    [InlineData("Too short", "MedicalEmergency")]
    [InlineData("              x", "MedicalEmergency")]
    [InlineData(Why, "")]
    public async Task Without_a_reason_and_a_sentence_nothing_opens(string explanation, string reason)
    {
        var patient = (await Acquaintances.OfAsync(clinic)).Of(Relation.None, Stage.Discharged);
        var browser = await clinic.SignInAsync(Role.Supervisor);
        await FindAsync(browser, patient);
        await browser.SubmitAsync(OpenForm, ("Open.Explanation", explanation), ("Open.Reason", reason));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotEmpty(browser.Refusals);
        await browser.OpenAsync($"/Patients/{patient.Patient.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Theory]
    [InlineData("Own")]
    [InlineData("OtherSite")]
    public async Task Neither_ones_own_patient_nor_one_of_another_site_is_offered_or_opened(string relation)
    {
        var made = await Acquaintances.OfAsync(clinic);
        var patient = made.Of(Enum.Parse<Relation>(relation));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Emergency");
        await browser.SubmitAsync("form[action*='handler=Find']", ("Find.Search", patient.Family));
        Assert.Null(browser.Page.QuerySelector(OpenForm));
        Assert.DoesNotContain($"{patient.Patient.Id}", browser.Page.Body!.InnerHtml, StringComparison.Ordinal);

        var token = await PageTests.TokenAsync(browser);
        var answer = await browser.SendAsync(new Uri("https://localhost/Emergency?handler=Open"),
        [
            token,
            KeyValuePair.Create("Open.Patient", $"{patient.Patient.Id}"),
            KeyValuePair.Create("Open.Reason", "MedicalEmergency"),
            KeyValuePair.Create("Open.Explanation", Why),
        ]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var people = made.People[Role.Clinician].Id;
        Assert.Equal(
            relation == "OtherSite" ? 1 : 0,
            await clinic.InDatabaseAsync(db => db.GlassOpenings.CountAsync(g => g.PatientId == patient.Patient.Id && g.StaffMemberId == people)));
    }

    [Theory]
    [InlineData(Role.Intake)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    public async Task Only_those_who_treat_open_a_record_so(Role role)
    {
        var browser = await clinic.SignInAsync(role);
        await browser.OpenAsync("/Emergency");

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task The_opening_and_everything_opened_in_it_is_looked_at_afterwards()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var patient = made.Of(Relation.Former);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await OpenAsync(browser, patient, Why);
        foreach (var part in new[] { "Allergies", "Supporters", "Edit" })
        {
            await browser.OpenAsync($"/Patients/{patient.Patient.Id}/{part}");
            Assert.Equal(HttpStatusCode.OK, browser.Status);
        }

        var me = made.People[Role.Clinician].Id;
        var read = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(e => e.ActorId == me && e.PatientId == patient.Patient.Id && e.Action == AuditAction.Read).Select(e => e.Page).ToListAsync());
        Assert.Superset(
            new HashSet<string> { "/Patients/{id}", "/Patients/{id}/Allergies", "/Patients/{id}/Supporters", "/Patients/{id}/Edit" }, read.ToHashSet());

        var officer = await clinic.SignInAsync(Role.PrivacyOfficer);
        await officer.OpenAsync("/Emergency/Review");
        Assert.Contains(patient.Family, officer.Page.Body!.TextContent, StringComparison.Ordinal);
        var opening = await clinic.InDatabaseAsync(db => db.GlassOpenings.AsNoTracking().SingleAsync(g => g.PatientId == patient.Patient.Id && g.StaffMemberId == me));
        await officer.OpenAsync($"/Emergency/Review/{opening.Id}");
        Assert.Contains(Why, officer.Page.Body!.TextContent, StringComparison.Ordinal);
        await officer.SubmitAsync("main form[method=post]", ("Form.Verdict", "Misuse"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, officer.Status);
        await officer.SubmitAsync("main form[method=post]", ("Form.Verdict", "Justified"));
        Assert.Equal("The review is recorded.", officer.Toast);
        await officer.OpenAsync("/Emergency/Review?Done=true");
        Assert.Contains(patient.Family, officer.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reviews_what_they_opened_themselves()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var officer = made.People[Role.PrivacyOfficer];
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set roles = array['Clinician', 'PrivacyOfficer'] where id = {officer.Id.Value}"));
        var patient = made.Of(Relation.Supervised);
        var browser = await clinic.SignInAsync(DemoSignIns.All.Single(p => p.Role == Role.PrivacyOfficer).Email, DemoSignIns.Password);
        await OpenAsync(browser, patient, Why);
        var opening = await clinic.InDatabaseAsync(db => db.GlassOpenings.AsNoTracking().SingleAsync(g => g.PatientId == patient.Patient.Id && g.StaffMemberId == officer.Id));
        await browser.OpenAsync($"/Emergency/Review/{opening.Id}");
        if (browser.Page.QuerySelector("[name='Form.Verdict']") is not null)
        {
            await browser.SubmitAsync("main form[method=post]", ("Form.Verdict", "Justified"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        Assert.Null(await clinic.InDatabaseAsync(db => db.GlassOpenings.Where(g => g.Id == opening.Id).Select(g => g.Verdict).SingleAsync()));
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set roles = array['PrivacyOfficer'] where id = {officer.Id.Value}"));
    }

    private static async Task FindAsync(Browser browser, Acquaintance patient)
    {
        await browser.OpenAsync("/Emergency");
        await browser.SubmitAsync("form[action*='handler=Find']", ("Find.Search", $"Quill {patient.Family}"));
        Assert.Contains($"{patient.Patient.Id}", browser.Page.Body!.InnerHtml, StringComparison.Ordinal);
    }

    private static async Task OpenAsync(Browser browser, Acquaintance patient, string why)
    {
        await FindAsync(browser, patient);
        await browser.SubmitAsync(
            OpenForm, ("Open.Patient", $"{patient.Patient.Id}"), ("Open.Reason", nameof(GlassReason.MedicalEmergency)), ("Open.Explanation", why));
        Assert.True(browser.Address.AbsolutePath.StartsWith("/Patients/", StringComparison.Ordinal), string.Join(" ", browser.Refusals));
    }
}

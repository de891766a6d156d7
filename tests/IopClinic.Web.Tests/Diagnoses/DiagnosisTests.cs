using System.Net;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Assessments;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Diagnoses;

public sealed class DiagnosisTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Form = "form[data-autosave]";

    [Fact]
    public async Task Codes_are_written_out_in_the_section_ordered_and_handed_over_when_it_is_signed()
    {
        var house = await House.OpenAsync(clinic, 1);
        var patient = house.Patients[0];
        await clinic.InDatabaseAsync(async db =>
        {
            var told = await db.Patients.Include(p => p.History).SingleAsync(p => p.Id == patient.Id);
            told.AddHistory(new ConditionHistory("http://hl7.org/fhir/sid/icd-10-cm", "F41.1", "Generalized anxiety", house.Today.AddYears(-2), null, "active", null), clinic.Time.GetUtcNow());
            told.AddHistory(new ConditionHistory("http://snomed.info/sct", "73211009", "Diabetes", null, null, "active", null), clinic.Time.GetUtcNow());
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Id}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        var section = browser.Address.AbsolutePath[..browser.Address.AbsolutePath.LastIndexOf('/')] + "/diagnoses";
        await browser.OpenAsync(section);
        Assert.Equal("F41.1 Generalized anxiety", browser.Value(Named(browser, "diagnoses.0.code")));
        Assert.Contains("From the patient's record", browser.Text(".provenance"), StringComparison.Ordinal);

        // A heading, words that fit several codes, an onset before the birth: each beside its field, all kept.
        await browser.SubmitAsync(Form, (Named(browser, "diagnoses.1.code"), "f32"), (Named(browser, "diagnoses.1.status"), "provisional"), (Named(browser, "diagnoses.1.onset"), "1907"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(browser.Refusals, r => r.Contains("F32 is a heading. Choose a code below it", StringComparison.Ordinal));
        Assert.Contains(browser.Refusals, r => r.Contains("That is before the patient was born.", StringComparison.Ordinal));
        Assert.Equal("f32", browser.Value(Named(browser, "diagnoses.1.code")));

        await browser.SubmitAsync(Form, (Named(browser, "diagnoses.1.code"), "F331"), (Named(browser, "diagnoses.1.onset"), "2019"), (Named(browser, "formulation"), "How it came."));
        Assert.Equal("Saved.", browser.Toast);
        Assert.Equal("F33.1 Major depressive disorder, recurrent, moderate", browser.Value(Named(browser, "diagnoses.1.code")));
        await browser.SubmitAsync(Form, (Named(browser, "diagnoses.2.code"), "F33.1"), (Named(browser, "diagnoses.2.status"), "confirmed"));
        Assert.Equal(["This stands in another row already."], browser.Refusals);
        await browser.OpenAsync(section);
        var up = browser.Element("button[formaction*='handler=Up'][formaction*='row=1']").GetAttribute("formaction")!;
        var (_, fields) = browser.Fill(Form);
        await browser.PostAsync(new Uri(browser.Address, up), fields);
        Assert.Equal("F33.1 Major depressive disorder, recurrent, moderate", browser.Value(Named(browser, "diagnoses.1.code")));
        Assert.Equal(["diagnoses.1", "diagnoses.0", "diagnoses.2"], browser.Page.QuerySelectorAll(".answer-row > input[name$='.Field']").Select(i => i.GetAttribute("value")));

        await clinic.InDatabaseAsync(async db =>
        {
            var assessment = await db.Assessments.Include(a => a.Sections).SingleAsync(a => a.PatientId == patient.Id);
            await Assessing.CompleteAsync(db, assessment, house.Today, clinic.Time.GetUtcNow());
        });
        await browser.OpenAsync(section[..section.LastIndexOf('/')]);
        Assert.Contains("F33.1 Major depressive disorder, recurrent, moderate", browser.Text("#diagnoses"), StringComparison.Ordinal);
        await browser.SubmitAsync("form[action*='handler=Sign']");
        Assert.Equal("The assessment is signed.", browser.Toast);

        await browser.OpenAsync($"/Patients/{patient.Id}");
        Assert.Contains("F33.1 Major depressive disorder, recurrent, moderate Principal", browser.Text("[aria-labelledby=diagnoses-title] li"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{patient.Id}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        await browser.OpenAsync(browser.Address.AbsolutePath[..browser.Address.AbsolutePath.LastIndexOf('/')] + "/diagnoses");
        Assert.StartsWith("F33.1", browser.Value(Named(browser, "diagnoses.0.code")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_assessments_a_clinician_adds_changes_orders_and_ends()
    {
        var house = await House.OpenAsync(clinic, 1);
        var address = $"/Patients/{house.Patients[0].Id}/Diagnoses";
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(address);
        await browser.SubmitAsync("form[data-guard]", ("Form.Code", "depression"), ("Form.Status", "Provisional"));
        Assert.StartsWith("Several codes fit.", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Equal("depression", browser.Value("Form.Code"));
        await browser.SubmitAsync("form[data-guard]", ("Form.Code", "ptsd chronic"), ("Form.Onset", "2300"));
        Assert.Equal(["Write a year, a month or a day: 2009, 2009-06 or 2009-06-15."], browser.Refusals);
        await browser.SubmitAsync("form[data-guard]", ("Form.Onset", "2015"));
        Assert.Equal("F43.12 is saved.", browser.Toast);
        await browser.SubmitAsync("form[data-guard]", ("Form.Code", "F10.20"), ("Form.Status", "Confirmed"));
        await browser.SubmitAsync("form[data-guard]", ("Form.Code", "F1020"), ("Form.Status", "Confirmed"));
        Assert.Equal(["F10.20 stands here already: change it in the list."], browser.Refusals);

        await browser.OpenAsync(address);
        var form = browser.Element("button[formaction*='handler=Up']");
        var (_, fields) = browser.Fill("tr:last-child form");
        await browser.PostAsync(new Uri(browser.Address, form.GetAttribute("formaction")), fields);
        Assert.StartsWith("F10.20", browser.Text("[aria-labelledby=standing] tbody th"), StringComparison.Ordinal);
        var (_, first) = browser.Fill("tr:first-child form");
        await browser.PostAsync(new Uri(browser.Address, browser.Element("button[formaction*='handler=End']").GetAttribute("formaction")), first);
        Assert.Contains("F10.20", browser.Text("[aria-labelledby=former]"), StringComparison.Ordinal);
        Assert.StartsWith("F43.12", browser.Text("[aria-labelledby=standing] tbody th"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_answers_words_and_an_administrator_sees_which_list_is_in_use()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Diagnoses?q=alcoholism%20remission");
        Assert.Contains("F10.21", browser.Text("#found"), StringComparison.Ordinal);
        await browser.OpenAsync("/Diagnoses?handler=Picks&field=Form_Code&q=ptsd");
        Assert.Equal("F43.10 Post-traumatic stress disorder, unspecified", browser.Element("#Form_Code-0").GetAttribute("data-value"));

        var administrator = await clinic.SignInAsync(Role.Administrator);
        await administrator.OpenAsync("/Diagnoses/List");
        Assert.Contains("1,100 of 1,409", administrator.Text(".facts"), StringComparison.Ordinal);
        await administrator.SubmitAsync("form[action*='handler=Reload']");
        Assert.Equal("1,100 codes are in use.", administrator.Toast);
    }

    private static string Named(Browser browser, string field) =>
        browser.Element($"input[value='{field}']").GetAttribute("name")!.Replace(".Field", ".Text", StringComparison.Ordinal);
}

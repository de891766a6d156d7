using System.Globalization;
using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Patients;

public sealed class PatientTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData("quillby")]
    [InlineData("O'Quil")]
    [InlineData("Zaz O'Quillby")]
    [InlineData("O'Quillby, Zazie")]
    [InlineData("zoë")]
    [InlineData("zoe")]
    [InlineData("Quilby")]
    [InlineData("(555) 777-0134")]
    [InlineData("+1 555 777 0134")]
    [InlineData("5557770")]
    [InlineData("1931-02-28")]
    [InlineData("2/28/1931")]
    [InlineData("02/28/1931")]
    [InlineData("🪁")]
    public async Task A_patient_is_found_by_any_part_of_what_is_known(string typed)
    {
        await GivenAsync("Zazie", "O'Quillby", new DateOnly(1931, 2, 28), "555.777.0134", "Zoë 🪁");

        var browser = await SearchAsync(typed);

        Assert.Contains("Zoë 🪁 O'Quillby", Found(browser));
    }

    [Fact]
    public async Task A_patient_is_found_by_the_number_of_the_record()
    {
        var patient = await GivenAsync("Imogen", "Vantongeren", new DateOnly(1977, 6, 1));

        Assert.Equal(["Imogen Vantongeren"], Found(await SearchAsync(patient.Mrn.ToLowerInvariant())));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("%%%%")]
    public async Task What_matches_anything_in_a_database_matches_only_itself(string typed) =>
        Assert.Equal("Nobody found", (await SearchAsync(typed)).Text(".empty-state-title"));

    [Fact]
    public async Task The_name_never_reaches_the_address_and_too_long_a_search_is_refused()
    {
        var browser = await SearchAsync("Somebody");
        Assert.Equal("/Patients", browser.Address.PathAndQuery);

        await browser.SubmitAsync("#find", ("Form.Search", new string('a', 101)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public async Task Intake_registers_a_patient_and_the_chart_shows_the_number()
    {
        var browser = await RegisterAsync("Odalys", "Brandvold", "1988-04-05", ("Form.Strengths", "Sings\nin a choir"), ("Form.Allergies[0].Substance", "Latex"));

        Assert.Equal("Odalys Brandvold", browser.Heading);
        Assert.Contains("IC0", browser.Toast, StringComparison.Ordinal);
        Assert.Contains("Latex", browser.Text(".banner"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incomplete_registration_comes_back_with_a_sentence_beside_each_field()
    {
        var browser = await RegisterAsync("", "Keepme", "");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(("Enter the given name.", "Enter the birth date."), (browser.Text("#Form_Given-error"), browser.Text("#Form_BirthDate-error")));
        Assert.Equal("Keepme", browser.Value("Form.Family"));
    }

    [Theory]
    [InlineData("Katherine", "Ysolde", "1990-01-01", null, "Same name and birth date")]
    [InlineData("Catharine", "Isolde", "1990-11-30", null, "Sounds alike, born the same year")]
    [InlineData("Someone", "Else", "1950-01-01", "+1 (555) 888-0100", "Same phone")]
    public async Task A_possible_duplicate_is_asked_about_before_anything_is_saved(
        string given, string family, string born, string? phone, string why)
    {
        await GivenAsync("Katherine", "Ysolde", new DateOnly(1990, 1, 1), "555-888-0100");
        var before = await CountAsync(family);

        var browser = await RegisterAsync(given, family, born, ("Form.Phone", phone ?? ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(why, browser.Text("#candidates"), StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync(family));

        await browser.SubmitAsync("form.panel");
        Assert.Equal(before + 1, await CountAsync(family));
    }

    [Fact]
    public async Task A_stale_edit_shows_both_texts_and_the_next_save_stands()
    {
        var patient = await GivenAsync("Perpetua", "Lindgaard", new DateOnly(1980, 5, 5), "555-100-2000");
        var (first, second) = (await clinic.SignInAsync(Role.Intake), await clinic.SignInAsync(Role.Intake));
        await first.OpenAsync($"/Patients/{patient.Id}/Edit");
        await second.OpenAsync($"/Patients/{patient.Id}/Edit");
        await first.SubmitAsync("form[data-guard]", ("Form.Phone", "555-100-3000"));

        await second.SubmitAsync("form[data-guard]", ("Form.Phone", "555-100-4000"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("555-100-4000", second.Value("Form.Phone"));
        Assert.Equal("Saved meanwhile: 555-100-3000", second.Text("#Form_Phone-hint"));
        await second.SubmitAsync("form[data-guard]");
        Assert.Equal("The changes are saved.", second.Toast);
        Assert.Contains("555-100-4000", second.Text("[aria-labelledby=contact-title]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_is_admitted_once_to_a_program()
    {
        var patient = await GivenAsync("Aurelia", "Kestrel", new DateOnly(1991, 9, 9));
        var soon = DateOnly.FromDateTime(clinic.Time.GetUtcNow().UtcDateTime).AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var browser = await AdmitAsync(patient, ("Form.AdmittedOn", soon));
        Assert.Contains("is admitted to", browser.Toast, StringComparison.Ordinal);
        Assert.Equal($"/Patients/{patient.Id}", browser.Address.PathAndQuery);

        var again = await AdmitAsync(patient, ("Form.AdmittedOn", soon));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains("already has an open episode", again.Text("#track-refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_the_first_day_of_treatment_the_chart_is_the_care_teams_who_discharge_with_a_reason()
    {
        var patient = await GivenAsync("Ottoline", "Marchetti", new DateOnly(1991, 9, 9));
        var intake = await AdmitAsync(patient);
        Assert.Contains("is admitted to", intake.Toast, StringComparison.Ordinal);
        Assert.Equal("/Patients", intake.Address.PathAndQuery);
        Assert.Equal(HttpStatusCode.NotFound, (await intake.OpenAsync($"/Patients/{patient.Id}")).Status);

        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Id}/Discharge");
        await browser.SubmitAsync("form[data-guard]");
        Assert.Equal("Choose the reason of discharge.", browser.Text("#Form_DischargeReason-error"));
        await browser.SubmitAsync("form[data-guard]", ("Form.DischargeReason", "Transferred"), ("Form.DischargeNote", "To day hospital."));
        Assert.Equal("Discharged.", browser.Toast);
        var episode = await clinic.InDatabaseAsync(db => db.Episodes.AsNoTracking().SingleAsync(e => e.PatientId == patient.Id));
        Assert.Equal((DischargeReason.Transferred, "To day hospital."), (episode.DischargeReason, episode.DischargeNote));
    }

    [Fact]
    public async Task A_death_is_confirmed_and_ends_admissions()
    {
        var patient = await GivenAsync("Cornelia", "Wexler", new DateOnly(1941, 9, 9));
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.OpenAsync($"/Patients/{patient.Id}/Edit");
        const string death = "form[action*='handler=Death']";
        await browser.SubmitAsync(death, ("Death.DeceasedOn", "2026-01-05"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync(death, ("Death.DeceasedOn", "2026-01-05"), ("Death.IsCertain", "true"));
        Assert.Contains("Died Jan 5, 2026", browser.Text(".banner"), StringComparison.Ordinal);

        await browser.OpenAsync($"/Patients/{patient.Id}/Admit");

        Assert.Contains("cannot be admitted", browser.Text(".notice"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allergy_is_withdrawn_and_put_back()
    {
        var patient = await GivenAsync("Lavinia", "Osterhout", new DateOnly(1971, 9, 9));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Id}/Allergies");
        await browser.SubmitAsync("form[data-guard]", ("Form.Substance", "Penicillin"));
        await browser.SubmitAsync("form[action*='handler=Withdraw']");
        Assert.Contains("No allergies recorded", browser.Text(".banner"), StringComparison.Ordinal);
        await browser.SubmitAsync("form[action*='handler=Reinstate']");
        Assert.Contains("Penicillin", browser.Text(".banner"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_support_person_is_named_ended_and_taken_back()
    {
        var patient = await GivenAsync("Emmeline", "Fairweather", new DateOnly(1971, 9, 9));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Id}/Supporters");
        await browser.SubmitAsync("form[data-guard]", ("Form.Name", "Ana Fairweather"), ("Form.Relationship", "sister"));
        await browser.SubmitAsync("form[action*='handler=End']");
        Assert.Contains("Ana Fairweather", browser.Text("[aria-labelledby=former]"), StringComparison.Ordinal);
        await browser.SubmitAsync("form[action*='handler=Rejoin']");
        Assert.Contains("Ana Fairweather", browser.Text("[aria-labelledby=present]"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Clinician, true, true)]
    [InlineData(Role.Supervisor, true, true)]
    [InlineData(Role.Prescriber, true, true)]
    [InlineData(Role.Intake, true, true)]
    [InlineData(Role.Administrator, false, false)]
    [InlineData(Role.Auditor, false, false)]
    [InlineData(Role.PrivacyOfficer, false, false)]
    public async Task Each_role_sees_of_the_chart_what_its_work_needs(Role role, bool clinical, bool describes)
    {
        var patient = await GivenAsync("Henrietta", "Zielinski", new DateOnly(1971, 9, 9));
        var browser = await clinic.SignInAsync(role);

        await browser.OpenAsync($"/Patients/{patient.Id}");

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(clinical, browser.Page.QuerySelector("#allergies-title") is not null);
        Assert.Equal(clinical, browser.Page.Body!.TextContent.Contains("Risk", StringComparison.Ordinal));
        Assert.Equal(describes, browser.Page.QuerySelector($"a[href='/Patients/{patient.Id}/Edit']") is not null);
        Assert.Equal(describes, (await browser.OpenAsync($"/Patients/{patient.Id}/Edit")).Status == HttpStatusCode.OK);
        Assert.Equal(clinical, (await browser.OpenAsync($"/Patients/{patient.Id}/Allergies")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_patient_who_does_not_exist_is_not_found_on_any_page()
    {
        var browser = await clinic.SignInAsync(Role.Intake);
        foreach (var page in new[] { "", "/Edit", "/Admit", "/Allergies", "/Supporters" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Patients/{Id<Patient>.New()}{page}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/Patients/nobody")).Status);
    }

    private async Task<Browser> SearchAsync(string typed)
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Patients");
        return await browser.SubmitAsync("#find", ("Form.Search", typed));
    }

    private static List<string> Found(Browser browser) => [.. browser.Page.QuerySelectorAll("[data-row]").Select(row => row.TextContent.Trim())];

    private async Task<Browser> RegisterAsync(string given, string family, string born, params (string Name, string? Value)[] more)
    {
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.OpenAsync("/Patients/Register");
        return await browser.SubmitAsync(
            "form.panel", [("Form.Given", given), ("Form.Family", family), ("Form.BirthDate", born), .. more]);
    }

    private async Task<Browser> AdmitAsync(Patient patient, params (string Name, string? Value)[] more)
    {
        await clinic.AdmitFreelyAsync();
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.OpenAsync($"/Patients/{patient.Id}/Admit");
        return await browser.SubmitAsync("form.panel[data-guard]", browser.Admission([("Form.Groups", null), .. more]));
    }

    private Task<int> CountAsync(string family) =>
        clinic.InDatabaseAsync(db => db.Patients.CountAsync(p => p.Name.Family == family));

    private Task<Patient> GivenAsync(string given, string family, DateOnly born, string? phone = null, string? preferred = null) =>
        clinic.InDatabaseAsync(async db =>
        {
            if (await db.Patients.FirstOrDefaultAsync(p => p.Name.Given == given && p.Name.Family == family) is { } known)
            {
                return known;
            }

            var site = await db.Sites.FirstAsync();
            var patient = new Patient(
                site.Id,
                new Demographics { Name = new PersonName(given, family), BirthDate = born, PreferredName = preferred },
                new ContactDetails { Phone = phone },
                new DateOnly(2026, 1, 1),
                DateTimeOffset.UnixEpoch);
            db.Patients.Add(patient);
            foreach (var (email, part) in new[] { ("clinician@demo.example", CareTeamPart.Clinician), ("prescriber@demo.example", CareTeamPart.Prescriber) })
            {
                var member = await db.Staff.SingleAsync(s => s.Email == email);
                db.CareTeams.Add(new CareTeamMember(patient, member, part, new DateOnly(2026, 1, 1), null, null, DateTimeOffset.UnixEpoch));
            }

            await db.SaveChangesAsync();
            return patient;
        });
}

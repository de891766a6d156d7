using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Assessments;

/// <summary>An assessment from its beginning: filled in from what is known, written section by section by several people, and never half saved.</summary>
public sealed class AssessmentTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Form = "form[data-autosave]";

    [Fact]
    public async Task What_is_known_is_filled_in_and_waits_to_be_confirmed()
    {
        var (house, browser) = await OpenAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            var patient = await db.Patients.Include(p => p.Supporters).SingleAsync(p => p.Id == house.Patients[0].Id);
            patient.Tell(new Domain.Patients.PersonalStory("Carpentry", null, null));
            patient.AddSupporter("Robin Doe", "Sister", "555 010 0111", mayJoinFamilySessions: true);
            await db.SaveChangesAsync();
        });
        var begun = await BeginAsync(browser, house);
        await browser.OpenAsync($"{begun}/strengths");
        Assert.Equal("Carpentry", browser.Value(NameOf(browser, "strengths")));
        Assert.Contains("From the patient's record", browser.Text(".provenance"), StringComparison.Ordinal);

        await browser.SubmitAsync(Form, (NameOf(browser, "strengths", "Confirm"), "true"));
        Assert.Equal("Saved.", browser.Toast);
        Assert.Contains("confirmed", browser.Text(".provenance"), StringComparison.Ordinal);
        await browser.OpenAsync($"{begun}/support");
        Assert.Equal("Robin Doe", browser.Value(NameOf(browser, "people.0.name")));
        await browser.OpenAsync(begun);
        Assert.Contains("Presenting problem, in the patient's words", browser.Text("table"), StringComparison.Ordinal);
        Assert.Contains("Carpentry", browser.Text("article.document"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dimensions_are_those_of_the_edition_that_the_program_chose()
    {
        var (house, browser) = await OpenAsync();
        var begun = await BeginAsync(browser, house);
        await browser.OpenAsync($"{begun}/level-of-care");
        Assert.Equal(["4", "none"], Editions());

        var administrator = await clinic.SignInAsync(Role.Administrator);
        await administrator.OpenAsync($"/Programs/Program/{house.Program.Id}");
        await administrator.SubmitAsync("form[data-guard]", ("Form.AsamEdition", "Third"));
        var edition = NameOf(browser, "asam-edition");
        await browser.SubmitAsync(Form, (edition, "4"));
        Assert.Equal(["The program rates in another edition. Choose one from the list."], browser.Refusals);
        await browser.OpenAsync($"{begun}/level-of-care");
        Assert.Equal(["3", "none"], Editions());
        await browser.SubmitAsync(Form, (edition, "3"));
        Assert.Contains("4 · Readiness to change", browser.Text(Form), StringComparison.Ordinal);

        IEnumerable<string?> Editions() => browser.Page.QuerySelectorAll($"input[type=radio][name='{NameOf(browser, "asam-edition")}']").Select(i => i.GetAttribute("value")).Where(v => v is not "");
    }

    [Fact]
    public void Who_called_and_where_they_come_from_is_not_typed_again()
    {
        static Referral Of(ReferralCall call) => new(
            new Domain.Patients.Patient(
                Id<Domain.Sites.Site>.New(), new Domain.Patients.Demographics { Name = new PersonName("Lena", "Ito"), BirthDate = new DateOnly(1990, 1, 1) },
                new Domain.Patients.ContactDetails(), new DateOnly(2026, 11, 26), new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero)),
            call,
            new StaffMember(new PersonName("Ina", "Take"), "ina@clinic.example", Id<Domain.Sites.Site>.New(), [Role.Intake]),
            new DateOnly(2026, 11, 26),
            new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        static Dictionary<string, string> Told(Referral referral, params string[] supporters) =>
            Web.Assessments.WhatIsKnown.OfReferral(referral, supporters, new Values(new Dictionary<string, string>()), TimeZoneInfo.Utc).ToDictionary(k => $"{k.Section}/{k.Field}", k => k.Claim.Value);
        var mother = Of(new ReferralCall { Source = ReferralSource.Family, Concern = "Worried.", CallerName = "Mia O'Brien", CallerRelationship = "Mother", CallerPhone = "555 010 0111" });
        Assert.Equal(("Mia O'Brien", "555 010 0111"), (Told(mother, "Ana")["support/people.1.name"], Told(mother, "Ana")["support/people.1.phone"]));
        Assert.DoesNotContain("support/people.1.name", Told(mother, "mia o'brien").Keys);
        var ward = Told(Of(new ReferralCall { Source = ReferralSource.Inpatient, Concern = "Steps down.", Facility = "County hospital", FacilityDischarge = new DateOnly(2026, 11, 20) }));
        Assert.Equal(("County hospital", "2026-11-20"), (ward["mental-health/stays.0.where"], ward["mental-health/stays.0.until"]));
    }

    [Fact]
    public void A_new_stay_stands_in_a_row_of_its_own_and_the_same_one_not_twice()
    {
        Dictionary<string, string> Told(params (string Field, string Value)[] before) => Web.Assessments.WhatIsKnown.OfReferral(
                StepDown(), [], new Values(before.ToDictionary(b => b.Field, b => b.Value)), ClinicClock.Zone("America/New_York"))
            .Where(k => k.Section == "mental-health").ToDictionary(k => k.Field, k => k.Claim.Value);

        // Another hospital, and another time in the same one.
        Assert.Equal(("County hospital", "2026-11-20"), Of(Told(("stays.0.where", "St. Mary"), ("stays.2.where", "Elm House")), 1));
        Assert.Equal(("County hospital", "2026-11-20"), Of(Told(("stays.0.where", "County hospital"), ("stays.0.until", "2022-03")), 1));
        Assert.Empty(Told(("stays.0.where", "county hospital"), ("stays.0.until", "2026-11")));
        Assert.Equal("2026-11-20", Assert.Single(Told(("stays.3.where", "County hospital"))).Value);

        static (string, string) Of(Dictionary<string, string> told, int row) => (told[$"stays.{row}.where"], told[$"stays.{row}.until"]);
    }

    [Fact]
    public void A_call_in_the_evening_is_of_that_day_at_the_clinic()
    {
        var zone = ClinicClock.Zone("America/New_York");
        var patient = new Domain.Patients.Patient(
            Id<Domain.Sites.Site>.New(), new Domain.Patients.Demographics { Name = new PersonName("Lena", "Ito"), BirthDate = new DateOnly(1990, 1, 1), Language = "es" },
            new Domain.Patients.ContactDetails(), new DateOnly(2026, 11, 26), Evening);

        Assert.All(
            Web.Assessments.WhatIsKnown.OfReferral(StepDown(), [], new Values(new Dictionary<string, string>()), zone), k => Assert.Equal(new DateOnly(2026, 11, 26), k.Claim.AsOf));
        var known = Web.Assessments.WhatIsKnown.OfRecord(patient, zone).ToList();
        Assert.NotEmpty(known);
        Assert.All(known, k => Assert.Equal(new DateOnly(2026, 11, 26), k.Claim.AsOf));
    }

    [Fact]
    public async Task What_the_first_call_told_is_not_typed_again()
    {
        var (house, browser) = await OpenAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            var patient = await db.Patients.SingleAsync(p => p.Id == house.Patients[0].Id);
            var call = new ReferralCall
            {
                Source = ReferralSource.Court,
                CallerName = "L. Grant",
                CallerPhone = "555 010 0178",
                Facility = "Circuit court",
                Concern = "Cannot stop on weekends.",
                Availability = [PartOfDay.Evening],
                Constraints = [Constraint.Work],
            };
            db.Referrals.Add(new Referral(patient, call, await db.Staff.FirstAsync(s => s.Id == house.Ana.Id), house.Today, clinic.Time.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        var begun = await BeginAsync(browser, house);

        Assert.Equal("Cannot stop on weekends.", browser.Value(NameOf(browser, "problem")));
        Assert.Contains("From the referral of", browser.Text(".provenance"), StringComparison.Ordinal);
        await browser.OpenAsync($"{begun}/legal");
        Assert.Equal(("Circuit court", "L. Grant, 555 010 0178"), (browser.Value(NameOf(browser, "details")), browser.Value(NameOf(browser, "officer"))));
        await browser.OpenAsync($"{begun}/work-school");
        Assert.Equal("Can come: evening\nIn the way: work", browser.Value(NameOf(browser, "constraints")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Impossible_dates_are_refused_at_their_field_and_nothing_is_half_saved()
    {
        var (house, browser) = await OpenAsync();
        var begun = await BeginAsync(browser, house);
        await browser.OpenAsync($"{begun}/substances");
        await browser.SubmitAsync(
            Form,
            (NameOf(browser, "used"), "yes"),
            (NameOf(browser, "substances.0.substance"), "2"),
            (NameOf(browser, "substances.0.first-use"), "1980"),
            (NameOf(browser, "substances.0.last-use"), "2999"),
            (NameOf(browser, "consequences"), "A long story."));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("That is before the patient was born.", browser.Refusals);
        Assert.Contains("A long story.", browser.Value(NameOf(browser, "consequences")), StringComparison.Ordinal);
        Assert.Equal("1980", browser.Value(NameOf(browser, "substances.0.first-use")));
        Assert.Empty((await SectionAsync(house, "substances")).Answers);

        await browser.SubmitAsync(Form, (NameOf(browser, "substances.0.first-use"), "2008"), (NameOf(browser, "substances.0.last-use"), "2026-01"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal("2", (await SectionAsync(house, "substances")).Answers["substances.0.substance"].Value);
        Assert.NotNull(NameOf(browser, "substances.1.substance"));
    }

    [Fact]
    public async Task Of_two_dates_that_cannot_stand_together_the_save_on_the_way_takes_neither()
    {
        var (house, browser) = await OpenAsync();
        var begun = await BeginAsync(browser, house);
        await browser.OpenAsync($"{begun}/substances");
        await browser.SubmitAsync(
            Form,
            (NameOf(browser, "used"), "yes"),
            (NameOf(browser, "substances.0.substance"), "2"),
            (NameOf(browser, "substances.0.first-use"), "2008"),
            (NameOf(browser, "substances.0.last-use"), "2010"));

        var (status, said) = await AutosaveAsync(browser, (NameOf(browser, "substances.0.first-use"), "2015"), (NameOf(browser, "consequences"), "A long story."));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("That is before the first time.", said.GetProperty("refused")[0].GetProperty("sentence").GetString());
        var answers = (await SectionAsync(house, "substances")).Answers;
        Assert.Equal(("2008", "2010", "A long story."), (answers["substances.0.first-use"].Value, answers["substances.0.last-use"].Value, answers["consequences"].Value));

        // Half a row is kept while it is written, and the overview says what it lacks.
        await browser.OpenAsync($"{begun}/medical");
        await AutosaveAsync(browser, (NameOf(browser, "medication.0.dose"), "20 mg"));
        await browser.OpenAsync(begun);
        Assert.Contains("Medical and medication: Medical conditions and pain; Allergies and reactions; Current medication 1: Medication: Fill this in.", browser.Text("section[aria-labelledby=sign]"), StringComparison.Ordinal);
        Assert.NotNull(browser.Page.QuerySelector($"section[aria-labelledby=sign] a[href='{begun}/medical']"));
    }

    [Fact]
    public async Task Two_people_write_two_sections_at_once_and_in_one_section_both_texts_are_kept()
    {
        var (house, browser) = await OpenAsync();
        var begun = await BeginAsync(browser, house);
        var other = await clinic.SignInAsync(Role.Prescriber);
        await browser.OpenAsync($"{begun}/goals");
        await other.OpenAsync($"{begun}/values");
        await other.SubmitAsync(Form, (NameOf(other, "values"), "Family first"));
        await other.OpenAsync($"{begun}/goals");
        await other.SubmitAsync(Form, (NameOf(other, "goals"), "Theirs"));
        Assert.Equal(HttpStatusCode.OK, other.Status);

        await browser.SubmitAsync(Form, (NameOf(browser, "goals"), "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, browser.Status);
        Assert.Equal("Mine", browser.Value(NameOf(browser, "goals")));
        Assert.Contains("Theirs", browser.Text("section[aria-labelledby=conflict]"), StringComparison.Ordinal);
        Assert.Equal("Theirs", (await SectionAsync(house, "goals")).Answers["goals"].Value);
        Assert.Equal(["Mine"], await DraftsAsync(house));

        await browser.SubmitAsync(Form);
        Assert.Equal("Mine", (await SectionAsync(house, "goals")).Answers["goals"].Value);
        Assert.Equal(["Mine", "Theirs"], (await DraftsAsync(house)).Order());
        Assert.Equal("Family first", (await SectionAsync(house, "values")).Answers["values"].Value);
    }

    [Fact]
    public async Task What_is_typed_is_saved_on_the_way_and_an_answer_that_was_lost_makes_nobody_stale()
    {
        var (house, browser) = await OpenAsync();
        var begun = await BeginAsync(browser, house);
        await browser.OpenAsync($"{begun}/presenting");
        var (first, _) = await AutosaveAsync(browser, (NameOf(browser, "problem"), "It began"), (NameOf(browser, "since"), "2"));
        Assert.Equal(HttpStatusCode.OK, first);
        Assert.Equal("It began", (await SectionAsync(house, "presenting")).Answers["problem"].Value);

        // The answer never came: the same page sends on with the version that it knows.
        var (second, said) = await AutosaveAsync(browser, (NameOf(browser, "problem"), "It began in spring"), (NameOf(browser, "since"), "2"));
        Assert.Equal(HttpStatusCode.OK, second);
        Assert.Equal(NameOf(browser, "since"), said.GetProperty("refused")[0].GetProperty("name").GetString());
        var section = await SectionAsync(house, "presenting");
        Assert.Equal(("It began in spring", false), (section.Answers["problem"].Value, section.Answers.ContainsKey("since")));
        Assert.Equal(section.Version, said.GetProperty("version").GetUInt32());
        Assert.False(await clinic.HistoryMentionsAsync("in spring"));
    }

    [Fact]
    public async Task What_a_page_sent_first_and_arrives_last_writes_over_nothing()
    {
        var (house, browser) = await OpenAsync();
        var begun = await BeginAsync(browser, house);
        await browser.OpenAsync($"{begun}/presenting");
        var (newer, _) = await AutosaveAsync(browser, ("Form.Turn", "2"), (NameOf(browser, "problem"), "It began in spring"));
        var (older, said) = await AutosaveAsync(browser, ("Form.Turn", "1"), (NameOf(browser, "problem"), "It beg"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (newer, older));
        var section = await SectionAsync(house, "presenting");
        Assert.Equal("It began in spring", section.Answers["problem"].Value);
        Assert.Equal(section.Version, said.GetProperty("version").GetUInt32());
        var (next, _) = await AutosaveAsync(browser, ("Form.Turn", "3"), (NameOf(browser, "problem"), "It began in spring, or before"));
        Assert.Equal(HttpStatusCode.OK, next);
        Assert.Equal("It began in spring, or before", (await SectionAsync(house, "presenting")).Answers["problem"].Value);
    }

    [Fact]
    public async Task A_patient_has_one_draft_in_which_everybody_writes()
    {
        var (house, browser) = await OpenAsync();
        await BeginAsync(browser, house);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Assessments");
        Assert.Null(browser.Page.QuerySelector("form[action*='handler=Start']"));
        var token = await Promises.PageTests.TokenAsync(browser);
        var answer = await browser.SendAsync(new Uri($"https://localhost/Patients/{house.Patients[0].Id}/Assessments?handler=Start"), [token]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("is under way", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static readonly DateTimeOffset Evening = new(2026, 11, 27, 0, 30, 0, TimeSpan.Zero);

    private static Referral StepDown() => new(
        new Domain.Patients.Patient(
            Id<Domain.Sites.Site>.New(), new Domain.Patients.Demographics { Name = new PersonName("Lena", "Ito"), BirthDate = new DateOnly(1990, 1, 1) },
            new Domain.Patients.ContactDetails(), new DateOnly(2026, 11, 26), Evening),
        new ReferralCall { Source = ReferralSource.Inpatient, Concern = "Steps down.", Facility = "County hospital", FacilityDischarge = new DateOnly(2026, 11, 20) },
        new StaffMember(new PersonName("Ina", "Take"), "ina@clinic.example", Id<Domain.Sites.Site>.New(), [Role.Intake]),
        new DateOnly(2026, 11, 26),
        Evening);

    private static string NameOf(Browser browser, string field, string part = "Text") =>
        browser.Element($"input[type=hidden][value='{field}']").GetAttribute("name")!.Replace(".Field", $".{part}", StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Status, JsonElement Said)> AutosaveAsync(Browser browser, params (string Name, string? Value)[] answers)
    {
        var (address, fields) = browser.Fill(Form, answers);
        var response = await browser.SendAsync(new Uri(address, "?handler=Autosave"), fields.Where(f => f.Key != "__FormKey"));
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }

    private async Task<(House House, Browser Browser)> OpenAsync() => (await House.OpenAsync(clinic, 1), await clinic.SignInAsync(Role.Clinician));

    private static async Task<string> BeginAsync(Browser browser, House house)
    {
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        Assert.Equal("Presenting problem and current symptoms", browser.Heading);
        return browser.Address.AbsolutePath[..browser.Address.AbsolutePath.LastIndexOf('/')];
    }

    private Task<AssessmentSection> SectionAsync(House house, string key) => clinic.InDatabaseAsync(db =>
        db.AssessmentSections.AsNoTracking().SingleAsync(s => s.PatientId == house.Patients[0].Id && s.Key == key));

    private Task<List<string>> DraftsAsync(House house) => clinic.InDatabaseAsync(async db =>
        (await db.Set<AssessmentDraft>().AsNoTracking().Where(d => d.PatientId == house.Patients[0].Id).ToListAsync()).ConvertAll(d => d.Answers["goals"]));
}

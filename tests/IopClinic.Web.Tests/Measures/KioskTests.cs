using System.Globalization;
using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Measures.Kiosk;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Promises;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Measures;

/// <summary>A form in the patient's hands: one browser, half an hour, and nothing else of the record.</summary>
public sealed class KioskTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_code_opens_the_form_in_one_browser_and_what_is_finished_there_is_in_the_record()
    {
        var (staff, patient, measure) = await BeginAsync();
        var link = await MakeLinkAsync(staff);
        Assert.NotNull(staff.Page.QuerySelector("svg.qr path"));
        Assert.Contains("Waiting", staff.Text("#kiosk"), StringComparison.Ordinal);

        var phone = clinic.Browser();
        await phone.OpenAsync(link);
        // Looking uses nothing up.
        await phone.OpenAsync(link);
        await phone.SubmitAsync("main form");
        Assert.Equal("/Kiosk", phone.Address.AbsolutePath);
        Nameless(phone, patient);
        Assert.True(phone.Response.Headers.CacheControl?.NoStore);
        for (var at = 1; at <= 10; at++)
        {
            Assert.Contains($"Question {at} of 10", phone.Text(".kiosk-place"), StringComparison.Ordinal);
            await phone.SubmitAsync("#measure", "Next", ("Form.Rows[0].Option", at == 9 ? "1" : "2"));
        }

        await staff.OpenAsync(measure);
        Assert.Contains("Opened, 10 of 10 answered", staff.Text("#kiosk"), StringComparison.Ordinal);
        Assert.Null(staff.Page.QuerySelector("#measure"));
        Assert.Contains("Alert", staff.Text("main"), StringComparison.Ordinal);
        await phone.SubmitAsync("#measure");
        Assert.Equal("Thank you, give the tablet back", phone.Heading);
        await phone.OpenAsync("/Kiosk");
        Assert.Equal(HttpStatusCode.NotFound, phone.Status);

        await staff.OpenAsync(measure);
        Assert.Contains("entered by patient on the clinic’s tablet", staff.Text("section[aria-labelledby=result]"), StringComparison.Ordinal);
        var kept = await NewestAsync(patient);
        Assert.Equal((MeasureMode.Tablet, 17m, null), (kept.Mode, kept.Total, kept.CompletedById));
        Assert.Equal(RiskLevel.High, await clinic.InDatabaseAsync(db => db.Patients.Where(p => p.Id == patient.Id).Select(p => p.Risk).SingleAsync()));
        var history = await clinic.InDatabaseAsync(db => db.AuditEvents.Where(e => e.PatientId == patient.Id && e.Page.StartsWith("/Kiosk")).Select(e => e.ActorName).Distinct().ToListAsync());
        Assert.Equal(["The patient"], history);
    }

    [Fact]
    public async Task What_was_used_what_is_over_what_was_taken_back_and_what_never_was_are_answered_alike()
    {
        var (staff, _, measure) = await BeginAsync();
        var used = await MakeLinkAsync(staff);
        var phone = await OpenedAsync(used);
        var other = clinic.Browser();
        await other.OpenAsync(used);
        var taken = await MakeLinkAsync(staff);
        await staff.SubmitAsync("#kiosk form");
        Assert.Contains("taken back", staff.Toast, StringComparison.Ordinal);
        var (late, _, _) = await BeginAsync();
        var over = await MakeLinkAsync(late);
        clinic.Time.Pass(KioskLink.Holds + TimeSpan.FromSeconds(1));
        var answers = new HashSet<string>();
        foreach (var link in new[] { used, taken, over, "/Kiosk/Open?key=" + new string('x', 43), "/Kiosk/Open?key=short", "/Kiosk/Open", "/Kiosk" })
        {
            var browser = clinic.Browser();
            await browser.OpenAsync(link);
            Assert.Equal((link, HttpStatusCode.NotFound), (link, browser.Status));
            answers.Add(browser.Text("main"));
        }

        Assert.Contains("used already, or its 30 minutes are over", Assert.Single(answers), StringComparison.Ordinal);
        // The browser that was in the middle of it, too; what was answered is kept.
        await phone.SubmitAsync("#measure", "Next", ("Form.Rows[0].Option", "3"));
        Assert.Equal((HttpStatusCode.NotFound, answers.Single()), (phone.Status, phone.Text("main")));
        Assert.NotEqual("", measure);
    }

    [Fact]
    public async Task Of_two_browsers_that_begin_at_once_one_comes_in_and_the_first_may_come_back()
    {
        var (staff, _, _) = await BeginAsync();
        var link = await MakeLinkAsync(staff);
        Browser[] browsers = [clinic.Browser(), clinic.Browser()];
        var sent = new List<(Uri Address, List<KeyValuePair<string, string>> Fields)>();
        foreach (var browser in browsers)
        {
            await browser.OpenAsync(link);
            sent.Add(browser.Fill("main form"));
        }

        var answers = await Task.WhenAll(browsers.Select((browser, i) => browser.SendAsync(sent[i].Address, sent[i].Fields)));
        Assert.Equal(
            [HttpStatusCode.Redirect, HttpStatusCode.NotFound], answers.Select(answer => answer.StatusCode).Order());
        var first = Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        // Pressed twice, and the link opened again.
        Assert.Equal(HttpStatusCode.Redirect, (await browsers[first].SendAsync(sent[first].Address, sent[first].Fields)).StatusCode);
        await browsers[first].OpenAsync(link);
        Assert.Equal("/Kiosk", browsers[first].Address.AbsolutePath);
        // The page of one browser is worth nothing in another.
        await browsers[1 - first].PostAsync(sent[first].Address, sent[first].Fields.Where(f => f.Key != "__RequestVerificationToken")
            .Append(sent[1 - first].Fields.Single(f => f.Key == "__RequestVerificationToken")));
        Assert.Equal(HttpStatusCode.NotFound, browsers[1 - first].Status);
    }

    [Fact]
    public async Task A_device_is_signed_out_before_the_patient_has_it()
    {
        var (staff, patient, measure) = await BeginAsync();
        await staff.OpenAsync($"{measure}/HandOver");
        await staff.SubmitAsync("form[action*='handler=Tablet']");
        Assert.Equal("/Kiosk", staff.Address.AbsolutePath);
        Nameless(staff, patient);
        await staff.OpenAsync(measure);
        Assert.Equal("Sign in", staff.Heading);
        await staff.OpenAsync("/Kiosk?all=true");
        await staff.SubmitAsync("#measure", Answers("0000000000"));
        Assert.Equal("Thank you, give the tablet back", staff.Heading);
        Assert.Equal((0m, MeasureMode.Tablet), ((await NewestAsync(patient)).Total, (await NewestAsync(patient)).Mode));
    }

    [Fact]
    public async Task While_the_patient_has_the_form_no_tab_that_was_opened_earlier_writes_in_it()
    {
        var (tab, patient, measure) = await BeginAsync();
        var other = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(measure);
        var phone = await OpenedAsync(await MakeLinkAsync(other));
        await phone.SubmitAsync("#measure", "Next", ("Form.Rows[0].Option", "3"));

        var (address, fields) = tab.Fill("#measure", ("Form.Rows[0].Option", "1"), ("Form.LeavesOut", "true"));
        foreach (var handler in new[] { "?handler=Autosave", "?handler=Keep", "" })
        {
            await tab.PostAsync(new Uri(address, measure + handler), fields.Where(f => f.Key != "__FormKey"));
            Assert.Equal((handler, HttpStatusCode.UnprocessableEntity), (handler, tab.Status));
            Assert.Contains(tab.Refusals, said => said.StartsWith("The patient has this form in hand", StringComparison.Ordinal));
            Assert.NotNull(tab.Page.QuerySelector("input[name='Form.Rows[0].Option'][value='1'][checked]"));
            Assert.NotNull(tab.Page.QuerySelector($"#measure a[href='{measure}/HandOver']"));
        }

        var kept = await NewestAsync(patient);
        Assert.Equal((true, 1, 3), (kept.IsDraft, kept.Answers.Count, kept.Answers["phq9-1"]));
        await other.SubmitAsync("#kiosk form");
        await tab.SubmitAsync("#measure", "Keep and go on later", ("Form.Rows[1].Option", "2"));
        Assert.Equal(2, (await NewestAsync(patient)).Answers["phq9-2"]);
    }

    [Fact]
    public async Task A_link_is_not_opened_where_somebody_of_the_staff_is_signed_in()
    {
        var (staff, _, _) = await BeginAsync();
        var link = await MakeLinkAsync(staff);
        await staff.OpenAsync(link);
        Assert.Equal("Somebody of the staff is signed in here", staff.Heading);
        Assert.Null(staff.Page.QuerySelector("form"));

        Assert.Equal("/Kiosk", (await OpenedAsync(link)).Address.AbsolutePath);
    }

    [Fact]
    public async Task A_form_comes_back_unfinished_when_too_much_is_left_out_and_stays_open_for_staff()
    {
        var (staff, patient, measure) = await BeginAsync();
        var phone = await OpenedAsync(await MakeLinkAsync(staff));
        await phone.SubmitAsync("#measure", "Next", ("Form.Rows[0].Option", "1"));
        await phone.OpenAsync("/Kiosk?at=11");
        await phone.SubmitAsync("#measure");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, phone.Status);
        Assert.Contains("8 questions have no answer yet.", phone.Refusals);
        await phone.SubmitAsync("#measure", ("Form.LeavesOut", "true"));
        Assert.Equal("Thank you, give the tablet back", phone.Heading);

        await staff.OpenAsync(measure);
        Assert.Contains("Given back, 1 of 10 answered", staff.Text("#kiosk"), StringComparison.Ordinal);
        Assert.NotNull(staff.Page.QuerySelector("#measure"));
        Assert.Null((await NewestAsync(patient)).CompletedAt);
    }

    [Theory]
    [InlineData("Form.Rows[0].Option", "4")]
    [InlineData("Form.Rows[0].Option", "many")]
    [InlineData("Form.Rows[0].Option", "1 MB")]
    [InlineData("Form.Rows[0].Item", "gad7-1")]
    [InlineData("Form.Rows[0].Item", "1 MB")]
    [InlineData("Form.Rows[0].Item", "")]
    public async Task What_is_no_answer_to_the_form_is_refused_and_the_question_asked_again(string field, string value)
    {
        var (staff, patient, _) = await BeginAsync();
        var phone = await OpenedAsync(await MakeLinkAsync(staff));
        var (address, fields) = phone.Fill("#measure", ("Form.Rows[0].Option", "1"));
        var posted = fields.Where(f => f.Key != field).Append(KeyValuePair.Create(field, value == "1 MB" ? new string('1', 1_000_000) : value));

        await phone.PostAsync(new Uri(address, "/Kiosk?handler=Save&at=1"), posted);

        Assert.True(phone.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge, $"{phone.Status}");
        Assert.Empty((await NewestAsync(patient)).Answers);
        await phone.OpenAsync("/Kiosk");
        Assert.Equal(HttpStatusCode.OK, phone.Status);
    }

    [Fact]
    public async Task A_screen_that_the_patient_finishes_waits_in_the_assessment_that_is_being_written()
    {
        var (staff, patient, measure) = await BeginAsync("C-SSRS-SCREEN");
        var link = await MakeLinkAsync(staff);
        await staff.OpenAsync($"/Patients/{patient.Id}/Assessments");
        await staff.SubmitAsync("form[action*='handler=Start']");
        var begun = staff.Address.AbsolutePath[..staff.Address.AbsolutePath.LastIndexOf('/')];
        // The page stands open while the patient answers, and has saved already.
        await staff.OpenAsync($"{begun}/risk");
        Assert.Equal(HttpStatusCode.OK, await AutosaveAsync(("suicide-details", "Said little so far.")));
        await ScreenAsync(await OpenedAsync(link), "cssrs-1", "cssrs-2", "cssrs-3");

        var second = await clinic.SignInAsync(Role.Clinician);
        await second.OpenAsync($"{begun}/risk");
        Assert.Contains("C-SSRS screen of", second.Text(".provenance"), StringComparison.Ordinal);
        Assert.False((await SectionAsync()).Answers.ContainsKey("level"));
        // What that page does not show it does not write over.
        Assert.Equal(HttpStatusCode.Conflict, await AutosaveAsync(("suicide-details", "Said a little more.")));
        await staff.OpenAsync($"{begun}/risk");
        Assert.Contains("C-SSRS screen of", staff.Text(".provenance"), StringComparison.Ordinal);
        Assert.Equal("moderate", staff.Element($"input[name='{NameOf("level")}'][checked]").GetAttribute("value"));
        await staff.SubmitAsync("form[data-autosave]", (NameOf("level"), "low"));
        Assert.Equal("Saved.", staff.Toast);
        await staff.OpenAsync(begun);
        Assert.Contains("Moderate C-SSRS screen of", staff.Text("section[aria-labelledby=contradictions]"), StringComparison.Ordinal);
        Assert.Equal("moderate", Assert.Single((await SectionAsync()).Answers["level"].Claims, claim => claim.Source is AnswerSource.SelfReport).Value);
        Assert.NotEqual("", measure);

        Task<AssessmentSection> SectionAsync() => clinic.InDatabaseAsync(db => db.AssessmentSections.AsNoTracking().SingleAsync(s => s.PatientId == patient.Id && s.Key == "risk"));

        string NameOf(string field) => staff.Page.QuerySelectorAll("input[name$='.Field']").Single(i => i.GetAttribute("value") == field)
            .GetAttribute("name")!.Replace(".Field", ".Text", StringComparison.Ordinal);

        async Task<HttpStatusCode> AutosaveAsync(params (string Field, string Text)[] typed)
        {
            var (address, fields) = staff.Fill("form[data-autosave]", [.. typed.Select(t => (NameOf(t.Field), (string?)t.Text))]);
            return (await staff.SendAsync(new Uri(address, "?handler=Autosave"), fields.Where(f => f.Key != "__FormKey"))).StatusCode;
        }
    }

    [Theory]
    [InlineData("PHQ-9", "phq9-9", RiskLevel.High)]
    [InlineData("C-SSRS-SCREEN", "cssrs-3", RiskLevel.Moderate)]
    [InlineData("C-SSRS-SCREEN", "cssrs-4", RiskLevel.High)]
    public async Task A_critical_answer_on_the_tablet_is_told_to_the_clinician_and_to_whoever_is_on_call_before_the_form_is_finished(
        string code, string item, RiskLevel risk)
    {
        var (staff, patient, measure) = await BeginAsync(code);
        var onCall = await clinic.SignInAsync(Role.Prescriber);
        await clinic.InDatabaseAsync(async db =>
        {
            var prescriber = await db.Staff.SingleAsync(s => s.Email == "prescriber@demo.example");
            (await db.Sites.SingleAsync(s => s.Id == patient.SiteId)).PutOnCall([prescriber]);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"update care_team_members set last_day = first_day where patient_id = {patient.Id.Value} and staff_member_id = {prescriber.Id.Value}");
        });
        await onCall.OpenAsync($"/Patients/{patient.Id}");
        Assert.Equal(HttpStatusCode.NotFound, onCall.Status);
        var phone = await OpenedAsync(await MakeLinkAsync(staff));
        await phone.OpenAsync("/Kiosk?all=true");
        var (address, fields) = phone.Fill("#measure", [.. OptionsOf(phone, "cssrs-2", item)]);

        await phone.SendAsync(new Uri(address, "/Kiosk?handler=Save&all=true"), fields);

        Assert.Null((await NewestAsync(patient)).CompletedAt);
        Assert.Equal(risk, await clinic.InDatabaseAsync(db => db.Patients.Where(p => p.Id == patient.Id).Select(p => p.Risk).SingleAsync()));
        foreach (var told in new[] { staff, onCall })
        {
            // Whatever page is open, it hears of it by itself; what it knows is not told twice.
            await told.OpenAsync("/Today?handler=Critical");
            var waiting = told.Text(".topbar-alert");
            Assert.Contains("critical answer", waiting, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NoContent, (await told.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://localhost/Today?handler=Critical&known={waiting.Split(' ')[0]}"))).StatusCode);
            await told.OpenAsync("/Today");
            Assert.Contains($"{patient.Name.Full}, {code}", told.Text($"section[aria-labelledby=alerts-title] li:has(a[href='{measure}'])"), StringComparison.Ordinal);
            await told.OpenAsync($"/Patients/{patient.Id}");
            Assert.Equal(HttpStatusCode.OK, told.Status);
            Assert.Contains($"{risk} risk", told.Text(".banner"), StringComparison.Ordinal);
        }

        await onCall.OpenAsync(measure);
        await onCall.SubmitAsync("form[action*='handler=Acknowledge']", ("Outcome.Outcome", "Spoke with them at once; the plan was renewed."));
        var closed = await clinic.InDatabaseAsync(db => db.MeasureAlerts.Where(a => a.PatientId == patient.Id && a.AcknowledgedAt != null).ToListAsync());
        Assert.All(closed, alert => Assert.StartsWith("Spoke with them", alert.Outcome, StringComparison.Ordinal));
        Assert.NotEmpty(closed);
        // The risk stands until a clinician judges it.
        Assert.Equal(risk, await clinic.InDatabaseAsync(db => db.Patients.Where(p => p.Id == patient.Id).Select(p => p.Risk).SingleAsync()));
    }

    [Fact]
    public async Task The_policies_show_a_patients_browser_its_one_form_and_nobody_elses_anything()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var (staff, patient, _) = await BeginAsync();
        var link = await MakeLinkAsync(staff);
        var measure = await NewestAsync(patient);
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var app = NpgsqlDataSource.Create(clinic.AppConnection);
        Assert.NotEmpty(made.All);
        foreach (var (secret, opens) in new[] { (link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..], true), (KioskCookie.NewSecret(), false) })
        {
            await using var connection = await app.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var begin = new NpgsqlCommand("select measure from begin_kiosk($1, $2)", connection, transaction)
            {
                Parameters = { new() { Value = KioskCookie.HashOf(secret) }, new() { Value = clinic.Time.GetUtcNow() } },
            })
            {
                Assert.Equal(opens ? measure.Id.Value : DBNull.Value, await begin.ExecuteScalarAsync());
            }

            var seen = new Dictionary<string, long>();
            foreach (var table in await WallTests.TablesAsync(owner))
            {
                var rows = (long)(await new NpgsqlCommand(
                    $"select count(*) from {table} {(table is "reservations" ? "where resource = 'patient'" : table is "audit_events" ? "where patient_id is not null" : "")}", connection, transaction).ExecuteScalarAsync())!;
                if (rows > 0)
                {
                    seen[table] = rows;
                }
            }

            // Of the patient's history it could read back only what a patient's browser wrote, which is nothing yet.
            Assert.Equal(
                opens ? new() { ["episodes"] = 1, ["kiosk_links"] = 1, ["measure_administrations"] = 1, ["patients"] = 1 } : [],
                seen.OrderBy(row => row.Key).ToDictionary());
        }
    }

    /// <summary>Answers every question of a screen that was opened, yes to these, and finishes it.</summary>
    private static async Task ScreenAsync(Browser phone, params string[] yes)
    {
        await phone.OpenAsync("/Kiosk?all=true");
        var no = phone.Page.QuerySelectorAll("input[name$='.Item']").Select(i => (i.GetAttribute("name")!.Replace(".Item", ".Option", StringComparison.Ordinal), (string?)"0"));
        await phone.SubmitAsync("#measure", [.. no.Where(row => OptionsOf(phone, yes).All(other => other.Name != row.Item1)), .. OptionsOf(phone, yes)]);
        Assert.Equal("Thank you, give the tablet back", phone.Heading);
    }

    /// <summary>The second option of these questions, where the page asks them.</summary>
    private static IEnumerable<(string Name, string? Value)> OptionsOf(Browser phone, params string[] items) =>
        from input in phone.Page.QuerySelectorAll("input[name$='.Item']")
        where items.Contains(input.GetAttribute("value"))
        select (input.GetAttribute("name")!.Replace(".Item", ".Option", StringComparison.Ordinal), (string?)"1");

    private static (string Name, string? Value)[] Answers(string places) =>
    [
        .. places.Select((place, at) => (
            string.Create(CultureInfo.InvariantCulture, $"Form.Rows[{at}].Option"), (string?)place.ToString(CultureInfo.InvariantCulture))),
    ];

    /// <summary>Nothing tells whose form it is, or what it is for.</summary>
    private static void Nameless(Browser browser, Patient patient)
    {
        var whole = browser.Page.DocumentElement.OuterHtml;
        foreach (var word in new[] { patient.Name.Family, patient.Mrn, $"{patient.Id}", "PHQ", "Patient Health" })
        {
            Assert.DoesNotContain(word, whole, StringComparison.Ordinal);
        }

        Assert.Equal("Questionnaire", browser.Heading);
    }

    private async Task<Browser> OpenedAsync(string link)
    {
        var browser = clinic.Browser();
        await browser.OpenAsync(link);
        return await browser.SubmitAsync("main form");
    }

    /// <summary>Makes a link where the browser is on the page of a form, or has just made one.</summary>
    private static async Task<string> MakeLinkAsync(Browser staff)
    {
        if (!staff.Address.AbsolutePath.EndsWith("/HandOver", StringComparison.Ordinal))
        {
            await staff.OpenAsync(staff.Address.AbsolutePath + "/HandOver");
        }

        await staff.SubmitAsync("form[action*='handler=Code']");
        return new Uri(staff.Text(".secret code")).PathAndQuery;
    }

    private Task<MeasureAdministration> NewestAsync(Patient patient) => clinic.InDatabaseAsync(db =>
        db.Measures.AsNoTracking().Where(m => m.PatientId == patient.Id).OrderByDescending(m => m.StartedAt).FirstAsync());

    /// <summary>The demo clinician on the page of a questionnaire that has just begun.</summary>
    private async Task<(Browser Staff, Patient Patient, string Measure)> BeginAsync(string code = "PHQ-9")
    {
        var house = await House.OpenAsync(clinic, 1);
        var patient = house.Patients[0];
        var measure = await clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            var instrument = clinic.Services.GetRequiredService<InstrumentLibrary>().Find(code)!;
            var begun = new MeasureAdministration(
                await db.Patients.SingleAsync(p => p.Id == patient.Id), await db.Episodes.FirstOrDefaultAsync(e => e.PatientId == patient.Id), instrument,
                MeasureMode.Clinician, clinician, house.Today, clinic.Time.GetUtcNow());
            db.Measures.Add(begun);
            await db.SaveChangesAsync();
            return begun.Id;
        });
        var staff = await clinic.SignInAsync(Role.Clinician);
        await staff.OpenAsync($"/Patients/{patient.Id}/Measures/{measure}");
        Assert.Equal(code, staff.Heading);
        return (staff, patient, staff.Address.AbsolutePath);
    }
}

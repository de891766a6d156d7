using System.Globalization;
using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Assessments;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Measures;

/// <summary>Questionnaires on the clinician's screen: begun, kept, finished, read and withdrawn.</summary>
public sealed class MeasureTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>A form twice is a course; so many days ago.</summary>
    private static readonly int[] Twice = [20, 1];

    [Fact]
    public async Task A_questionnaire_is_begun_answered_and_finished()
    {
        var (browser, patient) = await OpenAsync();
        await BeginAsync(browser, "PHQ-9");
        Assert.Equal("PHQ-9", browser.Heading);
        Assert.Equal(10, browser.Page.QuerySelectorAll("fieldset[role=radiogroup]").Length);
        Assert.Contains("No permission required", browser.Page.Body!.TextContent, StringComparison.Ordinal);

        await browser.SubmitAsync("#measure", Answers("2222222210"));

        Assert.Equal("PHQ-9 is finished.", browser.Toast);
        Assert.Contains("17", browser.Text("#result ~ dl, section[aria-labelledby=result] dl"), StringComparison.Ordinal);
        Assert.Contains("Moderately severe", browser.Text("section[aria-labelledby=result]"), StringComparison.Ordinal);
        Assert.Contains("Same-day suicide-risk screen", browser.Text("main .stack .notice.tone-danger"), StringComparison.Ordinal);
        var kept = await NewestAsync(patient);
        Assert.Equal((17m, "moderately-severe", 10), (kept.Total, kept.Band, kept.Answers.Count));
    }

    [Fact]
    public async Task Open_questions_are_refused_with_everything_kept_until_somebody_says_that_they_were_left_out()
    {
        var (browser, patient) = await OpenAsync();
        await BeginAsync(browser, "GAD-7");
        await browser.SubmitAsync("#measure", Answers("111111"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("One question has no answer yet.", browser.Refusals);
        Assert.Equal(6, browser.Page.QuerySelectorAll("input[type=radio][checked]").Length);
        Assert.Equal((null, 6), ((await NewestAsync(patient)).Total, (await NewestAsync(patient)).Answers.Count(answer => answer.Value is not null)));

        await browser.SubmitAsync("#measure", ("Form.LeavesOut", "true"));

        Assert.Equal((7m, ScoreStatus.Prorated), ((await NewestAsync(patient)).Total!.Value, (await NewestAsync(patient)).Status!.Value));
        Assert.Contains("prorated", browser.Text("section[aria-labelledby=result]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_kept_while_they_are_entered_and_say_what_is_not_asked()
    {
        var (browser, patient) = await OpenAsync();
        await BeginAsync(browser, "AUDIT");
        var (address, fields) = browser.Fill("#measure", Answers("0"));
        var answer = await browser.SendAsync(new Uri(address, "?handler=Autosave"), fields);

        var said = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        Assert.Equal(7, said.GetProperty("skipped").GetArrayLength());
        Assert.Equal(0, (await NewestAsync(patient)).Answers["audit-1"]);
        await browser.OpenAsync(browser.Address.PathAndQuery);
        Assert.Single(browser.Page.QuerySelectorAll("input[type=radio][checked]"));
        Assert.Equal(7, browser.Page.QuerySelectorAll(".question-skipped").Length);
        await browser.OpenAsync($"/Patients/{patient.Id}/Measures");
        Assert.Contains("Go on with AUDIT", browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_critical_answer_is_told_at_once_and_waits_until_somebody_writes_down_what_was_done()
    {
        var (browser, patient) = await OpenAsync();
        await BeginAsync(browser, "PHQ-9");
        var form = browser.Address.PathAndQuery;
        // Nine questions are open, and the form as a whole is refused.
        await browser.SubmitAsync("#measure", ("Form.Rows[8].Option", "2"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("#measure", ("Form.Rows[8].Option", "2"));
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.MeasureAlerts.CountAsync(a => a.PatientId == patient.Id)));

        await browser.OpenAsync("/Today");
        Assert.Contains(patient.Name.Family, browser.Text("section[aria-labelledby='alerts-title']"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{patient.Id}");
        Assert.Contains("Critical answer", browser.Text(".notice.tone-danger"), StringComparison.Ordinal);
        Assert.Contains("High risk", browser.Text(".banner"), StringComparison.Ordinal);

        await browser.OpenAsync(form);
        await browser.SubmitAsync("form[action*='handler=Acknowledge']", ("Outcome.Outcome", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.OpenAsync(form);
        await browser.SubmitAsync("form[action*='handler=Acknowledge']", ("Outcome.Outcome", "Asked at once; safety plan renewed."));
        Assert.Contains("The alert is closed.", browser.Toast, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("form[action*='handler=Acknowledge']"));
        Assert.Contains("Asked at once", browser.Text(".notice.tone-ok"), StringComparison.Ordinal);
        Assert.Equal(RiskLevel.High, await clinic.InDatabaseAsync(db => db.Patients.Where(p => p.Id == patient.Id).Select(p => p.Risk).SingleAsync()));
    }

    [Theory]
    [InlineData("Form.Rows[0].Option", "4")]
    [InlineData("Form.Rows[0].Option", "-1")]
    [InlineData("Form.Rows[0].Option", "many")]
    [InlineData("Form.Rows[0].Item", "phq9-99")]
    [InlineData("Form.Rows[0].Item", "phq9-2")]
    public async Task An_answer_that_is_none_of_the_options_is_refused(string field, string value)
    {
        var (browser, patient) = await OpenAsync();
        await BeginAsync(browser, "PHQ-9");
        var (address, fields) = browser.Fill("#measure", Answers("000000000"));
        var posted = fields.Where(f => f.Key != field).Append(KeyValuePair.Create(field, value));

        var answer = await browser.SendAsync(address, posted);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("id=\"measure\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null((await NewestAsync(patient)).CompletedAt);
    }

    [Fact]
    public async Task The_course_is_drawn_with_its_table_and_counts_change_from_the_first()
    {
        var (browser, patient) = await OpenAsync();
        await FinishAsync(browser, patient, "PHQ-9", "2222222220");
        await FinishAsync(browser, patient, "PHQ-9", "1111111100");
        await browser.OpenAsync($"/Patients/{patient.Id}/Measures");

        Assert.NotNull(browser.Page.QuerySelector("svg.trend polyline"));
        var rows = browser.Page.QuerySelectorAll("section[aria-labelledby='phq-9'] tbody tr");
        Assert.Equal(2, rows.Length);
        Assert.Contains("−10 (−55.6 %)", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Recovered", rows[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_have_moved_the_course_is_drawn_on_it_and_stands_in_a_table()
    {
        var house = await House.OpenAsync(clinic, 1);
        var (patient, today) = (house.Patients[0], house.Today);
        var phq9 = clinic.Services.GetRequiredService<InstrumentLibrary>().Find("PHQ-9")!;
        var (crisis, medication) = (new Service($"Crisis session of {house.Site.Name}", SessionKind.Individual, 60, false), new Service($"Medication management of {house.Site.Name}", SessionKind.Individual, 25, false));
        await clinic.InDatabaseAsync(async db =>
        {
            var (now, by) = (clinic.Time.GetUtcNow(), await db.Staff.SingleAsync(s => s.Id == house.Ana.Id));
            var (seen, episode, site) = (await db.Patients.SingleAsync(p => p.Id == patient.Id), await db.Episodes.SingleAsync(e => e.PatientId == patient.Id), await db.Sites.SingleAsync(s => s.Id == house.Site.Id));
            foreach (var days in Twice)
            {
                var given = new MeasureAdministration(seen, episode, phq9, MeasureMode.Clinician, by, today.AddDays(-days), now);
                given.Answer(phq9, Enumerable.Range(1, 10).Select(i => KeyValuePair.Create($"phq9-{i}", (int?)(i == 9 ? 0 : 1))), now);
                given.Finish(phq9, MeasureSex.OtherOrUnknown, leavesOut: false, by, now);
                db.Measures.Add(given);
            }

            db.Services.AddRange(crisis, medication);
            var plan = new SafetyPlan(seen, null, [new SafetyLine(SafetyStep.Signs, "Sleepless", null)], by, today.AddDays(-10), now);
            db.SafetyPlans.AddRange(plan, new SafetyPlan(seen, plan, [new SafetyLine(SafetyStep.Signs, "Sleepless again", null)], by, today.AddDays(-5), now));
            foreach (var (service, days, status) in new[]
            {
                (crisis, 10, AttendanceStatus.Present), (medication, 8, AttendanceStatus.Present), (crisis, 6, AttendanceStatus.UnexcusedAbsence),
            })
            {
                var session = new IndividualSession(new Booking(site, service, today.AddDays(-days), new TimeOnly(9, 0), 25, by, null, SessionMode.Telehealth), episode);
                session.Record(patient.Id, new Presence(status), site.Zone, by, now);
                db.Sessions.Add(session);
            }

            await db.SaveChangesAsync();
            foreach (var (days, dose) in new[] { (28, "12.5 mg"), (7, "25 mg") })
            {
                var previous = await db.Assessments.Where(a => a.PatientId == patient.Id).Select(a => (Id<Assessment>?)a.Id).SingleOrDefaultAsync();
                var assessment = Assessment.Begin(seen, previous, [], by, today.AddDays(-days), now.AddMinutes(-days));
                db.Assessments.Add(assessment);
                await Assessing.CompleteAsync(db, assessment, today.AddDays(-days), now, ("medical", "medication.0.name", "Lamotrigine"), ("medical", "medication.0.dose", dose));
                db.Signatures.Add(assessment.Sign(by, seen.BirthDate, (await db.ChainHeadsAsync([patient.Id])).GetValueOrDefault(patient.Id), today, now.AddMinutes(-days)));
                await db.SaveChangesAsync();
            }
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Id}/Measures");

        Assert.Equal(
            [
                "P Safety plan, version 2", "M Medication otherwise than in the assessment before: Lamotrigine 25 mg", $"M {medication.Name}", $"C {crisis.Name}", "P Safety plan", "In words Admission",
            ],
            browser.Page.QuerySelectorAll("section[aria-labelledby='events'] tbody tr").Select(row => $"{row.QuerySelector("[data-label=Sign]")!.TextContent.Trim()} {row.QuerySelector("[data-label=Event]")!.TextContent.Trim()}"));
        // Two of one day stand one above the other.
        var drawn = browser.Page.QuerySelectorAll("svg.trend .trend-sign").Select(sign => (Sign: sign.ChildNodes[0].TextContent, X: sign.GetAttribute("x"), Y: sign.GetAttribute("y"))).ToList();
        Assert.Equal(["C", "M", "M", "P", "P"], drawn.Select(sign => sign.Sign).Order());
        var ofTheDay = drawn.GroupBy(sign => sign.X).Single(day => day.Count() == 2).ToList();
        Assert.NotEqual(ofTheDay[0].Y, ofTheDay[1].Y);
    }

    [Theory]
    [InlineData("PHQ-9")]
    [InlineData("GAD-7")]
    [InlineData("PCL-5")]
    public void Where_a_telephone_cuts_the_names_of_bands_off_the_line_is_whole(string code)
    {
        var instrument = clinic.Services.GetRequiredService<InstrumentLibrary>().Find(code)!;
        var bands = instrument.BandsFor(MeasureSex.OtherOrUnknown).Where(band => band.Scale == Band.Total).ToList();
        var trend = new Trend(code, instrument.Scoring.Minimum!.Value, instrument.Scoring.Maximum!.Value, bands, [new(new DateOnly(2026, 1, 1), 1, false), new(new DateOnly(2026, 2, 1), 2, false)], []);

        // The style sheet draws it 118 in 100 wide.
        Assert.True(!trend.NamesBeside || trend.RightEdge + 6 <= Trend.Width / 1.18m, $"{trend.RightEdge}");
    }

    [Fact]
    public void Medication_is_compared_by_name_and_dose_in_whatever_row_it_stands()
    {
        static Values Taken(params (string Name, string? Dose)[] drugs) => new(drugs.Index()
            .SelectMany(drug => new[] { ($"medication.{drug.Index}.name", drug.Item.Name), ($"medication.{drug.Index}.dose", drug.Item.Dose) })
            .Where(answer => answer.Item2 is not null).ToDictionary(answer => answer.Item1, answer => answer.Item2!));

        Assert.Null(CourseEvents.Changes(Taken(("Sertraline", "50 mg"), ("Melatonin", null)), Taken(("melatonin", null), ("SERTRALINE", "50 MG"))));
        Assert.Equal(
            "Naltrexone added; Sertraline 100 mg; Melatonin without a dose; Trazodone no longer",
            CourseEvents.Changes(Taken(("Sertraline", "50 mg"), ("Trazodone", "50 mg"), ("Melatonin", "3 mg")), Taken(("Naltrexone", "50 mg"), ("Sertraline", "100 mg"), ("Melatonin", null))));
        Assert.Null(CourseEvents.Changes(Taken(("Quetiapine", "25 mg"), ("Quetiapine", "50 mg")), Taken(("Quetiapine", "50 mg"), ("Quetiapine", "25 mg"))));
    }

    [Fact]
    public async Task A_withdrawn_form_stays_readable_and_counts_nowhere()
    {
        var (browser, patient) = await OpenAsync();
        await FinishAsync(browser, patient, "PHQ-9", "3333333330");
        await browser.SubmitAsync("form[action*='handler=Withdraw']", ("Withdraw.Reason", "Another patient's answers."));

        Assert.Contains("is withdrawn", browser.Toast, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("section[aria-labelledby='phq-9']"));
        await browser.FollowAsync("section[aria-labelledby='withdrawn'] a");
        Assert.Contains("Another patient's answers.", browser.Text(".notice.tone-warn"), StringComparison.Ordinal);
        Assert.Equal(27, (await NewestAsync(patient)).Total);
    }

    [Fact]
    public async Task The_database_keeps_a_finished_form_as_it_is_and_no_result_of_an_unfinished_one()
    {
        var (browser, patient) = await OpenAsync();
        await BeginAsync(browser, "PHQ-9");
        var id = (await NewestAsync(patient)).Id.Value;
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => clinic.InDatabaseAsync(db =>
            db.Database.ExecuteSqlAsync($"update measure_administrations set total = 3 where id = {id}")));
        await browser.SubmitAsync("#measure", Answers("1111111100"));

        foreach (var change in new FormattableString[]
        {
            $"update measure_administrations set total = 3 where id = {id}",
            $"update measure_administrations set answers = '{{}}' where id = {id}",
            $"update measure_administrations set completed_at = null, completed_by_id = null, status = null, total = null where id = {id}",
            $"delete from measure_administrations where id = {id}",
        })
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(change)));
        }
    }

    [Fact]
    public async Task Instruments_without_their_wording_are_not_offered()
    {
        var (browser, _) = await OpenAsync();

        var offered = browser.Page.QuerySelectorAll("select[name='Form.Code'] option").Select(option => option.GetAttribute("value")).ToList();

        Assert.Contains("PCL-5", offered);
        Assert.DoesNotContain("ISI", offered);
        Assert.DoesNotContain("WHODAS-12", offered);
        Assert.DoesNotContain("PHQ-A", offered);
    }

    private static (string Name, string? Value)[] Answers(string places) =>
    [
        .. places.Select((place, at) => (
            string.Create(CultureInfo.InvariantCulture, $"Form.Rows[{at}].Option"), (string?)place.ToString(CultureInfo.InvariantCulture))),
    ];

    private static async Task FinishAsync(Browser browser, Patient patient, string code, string answers)
    {
        await browser.OpenAsync($"/Patients/{patient.Id}/Measures");
        await BeginAsync(browser, code);
        await browser.SubmitAsync("#measure", Answers(answers));
        Assert.Equal($"{code} is finished.", browser.Toast);
    }

    private static Task<Browser> BeginAsync(Browser browser, string code) =>
        browser.SubmitAsync("section[aria-labelledby='give'] form", ("Form.Code", code));

    private Task<MeasureAdministration> NewestAsync(Patient patient) => clinic.InDatabaseAsync(db =>
        db.Measures.AsNoTracking().Where(m => m.PatientId == patient.Id).OrderByDescending(m => m.StartedAt).FirstAsync());

    /// <summary>The page of measures of a patient of the demo clinician's own.</summary>
    private async Task<(Browser Browser, Patient Patient)> OpenAsync()
    {
        var house = await House.OpenAsync(clinic, 1);
        var patient = house.Patients[0];
        await clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            if (!await db.CareTeams.AnyAsync(m => m.PatientId == patient.Id && m.StaffMemberId == clinician.Id))
            {
                db.CareTeams.Add(new Domain.Access.CareTeamMember(
                    await db.Patients.SingleAsync(p => p.Id == patient.Id), clinician, Domain.Access.CareTeamPart.Clinician, house.Today, null, null,
                    clinic.Time.GetUtcNow()));
                await db.SaveChangesAsync();
            }
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient.Id}/Measures");
        Assert.Equal("Measures", browser.Heading);
        return (browser, patient);
    }
}

using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Admissions;

/// <summary>From the signed assessment, or a supervisor's word, to a seat in a track and its groups; the consents beside it.</summary>
public sealed class AdmissionTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Form = "form.panel[data-guard]";

    private const string TooLong = "a hundred thousand characters";

    [Fact]
    public async Task From_a_signed_assessment_somebody_gets_a_seat_and_its_groups_once_what_is_needed_is_signed()
    {
        var ready = await clinic.InDatabaseAsync(db => db.Assessments.AsNoTracking()
            .SingleAsync(a => a.SignedAt != null && !db.Episodes.Any(e => e.PatientId == a.PatientId)));
        var track = await clinic.InDatabaseAsync(db => db.Tracks.SingleAsync(t => t.Name == "Morning"));
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{ready.PatientId}/Admit");
        Assert.Contains("by Daniel Whitehorse", browser.Text("[aria-labelledby=grounds]"), StringComparison.Ordinal);
        var papers = browser.Page.QuerySelectorAll("select[name^='Form.Papers']").Length;

        await browser.SubmitAsync(Form, browser.Admission(
            ("Form.TrackId", $"{track.Id}"),
            ("Form.Papers[0].State", ""),
            ("Form.Papers[1].State", "Declined"),
            ("Form.Papers[1].Note", "Reads it at home.")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(
            "Needed before the admission: Consent to treatment; Notice of privacy practices (HIPAA).", browser.Text("#papers-refused"));
        Assert.Equal("Reads it at home.", browser.Value("Form.Papers[1].Note"));
        Assert.Equal($"{track.Id}", browser.Element("input[name='Form.TrackId'][checked]").GetAttribute("value"));

        await browser.SubmitAsync(Form, ("Form.Papers[0].State", "Done"), ("Form.Papers[0].On", $"{clinic.Time.GetUtcNow().AddDays(3):yyyy-MM-dd}"), ("Form.Papers[1].State", "Done"));
        Assert.Equal("This day lies in the future.", browser.Text("#Form_Papers_0__On-error"));
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.Episodes.CountAsync(e => e.PatientId == ready.PatientId)));

        await browser.SubmitAsync(Form, ("Form.Papers[0].On", ""), ("Form.Papers[1].State", "Done"));

        var groups = await clinic.InDatabaseAsync(db => db.Groups.CountAsync(g => g.TrackId == track.Id));
        Assert.Contains($"Morning track, in {groups} groups, and in the care of", browser.Toast, StringComparison.Ordinal);
        var (episode, enrollments, places, signed) = await clinic.InDatabaseAsync(async db => (
            await db.Episodes.SingleAsync(e => e.PatientId == ready.PatientId),
            await db.Enrollments.CountAsync(e => e.PatientId == ready.PatientId),
            await db.RosterPlaces.CountAsync(p => p.PatientId == ready.PatientId),
            await db.AdmissionPapers.Where(p => p.PatientId == ready.PatientId && p.State == PaperState.Done).Select(p => p.Title).Distinct().CountAsync()));
        Assert.Equal((ready.Id, null, track.Id, 10), (episode.AssessmentId, episode.WaiverId, episode.TrackId, episode.PlannedWeeks));
        Assert.Equal((groups, papers), (enrollments, signed));
        Assert.True(places > groups, $"Only {places} places on rosters.");
        // The next day's work is the care team's.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Patients/{ready.PatientId}/Papers")).Status);
    }

    [Fact]
    public async Task Before_the_assessment_is_signed_a_supervisor_decides_and_nobody_else()
    {
        var asked = await clinic.InDatabaseAsync(db => db.AdmissionWaivers.AsNoTracking().SingleAsync(w => w.Request.StartsWith("Leaves the hospital")));
        var (admit, decide) = ($"/Patients/{asked.PatientId}/Admit", $"/Patients/{asked.PatientId}/Waiver");
        var intake = await (await clinic.SignInAsync(Role.Intake)).OpenAsync(admit);
        Assert.Contains("has not decided yet", intake.Text("main"), StringComparison.Ordinal);
        Assert.Null(intake.Page.QuerySelector("input[name='Form.TrackId']"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(decide)).Status);

        var supervisor = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/Today");
        Assert.NotNull(supervisor.Page.QuerySelector($"a[href='{decide}']"));
        await supervisor.OpenAsync(decide);
        await supervisor.SubmitAsync(Form, ("Form.IsGranted", "true"));
        Assert.Equal("Say why, for the record.", supervisor.Text("#Form_Reason-error"));
        await supervisor.SubmitAsync(Form, ("Form.IsGranted", "true"), ("Form.Reason", "The hospital holds no bed; O'Brien knows him."));
        Assert.Contains("Intake can admit them now", supervisor.Toast, StringComparison.Ordinal);
        // Decided once: the chart closes again, and so does the question.
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.OpenAsync(decide)).Status);

        await intake.OpenAsync(admit);
        Assert.Contains("The hospital holds no bed; O'Brien knows him.", intake.Text("main"), StringComparison.Ordinal);
        await intake.SubmitAsync(Form, intake.Admission());

        Assert.Contains("is admitted to", intake.Toast, StringComparison.Ordinal);
        Assert.Equal(asked.Id, (await clinic.InDatabaseAsync(db => db.Episodes.SingleAsync(e => e.PatientId == asked.PatientId))).WaiverId);
    }

    [Fact]
    public async Task Who_was_never_assessed_is_admitted_by_no_form_that_is_made_up()
    {
        var (ready, draft) = await clinic.InDatabaseAsync(async db => (
            await db.Episodes.Where(e => e.AssessmentId == null).Select(e => e.TrackId).FirstAsync(),
            await db.Assessments.Where(a => a.SignedAt == null && !db.Episodes.Any(e => e.PatientId == a.PatientId)).Select(a => a.PatientId).FirstAsync()));
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{draft}/Admit");
        Assert.Contains("Go on with it", browser.Text("main"), StringComparison.Ordinal);
        var clinician = await clinic.InDatabaseAsync(db => db.Staff.SingleAsync(s => s.Email == "clinician@demo.example"));

        var (_, fields) = browser.Fill("form[action*='handler=Ask']");
        await browser.PostAsync(
            new Uri(browser.Address, $"/Patients/{draft}/Admit"),
            [
                .. fields.Where(field => !field.Key.StartsWith("Ask.", StringComparison.Ordinal)),
                new("Form.TrackId", $"{ready}"),
                new("Form.PrimaryClinicianId", $"{clinician.Id}"),
                new("Form.AdmittedOn", "2026-11-26"),
            ]);

        Assert.Contains("Nobody is admitted before the assessment is signed. Sign it first, or ask a supervisor.", browser.Refusals);
        // Asked for the second time while the first question waits.
        await browser.OpenAsync($"/Patients/{draft}/Admit");
        var supervisor = browser.Element("#Ask_SupervisorId option:not([value=''])").GetAttribute("value");
        var question = browser.Fill("form[action*='handler=Ask']", ("Ask.SupervisorId", supervisor), ("Ask.Request", "Cannot wait."));
        await browser.SubmitAsync("form[action*='handler=Ask']", ("Ask.SupervisorId", supervisor), ("Ask.Request", "Cannot wait at all."));
        Assert.Contains("finds your question under Today", browser.Toast, StringComparison.Ordinal);
        using var second = await browser.SendAsync(question.Address, question.Fields);
        Assert.Contains("A supervisor was asked already", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_group_is_named_and_nothing_of_the_admission_is_kept()
    {
        var full = await clinic.InDatabaseAsync(async db =>
        {
            var group = await db.Groups.FirstAsync(g => g.Name == "Weekend process group");
            await db.Database.ExecuteSqlAsync($"update groups set capacity = (select count(*) from enrollments where group_id = {group.Id.Value} and coalesce(last_day, 'infinity') >= current_date) where id = {group.Id.Value}");
            return group;
        });
        var patient = await RegisterAsync("Overbooked");
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{patient}/Admit");
        Assert.False(browser.Page.QuerySelector($"#group-{full.Id}")!.HasAttribute("checked"));

        await browser.SubmitAsync(Form, browser.Admission(("Form.TrackId", $"{full.TrackId}"), ("Form.Groups", $"{full.Id}")));

        Assert.Contains("Weekend process group is full", browser.Text("#track-refused"), StringComparison.Ordinal);
        Assert.Equal(
            (0, 0),
            await clinic.InDatabaseAsync(async db => (
                await db.Episodes.CountAsync(e => e.PatientId == patient), await db.AdmissionPapers.CountAsync(p => p.PatientId == patient))));
    }

    [Theory]
    [InlineData("Form.PlannedWeeks", "0", "Plan 1 to 104 weeks.")]
    [InlineData("Form.PlannedWeeks", "-1", "Plan 1 to 104 weeks.")]
    [InlineData("Form.PlannedWeeks", "99999", "Plan 1 to 104 weeks.")]
    [InlineData("Form.PlannedWeeks", "99999999999999999999", "This could not be read.")]
    [InlineData("Form.AdmittedOn", "2027-02-29", "This could not be read.")]
    [InlineData("Form.AdmittedOn", "2028-02-29", "Admit at most 60 days ahead.")]
    [InlineData("Form.AdmittedOn", "9999-12-31", "")]
    [InlineData("Form.AdmittedOn", "1980-01-01", "Admit at most 60 days back.")]
    [InlineData("Form.AdmittedOn", "0001-01-01", "")]
    [InlineData("Form.AdmittedOn", "", "Enter the day of admission.")]
    [InlineData("Form.PrimaryClinicianId", "", "Choose the primary clinician.")]
    [InlineData("Form.PrimaryClinicianId", "00000000-0000-7000-8000-000000000001", "Choose a clinician from the list.")]
    [InlineData("Form.Papers[0].Note", "a\u0007b", "")]
    [InlineData("Form.Papers[0].Note", TooLong, "Shorten this to 500 characters.")]
    [InlineData("Form.Papers[0].On", "1800-01-01", "")]
    [InlineData("Form.Papers[0].State", "Forgotten", "")]
    public async Task What_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(string field, string value, string sentence)
    {
        value = value == TooLong ? new string('x', 100_000) : value;
        var patient = await RegisterAsync("Oddly");
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{patient}/Admit");

        await browser.SubmitAsync(Form, browser.Admission(("Form.Papers[1].Note", "Signed by her own hand."), (field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        var said = browser.Text($"#{field.Replace('.', '_').Replace('[', '_').Replace(']', '_')}-error");
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.Equal("Signed by her own hand.", browser.Value("Form.Papers[1].Note"));
        Assert.NotNull(browser.Page.QuerySelector("input[name='Form.TrackId'][checked]"));
        if (field is "Form.PlannedWeeks" || value.Length > 1000)
        {
            Assert.Equal(value, browser.Value(field));
        }

        Assert.Equal((0, 0), await KeptAsync(patient));
    }

    [Theory]
    [InlineData(-5, "The supervisor allowed it after this day. Choose that day, or a later one.")]
    [InlineData(40, "On this day what the supervisor allowed counts no longer. Choose an earlier day, or have the assessment signed.")]
    public async Task Nobody_is_admitted_on_a_day_for_which_what_it_rests_on_does_not_count(int days, string sentence)
    {
        var patient = await RegisterAsync("Untimely");
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{patient}/Admit");

        await browser.SubmitAsync(Form, browser.Admission(("Form.AdmittedOn", $"{clinic.Time.GetUtcNow().AddDays(days):yyyy-MM-dd}")));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, sentence), (browser.Status, browser.Text("#Form_AdmittedOn-error")));
        Assert.Equal((0, 0), await KeptAsync(patient));
    }

    [Fact]
    public async Task A_track_of_another_site_one_that_is_retired_and_one_that_is_none_are_refused()
    {
        var patient = await RegisterAsync("Elsewhere");
        var (elsewhere, retired) = await clinic.InDatabaseAsync(async db =>
        {
            var site = await db.Sites.SingleAsync(s => s.Name == "Northgate");
            var program = new Domain.Programs.Program(site.Id, "Northgate IOP", Domain.Programs.LevelOfCare.IntensiveOutpatient);
            var there = program.AddTrack("There", Domain.Programs.PartOfDay.Morning);
            var here = await db.Programs.Include(p => p.Tracks).FirstAsync(p => p.SiteId != site.Id);
            var gone = here.AddTrack("Gone", Domain.Programs.PartOfDay.Evening);
            gone.Retire(clinic.Time.GetUtcNow());
            db.Add(program);
            await db.SaveChangesAsync();
            return (there.Id, gone.Id);
        });
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{patient}/Admit");
        Assert.Null(browser.Page.QuerySelector($"#track-{elsewhere}"));

        foreach (var (track, sentence) in new[]
        {
            ($"{elsewhere}", "Choose a track from the list."),
            ($"{retired}", "This track takes no new patients."),
            ($"{Guid.CreateVersion7()}", "Choose a track from the list."),
            ("nothing", ""),
        })
        {
            await browser.SubmitAsync(Form, browser.Admission(("Form.TrackId", track)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains(sentence, browser.Text("#track-refused"), StringComparison.Ordinal);
        }

        Assert.Equal((0, 0), await KeptAsync(patient));
    }

    [Fact]
    public async Task The_last_seat_goes_to_one_of_two_who_are_admitted_at_the_same_moment()
    {
        var track = await clinic.InDatabaseAsync(async db =>
        {
            var afternoon = await db.Tracks.SingleAsync(t => t.Name == "Afternoon");
            await db.Database.ExecuteSqlAsync($"update tracks t set capacity = 1 + (select taken from track_seats s where s.track_id = t.id) where t.id = {afternoon.Id.Value}");
            return afternoon.Id;
        });
        var patients = new[] { await RegisterAsync("Former"), await RegisterAsync("Latter") };
        var forms = new List<(Browser Browser, Uri Address, List<KeyValuePair<string, string>> Fields)>();
        foreach (var patient in patients)
        {
            var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{patient}/Admit");
            var (address, fields) = browser.Fill(Form, browser.Admission(("Form.TrackId", $"{track}")));
            forms.Add((browser, address, fields));
        }

        var answers = await Task.WhenAll(forms.Select(form => form.Browser.SendAsync(form.Address, form.Fields)));

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.UnprocessableEntity], answers.Select(a => a.StatusCode).Order());
        Assert.Contains("This track is full.", await answers.Single(a => a.StatusCode is not HttpStatusCode.Redirect).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Episodes.CountAsync(e => patients.Contains(e.PatientId))));
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.AdmissionPapers.Where(p => patients.Contains(p.PatientId)).Select(p => p.PatientId).Distinct().CountAsync()));
    }

    [Fact]
    public async Task Two_forms_of_one_patient_at_the_same_moment_admit_once_and_say_so()
    {
        var patient = await RegisterAsync("Doubly");
        var weekend = await clinic.InDatabaseAsync(db => db.Tracks.Where(t => t.Name == "Weekend").Select(t => t.Id).SingleAsync());
        var browser = await clinic.SignInAsync(Role.Intake);
        var forms = new List<(Uri Address, List<KeyValuePair<string, string>> Fields)>();
        for (var tab = 0; tab < 2; tab++)
        {
            await browser.OpenAsync($"/Patients/{patient}/Admit");
            forms.Add(browser.Fill(Form, browser.Admission(("Form.TrackId", $"{weekend}"))));
        }

        var answers = await Task.WhenAll(forms.Select(form => browser.SendAsync(form.Address, form.Fields)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Redirect);
        // Whoever comes after the first may no longer see the patient; whoever came in before it is told.
        var second = answers.Single(answer => answer.StatusCode is not HttpStatusCode.Redirect);
        Assert.True(
            second.StatusCode is HttpStatusCode.NotFound
            || (await second.Content.ReadAsStringAsync()).Contains("This patient was admitted a moment ago", StringComparison.Ordinal),
            $"{second.StatusCode}");
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Episodes.CountAsync(e => e.PatientId == patient)));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(forms[1].Address, forms[1].Fields.Append(new("Form.PlannedWeeks", "9")))).StatusCode);
    }

    [Fact]
    public async Task Somebody_who_died_a_minor_without_guardian_and_whoever_was_discharged_later_are_not_admitted()
    {
        var minor = await RegisterAsync("Little", new DateOnly(2014, 5, 5));
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{minor}/Admit");
        await browser.SubmitAsync(Form, browser.Admission());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(browser.Refusals, said => said.Contains("needs a guardian", StringComparison.Ordinal));

        var (_, stale) = browser.Fill(Form, browser.Admission());
        var died = await RegisterAsync("Departed");
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Patients.SingleAsync(p => p.Id == died)).RecordDeath(new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 2));
            await db.SaveChangesAsync();
        });
        await browser.PostAsync(new Uri(browser.Address, $"/Patients/{died}/Admit"), stale.Where(field => field.Key != FormKeys.Field));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This patient is recorded as deceased and cannot be admitted.", browser.Refusals);

        var back = await clinic.InDatabaseAsync(async db =>
        {
            var episode = await db.Episodes.OrderByDescending(e => e.DischargedOn).FirstAsync(e => e.DischargedOn != null
                && !db.Episodes.Any(other => other.PatientId == e.PatientId && other.DischargedOn == null));
            var supervisor = await db.Staff.SingleAsync(s => s.Email == "supervisor@demo.example");
            var waiver = new AdmissionWaiver(await db.Patients.SingleAsync(p => p.Id == episode.PatientId), supervisor, "Back again.", supervisor, clinic.Time.GetUtcNow());
            waiver.Decide(true, "It is so.", supervisor, clinic.Time.GetUtcNow());
            db.Add(waiver);
            await db.SaveChangesAsync();
            return episode;
        });
        await browser.OpenAsync($"/Patients/{back.PatientId}/Admit");
        await browser.SubmitAsync(Form, browser.Admission(("Form.TrackId", $"{back.TrackId}"), ("Form.AdmittedOn", $"{back.DischargedOn!.Value.AddDays(-1):yyyy-MM-dd}")));
        Assert.Contains("Admit them from that day on.", browser.Text("#Form_AdmittedOn-error"), StringComparison.Ordinal);
        Assert.Equal((0, 0), await KeptAsync(minor));
        Assert.Equal((0, 0), await KeptAsync(died));
    }

    [Theory]
    [InlineData("a\u0007b", "")]
    [InlineData(TooLong, "Shorten this to 500 characters.")]
    public async Task A_note_that_cannot_be_is_refused_on_the_checklist(string note, string sentence)
    {
        var patient = await RegisterAsync("Noted");
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync($"/Patients/{patient}/Papers");

        await browser.SubmitAsync(Form, ("Form.Papers[0].State", "Done"), ("Form.Papers[0].Note", note == TooLong ? new string('x', 100_000) : note));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(sentence, browser.Text("#Form_Papers_0__Note-error"), StringComparison.Ordinal);
        Assert.Equal((0, 0), await KeptAsync(patient));
    }

    [Fact]
    public async Task The_care_team_completes_the_papers_and_takes_one_back_with_a_reason()
    {
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync("/Work?kind=Papers");
        var address = browser.Element("[data-row]").GetAttribute("href")!;
        await browser.OpenAsync(address);
        var rows = browser.Page.QuerySelectorAll("tr:has(select[name^='Form.Papers'])").Length;

        await browser.SubmitAsync(Form, [.. Enumerable.Range(0, rows).Select(i => ($"Form.Papers[{i}].State", (string?)"Done"))]);
        Assert.Equal("The checklist is saved.", browser.Toast);
        Assert.Contains("Everything is there.", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync(Form);
        Assert.Equal("Nothing was changed.", browser.Toast);

        await browser.SubmitAsync(Form, ("Form.Papers[0].State", ""), ("Form.Papers[0].Note", ""));
        Assert.Equal("Say why.", browser.Text("#Form_Papers_0__Note-error"));
        await browser.SubmitAsync(Form, ("Form.Papers[0].State", ""), ("Form.Papers[0].Note", "Revoked by letter ✉"));
        Assert.Contains("1 still missing", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains("Revoked by letter ✉", browser.Text("[aria-labelledby=entries]"), StringComparison.Ordinal);

        // Who signed is no reason why it no longer holds.
        await browser.SubmitAsync(Form, ("Form.Papers[1].Note", "Signed by mother"));
        await browser.SubmitAsync(Form, ("Form.Papers[1].State", ""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Say why it is taken back."), (browser.Status, browser.Text("#Form_Papers_1__Note-error")));
        await browser.SubmitAsync(Form, ("Form.Papers[1].State", "Declined"));
        Assert.Equal("Say why it is declined.", browser.Text("#Form_Papers_1__Note-error"));
        await browser.SubmitAsync(Form, ("Form.Papers[1].State", ""), ("Form.Papers[1].Note", "Mother took it back"));
        Assert.Contains("2 still missing", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_says_what_an_admission_asks_for()
    {
        var site = await clinic.InDatabaseAsync(db => db.Sites.AsNoTracking().SingleAsync(s => s.Name == "Northgate"));
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync($"/Sites/Site/{site.Id}");
        await browser.SubmitAsync("#admission", ("Admission.PapersBefore", "Consent\nRights"), ("Admission.PapersAfter", "rights"));
        Assert.Contains("“rights” stands in both lists.", browser.Refusals);
        Assert.Equal("rights", browser.Value("Admission.PapersAfter"));

        await browser.SubmitAsync("#admission", ("Admission.AssessmentDays", ""), ("Admission.PapersAfter", "Handbook"), ("Admission.PaperDays", "14"));

        Assert.Equal("What an admission asks for is saved.", browser.Toast);
        var saved = (await clinic.InDatabaseAsync(db => db.Sites.AsNoTracking().SingleAsync(s => s.Id == site.Id))).Admission;
        Assert.Equal((null, 14), (saved.AssessmentDays, saved.PaperDays));
        Assert.Equal(["Consent", "Rights"], saved.PapersBefore);
        Assert.Equal(["Handbook"], saved.PapersAfter);
    }

    /// <summary>How many episodes and papers there are.</summary>
    private Task<(int, int)> KeptAsync(Id<Patient> patient) => clinic.InDatabaseAsync(async db => (
        await db.Episodes.CountAsync(e => e.PatientId == patient), await db.AdmissionPapers.CountAsync(p => p.PatientId == patient)));

    private Task<Id<Patient>> RegisterAsync(string family, DateOnly? born = null) => clinic.InDatabaseAsync(async db =>
    {
        var site = await db.Sites.SingleAsync(s => s.Name == "Harbor Point");
        var now = clinic.Time.GetUtcNow();
        var patient = new Patient(
            site.Id,
            new Demographics { Name = new PersonName("Pat", family), BirthDate = born ?? new DateOnly(1990, 1, 1) },
            new ContactDetails(),
            ClinicClock.DateIn(site.Zone, now),
            now);
        var supervisor = await db.Staff.SingleAsync(s => s.Email == "supervisor@demo.example");
        var waiver = new AdmissionWaiver(patient, supervisor, "Cannot wait.", supervisor, now);
        waiver.Decide(true, "It is so.", supervisor, now);
        db.AddRange(patient, waiver);
        await db.SaveChangesAsync();
        return patient.Id;
    });
}

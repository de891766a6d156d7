using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Outreach;

/// <summary>From an unexcused absence on the roll to somebody who calls, a supervisor who is told, and a decision. Ana is the primary clinician; the supervisor supervises her.</summary>
public sealed class OutreachTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string AttemptForm = "form[action*='handler=Attempt']";
    private const string CloseForm = "form[action*='handler=Close']";
    private const string HandOverForm = "form[action*='handler=HandOver']";

    [Fact]
    public async Task An_unexcused_absence_opens_one_task_for_the_primary_clinician_and_the_same_row_again_opens_no_other()
    {
        var (house, session) = await HouseAsync(patients: 2);
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);

        var task = await OnlyTaskAsync(house.Patients[0]);
        Assert.Equal((house.Ana.Id, OutreachLevel.First, session.Id, true), (task.OwnerId, task.Level, task.SessionId, task.IsOpen));
        Assert.Null(task.EscalatedToId);
        Assert.InRange(task.DueAt, clinic.Time.GetUtcNow().AddHours(23), clinic.Time.GetUtcNow().AddHours(25));
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.OutreachTasks.CountAsync(t => t.PatientId == house.Patients[1].Id)));
        for (var again = 0; again < 2; again++)
        {
            await browser.OpenAsync(session);
            var row = browser.RowOf(house.Patients[0]);
            var (response, _) = await browser.AutosaveAsync([row], (Given.Row(row, "Status"), "UnexcusedAbsence"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(task.Id, (await OnlyTaskAsync(house.Patients[0])).Id);
        // From the roll to the task, and from the chart.
        await browser.OpenAsync(session);
        await browser.FollowAsync($"a[href$='/Outreach/{task.Id}']");
        Assert.Equal("Outreach", browser.Heading);
        Assert.Contains("Pat1", browser.Text(".script"), StringComparison.Ordinal);
        Assert.Contains("Morning skills", browser.Text("section[aria-labelledby=away]"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{task.PatientId}");
        Assert.NotNull(browser.Page.QuerySelector($"a[href='/Outreach/{task.Id}']"));
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == task.PatientId && e.ObjectType == "Outreach" && e.Action == AuditAction.Read)));
    }

    [Theory]
    [InlineData("Autosave")]
    [InlineData("")]
    public async Task Autosave_and_the_whole_roll_open_it_alike(string handler)
    {
        var (house, session) = await HouseAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        if (handler.Length > 0)
        {
            await browser.AutosaveAsync([0], (Given.Row(0, "Status"), "UnexcusedAbsence"));
        }
        else
        {
            await browser.SubmitAsync("#roll", (Given.Row(0, "Status"), "UnexcusedAbsence"));
        }

        Assert.True((await OnlyTaskAsync(house.Patients[0])).IsOpen);
    }

    [Fact]
    public async Task A_corrected_absence_closes_it_by_itself_and_stays_where_somebody_tried()
    {
        var (house, session) = await HouseAsync(patients: 2);
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        await AbsentAsync(Role.Clinician, session, house.Patients[1]);
        var tried = await OnlyTaskAsync(house.Patients[1]);
        await browser.OpenAsync($"/Outreach/{tried.Id}");
        await browser.SubmitAsync(AttemptForm, ("Attempt.Way", "Telephone"), ("Attempt.Result", "LeftMessage"), ("Attempt.Note", "Neutral message."));
        Assert.Equal("The try is noted.", browser.Toast);

        foreach (var patient in house.Patients)
        {
            await browser.OpenAsync(session);
            var row = browser.RowOf(patient);
            await browser.SubmitAsync("#roll", (Given.Row(row, "Status"), "ExcusedAbsence"), (Given.Row(row, "Reason"), "Ill"));
        }

        Assert.Equal(OutreachOutcome.Corrected, (await OnlyTaskAsync(house.Patients[0])).Outcome);
        await browser.OpenAsync($"/Outreach/{tried.Id}");
        Assert.Contains("The absence was corrected", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync(CloseForm, ("Ending.Outcome", "OpenedByMistake"));
        Assert.Equal("The outreach is closed.", browser.Toast);
        Assert.Equal(OutreachOutcome.OpenedByMistake, (await OnlyTaskAsync(house.Patients[1])).Outcome);
    }

    [Fact]
    public async Task The_second_day_in_a_row_tells_the_supervisor_and_the_third_needs_a_decision()
    {
        var (house, first) = await HouseAsync(weeksAgo: 3);
        var patient = house.Patients[0];
        await AbsentAsync(Role.Clinician, first, patient);
        var supervisor = await clinic.SignInAsync(Role.Supervisor);
        await supervisor.OpenAsync("/Outreach");
        var task = await OnlyTaskAsync(patient);
        Assert.Null(supervisor.Page.QuerySelector($"a[href='/Outreach/{task.Id}']"));

        await AbsentAsync(Role.Clinician, await house.ASessionToLogAsync(2), patient);

        var me = await clinic.InDatabaseAsync(db => db.Staff.Where(s => s.Email == "supervisor@demo.example").Select(s => s.Id).SingleAsync());
        var second = await OnlyTaskAsync(patient);
        Assert.Equal((task.Id, OutreachLevel.Second, me), (second.Id, second.Level, second.EscalatedToId!.Value));
        await supervisor.OpenAsync("/Outreach");
        Assert.NotNull(supervisor.Page.QuerySelector($"a[href='/Outreach/{task.Id}']"));
        await supervisor.OpenAsync("/Work");
        Assert.NotNull(supervisor.Page.QuerySelector($"[data-rows] a[href='/Outreach/{task.Id}']"));

        await AbsentAsync(Role.Clinician, await house.ASessionToLogAsync(1), patient);

        // A colleague of the team reads it, tries and does not decide.
        var colleague = await clinic.SignInAsync(Role.Clinician);
        await colleague.OpenAsync($"/Outreach/{task.Id}");
        Assert.Null(colleague.Page.QuerySelector(CloseForm));
        Assert.Contains("a supervisor decides", colleague.Text("#closing"), StringComparison.Ordinal);
        var token = colleague.Value("__RequestVerificationToken");
        var forced = await colleague.SendAsync(
            new Uri(colleague.Address, $"/Outreach/{task.Id}?handler=Close"),
            [
                KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("Ending.Outcome", "ReachedAndReturning"),
                KeyValuePair.Create("Ending.Decision", "ReEngagement"), KeyValuePair.Create("Ending.Note", "Mine."),
            ]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, forced.StatusCode);

        await supervisor.OpenAsync($"/Outreach/{task.Id}");
        await supervisor.SubmitAsync(CloseForm, ("Ending.Outcome", "ReachedAndReturning"), ("Ending.Note", "From ten on."));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "From ten on."), (supervisor.Status, supervisor.Value("Ending.Note")));
        Assert.Equal(["Decide how treatment goes on."], supervisor.Refusals);
        Assert.NotNull(supervisor.Page.QuerySelector("#closing .field-error"));
        await supervisor.SubmitAsync(CloseForm, ("Ending.Decision", "ReEngagement"));
        Assert.Equal("The outreach is closed.", supervisor.Toast);
        var closed = await OnlyTaskAsync(patient);
        Assert.Equal((OutreachDecision.ReEngagement, "From ten on.", me), (closed.Decision!.Value, closed.ClosingNote, closed.ClosedById!.Value));
        await supervisor.OpenAsync("/Outreach?view=Closed");
        Assert.Contains("re-engagement agreed", supervisor.Text("main"), StringComparison.Ordinal);
        var csv = await (await supervisor.SendAsync(HttpMethod.Get, "/Outreach?handler=Csv&view=Closed")).Content.ReadAsStringAsync();
        Assert.Contains("Re-engagement agreed", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_came_between_begins_anew()
    {
        var (house, first) = await HouseAsync(weeksAgo: 3);
        var browser = await AbsentAsync(Role.Clinician, first, house.Patients[0]);
        await browser.SaveAsync(await house.ASessionToLogAsync(2), (Given.Row(0, "Status"), "Present"));
        await AbsentAsync(Role.Clinician, await house.ASessionToLogAsync(1), house.Patients[0]);

        Assert.Equal(OutreachLevel.First, (await OnlyTaskAsync(house.Patients[0])).Level);
    }

    [Fact]
    public async Task What_cannot_be_read_comes_back_with_a_sentence_at_its_field_and_everything_typed()
    {
        var (house, session) = await HouseAsync();
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        var task = await OnlyTaskAsync(house.Patients[0]);
        await browser.OpenAsync($"/Outreach/{task.Id}");

        await browser.SubmitAsync(AttemptForm, ("Attempt.Note", "She called back."), ("Attempt.At", "25:99"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("She called back.", browser.Value("Attempt.Note").Trim());
        Assert.True(browser.Page.QuerySelectorAll("#attempts .field-error").Length >= 3);

        await browser.SubmitAsync(
            AttemptForm, ("Attempt.Way", "Telephone"), ("Attempt.Result", "Reached"), ("Attempt.At", "12:00"), ("Attempt.On", $"{house.Today.AddDays(2):yyyy-MM-dd}"));
        Assert.Equal(["That lies in the future."], browser.Refusals);
        Assert.NotNull(browser.Page.QuerySelector("#attempts .field-refused input[name='Attempt.At']"));
        await browser.SubmitAsync(AttemptForm, ("Attempt.On", $"{house.Today.AddDays(-1):yyyy-MM-dd}"), ("Attempt.Note", new string('x', 1001)));
        Assert.Equal(["Shorten this to 1,000 characters."], browser.Refusals);
        await browser.SubmitAsync(HandOverForm);
        Assert.Equal(["Choose who takes it over."], browser.Refusals);
        await browser.SubmitAsync(CloseForm, ("Ending.Outcome", "NotReached"));
        Assert.Equal(["Try at least 2 times before you close it as not reached."], browser.Refusals);
        Assert.Equal(0, (await OnlyTaskAsync(house.Patients[0])).Tries);
    }

    [Fact]
    public async Task A_try_stands_as_it_was_written_and_a_closed_task_too()
    {
        var (house, session) = await HouseAsync();
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        var task = await OnlyTaskAsync(house.Patients[0]);
        await browser.OpenAsync($"/Outreach/{task.Id}");
        await browser.SubmitAsync(AttemptForm, ("Attempt.Way", "Visit"), ("Attempt.Result", "NoAnswer"), ("Attempt.Note", "Secret of the door."));
        await browser.SubmitAsync(CloseForm, ("Ending.Outcome", "AnotherPlan"), ("Ending.Note", "Secret of the plan."));

        foreach (var change in new[]
        {
            $"update outreach_attempts set note = 'x' where task_id = '{task.Id}'", $"delete from outreach_attempts where task_id = '{task.Id}'",
            $"update outreach_tasks set closing_note = 'x' where id = '{task.Id}'", $"delete from outreach_tasks where id = '{task.Id}'",
            $"insert into outreach_attempts (id, task_id, patient_id, way, result, at, by_id, written_at) select gen_random_uuid(), t.id, t.patient_id, 'Visit', 'Sent', now(), t.owner_id, now() from outreach_tasks t where t.id = '{task.Id}'",
        })
        {
            await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
            await using var command = owner.CreateCommand(change);
            Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }

        Assert.False(await clinic.HistoryMentionsAsync("Secret of the"));
        await browser.OpenAsync($"/Outreach/{task.Id}");
        Assert.Contains("Secret of the door.", browser.Text("#attempts"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(AttemptForm));
    }

    [Fact]
    public async Task It_is_handed_over_within_the_team_alone()
    {
        var (house, session) = await HouseAsync();
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        var task = await OnlyTaskAsync(house.Patients[0]);
        await browser.OpenAsync($"/Outreach/{task.Id}");
        var choices = browser.Page.QuerySelectorAll("#HandOver_To option").Select(option => option.GetAttribute("value")).ToList();
        Assert.DoesNotContain($"{house.Ben.Id}", choices);
        var me = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == "clinician@demo.example"));
        Assert.Contains($"{me.Id}", choices);
        await browser.SubmitAsync(HandOverForm, ("HandOver.To", $"{house.Ben.Id}"));
        Assert.Equal(["The chart is not open to Ben Ito. Choose somebody of the care team."], browser.Refusals);

        await browser.SubmitAsync(HandOverForm, ("HandOver.To", $"{me.Id}"));

        Assert.Equal($"It is with {me.Name.Full} now.", browser.Toast);
        await browser.OpenAsync("/Work");
        Assert.NotNull(browser.Page.QuerySelector($"[data-rows] a[href='/Outreach/{task.Id}']"));
    }

    [Fact]
    public async Task A_leader_who_is_not_of_the_team_opens_it_and_does_not_read_it()
    {
        var house = await House.OpenAsync(clinic, 1);
        var patient = house.Patients[0];
        var me = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == "prescriber@demo.example"));
        // A Sunday, wherever the demo clinic is: its prescriber is free.
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday.AddDays(-8), new TimeOnly(8, 0), clinician: me);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update care_team_members set last_day = first_day where patient_id = {patient.Id.Value} and staff_member_id = {me.Id.Value}"));
        var browser = await AbsentAsync(Role.Prescriber, session, patient);
        var task = await OnlyTaskAsync(patient);

        Assert.Equal(house.Ana.Id, task.OwnerId);
        await browser.OpenAsync(session);
        Assert.Null(browser.Page.QuerySelector($"a[href$='/Outreach/{task.Id}']"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, $"/Outreach/{task.Id}")).StatusCode);
        Assert.DoesNotContain(patient.Name.Family, (await browser.OpenAsync("/Outreach?whose=all")).Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        // And takes it back.
        await browser.OpenAsync(session);
        await browser.SubmitAsync("#roll", (Given.Row(0, "Status"), "Present"));
        Assert.Equal(OutreachOutcome.Corrected, (await OnlyTaskAsync(patient)).Outcome);
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Intake)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    public async Task For_the_office_there_is_nothing_here(Role role)
    {
        var (house, session) = await HouseAsync();
        await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        var task = await OnlyTaskAsync(house.Patients[0]);
        var browser = await clinic.SignInAsync(role);

        foreach (var address in new[] { "/Outreach", $"/Outreach/{task.Id}", "/Outreach?view=Warnings" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, address)).StatusCode);
        }

        await browser.OpenAsync($"/Patients/{task.PatientId}");
        Assert.DoesNotContain($"/Outreach/{task.Id}", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_site_where_somebody_does_not_work_there_is_none()
    {
        var (house, session) = await HouseAsync();
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        var task = await OnlyTaskAsync(house.Patients[0]);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_remove(other_site_ids, {house.Site.Id.Value}) where email like '%@demo.example'"));

        foreach (var key in new[] { $"{task.Id}", $"{Guid.CreateVersion7()}", "nothing" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, $"/Outreach/{key}")).StatusCode);
        }
    }

    [Fact]
    public async Task Two_who_save_two_rolls_at_once_open_one_task()
    {
        var (house, first) = await HouseAsync(weeksAgo: 2);
        var second = await house.ASessionToLogAsync(1);
        var browsers = new[] { await clinic.SignInAsync(Role.Clinician), await clinic.SignInAsync(Role.Prescriber) };
        var forms = new List<(Uri Address, List<KeyValuePair<string, string>> Fields)>();
        foreach (var (browser, session) in browsers.Zip([first, second]))
        {
            await browser.OpenAsync(session);
            forms.Add(browser.Fill("#roll", (Given.Row(0, "Status"), "UnexcusedAbsence")));
        }

        var answers = await Task.WhenAll(browsers.Zip(forms, (browser, form) => browser.SendAsync(form.Address, form.Fields)));

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.OK, $"{answer.StatusCode}"));
        Assert.Equal(2, (await OnlyTaskAsync(house.Patients[0])).Absences);
    }

    [Fact]
    public async Task A_discharge_closes_it()
    {
        var (house, session) = await HouseAsync();
        var browser = await AbsentAsync(Role.Clinician, session, house.Patients[0]);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Discharge");
        await browser.SubmitAsync("form:has([name='Form.DischargeReason'])", ("Form.DischargeReason", "DroppedOut"), ("Form.DischargedOn", $"{house.Today:yyyy-MM-dd}"));

        Assert.Equal(OutreachOutcome.Discharged, (await OnlyTaskAsync(house.Patients[0])).Outcome);
    }

    [Fact]
    public async Task Patients_at_high_risk_come_first_and_whoever_stays_away_often_stands_among_the_warnings()
    {
        var (house, first) = await HouseAsync(patients: 2);
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Patients.SingleAsync(p => p.Id == house.Patients[1].Id)).RaiseRisk(RiskLevel.High, clinic.Time.GetUtcNow());
            await db.SaveChangesAsync();
        });
        foreach (var patient in house.Patients)
        {
            await AbsentAsync(Role.Clinician, first, patient);
        }

        // Two more of this fortnight missed, and one attended.
        var browser = await clinic.SignInAsync(Role.Clinician);
        foreach (var (days, status) in new[] { (-2, AttendanceStatus.Present), (-1, AttendanceStatus.UnexcusedAbsence), (0, AttendanceStatus.UnexcusedAbsence) })
        {
            var session = await house.OneToOneAsync(house.Episodes[0], house.Today.AddDays(days), new TimeOnly(6, 0));
            await clinic.InDatabaseAsync(async db =>
            {
                var logged = await db.Sessions.Include(s => s.Roster).Include(s => s.Attendances).SingleAsync(s => s.Id == session.Id);
                logged.Record(house.Patients[0].Id, new Presence(status), house.Site.Zone, await db.Staff.SingleAsync(s => s.Id == house.Ben.Id), logged.EndsAt);
                await db.SaveChangesAsync();
            });
        }

        await browser.OpenAsync("/Outreach?whose=all");
        var order = browser.Page.QuerySelectorAll("tbody th a").Select(link => link.TextContent.Trim()).Where(name => name.EndsWith(house.Patients[0].Name.Family, StringComparison.Ordinal)).ToList();
        Assert.Equal(house.Patients.Reverse().Select(p => p.Name.Full), order);
        await browser.OpenAsync("/Outreach?view=Warnings&whose=all");
        var rows = browser.Page.QuerySelectorAll("tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains(rows, row => row.Contains(house.Patients[0].Name.Full, StringComparison.Ordinal) && row.Contains("sessions in 14 days (", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains(house.Patients[1].Name.Full, StringComparison.Ordinal) && row.Contains("Risk rose to high", StringComparison.Ordinal));
        var csv = await (await browser.SendAsync(HttpMethod.Get, "/Outreach?handler=Csv&view=Warnings&whose=all")).Content.ReadAsStringAsync();
        Assert.Contains("Risk rose to high", csv, StringComparison.Ordinal);
    }

    private async Task<(House House, GroupSession Session)> HouseAsync(int patients = 1, int weeksAgo = 1)
    {
        var house = await House.OpenAsync(clinic, patients);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set supervisor_id = (select id from staff where email = 'supervisor@demo.example') where id = {house.Ana.Id.Value}"));
        return (house, await house.ASessionToLogAsync(weeksAgo));
    }

    private async Task<Browser> AbsentAsync(Role role, Session session, Patient patient)
    {
        var browser = await (await clinic.SignInAsync(role)).OpenAsync(session);
        await browser.SubmitAsync("#roll", (Given.Row(browser.RowOf(patient), "Status"), "UnexcusedAbsence"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return browser;
    }

    private Task<OutreachTask> OnlyTaskAsync(Patient patient) => clinic.InDatabaseAsync(db => db.OutreachTasks.AsNoTracking().SingleAsync(t => t.PatientId == patient.Id));
}

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Work;

/// <summary>The one queue: what stands in it and goes again by itself, what is put off and handed over, and who sees whose.</summary>
public sealed class WorkTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string SnoozeForm = "form[action*='handler=Snooze']";
    private const string TakeBackForm = "form[action*='handler=TakeBack']";
    private const string HandOverForm = "form[action*='handler=HandOver']";

    [Theory]
    [InlineData(Role.Clinician, "Critical answer", "Safety plan", "Notes", "Assessment", "Plan", "Outreach", "Consents")]
    [InlineData(Role.Supervisor, "Co-signature", "Admission")]
    public async Task Everything_that_waits_stands_in_one_queue_and_opens_where_it_is_done(Role role, params string[] kinds)
    {
        var browser = await (await clinic.SignInAsync(role)).OpenAsync("/Work");

        Assert.Equal([], kinds.Except(Kinds(browser)));
        foreach (var address in browser.Page.QuerySelectorAll("[data-row]").Select(link => link.GetAttribute("href")!).Distinct())
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(HttpMethod.Get, address)).StatusCode);
        }
    }

    [Fact]
    public async Task The_office_sees_what_it_keeps_and_no_clinical_work_and_the_rest_see_nothing()
    {
        var administrator = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Work?view=Team");
        Assert.NotEmpty(Kinds(administrator));
        Assert.Equal([], Kinds(administrator).Except(["Notes", "Authorization", "Credential"]));
        Assert.NotEmpty(administrator.Page.QuerySelectorAll("[aria-labelledby=people] tbody tr"));
        foreach (var role in new[] { Role.Auditor, Role.PrivacyOfficer })
        {
            var nobody = await clinic.SignInAsync(role);
            foreach (var address in new[] { "/Work", "/Work?handler=Count", "/Work?handler=Csv", $"/Work/Plan/{Guid.CreateVersion7()}" })
            {
                Assert.Equal(HttpStatusCode.NotFound, (await nobody.SendAsync(HttpMethod.Get, address)).StatusCode);
            }
        }
    }

    [Fact]
    public async Task What_is_done_is_gone_and_the_count_says_so_at_once_and_is_no_look_at_anybody()
    {
        var (house, session) = await HouseAsync();
        await house.LogWholeAsync(session);
        var browser = await clinic.SignInAsync(Role.Clinician);
        var before = await CountAsync(browser);
        Assert.NotNull((await browser.OpenAsync("/Work")).Page.QuerySelector($"[data-row][href='{Given.AddressOf(session)}']"));

        var seen = await SeenAsync();
        Assert.Equal(before, await CountAsync(browser));
        Assert.Equal(seen, await SeenAsync());
        await browser.SignAsync(session);

        Assert.Equal(before - 1, await CountAsync(browser));
        var late = await LateAsync(browser);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(HttpMethod.Get, $"/Work?handler=Count&known={before - 1}&late={late}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(HttpMethod.Get, $"/Work?handler=Count&known={before - 1}&late={late + 1}")).StatusCode);
        Assert.Null((await browser.OpenAsync("/Work")).Page.QuerySelector($"[data-row][href='{Given.AddressOf(session)}']"));
    }

    [Fact]
    public async Task It_is_put_off_with_a_reason_comes_back_on_its_day_and_can_be_taken_back()
    {
        var (_, session) = await HouseAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        var address = $"/Work/{WorkKind.Note}/{session.Id}";
        var before = await CountAsync(browser);
        await browser.OpenAsync(address);
        await browser.SubmitAsync(SnoozeForm, ("Snooze.Until", await IsoAsync(0)), ("Snooze.Reason", "O’Brien’s part is still to come 🙂"));
        Assert.Equal(["Choose a day after today."], browser.Refusals);
        Assert.Equal("O’Brien’s part is still to come 🙂", browser.Element("#Snooze_Reason").GetAttribute("value"));
        await browser.SubmitAsync(SnoozeForm, ("Snooze.Until", await IsoAsync(15)));
        Assert.Equal(["Choose a day within the next 14 days."], browser.Refusals);
        await browser.SubmitAsync(SnoozeForm, ("Snooze.Until", await IsoAsync(2)), ("Snooze.Reason", ""));
        Assert.Equal(["Say why it can wait."], browser.Refusals);

        await browser.SubmitAsync(SnoozeForm, ("Snooze.Until", await IsoAsync(2)), ("Snooze.Reason", "Secret of the co-leader."));

        Assert.StartsWith("Put off until ", browser.Toast, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector($"[data-row][href='{Given.AddressOf(session)}']"));
        Assert.Equal(before - 1, await CountAsync(browser));
        await browser.OpenAsync("/Work?view=PutOff");
        Assert.NotNull(browser.Page.QuerySelector($"[data-row][href='{Given.AddressOf(session)}']"));
        Assert.False(await clinic.HistoryMentionsAsync("Secret of the co-leader"));
        await browser.OpenAsync(address);
        await browser.SubmitAsync(TakeBackForm);
        Assert.Equal("It waits again.", browser.Toast);
        Assert.Equal(before, await CountAsync(browser));
        Assert.NotNull(browser.Page.QuerySelector($"[data-row][href='{Given.AddressOf(session)}']"));
    }

    [Fact]
    public async Task A_patient_in_danger_cannot_be_put_off_whatever_is_sent()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var alert = await clinic.InDatabaseAsync(db => db.MeasureAlerts.Where(a => a.AcknowledgedAt == null).Select(a => a.Id).FirstAsync());
        await browser.OpenAsync($"/Work/{WorkKind.CriticalAnswer}/{alert}");
        Assert.Null(browser.Page.QuerySelector(SnoozeForm));
        var (_, session) = await HouseAsync();
        await browser.OpenAsync($"/Work/{WorkKind.Note}/{session.Id}");
        var (_, fields) = browser.Fill(SnoozeForm, ("Snooze.Until", await IsoAsync(1)), ("Snooze.Reason", "Later"));

        var answer = await browser.SendAsync(new Uri($"/Work/{WorkKind.CriticalAnswer}/{alert}?handler=Snooze", UriKind.Relative), fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.WorkSnoozes.CountAsync(s => s.Kind == WorkKind.CriticalAnswer)));
    }

    [Fact]
    public async Task It_is_handed_over_within_the_team_and_then_waits_there()
    {
        var (house, _) = await HouseAsync();
        var me = await PersonAsync("clinician@demo.example");
        var colleague = await PersonAsync("prescriber@demo.example");
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update episodes set primary_clinician_id = {me.Id.Value} where id = {house.Episodes[0].Id.Value}"));
        var (mine, theirs) = (await clinic.SignInAsync(Role.Clinician), await clinic.SignInAsync(Role.Prescriber));
        var patient = house.Patients[0].Id;
        // A patient of a month without a plan: it is late.
        var address = await AddressAsync(mine, $"/Patients/{patient}/Plans");
        Assert.Null((await theirs.OpenAsync("/Work")).Page.QuerySelector($"[data-row][href='/Patients/{patient}/Plans']"));
        await mine.OpenAsync(address);
        Assert.DoesNotContain($"{house.Ben.Id}", mine.Page.QuerySelectorAll("#HandOver_To option").Select(option => option.GetAttribute("value")));
        await mine.SubmitAsync(HandOverForm, ("HandOver.To", $"{house.Ben.Id}"), ("HandOver.Reason", "On leave"));
        Assert.Equal(["Choose somebody who can do it."], mine.Refusals);

        await mine.SubmitAsync(HandOverForm, ("HandOver.To", $"{colleague.Id}"), ("HandOver.Reason", "On leave from tomorrow on"));

        Assert.Equal($"It is with {colleague.Name.Full} now.", mine.Toast);
        Assert.Null(mine.Page.QuerySelector($"[data-row][href='/Patients/{patient}/Plans']"));
        var received = await AddressAsync(theirs, $"/Patients/{patient}/Plans");
        Assert.Equal(address, received);
        await theirs.OpenAsync(received);
        Assert.Contains($"By {me.Name.Full}: On leave from tomorrow on", theirs.Text("main"), StringComparison.Ordinal);
        // And on: back to the first.
        await theirs.SubmitAsync(HandOverForm, ("HandOver.To", $"{me.Id}"), ("HandOver.Reason", "Yours after all"));
        Assert.Equal($"It is with {me.Name.Full} now.", theirs.Toast);
        Assert.Equal(address, await AddressAsync(mine, $"/Patients/{patient}/Plans"));
    }

    [Fact]
    public async Task An_outreach_handed_over_here_is_with_the_other_there_too()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(await house.ASessionToLogAsync());
        await browser.SubmitAsync("#roll", (Given.Row(browser.RowOf(house.Patients[0]), "Status"), "UnexcusedAbsence"));
        var (me, other) = (await PersonAsync("clinician@demo.example"), await PersonAsync("prescriber@demo.example"));
        var patient = house.Patients[0].Id;
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update outreach_tasks set owner_id = {me.Id.Value} where patient_id = {patient.Value}"));
        var task = await clinic.InDatabaseAsync(db => db.OutreachTasks.SingleAsync(t => t.PatientId == patient));
        await browser.OpenAsync($"/Work/{WorkKind.Outreach}/{task.Id}");

        await browser.SubmitAsync(HandOverForm, ("HandOver.To", $"{other.Id}"), ("HandOver.Reason", "Knows the family"));

        Assert.Equal(other.Id, (await clinic.InDatabaseAsync(db => db.OutreachTasks.SingleAsync(t => t.Id == task.Id))).OwnerId);
        var theirs = await (await clinic.SignInAsync(Role.Prescriber)).OpenAsync("/Work");
        Assert.NotNull(theirs.Page.QuerySelector($"[data-row][href='/Outreach/{task.Id}']"));
        Assert.Contains("Knows the family", (await theirs.OpenAsync($"/Work/{WorkKind.Outreach}/{task.Id}")).Text("main"), StringComparison.Ordinal);
        // And back again on its own page: both lists follow.
        await theirs.OpenAsync($"/Outreach/{task.Id}");
        await theirs.SubmitAsync("form[action*='handler=HandOver']", ("HandOver.To", $"{me.Id}"));
        Assert.Null((await theirs.OpenAsync("/Work")).Page.QuerySelector($"[data-row][href='/Outreach/{task.Id}']"));
        Assert.NotNull((await browser.OpenAsync("/Work")).Page.QuerySelector($"[data-row][href='/Outreach/{task.Id}']"));
    }

    [Fact]
    public async Task Nobody_hands_over_what_only_they_can_do_whatever_is_sent()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var me = await PersonAsync("clinician@demo.example");
        await clinic.InDatabaseAsync(async db =>
        {
            var member = await db.Staff.SingleAsync(s => s.Id == me.Id);
            member.Hold([.. member.Credentials, new Credential("CADC", null, new DateOnly(2020, 1, 1), new DateOnly(2026, 1, 1))]);
            await db.SaveChangesAsync();
        });
        var (_, session) = await HouseAsync();
        await browser.OpenAsync($"/Work/{WorkKind.Note}/{session.Id}");
        var (_, fields) = browser.Fill(SnoozeForm);
        var sent = fields.Append(new("HandOver.To", $"{me.Id}")).Append(new("HandOver.Reason", "Away"));

        var answer = await browser.SendAsync(new Uri($"/Work/{WorkKind.Credential}/{me.Id}_CADC?handler=HandOver", UriKind.Relative), sent);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.WorkHandOvers.CountAsync(h => h.Kind == WorkKind.Credential)));
    }

    [Fact]
    public async Task Who_answers_for_somebody_acts_for_them_and_a_colleague_only_looks()
    {
        var (house, session) = await HouseAsync(ofAna: true);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set supervisor_id = (select id from staff where email = 'supervisor@demo.example') where id = {house.Ana.Id.Value}"));
        var address = $"/Work/{WorkKind.Note}/{session.Id}";
        // A colleague of the same team, who does not lead it.
        var colleague = await clinic.SignInAsync(Role.Prescriber);
        await colleague.OpenAsync(address);
        Assert.Null(colleague.Page.QuerySelector(SnoozeForm));
        var supervisor = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(address);
        var (form, fields) = supervisor.Fill(SnoozeForm, ("Snooze.Until", await IsoAsync(3)), ("Snooze.Reason", "Ana is ill"));
        await colleague.OpenAsync("/Phrases");
        var (_, own) = colleague.Fill("main form:has([name='Form.Key'])");
        var forged = fields.Where(field => field.Key != "__RequestVerificationToken").Concat(own.Where(field => field.Key == "__RequestVerificationToken")).ToList();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await colleague.SendAsync(form, forged)).StatusCode);

        await supervisor.SubmitAsync(SnoozeForm, ("Snooze.Until", await IsoAsync(3)), ("Snooze.Reason", "Ana is ill"));

        var snooze = await clinic.InDatabaseAsync(db => db.WorkSnoozes.SingleAsync(s => s.Subject == $"{session.Id}"));
        Assert.Equal((house.Ana.Id, (await PersonAsync("supervisor@demo.example")).Id), (snooze.StaffMemberId, snooze.SnoozedById));
        await supervisor.OpenAsync("/Work?view=Team");
        var row = supervisor.Page.QuerySelectorAll("[data-rows] tbody tr").Single(tr => tr.QuerySelector($"[data-row][href='{Given.AddressOf(session)}']") is not null);
        Assert.Contains("Ana Ruiz: until ", row.TextContent, StringComparison.Ordinal);
        await supervisor.OpenAsync(address);
        Assert.Contains("Ana is ill", supervisor.Text("main"), StringComparison.Ordinal);
        await colleague.OpenAsync(address);
        Assert.DoesNotContain("Ana is ill", colleague.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_does_not_exist_or_is_not_theirs_there_is_nothing()
    {
        var stranger = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_remove(other_site_ids, {stranger.Site.Id.Value}) where email like '%@demo.example'"));
        foreach (var address in new[]
        {
            $"/Work/Papers/{stranger.Episodes[0].Id}", $"/Work/Plan/{stranger.Episodes[0].Id}_InitialPlan", $"/Work/Note/{Guid.CreateVersion7()}", "/Work/Note/nothing", "/Work/Nonsense/1", "/Work/99/1",
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, address)).StatusCode);
        }
    }

    [Fact]
    public async Task The_file_has_what_the_page_has()
    {
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync("/Work");
        var rows = browser.Page.QuerySelectorAll("[data-row]").Length;

        var file = await (await browser.SendAsync(HttpMethod.Get, "/Work?handler=Csv")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        // The header, an empty line and the notice of 42 CFR part 2.
        Assert.Equal(rows + 3, file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task What_was_said_stands()
    {
        var (_, session) = await HouseAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync($"/Work/{WorkKind.Note}/{session.Id}");
        await browser.SubmitAsync(SnoozeForm, ("Snooze.Until", await IsoAsync(1)), ("Snooze.Reason", "Later"));
        foreach (var change in new[] { "update work_snoozes set reason = 'x'", "delete from work_snoozes", "truncate work_snoozes", "truncate work_hand_overs" })
        {
            await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
            await using var command = owner.CreateCommand(change);
            Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    private static IReadOnlyList<string> Kinds(Browser browser) =>
        [.. browser.Page.QuerySelectorAll("[data-rows] td[data-label=Kind]").Select(cell => cell.TextContent.Trim()).Distinct()];

    private static Task<int> CountAsync(Browser browser) => NumberAsync(browser, "known");

    private static Task<int> LateAsync(Browser browser) => NumberAsync(browser, "late");

    /// <summary>What the frame of every page is told: it asks again with what it knows.</summary>
    private static async Task<int> NumberAsync(Browser browser, string name)
    {
        var answer = await browser.SendAsync(HttpMethod.Get, "/Work?handler=Count");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return int.Parse(Regex.Match(text, $"{name}=([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private Task<int> SeenAsync() => clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e => e.Action == AuditAction.Read));

    /// <summary>Where this row of the queue is put off or handed over.</summary>
    private static async Task<string> AddressAsync(Browser browser, string href)
    {
        await browser.OpenAsync("/Work");
        var row = browser.Page.QuerySelectorAll("[data-rows] tbody tr").Single(tr => tr.QuerySelector($"[data-row][href='{href}']") is not null && tr.TextContent.Contains("plan", StringComparison.Ordinal));
        return row.QuerySelector(".sheet-actions a")!.GetAttribute("href")!;
    }

    /// <summary>Days from the date at the site where the demo clinic's people work.</summary>
    private async Task<string> IsoAsync(int days)
    {
        var zone = await clinic.InDatabaseAsync(db => db.Sites.Where(site => db.Staff.Any(s => s.SiteId == site.Id && s.Email == "clinician@demo.example")).Select(site => site.TimeZone).SingleAsync());
        return $"{ClinicClock.DateIn(ClinicClock.Zone(zone), clinic.Time.GetUtcNow()).AddDays(days):yyyy-MM-dd}";
    }

    private Task<StaffMember> PersonAsync(string email) => clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == email));

    /// <summary>A session of the demo clinic's clinician, or of Ana, that is over and not logged: on a Sunday, at the first hour that they are free.</summary>
    private async Task<(House House, IndividualSession Session)> HouseAsync(bool ofAna = false)
    {
        var house = await House.OpenAsync(clinic, 1);
        var leader = ofAna ? house.Ana : await PersonAsync("clinician@demo.example");
        var sunday = house.Monday.AddDays(-8);
        // Where the demo clinic is depends on the hour, and so does which hours of this Sunday its clinician works there.
        var taken = await clinic.InDatabaseAsync(db => db.Sessions.Where(s => s.Clinicians.Any(c => c.StaffMemberId == leader.Id)
            && s.ClinicDate >= sunday.AddDays(-1) && s.ClinicDate <= sunday.AddDays(1)).Select(s => new { s.StartsAt, s.EndsAt }).ToListAsync());
        var hour = Enumerable.Range(0, 22).Select(h => new TimeOnly(h, 0)).First(hour =>
            ClinicClock.InstantOf(sunday, hour, house.Site.Zone) is var at && !taken.Exists(s => s.StartsAt < at.AddHours(1) && at < s.EndsAt));
        return (house, await house.OneToOneAsync(house.Episodes[0], sunday, hour, clinician: leader));
    }
}

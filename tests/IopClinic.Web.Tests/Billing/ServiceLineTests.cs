using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Billing;

/// <summary>What was delivered, as it is billed: held until nothing stands against it, and told to nobody but those who bill.</summary>
public sealed class ServiceLineTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_line_is_held_with_the_reasons_and_ready_once_they_are_gone()
    {
        var house = await BilledAsync();
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(Address(house));
        var row = Assert.Single(browser.Page.QuerySelectorAll("tbody tr"));
        Assert.Equal(("90853", "1", "75", "–"), (Cell(row, "Code"), Cell(row, "Units"), Cell(row, "Minutes"), Cell(row, "Diagnosis")));
        foreach (var reason in new[] { "Held", "The note is not signed", "No diagnosis on this day", "No signed treatment plan on this day", "No authorization covers it" })
        {
            Assert.Contains(reason, Cell(row, "State"), StringComparison.Ordinal);
        }

        await browser.FollowAsync("tbody a[data-row]");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains(session.Title, browser.Text("main"), StringComparison.Ordinal);

        await SettleAsync(house, session);
        await browser.OpenAsync(Address(house));
        row = Assert.Single(browser.Page.QuerySelectorAll("tbody tr"));
        Assert.Equal(("F32.1", "Ready"), (Cell(row, "Diagnosis"), Cell(row, "State")));
        Assert.Contains("A-7", Cell(row, "Authorization"), StringComparison.Ordinal);
        Assert.Contains("Ready: 90853 1 unit.", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync($"{Address(house)}&state=Held");
        Assert.Contains("No line matches", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certification_and_a_credential_are_asked_for_as_the_program_and_the_service_say()
    {
        var house = await BilledAsync();
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        await SettleAsync(house, session);
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(Address(house));
        Assert.Equal("Ready", Cell(Assert.Single(browser.Page.QuerySelectorAll("tbody tr")), "State"));

        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Programs.SingleAsync(p => p.Id == house.Program.Id)).DemandPlans(PlanRules.Usual with { CertificationDays = 60 });
            (await db.Services.SingleAsync(s => s.Id == house.Skills.Id)).Demand(["MD"]);
            await db.SaveChangesAsync();
        });
        await browser.OpenAsync(Address(house));
        var state = Cell(Assert.Single(browser.Page.QuerySelectorAll("tbody tr")), "State");
        Assert.Contains("No physician’s certification covers this day", state, StringComparison.Ordinal);
        Assert.Contains("The clinician held no credential for it on this day", state, StringComparison.Ordinal);
        Assert.Contains("not certified 1, no credential 1", browser.Text("main"), StringComparison.Ordinal);
        var file = await (await browser.SendAsync(HttpMethod.Get, $"{Address(house)}&handler=Csv")).Content.ReadAsStringAsync();
        Assert.Contains("No physician’s certification covers this day; The clinician held no credential", file, StringComparison.Ordinal);

        // By a physician, in the first days: the plan's content is nothing to whoever bills.
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update treatment_plans set certified_at = {session.StartsAt.AddDays(-20)}, certified_by_id = {house.Ana.Id.Value} where episode_id = {house.Episodes[0].Id.Value}"));
        await browser.OpenAsync(Address(house));
        state = Cell(Assert.Single(browser.Page.QuerySelectorAll("tbody tr")), "State");
        Assert.DoesNotContain("certification", state, StringComparison.Ordinal);
        Assert.Contains("credential", state, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_lines_were_read_stands_in_the_history_of_each()
    {
        var house = await BilledAsync(2);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Billing/Lines");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        foreach (var patient in house.Patients.Select(p => p.Id.Value))
        {
            Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.ObjectType == "Billing lines" && e.Shown!.Contains(patient))), "Nobody would hear of it.");
        }

        var answer = await browser.SendAsync(HttpMethod.Get, "/Billing/Lines?handler=Csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var file = await answer.Content.ReadAsStringAsync();
        Assert.Contains(",90853,", file, StringComparison.Ordinal);
        Assert.Contains("42 CFR part 2 prohibits", file, StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.ObjectType == "Billing export")));
    }

    [Fact]
    public async Task The_demo_clinic_has_ready_and_held_lines_of_days_and_of_sessions()
    {
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Billing/Lines?state=Ready");
        Assert.Contains("S9480", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains("H0015", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync("/Billing/Lines?state=Held");
        Assert.NotEmpty(browser.Page.QuerySelectorAll("tbody tr"));
        foreach (var reason in new[] { "no treatment plan", "not certified", "no credential" })
        {
            Assert.Contains(reason, browser.Text("#totals + p"), StringComparison.Ordinal);
        }

        await browser.OpenAsync("/Billing/Lines");
        Assert.True(
            browser.Page.QuerySelectorAll("tbody [data-label='State']").Count(state => state.TextContent.Contains("Ready", StringComparison.Ordinal)) * 2 > browser.Page.QuerySelectorAll("tbody tr").Length,
            browser.Text("h1 + p") + browser.Text("#totals + p"));
        await browser.OpenAsync("/Billing/Lines?from=1999-01-01&until=1999-01-07");
        Assert.Contains("Nothing to bill", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync("/Billing/Lines?from=1999-02-01&until=1999-01-07");
        Assert.Contains("they were exchanged", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync("/Billing/Lines?from=1990-02-01&until=1999-01-07");
        Assert.Contains("at most 92 days", browser.Text("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Prescriber)]
    [InlineData(Role.Intake)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    public async Task Nobody_else_reads_them_on_the_page_or_behind_it(Role role)
    {
        var browser = await (await clinic.SignInAsync(role)).OpenAsync("/Billing/Lines");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);

        var house = await BilledAsync();
        var session = await house.ASessionToLogAsync();
        await SignPlanAsync(house);
        Assert.Equal(0, await PlansBehindAsync(role, house.Site.Id.Value, session.ClinicDate));
        Assert.Equal(1, await PlansBehindAsync(Role.Administrator, house.Site.Id.Value, session.ClinicDate));
        Assert.Equal(0, await PlansBehindAsync(Role.Administrator, house.Site.Id.Value, session.ClinicDate.AddDays(-7)));
        Assert.Equal(0, await PlansBehindAsync(Role.Administrator, Id<Site>.New().Value, session.ClinicDate));
        Assert.Equal(0, await BehindAsync(role, house.Site.Id.Value, session.ClinicDate));
        Assert.Equal(1, await BehindAsync(Role.Administrator, house.Site.Id.Value, session.ClinicDate));
        Assert.Equal(0, await BehindAsync(Role.Administrator, Id<Site>.New().Value, session.ClinicDate));
    }

    [Fact]
    public async Task How_a_service_is_billed_is_set_on_its_page()
    {
        var house = await House.OpenAsync(clinic);
        var address = $"/Services/Service/{house.OneToOne.Id}";
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(address);
        await browser.SubmitAsync("form.panel", ("Form.By", "Session"), ("Form.Codes", "90832 at 16"), ("Form.TelehealthModifier", "95"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(ServiceBilling.HowToWrite, browser.Text("#Form_Codes-error"));
        Assert.Equal("90832 at 16", browser.Value("Form.Codes"));

        await browser.SubmitAsync("form.panel", ("Form.Codes", "90834 from 38, 90832 from 16"), ("Form.WithoutPatient", "90846"));
        Assert.Equal("Only family sessions take place without the patient.", browser.Text("#Form_WithoutPatient-error"));
        await browser.SubmitAsync("form.panel", ("Form.WithoutPatient", ""), ("Form.NeedsAuthorization", "true"));
        Assert.Equal($"{house.OneToOne.Name} is saved.", browser.Toast);
        var saved = await clinic.InDatabaseAsync(db => db.Services.AsNoTracking().SingleAsync(s => s.Id == house.OneToOne.Id));
        Assert.Equal(new ServiceBilling(BilledBy.Session, "90832 from 16, 90834 from 38", null, "95", false, true), saved.Billing);
        await browser.OpenAsync(address);
        Assert.Equal("90832 from 16, 90834 from 38", browser.Value("Form.Codes"));
    }

    /// <summary>A house whose groups are billed session by session, with an authorization.</summary>
    private async Task<House> BilledAsync(int patients = 1)
    {
        var house = await House.OpenAsync(clinic, patients);
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Services.SingleAsync(s => s.Id == house.Skills.Id)).Bill(new ServiceBilling(BilledBy.Session, "90853", null, null, false, NeedsAuthorization: true));
            await db.SaveChangesAsync();
        });
        return house;
    }

    /// <summary>The notes are signed, the diagnosis stands since before, and the payer approved.</summary>
    private async Task SettleAsync(House house, GroupSession session)
    {
        var leader = await clinic.SignInAsync(Role.Clinician);
        await leader.SignAsync(session);
        await SignPlanAsync(house);
        await clinic.InDatabaseAsync(async db =>
        {
            var ana = await db.Staff.SingleAsync(s => s.Id == house.Ana.Id);
            var patient = await db.Patients.Include(p => p.Diagnoses).SingleAsync(p => p.Id == house.Patients[0].Id);
            patient.Diagnose(new DiagnosisFinding("F32.1", "Major depressive disorder", DiagnosisStatus.Confirmed, null), ana, session.ClinicDate, session.EndsAt);
            var episode = await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id);
            db.PayerAuthorizations.Add(new PayerAuthorization(
                episode,
                new AuthorizedCare("Blue Heron", "A-7", "90853", house.Skills.Id, AuthorizedUnit.Sessions, 10, null, session.ClinicDate, session.ClinicDate.AddDays(60)),
                ana,
                session.EndsAt));
            await db.SaveChangesAsync();
        });
    }

    /// <summary>Rows that the function behind the page tells somebody of that role at that site.</summary>
    private Task<int> BehindAsync(Role role, Guid site, DateOnly on) => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"select set_config('app.roles', {role.ToString()}, true), set_config('app.sites', {$"{{{site}}}"}, true)");
        return await db.Database.SqlQuery<int>($"""select count(*)::int as "Value" from billable_sessions({on}, {on}, now() + interval '1 day')""").SingleAsync();
    });

    /// <summary>A plan that is in force since the admission.</summary>
    private async Task SignPlanAsync(House house)
    {
        await house.PlanAsync(house.Episodes[0], "Says no to a loan");
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update treatment_plans set signed_at = written_at, signed_by_id = {house.Ana.Id.Value} where episode_id = {house.Episodes[0].Id.Value}"));
    }

    private Task<int> PlansBehindAsync(Role role, Guid site, DateOnly on) => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"select set_config('app.roles', {role.ToString()}, true), set_config('app.sites', {$"{{{site}}}"}, true)");
        return await db.Database.SqlQuery<int>($"""select count(*)::int as "Value" from billable_plans({on}, {on})""").SingleAsync();
    });

    private static string Address(House house) => $"/Billing/Lines?patient={house.Patients[0].Id}";

    private static string Cell(AngleSharp.Dom.IElement row, string label) => row.QuerySelector($"[data-label='{label}']")!.TextContent.Trim();
}

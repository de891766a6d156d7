using System.Net;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>One decision, said three times, and access that ends with what it rests on: at the next request of the same browser.</summary>
public sealed class AccessTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task The_decision_the_query_filter_and_the_policies_say_the_same_of_everybody()
    {
        await Acquaintances.OfAsync(clinic);
        await using var app = NpgsqlDataSource.Create(clinic.AppConnection);
        var clock = clinic.Services.GetRequiredService<ClinicClock>();
        var (staff, patients, zones) = await clinic.InDatabaseAsync(async db => (
            await db.Staff.AsNoTracking().ToListAsync(),
            await db.Patients.AsNoTracking().Select(p => new { p.Id, p.SiteId }).ToListAsync(),
            (await db.Sites.AsNoTracking().ToListAsync()).ToDictionary(s => s.Id, s => s.Zone)));
        var faults = new List<string>();
        var (allowed, denied) = (0, 0);
        foreach (var person in staff)
        {
            var actor = new Actor { IsBounded = true, StaffMemberId = person.Id, Zone = zones[person.SiteId] };
            await using var db = new ClinicDb(new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(app).Options, actor, clock);
            await using var work = await db.BeginWorkAsync(TestContext.Current.CancellationToken);
            var today = clock.Today(actor.Zone);
            var treated = (await db.Database.SqlQuery<Guid>($"""select p as "Value" from unnest({patients.Select(p => p.Id.Value).ToArray()}) p where in_treatment(p, {today})""")
                .ToListAsync()).ToHashSet();
            var expected = (await db.Database.SqlQuery<Guid>($"""select p as "Value" from unnest({patients.Select(p => p.Id.Value).ToArray()}) p where is_expected(p, {today})""")
                .ToListAsync()).ToHashSet();
            // The filter, as a page asks; and the policies alone, past the filter.
            var filtered = (await db.Patients.Select(p => p.Id).ToListAsync()).ToHashSet();
            var unfiltered = (await db.Patients.IgnoreQueryFilters().Select(p => p.Id).ToListAsync()).ToHashSet();
            var charts = (await db.Set<Allergy>().Select(a => a.PatientId).Distinct().ToListAsync()).ToHashSet();
            var chartsUnfiltered = (await db.Set<Allergy>().IgnoreQueryFilters().Select(a => a.PatientId).Distinct().ToListAsync()).ToHashSet();
            var withAllergy = await clinic.InDatabaseAsync(async all => (await all.Set<Allergy>().Select(a => a.PatientId).Distinct().ToListAsync()).ToHashSet());
            foreach (var patient in patients)
            {
                var state = new PatientState(patient.Id, patient.SiteId, treated.Contains(patient.Id.Value), expected.Contains(patient.Id.Value));
                var name = PatientAccess.Decide(db.Reach!, state, PatientAction.SeeName).IsAllowed;
                if (name != filtered.Contains(patient.Id) || name != unfiltered.Contains(patient.Id))
                {
                    faults.Add($"{person.Email} and {patient.Id}: decision {name}, filter {filtered.Contains(patient.Id)}, policy {unfiltered.Contains(patient.Id)}");
                }

                var chart = PatientAccess.Decide(db.Reach!, state, PatientAction.ReadChart).IsAllowed && withAllergy.Contains(patient.Id);
                if (chart != charts.Contains(patient.Id) || chart != chartsUnfiltered.Contains(patient.Id))
                {
                    faults.Add($"{person.Email} and the chart of {patient.Id}: decision {chart}, filter {charts.Contains(patient.Id)}, policy {chartsUnfiltered.Contains(patient.Id)}");
                }

                (allowed, denied) = name ? (allowed + 1, denied) : (allowed, denied + 1);
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} differences.\n" + string.Join('\n', faults.Take(40)));
        Assert.True(allowed > 500 && denied > 500, $"{allowed} allowed and {denied} denied prove little.");
    }

    [Fact]
    public async Task A_membership_that_ended_opens_nothing_at_the_next_request()
    {
        var (house, browser, chart) = await OpenChartAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            var mine = await MineAsync(db, house.Patients[0]);
            mine.End(house.Today);
            await db.SaveChangesAsync();
        });

        await browser.OpenAsync(chart);
        await ClosedAsync(browser);
    }

    [Fact]
    public async Task A_cover_ends_at_midnight()
    {
        var house = await House.OpenAsync(clinic, 1);
        await clinic.InDatabaseAsync(async db =>
        {
            (await MineAsync(db, house.Patients[0])).End(house.Today);
            await db.SaveChangesAsync();
            var patient = await db.Patients.SingleAsync(p => p.Id == house.Patients[0].Id);
            var me = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            db.CareTeams.Add(new CareTeamMember(patient, me, CareTeamPart.Covering, house.Today, house.Today, null, clinic.Time.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        // A minute before midnight it is open, a minute after it is not; the sign-in is of that night.
        var midnight = TimeZoneInfo.ConvertTimeToUtc(house.Today.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified), house.Site.Zone);
        clinic.Time.Pass(midnight - clinic.Time.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(1));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);

        clinic.Time.Pass(TimeSpan.FromMinutes(2));
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}");
        await ClosedAsync(browser);
    }

    [Fact]
    public async Task A_site_that_somebody_left_is_closed_at_the_next_request()
    {
        var (house, browser, chart) = await OpenChartAsync();
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_remove(other_site_ids, {house.Site.Id.Value}) where email = 'clinician@demo.example'"));

        await browser.OpenAsync(chart);
        await ClosedAsync(browser);
    }

    [Fact]
    public async Task A_critical_answer_opens_the_chart_to_whoever_is_on_call_until_somebody_has_acted()
    {
        var house = await House.OpenAsync(clinic, 1);
        var patient = house.Patients[0];
        var measure = await clinic.InDatabaseAsync(async db =>
        {
            var phq9 = clinic.Services.GetRequiredService<InstrumentLibrary>().Find("PHQ-9")!;
            var given = new MeasureAdministration(patient, null, phq9, MeasureMode.Tablet, house.Ana, house.Today, clinic.Time.GetUtcNow());
            given.Answer(phq9, [KeyValuePair.Create("phq9-9", (int?)1)], clinic.Time.GetUtcNow());
            db.Measures.Add(given);
            db.MeasureAlerts.AddRange(given.Raise(phq9, MeasureSex.OtherOrUnknown, [], house.Ana.Id, clinic.Time.GetUtcNow()));
            await db.SaveChangesAsync();
            // The supervisor answers for people of this team as well: it is over.
            await db.Database.ExecuteSqlAsync($"update care_team_members set last_day = {house.Today.AddDays(-2)} where patient_id = {patient.Id.Value}");
            return given.Id;
        });
        var (chart, alert) = ($"/Patients/{patient.Id}", $"/Patients/{patient.Id}/Measures/{measure}");
        var onCall = await clinic.SignInAsync(Role.Supervisor);
        await onCall.OpenAsync(chart);
        await ClosedAsync(onCall);

        var administrator = await clinic.SignInAsync(Role.Administrator);
        await administrator.OpenAsync($"/Sites/Site/{house.Site.Id}");
        var supervisor = await clinic.InDatabaseAsync(async db => (await db.Staff.SingleAsync(s => s.Email == "supervisor@demo.example")).Id);
        await administrator.SubmitAsync("form[action*='handler=Crisis']", ("Crisis.OnCall[0]", $"{supervisor}"), ("Crisis.Contacts", "County line 555 0199"));
        Assert.Equal(["Write each contact on a line of its own: who, a colon, and the number."], administrator.Refusals);
        Assert.Equal("County line 555 0199", administrator.Value("Crisis.Contacts"));
        await administrator.SubmitAsync("form[action*='handler=Crisis']", ("Crisis.Contacts", "County line: 555 0199"));
        Assert.Equal("Crisis contacts and on-call list are saved.", administrator.Toast);

        await onCall.OpenAsync("/Today");
        await onCall.FollowAsync($"section[aria-labelledby=alerts-title] a[href='{alert}']");
        Assert.Equal(HttpStatusCode.OK, onCall.Status);
        await onCall.SubmitAsync("form[action*='handler=Acknowledge']", ("Outcome.Outcome", "Called; the brother is with him until tomorrow."));
        Assert.Equal("/Today", onCall.Address.AbsolutePath.TrimEnd('/'));
        await onCall.OpenAsync(chart);
        await ClosedAsync(onCall);
        Assert.Contains(
            await clinic.InDatabaseAsync(db => db.AuditEvents.Where(e => e.PatientId == patient.Id && e.ActorId == supervisor).Select(e => e.ObjectType).ToListAsync()),
            what => what == "Measures");
    }

    [Fact]
    public async Task A_role_that_was_taken_away_opens_nothing_at_the_next_request()
    {
        var (_, browser, chart) = await OpenChartAsync(Role.Prescriber);
        await ChangeAsync("prescriber@demo.example", member => member.Appoint([Role.Auditor]));

        await browser.OpenAsync(chart);
        await ClosedAsync(browser);
        await ChangeAsync("prescriber@demo.example", member => member.Appoint([Role.Prescriber]));
    }

    [Fact]
    public async Task An_account_that_was_deactivated_opens_nothing_at_the_next_request()
    {
        var (_, browser, chart) = await OpenChartAsync(Role.Prescriber);
        await ChangeAsync("prescriber@demo.example", member => member.Deactivate(clinic.Time.GetUtcNow()));

        await browser.OpenAsync(chart);
        await ClosedAsync(browser);
        await ChangeAsync("prescriber@demo.example", member => member.Reactivate());
    }

    private async Task<(House House, Browser Browser, string Chart)> OpenChartAsync(Role role = Role.Clinician)
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(role);
        var chart = $"/Patients/{house.Patients[0].Id}";
        await browser.OpenAsync(chart);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("Tester", browser.Page.Body!.TextContent, StringComparison.Ordinal);
        return (house, browser, chart);
    }

    /// <summary>Nothing of the patient is told: there is nothing here, or somebody has to sign in.</summary>
    private static Task ClosedAsync(Browser browser)
    {
        Assert.True(browser.Status == HttpStatusCode.NotFound || browser.Heading == "Sign in", $"{browser.Status} at {browser.Address}");
        Assert.DoesNotContain("Tester", browser.Page.Body!.TextContent, StringComparison.Ordinal);
        return Task.CompletedTask;
    }

    private static Task<CareTeamMember> MineAsync(ClinicDb db, Patient patient) => (
        from member in db.CareTeams
        where member.PatientId == patient.Id
        join staff in db.Staff on member.StaffMemberId equals staff.Id
        where staff.Email == "clinician@demo.example"
        select member).SingleAsync();

    private Task ChangeAsync(string email, Action<StaffMember> change) => clinic.InDatabaseAsync(async db =>
    {
        change(await db.Staff.SingleAsync(s => s.Email == email));
        await db.SaveChangesAsync();
    });
}

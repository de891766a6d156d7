using System.Globalization;
using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Insight;

/// <summary>The census and the figures of attendance of a house whose every session is known.</summary>
public sealed class InsightTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task The_census_counts_who_is_there_that_day_who_came_who_went_and_who_stays_too_long()
    {
        // All four since 28 days ago, ten weeks planned.
        var house = await HouseAsync(4);
        await clinic.InDatabaseAsync(async db =>
        {
            var by = await db.Staff.SingleAsync(s => s.Id == house.Ana.Id);
            (await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id)).Discharge(house.Today.AddDays(-7), DischargeReason.Completed, null, by, house.Today);
            await db.SaveChangesAsync();
            return await db.Database.ExecuteSqlAsync($"update episodes set planned_weeks = 3 where id = {house.Episodes[1].Id.Value}");
        });
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Census");
        Assert.Equal(["3", "4", "1", "1"], Figures(browser, "In treatment", "Started", "Discharged", "Longer than planned"));
        // 21 days of four and 7 of three (the day of discharge counts), and one more of three: over 90 days.
        Assert.Equal([Decimal(((22 * 4) + (7 * 3)) / 90m)], Figures(browser, "Average daily census"));
        Assert.Equal(3, Rows(browser).Count);
        await browser.OpenAsync("/Census?show=Overstays");
        Assert.Equal(["Pat2"], Rows(browser).Select(GivenName));
        Assert.Contains("7 days beyond plan", browser.Text("#patients"), StringComparison.Ordinal);
        await browser.OpenAsync("/Census?show=Discharged");
        Assert.Equal(["Pat1"], Rows(browser).Select(GivenName));
        Assert.Contains("completed", browser.Text("#patients"), StringComparison.Ordinal);

        await browser.OpenAsync($"/Census?date={house.Today.AddDays(200):yyyy-MM-dd}");
        Assert.Equal(["3"], Figures(browser, "In treatment"));
        await browser.OpenAsync($"/Census?date={house.Today.AddDays(-7):yyyy-MM-dd}");
        Assert.Equal(["4"], Figures(browser, "In treatment"));
        await browser.OpenAsync($"/Census?date={house.Today.AddDays(-29):yyyy-MM-dd}");
        Assert.Equal(["0"], Figures(browser, "In treatment"));
        Assert.Contains("Nobody", browser.Text("#patients"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attendance_adds_up_and_each_line_opens_its_sessions()
    {
        var house = await HouseAsync(4);
        var first = await LoggedAsync(house, 2, AttendanceStatus.Present, AttendanceStatus.Late, AttendanceStatus.ExcusedAbsence, AttendanceStatus.UnexcusedAbsence);
        var second = await LoggedAsync(house, 1, AttendanceStatus.Present, AttendanceStatus.Present, AttendanceStatus.Present);
        var alone = await house.OneToOneAsync(house.Episodes[0], house.Monday.AddDays(-8), new TimeOnly(8, 0));
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update sessions set cancelled_at = starts_at, cancel_kind = 'PatientLate', cancel_cause = 'PatientIll', cancel_reason = 'Ill' where id = {alone.Id.Value}"));
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync($"/Attendance?from={house.Today.AddDays(-27):yyyy-MM-dd}&until={house.Today:yyyy-MM-dd}&by=Session");

        // 5 came of 7 recorded places and one cancelled too late; 1 of 3 sessions called off; 5 of 200 places.
        Assert.Equal(["63 %", "33 %", "3 %"], Figures(browser, "Show rate", "Cancellations", "Use of the groups"));
        var group = browser.Page.QuerySelectorAll("[aria-labelledby=lines] tbody tr").Single(row => row.TextContent.Contains("Morning skills", StringComparison.Ordinal));
        Assert.Equal(["2", "0", "8", "5", "1", "1", "1", "71 %", "3 %"], group.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()));
        await browser.OpenAsync(group.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal([Given.AddressOf(second), Given.AddressOf(first)], browser.Page.QuerySelectorAll("#sessions tbody a").Select(link => link.GetAttribute("href")));
        var file = await (await browser.SendAsync(HttpMethod.Get, $"/Attendance?from={house.Today.AddDays(-27):yyyy-MM-dd}&handler=Csv")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Patient late", file, StringComparison.Ordinal);
        foreach (var by in new[] { "Week", "Program", "Leader", "Weekday", "Hour" })
        {
            await browser.OpenAsync($"/Attendance?by={by}");
            Assert.Equal("5", browser.Page.QuerySelectorAll("[aria-labelledby=lines] td[data-label=Came]").Sum(cell => int.Parse(cell.TextContent, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Notes_count_as_in_time_by_the_hours_of_their_program_and_hours_by_whole_weeks()
    {
        var house = await HouseAsync(2);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update programs set weekly_minutes_minimum = 75, weekly_minutes_maximum = 600 where id = {house.Program.Id.Value}"));
        var session = await LoggedAsync(house, 1, AttendanceStatus.Present, AttendanceStatus.LeftEarly);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, written_by_id, written_at, signed_at, is_late_entry) select gen_random_uuid(), session_id, patient_id, site_id, clinic_date, {house.Ana.Id.Value}, now(), {session.EndsAt.AddHours(23)}, false from roster_places where session_id = {session.Id.Value} and patient_id = {house.Patients[0].Id.Value}"));
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync($"/Attendance?from={session.ClinicDate:yyyy-MM-dd}&until={session.ClinicDate.AddDays(6):yyyy-MM-dd}");

        Assert.Equal(["50 %", "50 %"], Figures(browser, "Notes in time", "Weekly hours"));
        Assert.Contains("Of the patients you have to do with now.", browser.Text("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Attendance?from=2026-10-30&until=2026-10-01", "exchanged")]
    [InlineData("/Attendance?until=2030-11-01", "this ends today")]
    [InlineData("/Attendance?from=1950-01-01&until=2026-11-01", "at most 366 days")]
    public async Task An_odd_period_is_mended_and_said(string address, string sentence) =>
        Assert.Contains(sentence, (await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(address)).Text("main"), StringComparison.Ordinal);

    [Theory]
    [InlineData(Role.Intake)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    public async Task The_rest_sees_no_figures(Role role)
    {
        var browser = await clinic.SignInAsync(role);
        foreach (var address in new[] { "/Census", "/Attendance", "/Census?handler=Csv", "/Attendance?handler=Csv" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, address)).StatusCode);
        }
    }

    private static string Decimal(decimal value) => Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Figures(Browser browser, params string[] names) =>
        [.. names.Select(name => browser.Page.QuerySelectorAll(".insight-figures > div").Single(figure => figure.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent.Trim())];

    private static IReadOnlyList<AngleSharp.Dom.IElement> Rows(Browser browser) => [.. browser.Page.QuerySelectorAll("#patients tbody tr")];

    private static string GivenName(AngleSharp.Dom.IElement row) => row.QuerySelector("th a")!.TextContent.Trim().Split(' ')[0];

    /// <summary>A group session of all patients of the house; those without a status are not recorded.</summary>
    private async Task<GroupSession> LoggedAsync(House house, int weeksAgo, params AttendanceStatus[] statuses)
    {
        var session = await house.ASessionToLogAsync(weeksAgo);
        await clinic.InDatabaseAsync(async db =>
        {
            var found = (await Web.Sessions.SessionQueries.SessionOnAsync(db, session.ClinicDate, session.Id))!;
            foreach (var (patient, status) in house.Patients.Zip(statuses))
            {
                var presence = status switch
                {
                    AttendanceStatus.Late => new Presence(status, Arrived: ClinicClock.TimeIn(house.Site.Zone, found.StartsAt.AddMinutes(10))),
                    AttendanceStatus.LeftEarly => new Presence(status, Left: ClinicClock.TimeIn(house.Site.Zone, found.StartsAt.AddMinutes(30))),
                    AttendanceStatus.ExcusedAbsence => new Presence(status, Reason: "Ill"),
                    _ => new Presence(status),
                };
                found.Record(patient.Id, presence, house.Site.Zone, house.Ana, found.EndsAt);
            }

            await db.SaveChangesAsync();
        });
        return session;
    }

    /// <summary>A house that is the site at which the demo clinic's people start their day.</summary>
    private async Task<House> HouseAsync(int patients)
    {
        var house = await House.OpenAsync(clinic, patients);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_append(array_remove(other_site_ids, {house.Site.Id.Value}), site_id), site_id = {house.Site.Id.Value} where email like '%@demo.example'"));
        return house;
    }
}

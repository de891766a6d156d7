using System.Net;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Hours;

/// <summary>The hours of a program's week and of one patient: every number with the sessions it comes from.</summary>
public sealed class LedgerTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_week_of_the_program_adds_up_what_each_patient_attended()
    {
        var monday = ClinicWeek.Of(await clinic.InDatabaseAsync(db => db.Attendances.Where(a => a.Minutes > 0).MaxAsync(a => a.ClinicDate))).Monday.AddDays(-7);
        var administrator = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == "administrator@demo.example"));
        var (patient, minutes) = await clinic.InDatabaseAsync(async db =>
        {
            var most = await (
                from attendance in db.Attendances
                join session in db.Sessions on attendance.SessionId equals session.Id
                join service in db.Services on session.ServiceId equals service.Id
                where service.CountsTowardHours && attendance.SiteId == administrator.SiteId && attendance.ClinicDate >= monday && attendance.ClinicDate < monday.AddDays(7)
                    && db.Episodes.Any(e => e.PatientId == attendance.PatientId && e.DischargedOn == null && e.AdmittedOn <= monday)
                group attendance.Minutes by attendance.PatientId into sums
                orderby sums.Sum() descending
                select new { sums.Key, Minutes = sums.Sum() }).FirstAsync();
            return (most.Key, most.Minutes);
        });
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Hours?date={monday.AddDays(3):yyyy-MM-dd}");

        var row = browser.Element($"a[href='/Patients/{patient}/Hours?date={monday:yyyy-MM-dd}']").Closest("tr")!;
        Assert.Equal(Show.Minutes(minutes), Cell(row, "Delivered"));
        Assert.StartsWith($"{minutes / 60m:0.##} of ", Cell(row, "Will end at"), StringComparison.Ordinal);

        var answer = await browser.SendAsync(HttpMethod.Get, browser.Element("a[href*='handler=Csv']").GetAttribute("href")!);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("Week,Patient,", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"{monday:yyyy-MM-dd},", StringComparison.Ordinal) && line.Contains($",{minutes},", StringComparison.Ordinal));

        await browser.OpenAsync($"/Hours?date={monday:yyyy-MM-dd}&attention=true");
        Assert.DoesNotContain("On course", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hours_of_a_patient_open_the_sessions_they_come_from()
    {
        var (house, session) = await ALoggedWeekAsync();
        var monday = ClinicWeek.Of(session.ClinicDate).Monday;
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Hours?date={monday:yyyy-MM-dd}");

        Assert.Equal("Hours", browser.Heading);
        Assert.Contains("1 of 9 h", browser.Text("section[aria-labelledby=week-title]"), StringComparison.Ordinal);
        Assert.Contains("Short by 8 h", browser.Text("section[aria-labelledby=week-title]"), StringComparison.Ordinal);
        var from = browser.Page.QuerySelectorAll("section[aria-labelledby=rows-title] tbody tr").Single();
        Assert.Equal(("75 min", "60 min", "Late"), (Cell(from, "Booked"), Cell(from, "Attended"), Cell(from, "Attendance")));
        Assert.EndsWith($"/{session.Id}", from.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == house.Patients[0].Id && e.ObjectType == "Hours")));

        await browser.OpenAsync($"/Patients/{house.Patients[1].Id}/Hours?date={monday:yyyy-MM-dd}");
        Assert.Contains("75 min", browser.Text("section[aria-labelledby=week-title]"), StringComparison.Ordinal);
        Assert.Contains("0 of 9 h", browser.Text("section[aria-labelledby=week-title]"), StringComparison.Ordinal);

        await browser.OpenAsync($"/Patients/{house.Patients[1].Id}/Hours?date=2001-02-03");
        Assert.Contains("No hours yet", browser.Text("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Hours?date=9999-12-31", HttpStatusCode.BadRequest)]
    [InlineData("/Hours?date=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("/Hours?program=01a21fe1-88ae-7d05-bbdb-10b558a92cc2", HttpStatusCode.OK)]
    public async Task A_week_or_program_that_nobody_can_mean_shows_nobody(string address, HttpStatusCode answer)
    {
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(address);
        Assert.Equal(answer, browser.Status);
        Assert.Empty(browser.Page.QuerySelectorAll("tbody tr"));
    }

    /// <summary>Last week's group of 75 minutes: one patient came 15 minutes late, the other one not at all.</summary>
    private async Task<(House House, Session Session)> ALoggedWeekAsync()
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.ASessionToLogAsync(1);
        await clinic.InDatabaseAsync(async db =>
        {
            var found = await db.Set<GroupSession>().Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes).SingleAsync(s => s.Id == session.Id);
            var me = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            var starts = Domain.ClinicClock.TimeIn(house.Site.Zone, found.StartsAt);
            found.Record(house.Patients[0].Id, new Presence(AttendanceStatus.Late, Arrived: starts.AddMinutes(15)), house.Site.Zone, me, found.EndsAt);
            found.Record(house.Patients[1].Id, new Presence(AttendanceStatus.ExcusedAbsence, Reason: "Ill"), house.Site.Zone, me, found.EndsAt);
            await db.SaveChangesAsync();
        });
        return (house, session);
    }

    private static string Cell(AngleSharp.Dom.IElement row, string label) => row.QuerySelector($"[data-label='{label}']")!.TextContent.Trim();
}

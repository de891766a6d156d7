using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>One person searches and exports only so often, and whoever opens very many charts is looked at.</summary>
public sealed class PersonLimitTests(PersonLimitTests.NarrowClinic clinic) : IClassFixture<PersonLimitTests.NarrowClinic>
{
    [Fact]
    public async Task Who_searches_too_often_is_told_when_to_come_back_and_nobody_else_waits()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Patients");
        var (address, fields) = browser.Fill("#find", ("Form.Search", "Lindq"));
        for (var times = 0; times < NarrowClinic.Searches; times++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(address, fields)).StatusCode);
        }

        var refused = await browser.SendAsync(address, fields);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("That was very often", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Patients", (await browser.OpenAsync("/Patients")).Heading);
        var colleague = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/Patients");
        var (theirs, words) = colleague.Fill("#find", ("Form.Search", "Lindq"));
        Assert.Equal(HttpStatusCode.OK, (await colleague.SendAsync(theirs, words)).StatusCode);
    }

    [Fact]
    public async Task A_roll_that_looks_for_others_too_often_is_refused_and_the_page_is_not()
    {
        var house = await Groups.House.OpenAsync(clinic, 1);
        var address = Given.AddressOf(await house.ASessionToLogAsync());
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(address);
        var token = KeyValuePair.Create("__RequestVerificationToken", browser.Element("input[name='__RequestVerificationToken']").GetAttribute("value")!);
        for (var times = 0; times < NarrowClinic.Rolls; times++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(new Uri(browser.Address, "?handler=Together"), [token])).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.SendAsync(new Uri(browser.Address, "?handler=Together"), [token])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.AutosaveAsync([0], (Given.Row(0, "Text"), "Said no."))).Response.StatusCode);
    }

    [Fact]
    public async Task Who_exports_too_often_is_refused_and_it_stands_in_the_history()
    {
        var browser = await clinic.SignInAsync(Role.Auditor);
        for (var times = 0; times < NarrowClinic.Exports; times++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(HttpMethod.Get, "/History?handler=Csv")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.SendAsync(HttpMethod.Get, "/History?handler=Csv")).StatusCode);
        var auditor = DemoSignIns.All.Single(person => person.Role == Role.Auditor).Email;
        await clinic.InDatabaseAsync(async db =>
        {
            var me = await db.Staff.SingleAsync(s => s.Email == auditor);
            Assert.True(await db.AuditEvents.AnyAsync(e => e.ActorId == me.Id && e.Action == AuditAction.Refuse && e.ObjectType == "TooMany"));
        });
    }

    [Fact]
    public async Task Who_opens_very_many_charts_goes_on_and_the_privacy_officer_is_told_once()
    {
        var administrator = DemoSignIns.All.Single(person => person.Role == Role.Administrator).Email;
        var (me, patients) = await clinic.InDatabaseAsync(async db =>
        {
            var person = await db.Staff.SingleAsync(s => s.Email == administrator);
            return (person.Id, await db.Patients.Where(p => p.SiteId == person.SiteId).Select(p => p.Id).Take(NarrowClinic.Charts + 2).ToListAsync());
        });
        var browser = await clinic.SignInAsync(Role.Administrator);
        foreach (var patient in patients.Take(NarrowClinic.Charts).Append(patients[0]))
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync($"/Patients/{patient}")).Status);
        }

        Assert.Equal(0, await AlertsAsync());
        foreach (var patient in patients.Skip(NarrowClinic.Charts))
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync($"/Patients/{patient}")).Status);
        }

        Assert.Equal(1, await AlertsAsync());
        var officer = await (await clinic.SignInAsync(Role.PrivacyOfficer)).OpenAsync("/Emergency/Review");
        await officer.FollowAsync("main .notice a");
        Assert.Contains("Opened the charts of unusually many patients", officer.Text("main"), StringComparison.Ordinal);

        Task<int> AlertsAsync() => clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e => e.Action == AuditAction.Alert && e.ActorId == me));
    }

    public sealed class NarrowClinic(ClinicServer server) : ClinicHost(server)
    {
        public const int Searches = 3;
        public const int Exports = 2;
        public const int Charts = 4;
        public const int Rolls = 3;

        protected override IEnumerable<(string Name, string Value)> Settings =>
        [
            ("Limits:SearchesPerMinute", $"{Searches}"), ("Limits:ExportsPerHour", $"{Exports}"), ("Limits:ChartsInTenMinutes", $"{Charts}"),
            ("Limits:RollsPerMinute", $"{Rolls}"),
        ];
    }
}

using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A visit at home on a telephone whose signal comes and goes: what is tapped and typed arrives in its order, with the instant of the tap.</summary>
public sealed class VisitJourneyTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    private const string Words = "The kitchen was calm, the bills lay sorted.";

    [Fact]
    public async Task Taps_and_the_note_wait_for_the_network_and_taps_survive_a_reload()
    {
        var visit = await AVisitOfTodayAsync();
        var page = await Clinic.SignInAsync(Role.Clinician);
        var faults = new List<string>();
        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync($"{Given.AddressOf(visit)}/Visit");
        var (arrived, left, waits) = (page.Locator("[data-tap=Arrived] button"), page.Locator("[data-tap=Left] button"), page.Locator("[data-waits]"));
        await EveryPageTests.LookAsync(page, "a visit", faults);

        // No signal: both wait, and it is said.
        await page.Context.SetOfflineAsync(true);
        var tapped = DateTimeOffset.FromUnixTimeMilliseconds(await page.EvaluateAsync<long>("Date.now()"));
        await arrived.ClickAsync();
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync(Words);
        await Expect(waits).ToContainTextAsync("Arrived");
        await Expect(waits).ToContainTextAsync("the note");
        await EveryPageTests.LookAsync(page, "a visit without a signal", faults);
        Assert.DoesNotContain("kitchen", await page.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })"), StringComparison.Ordinal);
        await page.WaitForTimeoutAsync(1500);

        // And back: in order, with the instant of the tap.
        await page.Context.SetOfflineAsync(false);
        await Expect(waits).ToBeHiddenAsync();
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await Clinic.UntilAsync(db => db.Notes.AnyAsync(n => n.SessionId == visit.Id && n.Text == Words));
        var at = await Clinic.InDatabaseAsync(db => db.Set<VisitStamp>().Where(s => s.SessionId == visit.Id).Select(s => new { s.At, s.RecordedAt }).SingleAsync());
        Assert.InRange(at.At, tapped, tapped.AddSeconds(5));
        Assert.True(at.RecordedAt > at.At.AddSeconds(1), "It was not sent late.");

        // The answer does not come, the telephone loads the page again, and the tap is still there.
        await page.RouteAsync("**/Visit?handler=Stamp", route => route.AbortAsync());
        await left.ClickAsync();
        await Expect(waits).ToContainTextAsync("Left");
        await page.ReloadAsync();
        await Expect(waits).ToContainTextAsync("Left");
        await Expect(page.GetByLabel("Note", new() { Exact = true })).ToHaveValueAsync(Words);
        await page.UnrouteAsync("**/Visit?handler=Stamp");
        await Expect(waits).ToBeHiddenAsync();
        await Expect(page.Locator("[data-stayed]")).ToContainTextAsync("there");
        Assert.Equal("{}", await page.EvaluateAsync<string>("JSON.stringify(Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('visit:'))))"));

        // The roll has it all.
        await page.GetByRole(AriaRole.Link, new() { Name = "The roll" }).ClickAsync();
        await Expect(page.Locator(".log-facts")).ToContainTextAsync("Arrived");
        await Expect(page.Locator("[data-note]")).ToHaveValueAsync(Words);
        Assert.Equal([], faults);
    }

    /// <summary>From midnight on, when nobody else has the clinician.</summary>
    private Task<IndividualSession> AVisitOfTodayAsync() => Clinic.InDatabaseAsync(async db =>
    {
        var clinician = await db.DemoPersonAsync(Role.Clinician);
        var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == clinician.SiteId);
        var today = ClinicClock.DateIn(site.Zone, TimeProvider.System.GetUtcNow());
        var episode = await db.Episodes.Where(e => e.PrimaryClinicianId == clinician.Id && e.DischargedOn == null && e.AdmittedOn < today).OrderBy(e => e.Id).FirstAsync();
        var service = await db.Services.FirstAsync(s => s.Kind == SessionKind.Individual && s.Name == "In-home session");
        var session = new IndividualSession(new Booking(site, service, today, TimeOnly.MinValue, 60, clinician, null, SessionMode.InHome), episode);
        db.Sessions.Add(session);
        db.HomeVisits.Add(new HomeVisit(session, "12 Elm Street, Norfolk"));
        await db.SaveChangesAsync();
        return session;
    });
}

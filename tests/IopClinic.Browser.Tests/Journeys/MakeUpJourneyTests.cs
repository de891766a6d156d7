using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>From the chart of somebody who missed a session to a seat in another one.</summary>
public sealed class MakeUpJourneyTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    private const int MostClicks = 3;

    private int _clicks;

    [Fact]
    public async Task A_make_up_is_booked_in_three_clicks_from_the_chart_and_given_back_in_one()
    {
        var missed = await Clinic.AGroupUnderWayAsync(members: 1);
        var patient = missed.Roster.Single().PatientId;
        var seat = await GivenAsync(missed);
        var page = await Clinic.SignInAsync(Role.Clinician);
        var faults = new List<string>();
        EveryPageTests.Watch(page, faults);
        await page.GotoAsync($"/Patients/{patient}");

        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Find a make-up" }));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Find a make-up");
        await EveryPageTests.LookAsync(page, "Find a make-up", faults);
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Book Catching up" }));
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("has a seat in Catching up");

        Assert.True(await Clinic.InDatabaseAsync(db => db.RosterPlaces.AnyAsync(p => p.SessionId == seat.Id && p.PatientId == patient && p.MakeUpAt != null)));
        output.WriteLine($"{_clicks} clicks from the chart.");
        Assert.True(_clicks <= MostClicks, $"{_clicks} clicks");
        await EveryPageTests.LookAsync(page, "A booked make-up", faults);
        await page.SetViewportSizeAsync(390, 844);
        await EveryPageTests.LookAsync(page, "A booked make-up on a telephone", faults);

        await page.GetByRole(AriaRole.Button, new() { Name = "Give back the seat" }).ClickAsync();
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("is free again");
        Assert.Empty(faults);
    }

    private async Task ClickAsync(ILocator what)
    {
        _clicks++;
        await what.ClickAsync();
    }

    /// <summary>A group of the same program, next Monday.</summary>
    private Task<GroupSession> GivenAsync(GroupSession missed) => Clinic.InDatabaseAsync(async db =>
    {
        var leader = await db.DemoPersonAsync(Role.Supervisor);
        var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == missed.SiteId);
        var first = await db.Groups.SingleAsync(g => g.Id == missed.GroupId);
        var track = await db.Tracks.SingleAsync(t => t.Id == first.TrackId);
        var service = await db.Services.SingleAsync(s => s.Id == first.ServiceId);
        var monday = ClinicWeek.Of(missed.ClinicDate).Monday.AddDays(7);
        await Given.FreeAsync(db, monday, leader.Id);
        var group = new Group(site, track, service, "Catching up", new WeeklyTime([DayOfWeek.Monday], new TimeOnly(9, 0), 75), monday, monday, 4);
        group.MeetIn(null, SessionMode.InHome);
        group.LedBy([leader], service);
        var session = group.PlanSessions(site).Single();
        db.AddRange(group, session);
        await db.SaveChangesAsync();
        return session;
    });
}

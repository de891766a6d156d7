using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A session is dragged to where it cannot be, comes back, is dragged to where it can, put back, and moved by keys alone.</summary>
public sealed class CalendarJourneyTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_session_is_dragged_told_its_clash_put_back_and_moved_by_keyboard()
    {
        var (first, second, monday) = await TwoSessionsAsync();
        var page = await Clinic.SignInAsync(Role.Administrator);
        var (faults, said) = (new List<string>(), new List<string>());
        // What the content security policy refuses is said there; that a move was refused, too.
        page.Console += (_, message) => said.AddRange(message.Type == "error" && !message.Text.Contains("422", StringComparison.Ordinal) ? [message.Text] : Array.Empty<string>());
        page.PageError += (_, error) => said.Add(error);
        await page.GotoAsync($"/Schedule?date={monday:yyyy-MM-dd}&view=Day&leader={await LeaderAsync(first)}");
        var (early, late) = (page.Locator($"[data-session='{first}']"), page.Locator($"[data-session='{second}']"));
        await Expect(early).ToContainTextAsync("To do");
        await Expect(late).ToContainTextAsync("To do");

        // Onto the other one: both have the same leader.
        await DragAsync(page, late, early);
        var dialog = page.Locator("#refused-move");
        await Expect(dialog).ToContainTextAsync("already leads");
        await EveryPageTests.LookAsync(page, "a clash", faults);
        await DrawnAnewAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Put it back" }).ClickAsync());
        await Expect(late).ToContainTextAsync("3:00");

        // Four hours earlier it is free; and put back, it stands where it was.
        await DrawnAnewAsync(page, () => DragAsync(page, late, late, up: 4));
        await Expect(late).ToContainTextAsync("11:00");
        await DrawnAnewAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Put back" }).ClickAsync());
        await Expect(late).ToContainTextAsync("3:00");
        await Clinic.UntilAsync(db => db.Sessions.AnyAsync(s => s.Id == second && s.MovedFrom == null && s.EndsAt - s.StartsAt == TimeSpan.FromMinutes(50)));

        // By keys alone: from one to the next, M, another time, Enter.
        await early.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(late).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("m");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Move this session" })).ToBeVisibleAsync();
        await page.GetByLabel("Starts").FocusAsync();
        await page.GetByLabel("Starts").FillAsync("16:00");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator($"[data-session='{second}']")).ToContainTextAsync("4:00");
        await EveryPageTests.LookAsync(page, "the calendar", faults);

        // What is to begin at an empty time is asked for.
        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator("#new-here")).ToContainTextAsync("Individual or family session");
        await page.Keyboard.PressAsync("Escape");
        await page.SetViewportSizeAsync(390, 844);
        await Expect(page.Locator(".ec-list")).ToBeVisibleAsync();
        await EveryPageTests.LookAsync(page, "the agenda on a telephone", faults);
        Assert.Equal([], faults);
        Assert.Equal([], said);
    }

    [Fact]
    public async Task A_day_of_the_month_that_has_no_room_for_all_of_its_sessions_says_how_many_more_and_leads_to_them()
    {
        var page = await Clinic.SignInAsync(Role.Administrator);
        await page.GotoAsync("/Schedule?view=Month");
        var more = page.Locator("[data-session^='more-']").First;
        var day = (await more.GetAttributeAsync("data-session"))!["more-".Length..];
        var hidden = int.Parse((await more.Locator(".ev-title").TextContentAsync())!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var shown = await page.EvaluateAsync<int>("""
            more => [...document.querySelectorAll("[data-session]")].filter(other => other !== more && more.getBoundingClientRect().top > other.getBoundingClientRect().top
              && Math.abs(more.getBoundingClientRect().left - other.getBoundingClientRect().left) < 9
              && more.getBoundingClientRect().top - other.getBoundingClientRect().top < 99).length
            """, await more.ElementHandleAsync());

        await more.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("[data-look='Day']")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator("[data-session]")).ToHaveCountAsync(shown + hidden);
        Assert.Contains($"date={day}", page.Url, StringComparison.Ordinal);
        // One of them has the focus, to go on by keys.
        await Expect(page.Locator("[data-session]:focus")).ToHaveCountAsync(1);
    }

    /// <summary>From the top of one to the top of the other, or so many hours up.</summary>
    private static async Task DragAsync(IPage page, ILocator what, ILocator onto, int up = 0)
    {
        await what.ScrollIntoViewIfNeededAsync();
        var (from, to) = ((await what.BoundingBoxAsync())!, (await onto.BoundingBoxAsync())!);
        var hour = from.Height * 60 / 50;
        await page.Mouse.MoveAsync(from.X + (from.Width / 2), from.Y + 8);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(from.X + (from.Width / 2), from.Y + 30, new() { Steps = 3 });
        await page.Mouse.MoveAsync(to.X + (to.Width / 2), to.Y + 8 - (up * hour), new() { Steps = 8 });
        await page.Mouse.UpAsync();
    }

    /// <summary>Acts, and waits until the sessions were asked for again and stand there.</summary>
    private static async Task DrawnAnewAsync(IPage page, Func<Task> act)
    {
        await page.RunAndWaitForResponseAsync(act, answer => answer.Url.Contains("handler=Events", StringComparison.Ordinal));
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private Task<Id<StaffMember>> LeaderAsync(Id<Session> session) => Clinic.InDatabaseAsync(db =>
        db.Set<SessionClinician>().Where(c => c.SessionId == session).Select(c => c.StaffMemberId).FirstAsync());

    /// <summary>Two sessions of one new clinician on a coming Monday, at one and at three.</summary>
    private Task<(Id<Session> First, Id<Session> Second, DateOnly Monday)> TwoSessionsAsync() => Clinic.InDatabaseAsync(async db =>
    {
        var administrator = await db.DemoPersonAsync(Role.Administrator);
        var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == administrator.SiteId);
        var today = ClinicClock.DateIn(site.Zone, TimeProvider.System.GetUtcNow());
        var monday = Enumerable.Range(20, 7).Select(today.AddDays).Single(day => day.DayOfWeek is DayOfWeek.Monday);
        var leader = new StaffMember(new PersonName("Noor", "Calendar"), "noor@calendar.example", site.Id, [Role.Clinician]);
        var program = new Program(site.Id, "Journey of the calendar", LevelOfCare.IntensiveOutpatient);
        var track = program.AddTrack("Journey", PartOfDay.Morning);
        var service = await db.Services.OrderBy(s => s.Name).FirstAsync(s => s.Kind == SessionKind.Individual && s.RetiredAt == null && s.DemandedCredentials.Count == 0);
        int[] hours = [13, 15];
        var sessions = hours.Select(hour =>
        {
            var patient = new Patient(
                site.Id, new Demographics { Name = new PersonName("Calen", $"At{hour}"), BirthDate = new DateOnly(1990, 1, hour) }, new ContactDetails(), today, TimeProvider.System.GetUtcNow());
            var episode = Episode.Admit(patient, program, track, leader, today, 10, AdmissionGrounds.NotAskedFor, today);
            db.AddRange(patient, episode);
            return new IndividualSession(new Booking(site, service, monday, new TimeOnly(hour, 0), 50, leader, null, SessionMode.Telehealth), episode);
        }).ToList();
        db.Add(leader);
        db.Add(program);
        db.Sessions.AddRange(sessions);
        await db.SaveChangesAsync();
        return (sessions[0].Id, sessions[1].Id, monday);
    });
}

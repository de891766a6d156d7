using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A track from nothing: three groups on three days for twelve weeks with rooms and leaders, and ten patients in all of them.</summary>
public sealed class TrackTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    private const int MostLoads = 3;
    private const int MostStrokes = 60;
    private const int Patients = 10;

    private int _strokes;

    [Fact]
    public async Task A_track_and_ten_patients_take_three_page_loads_and_sixty_strokes()
    {
        var (track, service) = await GivenAsync();
        var page = await Clinic.SignInAsync(Role.Administrator);
        var faults = new List<string>();
        EveryPageTests.Watch(page, faults);
        var loads = 0;
        page.Load += (_, _) => loads++;
        await page.GotoAsync($"/Tracks/{track}/Plan");
        for (var block = 0; block < 3; block++)
        {
            await ChooseAsync(page, block, "ServiceId", service);
            await ChooseAsync(page, block, "LeaderId", $"Leader Journey{block}");
            await ChooseAsync(page, block, "RoomId", $"Journey {block} (holds 14)");
        }

        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Set up groups and sessions" }));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Enroll patients");
        await EveryPageTests.LookAsync(page, "Enroll", faults);
        foreach (var box in await page.Locator("input[name='Form.Episodes']").AllAsync())
        {
            await PressAsync(box);
        }

        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Enroll", Exact = true }));
        await Expect(page.Locator("table.week-grid")).ToContainTextAsync($"{Patients} of 12");
        await EveryPageTests.LookAsync(page, "Track", faults);

        var places = await Clinic.InDatabaseAsync(db => db.RosterPlaces.CountAsync(p => db.Episodes.Any(e => e.Id == p.EpisodeId && e.TrackId == Domain.Id<Track>.Parse(track, null))));
        var sessions = await Clinic.InDatabaseAsync(db => db.Sessions.CountAsync(s => s.Roster.Any(p => db.Episodes.Any(e => e.Id == p.EpisodeId && e.TrackId == Domain.Id<Track>.Parse(track, null)))));
        output.WriteLine($"{loads} page loads and {_strokes} clicks or keystrokes for {sessions} sessions and {places} places.");
        // Holidays are left out: a few of 108.
        Assert.InRange(sessions, 90, 108);
        Assert.Equal(sessions * Patients, places);
        Assert.True(loads <= MostLoads, $"{loads} page loads");
        Assert.True(_strokes <= MostStrokes, $"{_strokes} strokes");
        Assert.Empty(faults);
    }

    /// <summary>Opening a list and choosing from it are two strokes.</summary>
    private async Task ChooseAsync(IPage page, int block, string field, string words)
    {
        _strokes += 2;
        await page.Locator($"[name='Form.Blocks[{block}].Groups[0].{field}']").SelectOptionAsync(new SelectOptionValue { Label = words });
    }

    private async Task PressAsync(ILocator what)
    {
        _strokes++;
        await what.ClickAsync();
    }

    /// <summary>A track without groups, three rooms and clinicians with nothing to do, and ten patients who were admitted to it.</summary>
    private Task<(string Track, string Service)> GivenAsync() => Clinic.InDatabaseAsync(async db =>
    {
        var clinician = await db.DemoPersonAsync(Role.Clinician);
        var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == clinician.SiteId);
        var now = TimeProvider.System.GetUtcNow();
        var today = Domain.ClinicClock.DateIn(site.Zone, now);
        var program = new Program(site.Id, "Journey", LevelOfCare.IntensiveOutpatient);
        var track = program.AddTrack("Morning IOP", PartOfDay.Morning);
        db.Add(program);
        for (var number = 0; number < 3; number++)
        {
            db.Add(site.AddRoom($"Journey {number}", 14));
            db.Add(new StaffMember(new Domain.PersonName("Leader", $"Journey{number}"), $"journey{number}@house.example", site.Id, [Role.Clinician]));
        }

        for (var number = 0; number < Patients; number++)
        {
            var patient = new Patient(
                site.Id, new Demographics { Name = new Domain.PersonName("Member", $"Journey{number}"), BirthDate = new DateOnly(1990, 1, 1) }, new ContactDetails(), today, now);
            db.AddRange(patient, Episode.Admit(patient, program, track, clinician, today, 12, AdmissionGrounds.NotAskedFor, today));
        }

        await db.SaveChangesAsync();
        return (track.Id.ToString(), await db.Services.Where(s => s.Kind == SessionKind.Group && s.RetiredAt == null).OrderBy(s => s.Name).Select(s => s.Name).FirstAsync());
    });
}

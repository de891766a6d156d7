using System.Globalization;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A clinician is away, others lead their sessions, their calendar follows, and a group moves to another time.</summary>
public sealed class CoverTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_leave_is_covered_at_once_and_the_calendar_of_whoever_is_away_is_free_of_it()
    {
        var (away, day, titles) = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            // Whole days, whatever the hour.
            var soon = ClinicClock.DateIn((await db.Sites.SingleAsync(s => s.Id == clinician.SiteId)).Zone, Clinic.Time.GetUtcNow()).AddDays(2);
            var sessions = await db.Sessions.Where(s => s.ClinicDate >= soon && s.CancelledAt == null && s.Clinicians.Any(c => c.StaffMemberId == clinician.Id))
                .OrderBy(s => s.StartsAt).ToListAsync();
            return (clinician, sessions[0].ClinicDate, sessions.Where(s => s.ClinicDate == sessions[0].ClinicDate).Select(s => s.Title).ToList());
        });
        var clinician = await Clinic.SignInAsync(Role.Clinician);
        await clinician.GotoAsync("/Account/Feed");
        await clinician.GetByRole(AriaRole.Button, new() { Name = "Make an address" }).ClickAsync();
        var feed = await clinician.Locator(".passphrase code").TextContentAsync();
        var before = await ReadAsync(feed!);

        var office = await Clinic.SignInAsync(Role.Administrator);
        await office.GotoAsync("/Leave/New");
        await office.GetByLabel("Who is away").SelectOptionAsync(new SelectOptionValue { Label = away.Name.Full });
        await office.GetByLabel("Why").SelectOptionAsync(new SelectOptionValue { Label = "Training" });
        await office.GetByLabel("First day").FillAsync(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await office.GetByRole(AriaRole.Button, new() { Name = "Show their sessions" }).ClickAsync();
        await Expect(office.Locator("#cover tbody tr")).ToHaveCountAsync(titles.Count);
        await office.GetByRole(AriaRole.Button, new() { Name = "Save the leave" }).ClickAsync();
        await Expect(office.Locator("h1")).ToHaveTextAsync($"{away.Name.Full} is away");

        // Nothing of that day is theirs any more; the calendar program hears of it when it asks again.
        Assert.Equal(0, await Clinic.InDatabaseAsync(db => db.Sessions.CountAsync(s =>
            s.ClinicDate == day && s.CancelledAt == null && s.Clinicians.Any(c => c.StaffMemberId == away.Id))));
        var after = await ReadAsync(feed!);
        Assert.Equal(titles.Count, before.Count - after.Count);

        async Task<List<string>> ReadAsync(string address)
        {
            using var reader = new HttpClient();
            var text = await reader.GetStringAsync(new Uri(Clinic.Address, new Uri(address).AbsolutePath));
            Assert.StartsWith("BEGIN:VCALENDAR", text, StringComparison.Ordinal);
            return [.. text.Split("\r\n").Where(line => line.StartsWith("UID:", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public async Task A_group_moves_to_another_time_once_what_stands_against_it_is_settled()
    {
        var (group, other) = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            // One that its leader has another group after, on the same days.
            var groups = await db.Groups.Include(g => g.Facilitators).Where(g => g.Facilitators.Any(f => f.StaffMemberId == clinician.Id)).OrderBy(g => g.StartsAt).ToListAsync();
            return (from one in groups
                    from later in groups
                    where later.StartsAt > one.StartsAt && later.Weekdays.Intersect(one.Weekdays).Any()
                    select (one, later)).First();
        });
        var page = await Clinic.SignInAsync(Role.Administrator);
        var faults = new List<string>();
        await page.GotoAsync($"/Groups/{group.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change time, room or facilitators" }).ClickAsync();
        await page.GetByLabel("Starts").FillAsync(other.StartsAt.ToString("HH:mm", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".clash-sheet")).ToContainTextAsync("Cannot be saved");
        await EveryPageTests.LookAsync(page, "a clash sheet", faults);

        // Back to a time at which they are free; the sheet is gone with what it spoke of.
        await page.GetByLabel("Starts").FillAsync(group.StartsAt.AddMinutes(-30).ToString("HH:mm", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        if (await page.Locator(".clash-reason input").CountAsync() > 0)
        {
            await page.Locator(".clash-reason input").FillAsync("The bus comes earlier.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        }

        await Expect(page.Locator("h1")).ToHaveTextAsync(group.Name);
        Assert.Equal(group.StartsAt.AddMinutes(-30), await Clinic.InDatabaseAsync(db => db.Groups.Where(g => g.Id == group.Id).Select(g => g.StartsAt).SingleAsync()));
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }
}

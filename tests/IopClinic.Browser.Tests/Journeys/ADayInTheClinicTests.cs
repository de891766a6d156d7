using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Shared;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>From an empty group to a signed note in the patient's history, each step by whoever does it at a Clinic.</summary>
public sealed class ADayInTheClinicTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_group_is_set_up_a_patient_admitted_the_session_logged_signed_and_seen_in_the_history()
    {
        var site = await Clinic.InDatabaseAsync(async db =>
        {
            var administrator = await db.DemoPersonAsync(Role.Administrator);
            return await db.Sites.AsNoTracking().SingleAsync(s => s.Id == administrator.SiteId);
        });
        var now = TimeProvider.System.GetUtcNow();
        var today = ClinicClock.DateIn(site.Zone, now);
        var begins = ClinicClock.TimeIn(site.Zone, now.AddMinutes(-10));
        begins = begins > ClinicClock.TimeIn(site.Zone, now) || begins > new TimeOnly(23, 40) ? new TimeOnly(23, 30) : new TimeOnly(begins.Hour, begins.Minute);

        await Clinic.InDatabaseAsync(async db =>
        {
            await Given.FreeAsync(db, today, (await db.DemoPersonAsync(Role.Supervisor)).Id);
            return true;
        });

        // The administrator sets up a group that began ten minutes ago, led by somebody who is free.
        var office = await Clinic.SignInAsync(Role.Administrator);
        await office.GotoAsync("/Groups/New");
        await office.Locator("#Form_Name").FillAsync("Courage circle");
        var peerSupport = await office.Locator("#Form_ServiceId option", new() { HasText = "Peer support" }).GetAttributeAsync("value");
        await office.GetByLabel("Service").SelectOptionAsync(peerSupport!);
        await office.GetByLabel("Track").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await office.GetByLabel(today.DayOfWeek.ToString()[..3]).CheckAsync(new() { Force = true });
        await office.GetByLabel("Starts").FillAsync(begins.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await office.Locator("#Form_Minutes").FillAsync("15");
        await office.GetByLabel("First day").FillAsync(Show.Iso(today));
        await office.GetByLabel("Last day").FillAsync(Show.Iso(today));
        await office.GetByLabel("Telehealth").CheckAsync();
        await office.GetByLabel("Places for patients").FillAsync("8");
        await office.GetByLabel("Thomas Adeyemi").CheckAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "Create group and sessions" }).ClickAsync();
        // Whatever the day and hour: on a day off somebody leads it for a reason.
        await Expect(office.Locator(".clash-reason input, h1:text-is('Courage circle')").First).ToBeVisibleAsync();
        if (await office.Locator(".clash-reason input").CountAsync() > 0)
        {
            await office.Locator(".clash-reason input").FillAsync("The circle begins today.");
            await office.GetByRole(AriaRole.Button, new() { Name = "Create group and sessions" }).ClickAsync();
        }

        await Expect(office.Locator("h1")).ToHaveTextAsync("Courage circle");
        var group = new Uri(office.Url).AbsolutePath;

        // Intake registers and admits.
        var desk = await Clinic.SignInAsync(Role.Intake);
        await desk.GotoAsync("/Patients/Register");
        await desk.Locator("#Form_Given").FillAsync("Zofia");
        await desk.Locator("#Form_Family").FillAsync("O'Brien-Wójcik");
        await desk.Locator("#Form_BirthDate").FillAsync("1991-02-28");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Register", Exact = true }).ClickAsync();
        await desk.WaitForURLAsync(address => !address.EndsWith("/Register", StringComparison.Ordinal));
        var chart = new Uri(desk.Url).AbsolutePath;
        await AdmitWithoutAssessmentAsync();
        await desk.GotoAsync($"{chart}/Admit");
        await desk.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Weekend") }).CheckAsync();
        foreach (var box in await desk.Locator(".track-choice:has([type=radio]:checked) input[type=checkbox]").AllAsync())
        {
            await box.UncheckAsync();
        }

        foreach (var paper in await desk.GetByLabel("How it stands").AllAsync())
        {
            await paper.SelectOptionAsync("Done");
        }

        var adeyemi = await desk.Locator("#Form_PrimaryClinicianId option", new() { HasText = "Adeyemi" }).GetAttributeAsync("value");
        await desk.GetByLabel("Primary clinician").SelectOptionAsync(adeyemi!);
        await desk.GetByLabel("Admitted on").FillAsync(Show.Iso(today));
        await desk.GetByRole(AriaRole.Button, new() { Name = "Admit" }).ClickAsync();
        await desk.WaitForURLAsync(address => !address.EndsWith("/Admit", StringComparison.Ordinal));

        // The administrator enrolls her.
        await office.GotoAsync($"{group}/Enroll");
        await office.GetByLabel("First day").FillAsync(Show.Iso(today));
        await office.GetByLabel("O'Brien-Wójcik").CheckAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "Enroll" }).ClickAsync();
        await Expect(office.Locator("main")).ToContainTextAsync("O'Brien-Wójcik");

        // The clinician logs and signs.
        var room = await Clinic.SignInAsync(Role.Supervisor);
        await room.GotoAsync("/Today");
        await room.GetByRole(AriaRole.Link, new() { Name = "Courage circle" }).First.ClickAsync();
        await room.GetByLabel("Topic").FillAsync("Asking for help");
        await room.Locator("[data-note]").FillAsync("First day. Told the group why she came.");
        await room.GetByLabel("Where the patient is").FillAsync("At home");
        await room.GetByRole(AriaRole.Button, new() { Name = "Review and sign" }).ClickAsync();
        await room.GetByRole(AriaRole.Button, new() { Name = "Sign 1 note" }).ClickAsync();
        await Expect(room.Locator(".signature")).ToContainTextAsync("Thomas Adeyemi");

        // The administrator sees in the history who did it, and nothing of the text.
        await office.GotoAsync($"{chart}/History");
        await Expect(office.Locator("main")).ToContainTextAsync("Thomas Adeyemi");
        await Expect(office.Locator("main")).ToContainTextAsync("igned");
        await Expect(office.Locator("main")).Not.ToContainTextAsync("why she came");
    }

    private Task<int> AdmitWithoutAssessmentAsync() => Clinic.InDatabaseAsync(async db =>
    {
        foreach (var site in await db.Sites.ToListAsync())
        {
            site.AdmitBy(new AdmissionRules(null, site.Admission.PapersBefore, site.Admission.PapersAfter, site.Admission.PaperDays));
        }

        return await db.SaveChangesAsync();
    });
}

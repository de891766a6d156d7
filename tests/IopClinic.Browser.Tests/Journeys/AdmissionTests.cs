using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>Somebody whose assessment is signed: from their chart to a seat, its groups, and a clinician who finds them there.</summary>
public sealed class AdmissionTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    /// <summary>From the list of patients to the seat, with three papers still to be signed.</summary>
    private const int MostClicks = 10;

    private int _clicks;

    [Fact]
    public async Task From_a_signed_assessment_to_a_seat_its_groups_and_a_clinician_who_finds_them_there()
    {
        var (patient, clinician) = await Clinic.InDatabaseAsync(async db =>
        {
            var ready = await db.Patients.SingleAsync(p => db.Assessments.Any(a => a.PatientId == p.Id && a.SignedAt != null)
                && !db.Episodes.Any(e => e.PatientId == p.Id));
            var call = new ReferralCall { Source = ReferralSource.Self, Concern = "Drinks to fall asleep.", Availability = [PartOfDay.Evening] };
            db.Add(new Referral(ready, call, await db.DemoPersonAsync(Role.Intake), DateOnly.FromDateTime(Clinic.Time.GetUtcNow().UtcDateTime), Clinic.Time.GetUtcNow()));
            await db.SaveChangesAsync();
            return (ready, await db.DemoPersonAsync(Role.Clinician));
        });
        var page = await Clinic.SignInAsync(Role.Intake);
        await page.GotoAsync("/Patients");
        await ClickAsync(page.Locator($"main a[href='/Patients/{patient.Id}']"));
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Admit", Exact = true }));
        await Expect(page.Locator("[aria-labelledby=grounds]")).ToContainTextAsync("by Daniel Whitehorse");

        // The morning does not suit them, and is told before it is chosen.
        var morning = page.Locator(".track-choice", new() { HasText = "Morning, " });
        await Expect(morning).ToContainTextAsync("Said they can come: evening");
        await Expect(morning.Locator(".track-groups")).ToBeHiddenAsync();
        await ClickAsync(morning.GetByRole(AriaRole.Radio));
        var boxes = morning.GetByRole(AriaRole.Checkbox);
        await Expect(boxes.First).ToBeVisibleAsync();
        var groups = await boxes.CountAsync();
        Assert.True(groups > 2, $"{groups} groups.");
        await Expect(morning.GetByRole(AriaRole.Checkbox, new() { Checked = true })).ToHaveCountAsync(groups);
        await ClickAsync(boxes.Last);
        await ChooseAsync(page.Locator("#Form_PrimaryClinicianId"), clinician.Id.ToString());
        var ends = DateOnly.Parse(await page.Locator("#Form_AdmittedOn").InputValueAsync(), System.Globalization.CultureInfo.InvariantCulture).AddDays(70);
        await Expect(page.Locator("[data-projects] output")).ToHaveTextAsync($"{ends:MMM d, yyyy}");

        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Admit", Exact = true }));
        await Expect(page.Locator("#papers-refused")).ToContainTextAsync("Needed before the admission: Consent to treatment;");
        await Expect(morning.GetByRole(AriaRole.Checkbox, new() { Checked = true })).ToHaveCountAsync(groups - 1);
        foreach (var paper in await page.Locator(".papers tr:has-text('Needed before the admission') select").AllAsync())
        {
            await ChooseAsync(paper, "Done");
        }

        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Admit", Exact = true }));
        await Expect(page.Locator(".toast-note")).ToContainTextAsync($"Morning track, in {groups - 1} groups, and in the care of");
        output.WriteLine($"{_clicks} clicks from the list of patients to the seat.");
        Assert.True(_clicks <= MostClicks, $"{_clicks} clicks.");

        page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync("/Today");
        await Expect(page.Locator("main")).ToContainTextAsync(patient.Name.Family);
        await page.GotoAsync("/Patients");
        await page.Locator($"main a[href='/Patients/{patient.Id}']").ClickAsync();
        var episode = page.Locator("[aria-labelledby=care-title]");
        await Expect(episode).ToContainTextAsync("Morning track");
        await Expect(episode).ToContainTextAsync(Show.Date(ends));
        await Expect(episode.Locator("dt:text-is('Groups') + dd")).Not.ToHaveTextAsync("None");
        await Expect(page.Locator("[aria-labelledby=next-title] li")).Not.ToHaveCountAsync(0);

        // What may follow the admission is signed soon after.
        await page.GetByRole(AriaRole.Link, new() { Name = "Consents" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Consents and notices");
        foreach (var paper in await page.Locator(".papers select").AllAsync())
        {
            await paper.SelectOptionAsync("Done");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Everything is there.");
    }

    private async Task ChooseAsync(ILocator field, string value)
    {
        _clicks++;
        await field.SelectOptionAsync(value);
    }

    private async Task ClickAsync(ILocator what)
    {
        _clicks++;
        await what.ClickAsync();
    }
}

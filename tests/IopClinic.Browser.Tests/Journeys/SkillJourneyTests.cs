using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A skill from the roll of a group to the patient's map.</summary>
public sealed class SkillJourneyTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_suggested_skill_is_taught_with_one_press_followed_up_and_read_on_the_map()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 3);
        var page = await Clinic.SignInAsync(Role.Clinician);
        var faults = new List<string>();
        await page.GotoAsync(Given.AddressOf(session));

        var suggested = page.Locator(".chip-next").First;
        await Expect(suggested).ToContainTextAsync("nobody has had it");
        var name = (await suggested.Locator("strong").InnerTextAsync()).TrimEnd(':');
        await page.Locator(".chip-next input").First.CheckAsync();
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await EveryPageTests.LookAsync(page, "the roll with skills", faults);

        // What is taught today can be followed up today, once the page knows it.
        await page.ReloadAsync();
        var row = page.Locator("[data-row]").First;
        await row.Locator(".follow-up summary").ClickAsync();
        await row.GetByLabel(name).SelectOptionAsync("Practised");
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await row.GetByLabel(name).SelectOptionAsync("Used");
        var patient = await row.GetAttributeAsync("data-patient");
        await Clinic.UntilAsync(db => db.SkillPractices.AnyAsync(practice => practice.SessionId == session.Id && practice.Step == PracticeStep.Used));
        await EveryPageTests.LookAsync(page, "the roll with a skill followed up", faults);

        // By keyboard alone: taken off again, and back.
        await page.Locator("[data-skills] input:checked").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Clinic.UntilAsync(db => db.Set<SessionSkill>().AllAsync(tag => tag.SessionId != session.Id));
        await page.Keyboard.PressAsync("Space");
        await Clinic.UntilAsync(db => db.Set<SessionSkill>().AnyAsync(tag => tag.SessionId == session.Id));
        await Clinic.InDatabaseAsync(async db =>
        {
            var tag = await db.Set<SessionSkill>().SingleAsync(tag => tag.SessionId == session.Id);
            var practice = await db.SkillPractices.SingleAsync(practice => practice.SessionId == session.Id);
            Assert.Equal((tag.SkillId, patient), (practice.SkillId, practice.PatientId.ToString()));
            return true;
        });

        // The map of somebody whose chart the clinician has, on a desk and on a telephone.
        var mapped = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            return await db.SkillPractices
                .Where(practice => practice.Step == PracticeStep.Used
                    && db.CareTeams.Any(member => member.PatientId == practice.PatientId && member.StaffMemberId == clinician.Id && member.Until == null))
                .Select(practice => practice.PatientId).FirstAsync();
        });
        await page.GotoAsync($"/Patients/{mapped}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Skills", Exact = true }).ClickAsync();
        await Expect(page.Locator(".skill-family").GetByText("Used").First).ToBeVisibleAsync();
        await EveryPageTests.LookAsync(page, "the map", faults);
        await page.SetViewportSizeAsync(390, 844);
        await EveryPageTests.LookAsync(page, "the map on a telephone", faults);
        await page.Locator(".skill-family td a").First.ClickAsync();
        await Expect(page.Locator("#log")).ToBeVisibleAsync();
        Assert.Equal([], faults);
    }
}

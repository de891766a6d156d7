using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>An answer takes other questions away, or brings them, while somebody is typing: the page stays, and so does every letter.</summary>
public sealed class QuestionsThatComeAndGoTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    private const string Told = "Lost a job in May, and a flat. She says \"never again\".";

    [Fact]
    public async Task Typing_goes_on_while_questions_come_and_go()
    {
        var (patient, assessment) = await Clinic.InDatabaseAsync(BeginAsync);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync($"/Patients/{patient}/Assessments/{assessment}/substances");
        var loads = 0;
        page.DOMContentLoaded += (_, _) => loads++;
        await page.RouteAsync("**/substances", async route =>
        {
            await Task.Delay(1500);
            await route.ContinueAsync();
        });
        var rows = page.GetByRole(AriaRole.Group, new() { Name = "Substances" });
        var field = page.GetByLabel("What use has led to");
        var saved = page.Locator("[data-save-state]");
        await Expect(rows).ToBeVisibleAsync();

        var asked = page.WaitForRequestAsync("**/substances");
        await page.GetByRole(AriaRole.Radio, new() { Name = "No", Exact = true }).First.PressAsync(" ");
        await asked;
        await field.FocusAsync();
        // About as long as the answer is away, and beyond.
        await page.Keyboard.TypeAsync(Told, new() { Delay = 90 });
        await Expect(rows).ToBeHiddenAsync();
        await page.Keyboard.TypeAsync(" So she stopped.");

        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveValueAsync(Told + " So she stopped.");
        await Expect(saved).ToContainTextAsync("Saved");
        Assert.Equal(0, loads);
        Assert.Equal(
            (Told + " So she stopped.", "no"),
            await Clinic.InDatabaseAsync(async db =>
            {
                var answers = (await db.AssessmentSections.AsNoTracking().SingleAsync(s => s.AssessmentId == assessment && s.Key == "substances")).Answers;
                return (answers["consequences"].Value, answers["used"].Value);
            }));

        await page.GetByRole(AriaRole.Radio, new() { Name = "Yes", Exact = true }).First.PressAsync(" ");
        await Expect(rows).ToBeVisibleAsync();
        await Expect(field).ToHaveValueAsync(Told + " So she stopped.");
        Assert.Equal(0, loads);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_said_at_its_field_and_holds_the_page()
    {
        var (patient, assessment) = await Clinic.InDatabaseAsync(BeginAsync);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync($"/Patients/{patient}/Assessments/{assessment}/substances");
        var field = page.GetByLabel("What use has led to");
        await field.FillAsync(new string('x', Question.LongestText + 1));
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("except what is not right yet");
        // Not while somebody is still writing there.
        await Expect(page.Locator("[data-said]")).ToHaveCountAsync(0);
        await page.GetByLabel("Withdrawal, overdose").FocusAsync();
        await Expect(page.Locator("[data-answer]").Filter(new() { Has = field }).Locator("[data-said]")).ToBeVisibleAsync();

        var asked = 0;
        page.Dialog += async (_, dialog) =>
        {
            asked++;
            await dialog.DismissAsync();
        };
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(field).ToHaveValueAsync(new string('x', Question.LongestText + 1));
        Assert.Equal(1, asked);
    }

    private static async Task<(Id<Patient> Patient, Id<Assessment> Assessment)> BeginAsync(ClinicDb db)
    {
        var clinician = await db.DemoPersonAsync(Role.Clinician);
        var now = TimeProvider.System.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        var patient = new Patient(
            clinician.SiteId, new Demographics { Name = new PersonName("Asked", "Otherwise"), BirthDate = new DateOnly(1990, 1, 1) }, new ContactDetails(), today, now);
        var assessment = Assessment.Begin(patient, null, [], clinician, today, now);
        db.AddRange(patient, assessment, new CareTeamMember(patient, clinician, CareTeamPart.PrimaryClinician, today, null, null, now));
        await db.SaveChangesAsync();
        return (patient.Id, assessment.Id);
    }
}

using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A questionnaire on a patient's phone: from the clinician's screen and back to it, through a lost network.</summary>
public sealed class KioskTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_patient_answers_on_their_phone_and_the_clinician_sees_the_result_and_the_alert()
    {
        var faults = new List<string>();
        var patient = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            return await db.Episodes.Where(e => e.PrimaryClinicianId == clinician.Id && e.DischargedOn == null).OrderBy(e => e.Id).Select(e => e.PatientId).FirstAsync();
        });
        var desk = await Clinic.SignInAsync(Role.Clinician);
        await desk.GotoAsync($"/Patients/{patient}/Measures");
        await desk.Locator("select[name='Form.Code']").SelectOptionAsync("PHQ-9");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "Hand over" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Show a QR code" }).ClickAsync();
        var link = (await desk.Locator(".secret code").TextContentAsync())!.Trim();

        var phone = await Clinic.ScreenAsync(390, touch: true);
        await phone.GotoAsync(link);
        await EveryPageTests.LookAsync(phone, "The link", faults);
        await phone.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        for (var question = 1; question <= 10; question++)
        {
            await Expect(phone.Locator(".kiosk-place")).ToHaveTextAsync($"Question {question} of 10");
            if (question == 1)
            {
                await EveryPageTests.LookAsync(phone, "A question", faults);
            }

            await phone.GetByRole(AriaRole.Radio).Nth(question == 9 ? 1 : 2).CheckAsync();
            if (question == 3)
            {
                await phone.Context.SetOfflineAsync(true);
                await phone.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
                await Expect(phone.Locator("[data-save-state]")).ToContainTextAsync("Your answers stay on this page");
                await phone.Context.SetOfflineAsync(false);
            }

            await phone.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        }

        await Expect(phone.Locator("h2")).ToHaveTextAsync("That was the last question");
        await phone.ReloadAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        await Expect(phone.Locator("h1")).ToHaveTextAsync("Thank you, give the tablet back");
        await phone.GoBackAsync();
        await Expect(phone.Locator("h1")).ToHaveTextAsync("This link opens nothing");
        var other = await Clinic.ScreenAsync(390);
        await other.GotoAsync(link);
        await Expect(other.Locator("main")).ToContainTextAsync("used already");

        // The desk looks by itself, every fifteen seconds.
        await desk.GetByRole(AriaRole.Link, new() { Name = "Show the result" }).ClickAsync();
        await Expect(desk.Locator("section[aria-labelledby=result]")).ToContainTextAsync("17 of 27");
        await Expect(desk.Locator("section[aria-labelledby=result]")).ToContainTextAsync("entered by patient on the clinic’s tablet");
        await Expect(desk.Locator("main")).ToContainTextAsync("Thoughts that you would be better off dead");
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Close the alert" })).ToBeVisibleAsync();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }
}

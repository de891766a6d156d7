using System.Text.RegularExpressions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>A questionnaire on the clinician's screen, on a slow line.</summary>
public sealed partial class QuestionnaireTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task An_answer_given_while_another_is_on_its_way_is_saved_too()
    {
        var measure = await Clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            return await db.Measures.AsNoTracking().FirstAsync(m => m.CompletedAt == null && m.WithdrawnAt == null
                && db.Episodes.Any(e => e.Id == m.EpisodeId && e.PrimaryClinicianId == clinician.Id));
        });
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync($"/Patients/{measure.PatientId}/Measures/{measure.Id}");
        var sent = 0;
        await page.RouteAsync(Saving(), async route =>
        {
            sent++;
            await Task.Delay(1500);
            await route.ContinueAsync();
        });
        var questions = page.Locator("[data-item]");
        var first = page.WaitForRequestAsync(Saving());
        var items = new List<string>();
        await AnswerOtherwiseAsync(0);
        await first;
        await AnswerOtherwiseAsync(1);

        await Clinic.UntilAsync(async db => (await db.Measures.AsNoTracking().SingleAsync(m => m.Id == measure.Id)).Answers is var now
            && items.TrueForAll(item => now.ContainsKey(item) && now[item] != measure.Answers.GetValueOrDefault(item)));
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("Saved at");
        Assert.Equal(2, sent);

        async Task AnswerOtherwiseAsync(int at)
        {
            items.Add((await questions.Nth(at).GetAttributeAsync("data-item"))!);
            await questions.Nth(at).Locator("input[type=radio]:not(:checked)").First.PressAsync(" ");
        }
    }

    [GeneratedRegex("handler=Autosave")]
    private static partial Regex Saving();
}

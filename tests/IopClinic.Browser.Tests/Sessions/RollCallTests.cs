using System.Text.RegularExpressions;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>The roll-call grid as a clinician uses it.</summary>
public sealed partial class RollCallTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    /// <summary>What is seen in ten people who practice the same: copies are asked about before they are signed.</summary>
    private static readonly string[] Notes =
    [
        "Said no to a loan three times, voice steady.", "Apologized after each refusal and noticed it.", "Laughed, then tried it on the landlord scene.", "Would not role-play today.",
        "Coached two others kindly.", "Found the words for the mother-in-law.", "Arrived shaken from court, listened.", "Asked how long silence may last.", "Turned down a drink in the scene.",
        "Wrote the sentence on a card for work.",
    ];

    [Fact]
    public async Task Ten_members_are_logged_and_signed_in_two_page_loads_and_25_keystrokes_without_the_mouse()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 10);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync("/Today");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true })).ToBeFocusedAsync();
        var loads = 0;
        page.Load += (_, _) => loads++;
        var keys = 0;
        async Task Press(string key)
        {
            keys++;
            await page.Keyboard.PressAsync(key);
        }

        Task Type(string text) => page.Keyboard.TypeAsync(text);

        await Press("Enter");
        await page.WaitForURLAsync($"**{Given.AddressOf(session)}");
        await Expect(page.Locator("[data-topic]")).ToBeFocusedAsync();
        await Type(Given.Topic);
        await Press("Enter");
        for (var row = 1; row <= 10; row++)
        {
            if (row == 4)
            {
                // Absent: Esc to the row, A, the second reason; the cursor comes back to the note.
                await Press("Escape");
                await Press("a");
                await Press("2");
            }

            if (row == 7)
            {
                // Fifteen minutes late.
                await Press("Escape");
                await Press("l");
                await Press("1");
                await Press("5");
                await Press("Enter");
            }

            await Expect(page.Locator("[data-note]").Nth(row - 1)).ToBeFocusedAsync();
            await Type(Notes[row - 1]);
            if (row < 10)
            {
                await Press("Enter");
            }
        }

        await Press("Control+Enter");
        // Within five minutes of the sign-in no password is asked for: the button has the focus.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign 10 notes" })).ToBeFocusedAsync();
        await Press("Enter");
        await Expect(page.Locator(".roll-signed")).ToHaveCountAsync(10);

        output.WriteLine($"10-member group: {loads} page load, {keys} structural keystrokes, 0 clicks");
        Assert.True(loads <= 2, $"{loads} page loads");
        Assert.True(keys <= 25, $"{keys} structural keystrokes");
        await Clinic.InDatabaseAsync(async db =>
        {
            var statuses = await db.Attendances.Where(a => a.SessionId == session.Id).Select(a => a.Status).ToListAsync();
            Assert.Equal(8, statuses.Count(s => s == AttendanceStatus.Present));
            Assert.Equal(1, statuses.Count(s => s == AttendanceStatus.ExcusedAbsence));
            var late = await db.Attendances.SingleAsync(a => a.SessionId == session.Id && a.Status == AttendanceStatus.Late);
            Assert.Equal(session.ClinicalMinutes - 15, late.Minutes);
            var notes = await db.Notes.Where(n => n.SessionId == session.Id && n.SignedAt != null).Select(n => n.Id).ToListAsync();
            Assert.Equal(10, notes.Count);
            Assert.Equal(10, await db.Signatures.CountAsync(s => s.NoteId != null && notes.Contains(s.NoteId.Value) && s.Meaning == SignatureMeaning.Author));
            return true;
        });
    }

    [Fact]
    public async Task What_is_typed_reaches_the_server_within_five_seconds_and_is_there_on_another_machine()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 2);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        await page.Locator("[data-note]").First.FillAsync("Half a thought that must not");
        await page.WaitForTimeoutAsync(5000);
        await page.Context.CloseAsync();

        var elsewhere = await Clinic.SignInAsync(Role.Clinician, width: 390, touch: true);
        await elsewhere.GotoAsync(Given.AddressOf(session));
        await Expect(elsewhere.Locator("[data-note]").First).ToHaveValueAsync("Half a thought that must not");
    }

    [Fact]
    public async Task A_session_that_expires_while_writing_loses_nothing()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 1);
        var page = await Clinic.SignInAsync(Role.Clinician);
        await page.GotoAsync(Given.AddressOf(session));
        await page.Context.ClearCookiesAsync(new BrowserContextClearCookiesOptions { NameRegex = NotTheFormToken() });
        await page.Locator("[data-note]").FillAsync("Written after the session had ended");
        await Expect(page.Locator("[data-save-state]")).ToContainTextAsync("signed out");

        var again = await page.Context.NewPageAsync();
        await again.SignInAsync(DemoSignIns.All.Single(p => p.Role == Role.Clinician).Email);
        await again.CloseAsync();
        await Expect(page.Locator("[data-note]")).ToHaveValueAsync("Written after the session had ended");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("Saved.");
        await Expect(page.Locator("[data-note]")).ToHaveValueAsync("Written after the session had ended");
        Assert.Equal(
            "Written after the session had ended",
            await Clinic.InDatabaseAsync(db => db.Notes.Where(n => n.SessionId == session.Id).Select(n => n.Text).SingleAsync()));
    }

    [Fact]
    public async Task Two_people_in_one_session_merge_row_by_row_and_are_asked_where_they_wrote_the_same_row()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 2);
        var mine = await Clinic.SignInAsync(Role.Clinician);
        var theirs = await Clinic.SignInAsync(Role.Supervisor);
        await mine.GotoAsync(Given.AddressOf(session));
        await theirs.GotoAsync(Given.AddressOf(session));

        await theirs.Locator("[data-note]").Nth(0).FillAsync("Theirs on the first");
        await theirs.Locator("[data-note]").Nth(1).FillAsync("Theirs on the second");
        await Expect(theirs.Locator("[data-save-state]")).ToContainTextAsync("Saved");
        await mine.Locator("[data-note]").Nth(1).FillAsync("Mine on the second");
        await Expect(mine.Locator("[data-row]").Nth(1)).ToContainTextAsync("wrote here while you did");
        await mine.GetByRole(AriaRole.Button, new() { Name = "Keep both" }).ClickAsync();
        await Expect(mine.Locator("[data-save-state]")).ToContainTextAsync("Saved");

        await mine.ReloadAsync();
        await Expect(mine.Locator("[data-note]").Nth(0)).ToHaveValueAsync("Theirs on the first");
        await Expect(mine.Locator("[data-note]").Nth(1)).ToHaveValueAsync("Theirs on the second\n\nMine on the second");
    }

    [Fact]
    public async Task Without_script_the_grid_is_a_form_that_saves_and_signs()
    {
        var session = await Clinic.AGroupUnderWayAsync(members: 2);
        var page = await Clinic.SignInAsync(Role.Clinician, script: false);
        await page.GotoAsync(Given.AddressOf(session));
        await page.Locator("[data-topic]").FillAsync(Given.Topic);
        await page.Locator("[data-note]").Nth(0).FillAsync("Spoke first today.");
        await page.Locator("[data-row]").Nth(1).GetByLabel("Excused", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Review and sign" }).ClickAsync();
        await Expect(page.Locator(".review-lacks")).ToContainTextAsync("reason of the excused absence");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the roll" }).ClickAsync();
        await page.Locator("[name$='.Reason']").Nth(1).FillAsync("Job interview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Review and sign" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign 2 notes" }).ClickAsync();
        await Expect(page.Locator(".roll-signed")).ToHaveCountAsync(2);
        await Expect(page.Locator(".roll-signed").Nth(1)).ToContainTextAsync("Job interview");
    }

    [GeneratedRegex("^(?!.*form)(?!.*antiforgery)", RegexOptions.IgnoreCase)]
    private static partial Regex NotTheFormToken();
}

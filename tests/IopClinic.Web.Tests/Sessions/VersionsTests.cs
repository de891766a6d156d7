using System.Net;
using System.Text.Json;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>Earlier versions of a draft: listed in the row, and back in two clicks.</summary>
public sealed class VersionsTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string First = "Said no to a loan three times, voice steady.";

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Supervisor)]
    public async Task Without_script_a_version_is_back_in_two_clicks_and_nothing_is_lost(Role role)
    {
        var (house, session) = await ASessionAsync(2);
        var browser = await (await clinic.SignInAsync(role)).OpenAsync(session);
        var row = Given.Row(browser.RowOf(house.Patients[0]), "Text");
        await browser.SubmitAsync("#roll", (row, First));
        await browser.SubmitAsync("#roll", (row, "Gone."));

        // What is typed goes along with both clicks.
        await PressAsync(browser, $"#note-{house.Patients[0].Id} [name=versions]", (row, "Typed and not saved."));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var listed = browser.Text(".roll-versions-list");
        Assert.Contains(First, listed, StringComparison.Ordinal);
        Assert.Contains("9 words", listed, StringComparison.Ordinal);
        Assert.Single(browser.Page.QuerySelectorAll(".roll-versions-list"));
        await PressAsync(browser, ".roll-versions-list li:last-child [data-restore]");

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(First, browser.Value(row));
        var note = await NoteAsync(session, house.Patients[0]);
        Assert.Equal(First, note.Text);
        Assert.Equal(["Gone.", First, "Typed and not saved."], note.Drafts.Select(kept => kept.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_autosave_brings_a_version_back_and_says_what_it_says()
    {
        var (house, session) = await ASessionAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[1]);
        await browser.AutosaveAsync([row], (Given.Row(row, "Text"), First), (Given.Row(row, "InTheirWords"), "No means no."));
        await browser.OpenAsync(session);
        await browser.AutosaveAsync([row], (Given.Row(row, "Text"), "Oops"), (Given.Row(row, "InTheirWords"), ""));
        var version = Assert.Single((await NoteAsync(session, house.Patients[1])).Drafts).Id;
        await browser.OpenAsync(session);
        var (response, said) = await AutosaveWithAsync(browser, row, version, "Typed a moment ago.");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await response.Content.ReadAsByteArrayAsync()).Length < 5_000);
        var restored = said.GetProperty("rows")[0].GetProperty("restored");
        Assert.Equal((First, "No means no."), (restored.GetProperty("text").GetString(), restored.GetProperty("words").GetString()));
        var note = await NoteAsync(session, house.Patients[1]);
        Assert.Equal((First, "No means no."), (note.Text, note.InTheirWords));
        Assert.Contains(note.Drafts, kept => kept.Text == "Typed a moment ago.");

        // The print that came back goes on.
        Assert.Equal((await browser.OpenAsync(session)).Value(Given.Row(row, "NoteWas")), said.GetProperty("rows")[0].GetProperty("noteIs").GetString());
    }

    [Fact]
    public async Task Saves_while_somebody_writes_become_a_version_a_minute()
    {
        var (house, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var text = "Said no";
        for (var save = 0; save < 6; save++)
        {
            await browser.AutosaveAsync([0], (Text, text += " On."));
            await browser.OpenAsync(session);
        }

        Assert.Empty((await NoteAsync(session, house.Patients[0])).Drafts);
        clinic.Time.Pass(TimeSpan.FromMinutes(2));
        await browser.AutosaveAsync([0], (Text, text + " And after a pause."));
        Assert.Equal(text, Assert.Single((await NoteAsync(session, house.Patients[0])).Drafts).Text);
    }

    [Fact]
    public async Task The_list_is_for_those_who_log_the_session_and_on_the_record()
    {
        var (house, session) = await ASessionAsync(1);
        await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Text, First));
        await (await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session)).SubmitAsync("#roll", (Text, "Gone."));
        string Address(Id<Patient> patient) => $"{Given.AddressOf(session)}?handler=Versions&versions={patient}&row=0";

        Assert.Contains(First, (await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(Address(house.Patients[0].Id))).Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == house.Patients[0].Id && e.ObjectType == "Versions")));
        foreach (var role in new[] { Role.Administrator, Role.Auditor, Role.Intake })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(role)).OpenAsync(Address(house.Patients[0].Id))).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Address(Id<Patient>.New()))).Status);
        Assert.False(await clinic.HistoryMentionsAsync("loan three times"));
    }

    [Fact]
    public async Task A_version_of_somebody_elses_note_comes_into_no_other()
    {
        var (house, session) = await ASessionAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (mine, theirs) = (browser.RowOf(house.Patients[0]), browser.RowOf(house.Patients[1]));
        await browser.SubmitAsync("#roll", (Given.Row(mine, "Text"), "Mine."), (Given.Row(theirs, "Text"), First));
        await browser.SubmitAsync("#roll", (Given.Row(theirs, "Text"), "Gone."));
        var version = Assert.Single((await NoteAsync(session, house.Patients[1])).Drafts).Id;
        foreach (var wanted in new[] { version, Id<NoteDraft>.New() })
        {
            var (response, said) = await AutosaveWithAsync(browser, mine, wanted, "Mine.");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("There is no such version of this note.", said.GetProperty("rows")[0].GetProperty("refused").GetString());
        }

        Assert.Equal("Mine.", (await NoteAsync(session, house.Patients[0])).Text);
    }

    [Fact]
    public async Task A_signed_note_takes_no_version_back()
    {
        var (house, session) = await ASessionAsync(1);
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        await browser.SubmitAsync("#roll", (Text, "Another text."));
        await browser.SubmitAsync("#roll", (Text, "And one more."));
        var version = (await NoteAsync(session, house.Patients[0])).Drafts.First(kept => kept.Text == "Another text.").Id;
        await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);
        var (_, said) = await AutosaveWithAsync(browser, 0, version, "And one more.");

        Assert.Equal("This note is signed. Add an addendum instead.", said.GetProperty("rows")[0].GetProperty("refused").GetString());
        Assert.Equal("And one more.", (await NoteAsync(session, house.Patients[0])).Text);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
        Assert.Null((await browser.OpenAsync(session)).Page.QuerySelector("[data-versions]"));
    }

    private static string Text => Given.Row(0, "Text");

    /// <summary>Presses a button of the roll, as a browser without script does.</summary>
    private static Task<Browser> PressAsync(Browser browser, string selector, params (string Name, string? Value)[] answers)
    {
        var button = browser.Element(selector);
        var (_, fields) = browser.Fill("#roll", answers);
        return browser.PostAsync(
            new Uri(browser.Address, button.GetAttribute("formaction")!), [.. fields, KeyValuePair.Create(button.GetAttribute("name")!, button.GetAttribute("value")!)]);
    }

    private static async Task<(HttpResponseMessage Response, JsonElement Said)> AutosaveWithAsync(Browser browser, int row, Id<NoteDraft> version, string text)
    {
        var (address, fields) = browser.Fill("#roll", (Given.Row(row, "Text"), text));
        var response = await browser.SendAsync(new Uri(address, "?handler=Autosave"), [
            .. fields.Where(f => f.Key == "__RequestVerificationToken" || f.Key.StartsWith($"Form.Rows[{row}].", StringComparison.Ordinal) || (f.Key == "Form.Rows.Index" && f.Value == $"{row}")),
            KeyValuePair.Create(Given.Row(row, "Restore"), version.ToString())]);
        return (response, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }

    private async Task<ProgressNote> NoteAsync(GroupSession session, Patient patient) => (await clinic.ReloadAsync(session)).LiveNoteOf(patient.Id)!;

    private async Task<(House House, GroupSession Session)> ASessionAsync(int patients)
    {
        var house = await House.OpenAsync(clinic, patients);
        return (house, await house.ASessionToLogAsync());
    }
}

using System.Net;
using System.Text.Json;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>Two at work on one roll: each hears where the other is, and what the other has saved.</summary>
public sealed class TogetherTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private static readonly TimeSpan SeenFor = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Each_hears_in_which_row_the_other_is_for_twenty_seconds()
    {
        var (_, session) = await ASessionAsync(14);
        var (maya, thomas) = (await OpenAsync(Role.Clinician, session), await OpenAsync(Role.Supervisor, session));
        Assert.Empty(Here(await AskAsync(maya, session, row: 0)));
        Assert.Equal([("Maya Lindqvist", 0)], Here(await AskAsync(thomas, session, row: 3)));
        var answer = await AskAsync(maya, session, row: 2);
        Assert.Equal([("Thomas Adeyemi", 3)], Here(answer));
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync()).Length, 1, 300);
        Assert.Equal([("Maya Lindqvist", 2)], Here(await AskAsync(thomas, session)));
        Assert.Equal([("Thomas Adeyemi", -1)], Here(await AskAsync(maya, session)));

        clinic.Time.Pass(SeenFor + TimeSpan.FromSeconds(1));
        Assert.Empty(Here(await AskAsync(maya, session)));
        // What nobody is to hear any more is gone with the next word.
        Assert.Equal(1, await WritersAsync(session));
        await AskAsync(maya, session, leaving: true);
        Assert.Equal(0, await WritersAsync(session));
    }

    [Fact]
    public async Task What_the_other_saved_arrives_once_and_stands_in_the_history()
    {
        var (house, session) = await ASessionAsync(3);
        var (maya, thomas) = (await OpenAsync(Role.Clinician, session), await OpenAsync(Role.Supervisor, session));
        var (row, patient) = (thomas.RowOf(house.Patients[1]), house.Patients[1].Id);
        var (_, saved) = await thomas.AutosaveAsync(
            [row], (Given.Row(row, "Text"), "Said no to a loan."), (Given.Row(row, "InTheirWords"), "No means no."), (Given.Row(row, "Affect"), "Anxious"),
            (Given.Row(row, "Status"), "Late"), (Given.Row(row, "Arrived"), "15"));
        var before = await ReadsAsync(patient);
        var said = await SaidAsync(await AskAsync(maya, session));
        var told = Assert.Single(said.GetProperty("rows").EnumerateArray());

        Assert.Equal(patient.ToString(), told.GetProperty("patientId").GetString());
        var theirs = told.GetProperty("theirs");
        Assert.Equal(
            ("Thomas Adeyemi", "Said no to a loan.", "No means no.", "Anxious", "Late"),
            (theirs.GetProperty("by").GetString(), theirs.GetProperty("note").GetString(), theirs.GetProperty("words").GetString(),
                theirs.GetProperty("affect").GetString(), theirs.GetProperty("attendance").GetProperty("status").GetString()));
        foreach (var print in new[] { "attendanceIs", "noteIs", "version" })
        {
            Assert.Equal(saved.GetProperty("rows")[0].GetProperty(print).GetString(), told.GetProperty(print).GetString());
        }

        Assert.Equal(before + 1, await ReadsAsync(patient));
        Assert.False(await clinic.HistoryMentionsAsync("Said no to a loan"));

        // Who shows it by now is told nothing more, nor who wants to hear nothing of the row, nor the one who wrote it.
        var version = told.GetProperty("version").GetString();
        Assert.Empty((await SaidAsync(await AskAsync(maya, session, rows: $"{patient}:{version}"))).GetProperty("rows").EnumerateArray());
        Assert.Empty((await SaidAsync(await AskAsync(maya, session, rows: $"{patient}:"))).GetProperty("rows").EnumerateArray());
        Assert.Empty((await SaidAsync(await AskAsync(thomas, session, rows: $"{patient}:{version}"))).GetProperty("rows").EnumerateArray());
        Assert.Equal(before + 1, await ReadsAsync(patient));
        Assert.Equal(version, (await maya.OpenAsync(session)).Element($"#note-{patient}").GetAttribute("data-version"));
    }

    [Fact]
    public async Task The_part_for_the_whole_group_arrives_too()
    {
        var (_, session) = await ASessionAsync(1);
        var (maya, thomas) = (await OpenAsync(Role.Clinician, session), await OpenAsync(Role.Supervisor, session));
        await thomas.SubmitAsync("#roll", (Given.Row(0, "Text"), "Said no."), ("Form.Shared.Topic", "Saying no"), ("Form.Shared.Process", "In pairs."));
        Assert.Equal("Saved.", thomas.Toast);
        var shared = (await SaidAsync(await AskAsync(maya, session, shared: "0"))).GetProperty("shared");

        Assert.Equal(("Saying no", "In pairs."), (shared.GetProperty("topic").GetString(), shared.GetProperty("process").GetString()));
        Assert.Equal("Thomas Adeyemi", shared.GetProperty("by").GetString());
        Assert.Equal(JsonValueKind.Null, (await SaidAsync(await AskAsync(maya, session, shared: shared.GetProperty("version").GetString()))).GetProperty("shared").ValueKind);
        Assert.Equal(shared.GetProperty("is").GetString(), (await maya.OpenAsync(session)).Value("Form.Shared.Was"));
    }

    [Fact]
    public async Task Nobody_is_heard_who_may_not_write_there()
    {
        var (house, session) = await ASessionAsync(1);
        foreach (var role in new[] { Role.Administrator, Role.Auditor, Role.Intake, Role.PrivacyOfficer })
        {
            var person = await (await clinic.SignInAsync(role)).OpenAsync("/Account/MySessions");
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(person, session, rows: "")).StatusCode);
        }

        var priya = await OpenAsync(Role.Prescriber, session);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(priya, session)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(priya, $"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{Id<Session>.New()}", [])).StatusCode);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_remove(other_site_ids, {house.Site.Id.Value}) where email = 'prescriber@demo.example'"));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(priya, session)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(await clinic.Browser().OpenAsync("/Account/SignIn"), session, rows: "")).StatusCode);
    }

    [Fact]
    public async Task A_row_that_is_not_on_the_roll_is_no_place_to_be()
    {
        var (_, session) = await ASessionAsync(1);
        var (other, _) = await ASessionAsync(1);
        var (maya, thomas) = (await OpenAsync(Role.Clinician, session), await OpenAsync(Role.Supervisor, session));
        var stranger = other.Patients[0].Id;
        var said = await SaidAsync(await AskAsync(maya, Given.AddressOf(session), [("Together.Row", $"{stranger}"), ("Together.Rows", $"{stranger}:0.1 x:y nothing")]));

        Assert.Empty(said.GetProperty("rows").EnumerateArray());
        Assert.Equal([("Maya Lindqvist", -1)], Here(await AskAsync(thomas, session)));
        Assert.Equal(0, await clinic.InDatabaseAsync(db => db.Database.SqlQuery<int>(
            $"select count(*)::int as \"Value\" from roll_writers where session_id = {session.Id.Value} and patient_id is not null").SingleAsync()));
        var tooMuch = await AskAsync(maya, session, rows: new string('x', 30_000));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMuch.StatusCode);
    }

    [Fact]
    public async Task Looking_for_others_keeps_nobody_signed_in()
    {
        var (_, session) = await ASessionAsync(1);
        var maya = await OpenAsync(Role.Clinician, session);
        for (var minute = 0; minute < 14; minute += 7)
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(maya, session)).StatusCode);
            clinic.Time.Pass(TimeSpan.FromMinutes(7));
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(maya, session)).StatusCode);
        clinic.Time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(maya, session)).StatusCode);
    }

    [Fact]
    public async Task A_session_that_is_signed_asks_no_more()
    {
        var (house, session) = await ASessionAsync(1);
        await house.LogWholeAsync(session);
        var thomas = await OpenAsync(Role.Supervisor, session);
        Assert.NotEqual("", thomas.Element("#roll").GetAttribute("data-together"));
        await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);
        var said = await SaidAsync(await AskAsync(thomas, session));

        Assert.Equal("signed", said.GetProperty("over").GetString());
        Assert.Empty(said.GetProperty("rows").EnumerateArray());
        Assert.Equal("", (await thomas.OpenAsync(session)).Element("#roll").GetAttribute("data-together"));
    }

    private async Task<(House House, GroupSession Session)> ASessionAsync(int patients)
    {
        var house = await House.OpenAsync(clinic, patients);
        return (house, await house.ASessionToLogAsync());
    }

    private async Task<Browser> OpenAsync(Role role, Session session) => await (await clinic.SignInAsync(role)).OpenAsync(session);

    private Task<int> WritersAsync(Session session) => clinic.InDatabaseAsync(db => db.Database.SqlQuery<int>(
        $"select count(*)::int as \"Value\" from roll_writers where session_id = {session.Id.Value}").SingleAsync());

    private Task<int> ReadsAsync(Id<Patient> patient) => clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e =>
        e.Action == AuditAction.Read && (e.PatientId == patient || e.Shown!.Contains(patient.Value))));

    /// <summary>What an open page asks: its rows in their order, with what it shows of each.</summary>
    private static Task<HttpResponseMessage> AskAsync(Browser browser, Session session, int? row = null, string? rows = null, string? shared = null, bool leaving = false)
    {
        var shown = browser.Page.QuerySelectorAll("[data-row]").Select(li => (Patient: li.Id!["note-".Length..], Version: li.GetAttribute("data-version"))).ToList();
        return AskAsync(
            browser,
            Given.AddressOf(session),
            [
                ("Together.Rows", rows ?? string.Join(' ', shown.Select(one => $"{one.Patient}:{one.Version}"))),
                .. row is { } at ? [("Together.Row", shown[at].Patient)] : Array.Empty<(string, string)>(),
                .. shared is null ? Array.Empty<(string, string)>() : [("Together.Shared", shared)],
                .. leaving ? [("Together.Leaving", "true")] : Array.Empty<(string, string)>(),
            ]);
    }

    private static Task<HttpResponseMessage> AskAsync(Browser browser, string address, IEnumerable<(string Name, string Value)> fields)
    {
        var token = browser.Element("input[name='__RequestVerificationToken']").GetAttribute("value")!;
        var request = new HttpRequestMessage(HttpMethod.Post, $"https://localhost{address}?handler=Together")
        {
            Content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]),
        };
        request.Headers.Add("X-Requested-With", "fetch");
        request.Headers.Add("X-Background", "1");
        return browser.SendAsync(request);
    }

    private static async Task<JsonElement> SaidAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    private static List<(string?, int)> Here(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var said = JsonDocument.Parse(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        return [.. said.RootElement.GetProperty("here").EnumerateArray().Select(one => (one.GetProperty("who").GetString(), one.GetProperty("at").GetInt32()))];
    }
}

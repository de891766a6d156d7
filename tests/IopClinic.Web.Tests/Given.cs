using System.Globalization;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests;

/// <summary>Sessions to log and to sign, made with the clinic's own verbs, and how a test writes in their roll.</summary>
internal static class Given
{
    public const string SignForm = "form[data-sign]";

    /// <summary>A group session, 9:00 to 10:15 some weeks ago, with every patient of the house on its roster.</summary>
    public static async Task<GroupSession> ASessionToLogAsync(this House house, int weeksAgo = 1, StaffMember? leader = null)
    {
        var monday = house.Monday.AddDays(-7 * (weeksAgo + 1));
        var group = new Group(
            house.Site, house.Track, house.Skills, "Morning skills", new WeeklyTime([DayOfWeek.Monday], new TimeOnly(9, 0), 75), monday, monday, 100);
        group.MeetIn(null, SessionMode.InHome);
        group.LedBy([leader ?? house.Ana], house.Skills);
        var session = group.PlanSessions(house.Site).Single();
        foreach (var episode in house.Episodes)
        {
            group.Enroll(episode, monday);
            session.Seat(episode);
        }

        await house.Clinic.InDatabaseAsync(async db =>
        {
            db.Groups.Add(group);
            db.Sessions.Add(session);
            await db.SaveChangesAsync();
        });
        return session;
    }

    /// <summary>Everybody was present and has a note of their own; the topic is written.</summary>
    public static Task LogWholeAsync(this House house, Session session, string note = "Took part.") => house.Clinic.InDatabaseAsync(async db =>
    {
        var logged = (await db.SessionOnAsync(session.ClinicDate, session.Id))!;
        var by = await db.Staff.SingleAsync(s => s.Id == house.Ana.Id);
        foreach (var place in logged.Roster)
        {
            logged.Record(place.PatientId, new Presence(AttendanceStatus.Present), house.Site.Zone, by, logged.EndsAt);
            logged.Write(place.PatientId, new NoteText(note, Participation.Active), by, logged.EndsAt);
        }

        (logged as GroupSession)?.WriteShared(SharedText.Empty with { Topic = "Saying no", Process = "They practised in pairs." }, by, logged.EndsAt);
        await db.SaveChangesAsync();
    });

    /// <summary>A session that is logged whole and signed by the demo clinician.</summary>
    public static async Task<GroupSession> ASignedSessionAsync(this House house, int weeksAgo = 1)
    {
        var session = await house.ASessionToLogAsync(weeksAgo);
        await house.LogWholeAsync(session);
        var browser = await house.Clinic.SignInAsync(Role.Clinician);
        await browser.SignAsync(session);
        Assert.Equal(AddressOf(session), browser.Address.PathAndQuery);
        return session;
    }

    /// <summary>The session as the database has it now.</summary>
    public static Task<Session> ReloadAsync(this ClinicHost clinic, Session session) =>
        clinic.InDatabaseAsync(async db =>
        {
            var found = (await db.SessionOnAsync(session.ClinicDate, session.Id))!;
            var notes = found.Notes.Select(note => note.Id).ToList();
            await db.Set<NoteDraft>().Where(kept => notes.Contains(kept.NoteId)).LoadAsync();
            return found;
        });

    /// <summary>Nobody asks for an assessment or for papers of the site before an admission.</summary>
    public static Task AdmitFreelyAsync(this ClinicHost clinic) => clinic.InDatabaseAsync(async db =>
    {
        foreach (var site in await db.Sites.ToListAsync())
        {
            site.AdmitBy(new AdmissionRules(null, [], [], 7));
        }

        await db.SaveChangesAsync();
    });

    /// <summary>The fields of an admission to the first track on the page, with every paper signed, but for what is said otherwise.</summary>
    public static (string Name, string? Value)[] Admission(this Browser browser, params (string Name, string? Value)[] otherwise)
    {
        (string Name, string? Value)[] usual =
        [
            ("Form.TrackId", browser.Element("input[name='Form.TrackId']").GetAttribute("value")),
            ("Form.PrimaryClinicianId", browser.Element("#Form_PrimaryClinicianId option:not([value=''])").GetAttribute("value")),
            .. Enumerable.Range(0, browser.Page.QuerySelectorAll("select[name^='Form.Papers']").Length).Select(i => ($"Form.Papers[{i}].State", (string?)"Done")),
        ];
        return [.. usual.ExceptBy(otherwise.Select(o => o.Name), u => u.Name), .. otherwise];
    }

    public static string AddressOf(Session session) => $"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}";

    public static string AddressOf(ProgressNote note) => $"/Notes/{note.ClinicDate:yyyy-MM-dd}/{note.Id}";

    /// <summary>The same, about to be struck.</summary>
    public static string StrikeOf(ProgressNote note) => $"{AddressOf(note)}?striking=true";

    public static Task<Browser> OpenAsync(this Browser browser, Session session) => browser.OpenAsync(AddressOf(session));

    /// <summary>Opens the roll of the session and saves it with these answers.</summary>
    public static async Task<Browser> SaveAsync(this Browser browser, Session session, params (string Name, string? Value)[] answers)
    {
        await browser.OpenAsync(session);
        return await browser.SubmitAsync("#roll", answers);
    }

    /// <summary>Signs soon after the sign-in, when no password is asked for.</summary>
    public static async Task<Browser> SignAsync(this Browser browser, Session session)
    {
        await browser.OpenAsync($"{AddressOf(session)}/Sign");
        return await browser.SubmitAsync(SignForm);
    }

    /// <summary>Signs with a password, when the sign-in was a while ago.</summary>
    public static async Task<Browser> SignAsync(this Browser browser, Session session, string password)
    {
        await browser.OpenAsync($"{AddressOf(session)}/Sign");
        return await browser.SubmitAsync(SignForm, ("Confirm.Password", password));
    }

    /// <summary>What a script sends while somebody types: the token, and only what belongs to the rows that were touched.</summary>
    public static async Task<(HttpResponseMessage Response, JsonElement Said)> AutosaveAsync(
        this Browser browser, int[] rows, params (string Name, string? Value)[] answers)
    {
        var (address, fields) = browser.Fill("#roll", answers);
        var sent = fields.Where(f => !f.Key.StartsWith("Form.Shared", StringComparison.Ordinal) && (
            !f.Key.StartsWith("Form.Rows", StringComparison.Ordinal)
            || rows.Any(r => f.Key.StartsWith($"Form.Rows[{r}].", StringComparison.Ordinal)
                || (f.Key == "Form.Rows.Index" && f.Value == r.ToString(CultureInfo.InvariantCulture)))));
        var response = await browser.SendAsync(new Uri(address, "?handler=Autosave"), sent);
        var text = await response.Content.ReadAsStringAsync();
        return (response, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }

    /// <summary>Which row of the page is the patient's.</summary>
    public static int RowOf(this Browser browser, Patient patient) => browser.RowOf(patient.Id);

    public static int RowOf(this Browser browser, Id<Patient> patient)
    {
        var name = browser.Element($"input[type=hidden][value='{patient}']").GetAttribute("name")!;
        return int.Parse(name["Form.Rows[".Length..name.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    public static string Row(int row, string field) => $"Form.Rows[{row}].{field}";

    /// <summary>The signatures of a patient, first to last.</summary>
    public static Task<List<Signature>> ChainOfAsync(this ClinicHost clinic, Id<Patient> patient) => clinic.InDatabaseAsync(db =>
        db.Signatures.AsNoTracking().Where(s => s.PatientId == patient).OrderBy(s => s.Sequence).ToListAsync());

    /// <summary>Reloads the patient's chain and everything it covers, and checks every link.</summary>
    public static async Task VerifyChainAsync(this ClinicHost clinic, Id<Patient> patient, int length)
    {
        var chain = await clinic.ChainOfAsync(patient);
        Assert.Equal(Enumerable.Range(1, length), chain.Select(s => s.Sequence));
        Assert.Equal(chain.Select(s => s.Hash).Prepend(null).Take(chain.Count), chain.Select(s => s.PreviousHash));
        await clinic.InDatabaseAsync(async db =>
        {
            foreach (var signature in chain)
            {
                var written = await db.Notes.AsNoTracking().SingleAsync(n => n.Id == signature.NoteId);
                var session = (await db.SessionOnAsync(written.ClinicDate, written.SessionId))!;
                var note = session.Notes.Single(n => n.Id == signature.NoteId);
                var content = signature.AddendumId is { } addendum
                    ? note.Addenda.Single(a => a.Id == addendum).Content()
                    : note.StruckContent is { } kept ? CanonicalContent.Kept(kept)
                    : note.Content(session, session.Attendances.Single(a => a.PatientId == patient));
                Assert.True(signature.Covers(content), $"Signature {signature.Sequence} does not cover what stands.");
            }
        });
    }

    /// <summary>Whether the words stand anywhere in what the history says of changes.</summary>
    public static Task<bool> HistoryMentionsAsync(this ClinicHost clinic, string words) => clinic.InDatabaseAsync(db =>
        db.Database.SqlQuery<bool>($"select exists (select from audit_events where strpos(changes::text, {words}) > 0) as \"Value\"").SingleAsync());
}

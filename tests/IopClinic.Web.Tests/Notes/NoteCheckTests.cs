using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Notes;

/// <summary>Copied notes and names of others, on the notes of the demo clinic: how many are found, and how many are said to be what they are not.</summary>
public sealed class NoteCheckTests(ClinicHost clinic, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    private const int Sessions = 100;

    private const string Text = "Named two triggers from the week, practiced urge surfing aloud and felt the craving fall. Plan: calls the sponsor before Friday.";

    private static readonly string[] Fillers =
        ["calmly", "readily", "openly", "briefly", "perhaps", "evening", "neighbor", "helpful", "difficult", "morning", "honestly", "again", "weekend", "manager", "slowly", "relief"];

    private static readonly Dictionary<string, string> Swapped = new[]
    {
        ("he", "she"), ("she", "he"), ("his", "her"), ("her", "his"), ("him", "her"), ("himself", "herself"), ("He", "She"), ("She", "He"), ("His", "Her"), ("Her", "His"),
    }.ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private readonly Random _random = new(20261128);

    [Fact]
    public async Task Copies_are_found_and_what_was_written_for_one_person_is_not_called_a_copy()
    {
        var sessions = (await SessionsAsync()).Take(Sessions).ToList();
        int found = 0, copies = 0, alarms = 0, genuine = 0, suspected = 0;
        foreach (var (topic, notes) in sessions)
        {
            var meter = new CloneMeter([topic], notes.SelectMany(note => note.Names));
            var own = notes.ConvertAll(note => meter.Print(note.Text));
            var alike = own.Count(one => own.Exists(other => other != one && CloneMeter.Percent(one, other) >= CloneMeter.Alike));
            genuine += own.Count;
            alarms += alike;
            suspected += alike > 0 ? 1 : 0;

            // Everybody else's note is made of the first one's.
            var copied = notes.Skip(1).Select(note => meter.Print(Copy(notes[0].Text, notes[0].Names[0], note.Names[0]))).Prepend(own[0]).ToList();
            copies += copied.Count;
            found += copied.Count(one => copied.Exists(other => other != one && CloneMeter.Percent(one, other) >= CloneMeter.Alike));
        }

        output.WriteLine($"{found} of {copies} copied notes in {sessions.Count} sessions found; alarm at {alarms} of {genuine} genuine notes, in {suspected} sessions.");
        Assert.Equal(Sessions, sessions.Count);
        Assert.True(found >= 0.95 * copies, $"Only {found} of {copies} copies were found.");
        Assert.True(alarms <= 0.05 * genuine, $"{alarms} of {genuine} notes were called copies.");
    }

    [Fact]
    public async Task Names_of_others_are_found_and_clean_notes_are_left_in_peace()
    {
        var sessions = await SessionsAsync();
        string[] ordinary = ["Will", "Grace", "May", "Hope", "Mark", "Rose", "Joy", "Frank"];
        int alarms = 0, clean = 0, full = 0, first = 0, asked = 0;
        foreach (var (_, notes) in sessions)
        {
            List<NameOnRoll> roll =
                [.. notes.Select(note => new NameOnRoll(note.Patient, note.Names)), .. ordinary.Select(name => new NameOnRoll(Id<Patient>.New(), name))];
            var guard = new NameGuard(roll);
            foreach (var (note, other) in notes.Zip(notes.Skip(1).Append(notes[0])))
            {
                clean++;
                alarms += guard.Others(note.Text, note.Patient).Count > 0 ? 1 : 0;
                if (other.Names.Intersect(note.Names).Any())
                {
                    continue;
                }

                asked += 2;
                full += guard.Others($"{note.Text} Agreed with {other.Names[0]} {other.Names[1]} about it.", note.Patient).Count > 0 ? 1 : 0;
                first += guard.Others(Leak(note.Text, other.Names[0], asked / 2), note.Patient).Contains(other.Names[0]) ? 1 : 0;
                var everyday = ordinary[asked / 2 % ordinary.Length];
                full += guard.Others($"{note.Text} Agreed with {everyday} {other.Names[1]} about it.", note.Patient).Contains(everyday) ? 1 : 0;
                first += guard.Others(Leak(note.Text, everyday, asked / 2), note.Patient).Contains(everyday) ? 1 : 0;
            }
        }

        output.WriteLine($"{full} of {asked} full names and {first} of {asked} first names found; {alarms} false alarms on {clean} clean notes.");
        Assert.True(clean >= 1000, $"Only {clean} notes.");
        Assert.Equal(asked, full);
        Assert.True(first >= 0.95 * asked, $"Only {first} of {asked} first names were found.");
        Assert.True(alarms <= 0.02 * clean, $"{alarms} false alarms on {clean} clean notes.");
    }

    [Fact]
    public async Task What_is_marked_is_signed_only_with_a_reason_which_the_signature_covers()
    {
        var (house, session) = await AMarkedSessionAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Sign");

        Assert.Contains("Look once more before you sign. 3 places are marked below", browser.Text("#review-panel"), StringComparison.Ordinal);
        Assert.Contains("Stands in every chart and names Pat3", browser.Text(".review-shared"), StringComparison.Ordinal);
        var rows = house.Patients.Select(patient => browser.Page.QuerySelector($"[data-review-of='{patient.Id}']")!).ToList();
        Assert.Matches(@"\d\d % like the note of Pat2 ", rows[0].TextContent);
        Assert.Contains("Names somebody else: Pat1", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("named two triggers from the week, practiced urge surfing", $"{rows[1].QuerySelector("mark")?.TextContent}", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("% like", rows[2].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Names somebody else", rows[0].TextContent + rows[2].TextContent, StringComparison.Ordinal);

        const string Said = "They did the exercise as a pair.";
        await browser.SubmitAsync(Given.SignForm, ("Form.Reasons[1].Reason", Said), ("Form.SharedReason", "  "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(2, browser.Page.QuerySelectorAll("#review-panel .field-error").Length);
        Assert.Equal(Said, browser.Page.QuerySelector($"[data-reason-of='{house.Patients[1].Id}']")!.GetAttribute("value"));
        Assert.DoesNotContain(await NotesAsync(session), note => note.IsSigned);

        // The reason stands in every note for good: it names nobody either.
        await browser.SubmitAsync(Given.SignForm, ("Form.Reasons[0].Reason", "Pat2 wrote the same."), ("Form.SharedReason", "Pat3 asked for it."));
        Assert.Contains("say it without naming Pat2.", browser.Text($"[data-review-of='{house.Patients[0].Id}']"), StringComparison.Ordinal);
        Assert.Contains("say it without naming Pat3.", browser.Text(".review-shared"), StringComparison.Ordinal);
        Assert.DoesNotContain(await NotesAsync(session), note => note.IsSigned);

        await browser.SubmitAsync(Given.SignForm, ("Form.Reasons[0].Reason", "She led the pair."), ("Form.SharedReason", "Her own word for it, with her consent."));
        Assert.Equal("3 notes are signed.", browser.Toast);
        var notes = (await NotesAsync(session)).ToDictionary(note => note.PatientId);
        Assert.Equal(["She led the pair.", Said, null], house.Patients.Select(patient => notes[patient.Id].SignedDespite));
        Assert.All(notes.Values, note => Assert.Equal("Her own word for it, with her consent.", note.SharedDespite));
        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 1);
        }

        await browser.OpenAsync($"/Notes/{session.ClinicDate:yyyy-MM-dd}/{notes[house.Patients[1].Id].Id}");
        Assert.Contains($"signed all the same: {Said}", browser.Text(".note-sheet"), StringComparison.Ordinal);
        Assert.Contains("Late entry", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_that_are_too_long_or_belong_to_nobody_are_told_apart()
    {
        var (house, session) = await AMarkedSessionAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Sign");
        var (address, fields) = browser.Fill(
            Given.SignForm,
            ("Form.Reasons[0].PatientId", $"{Id<Patient>.New()}"), ("Form.Reasons[0].Reason", "Whose?"), ("Form.Reasons[1].Reason", new string('y', 301)), ("Form.SharedReason", "Fine."));
        await browser.PostAsync(address, fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Shorten the reason to 300 characters.", browser.Text($"[data-review-of='{house.Patients[1].Id}']"), StringComparison.Ordinal);
        Assert.Equal(new string('y', 301), browser.Page.QuerySelector($"[data-reason-of='{house.Patients[1].Id}']")!.GetAttribute("value"));
        await browser.SubmitAsync(Given.SignForm, ("Form.Reasons[1].Reason", "They did the exercise as a pair."));
        Assert.Contains("Say why the note of Pat1", browser.Text($"[data-review-of='{house.Patients[0].Id}']"), StringComparison.Ordinal);
        Assert.DoesNotContain(await NotesAsync(session), note => note.IsSigned);
    }

    [Fact]
    public async Task A_program_says_from_when_a_note_counts_as_a_copy()
    {
        var (house, session) = await AMarkedSessionAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Programs.SingleAsync(p => p.Id == house.Episodes[0].ProgramId)).DemandNotes(NoteRules.Usual with { Alike = 100 });
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Sign");
        Assert.DoesNotContain("% like", browser.Text("#review-panel"), StringComparison.Ordinal);
        Assert.Contains("Names somebody else: Pat1", browser.Text("#review-panel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_note_is_written_the_answer_says_what_the_review_will_ask()
    {
        var (house, session) = await AMarkedSessionAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[2]);
        var (_, said) = await browser.AutosaveAsync([row], (Given.Row(row, "Text"), Text + " Laughed with Pat1."));
        var marks = said.GetProperty("marks").EnumerateArray().ToDictionary(mark => mark.GetProperty("patientId").GetString()!);
        var mine = marks[$"{house.Patients[2].Id}"];
        Assert.InRange(mine.GetProperty("percent").GetInt32(), 60, 100);
        Assert.StartsWith("the note of Pat", mine.GetProperty("than").GetString(), StringComparison.Ordinal);
        Assert.Equal("Pat1", Assert.Single(mine.GetProperty("others").EnumerateArray()).GetString());
        var place = mine.GetProperty("at").EnumerateArray().First();
        Assert.Contains("triggers", Text[place[0].GetInt32()..place[1].GetInt32()], StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, marks[$"{house.Patients[0].Id}"].GetProperty("at").ValueKind);
        Assert.Equal("Pat3", Assert.Single(said.GetProperty("namesInShared").EnumerateArray()).GetString());

        await browser.OpenAsync(session);
        (_, said) = await browser.AutosaveAsync([row], (Given.Row(row, "Text"), "Left when the talk came to his father, and came back by himself."));
        Assert.DoesNotContain(said.GetProperty("marks").EnumerateArray(), mark => mark.GetProperty("patientId").GetString() == $"{house.Patients[2].Id}");
    }

    [Fact]
    public async Task The_work_list_says_when_notes_are_due_as_the_program_says()
    {
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync("/Work?kind=Note");
        Assert.Matches("Overdue by [0-9]+ (days|h)", browser.Text("[data-rows]"));

        await DemandAsync(336);
        await browser.OpenAsync("/Work?kind=Note");
        Assert.Matches("In [0-9]+ (days|h)", browser.Text("[data-rows]"));
        await DemandAsync(NoteRules.Usual.DueHours);

        Task<int> DemandAsync(int hours) => clinic.InDatabaseAsync(async db =>
        {
            foreach (var program in await db.Programs.ToListAsync())
            {
                program.DemandNotes(program.Notes with { DueHours = hours });
            }

            return await db.SaveChangesAsync();
        });
    }

    /// <summary>Of three notes two say the same, and one of these names the other patient; the topic names the third.</summary>
    private async Task<(House House, GroupSession Session)> AMarkedSessionAsync()
    {
        var house = await House.OpenAsync(clinic, patients: 3);
        var me = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == "clinician@demo.example"));
        var group = await house.GroupAsync("Staying well", from: house.Monday.AddDays(-14));
        var session = await clinic.InDatabaseAsync(async db =>
        {
            var session = await db.Set<GroupSession>().Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes).Include(s => s.Shared)
                .Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).FirstAsync();
            string[] texts = [Text, Text.Replace("aloud", "silently", StringComparison.Ordinal) + " Thanked Pat1 for it.", "Doubted all of it, stayed, and asked for a handout to take home to the family."];
            session.WriteShared(SharedText.Empty with { Topic = "Cravings, as Pat3 put it" }, me, session.EndsAt);
            foreach (var (episode, text) in house.Episodes.Zip(texts))
            {
                session.Seat(episode);
                session.Record(episode.PatientId, new Presence(AttendanceStatus.Present), house.Site.Zone, me, session.EndsAt);
                session.Write(episode.PatientId, new NoteText(text, Participation.Active) { WithoutObjective = NoObjectiveReason.Administrative }, me, session.EndsAt, []);
            }

            await db.SaveChangesAsync();
            return session;
        });
        return (house, session);
    }

    private Task<List<ProgressNote>> NotesAsync(Session session) => clinic.InDatabaseAsync(db => db.Notes.AsNoTracking().Where(n => n.SessionId == session.Id).ToListAsync());

    private static string Leak(string text, string name, int turn) => (turn % 4) switch
    {
        0 => $"{text} Felt close to {name} after the exercise.",
        1 => $"{name} said that this helped. {text}",
        2 => $"{text} Argued with {name}, then made up.",
        _ => text.Insert(text.IndexOf('.', StringComparison.Ordinal), $" and thanked {name}"),
    };

    /// <summary>A light paraphrase: other name and pronouns, sentences in another order, one word in eight replaced, one in twenty left out.</summary>
    private string Copy(string text, string from, string to)
    {
        var sentences = text.Replace(from, to, StringComparison.Ordinal).Split(". ");
        _random.Shuffle(sentences);
        return string.Join(". ", sentences.Select(sentence => string.Join(' ', sentence.Split(' ')
            .Where(_ => _random.Next(20) > 0)
            .Select(word => Swapped.TryGetValue(word, out var other) ? other : _random.Next(8) == 0 ? Fillers[_random.Next(Fillers.Length)] : word))));
    }

    /// <summary>Group sessions of the demo clinic, each with the notes of those who were there.</summary>
    private async Task<List<(string Topic, List<Written> Notes)>> SessionsAsync()
    {
        var notes = await clinic.InDatabaseAsync(db => (
            from note in db.Notes
            join patient in db.Patients on note.PatientId equals patient.Id
            join session in db.Set<GroupSession>() on note.SessionId equals session.Id
            where note.Text != null && note.SignedAt != null && session.Shared!.Topic != null
            orderby session.StartsAt, session.Id, patient.Id
            select new { note.SessionId, session.Shared!.Topic, note.Text, patient.Id, patient.Name, patient.PreferredName }).ToListAsync());
        return notes.GroupBy(note => (note.SessionId, note.Topic)).Where(session => session.Count() >= 8)
            .Select(session => (session.Key.Topic!, session.Select(note => new Written(note.Id, [note.PreferredName ?? note.Name.Given, note.Name.Family, note.Name.Given], note.Text!)).ToList()))
            .ToList();
    }

    private sealed record Written(Id<Patient> Patient, string[] Names, string Text);
}

using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>The roll of a session: who may open it, what a save keeps, and how two people write in it.</summary>
public sealed class LogTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Secret = "Grief about the dog, said O'Brien 🐕";

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Prescriber)]
    public async Task Whoever_treats_writes(Role role)
    {
        var (house, session) = await ASessionAsync(2);
        var browser = await (await clinic.SignInAsync(role)).SaveAsync(session, (Given.Row(0, "Text"), Secret));

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(Secret, browser.Value(Given.Row(0, "Text")));
        Assert.Equal(2, (await clinic.ReloadAsync(session)).Attendances.Count);
        Assert.Equal(house.Patients.Count, browser.Page.QuerySelectorAll("[data-row]").Length);
    }

    [Fact]
    public async Task A_page_comes_without_the_indentation_of_its_source_and_a_text_keeps_its_own()
    {
        const string Verse = "One\n    two\n\n\t three";
        var (_, session) = await ASessionAsync(1);
        await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "Text"), Verse), ("Form.Shared.Homework", Verse));
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);

        Assert.Equal((Verse, Verse), (browser.Value(Given.Row(0, "Text")), browser.Value("Form.Shared.Homework")));
        var markup = await browser.Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(markup.TrimEnd().Split('\n'), line => line.Length == 0 || char.IsWhiteSpace(line[0]));
        Assert.EndsWith("</html>", markup.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_reads_attendance_sees_no_clinical_text()
    {
        var (house, session) = await ASessionAsync(2);
        await house.LogWholeAsync(session, Secret);
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(session);

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var page = browser.Page.DocumentElement.OuterHtml;
        Assert.Contains("Present", browser.Text("table"), StringComparison.Ordinal);
        Assert.DoesNotContain("Grief", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Saying no", page, StringComparison.Ordinal);
        Assert.DoesNotContain("practised", page, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("#roll"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?handler=Review")]
    [InlineData("?handler=Autosave")]
    public async Task An_administrator_writes_nothing(string handler)
    {
        var (house, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Account/ChangePassword");
        foreach (var text in new[] { "Mine", new string('x', 20_001) })
        {
            var posted = await browser.SendAsync(new Uri(browser.Address, Given.AddressOf(session) + handler), [
                KeyValuePair.Create("__RequestVerificationToken", browser.Value("__RequestVerificationToken")),
                KeyValuePair.Create("Form.Rows[0].PatientId", house.Patients[0].Id.ToString()),
                KeyValuePair.Create("Form.Rows[0].Text", text)]);

            Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        }

        Assert.Empty((await clinic.ReloadAsync(session)).Notes);
    }

    [Fact]
    public async Task For_an_auditor_there_is_nothing_here()
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await clinic.SignInAsync(Role.Auditor);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(session)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(Given.AddressOf(session) + "/Sign")).Status);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_asked_to()
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await clinic.Browser().OpenAsync(Given.AddressOf(session));

        Assert.Equal("/Account/SignIn", browser.Address.AbsolutePath);
        Assert.Contains(session.Id.ToString(), browser.Address.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_date_in_the_address_is_nowhere()
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(session);
        var (_, fields) = browser.Fill("#roll");
        var (_, tooLong) = browser.Fill("#roll", (Given.Row(0, "Text"), new string('x', 20_001)));
        var elsewhere = $"/Sessions/{session.ClinicDate.AddDays(1):yyyy-MM-dd}/{session.Id}";

        foreach (var path in new[] { "", "/Sign", "?handler=LastNote&patient=" + Guid.CreateVersion7() })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, elsewhere + path)).StatusCode);
        }

        foreach (var sent in new[] { fields, tooLong })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(new Uri(browser.Address, elsewhere), sent)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(new Uri(browser.Address, elsewhere + "/Sign"), sent)).StatusCode);
            Assert.Equal(
                HttpStatusCode.NotFound, (await browser.SendAsync(new Uri(browser.Address, elsewhere + "?handler=Autosave"), sent)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/Sessions/yesterday/" + session.Id)).Status);
    }

    [Fact]
    public async Task A_save_keeps_everything_and_records_whoever_was_left_as_present()
    {
        var (house, session) = await ASessionAsync(4);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var rows = house.Patients.Select(browser.RowOf).ToList();
        await browser.SubmitAsync(
            "#roll",
            ("Form.Shared.Topic", "Saying no"),
            ("Form.Shared.Homework", "One line\r\nanother"),
            (Given.Row(rows[0], "Text"), " Spoke first. \r\nThen listened. "),
            (Given.Row(rows[0], "Participation"), "Active"),
            (Given.Row(rows[0], "Affect"), "Calm"),
            (Given.Row(rows[0], "Response"), "Engaged"),
            (Given.Row(rows[1], "Status"), "Late"),
            (Given.Row(rows[1], "Arrived"), "15"),
            (Given.Row(rows[2], "Status"), "LeftEarly"),
            (Given.Row(rows[2], "Left"), "10:00"),
            (Given.Row(rows[3], "Status"), "ExcusedAbsence"),
            (Given.Row(rows[3], "Arrived"), "15"),
            (Given.Row(rows[3], "Reason"), "Ill"));

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var saved = await clinic.ReloadAsync(session);
        Assert.Equal(
            [(AttendanceStatus.Present, 75), (AttendanceStatus.Late, 60), (AttendanceStatus.LeftEarly, 60), (AttendanceStatus.ExcusedAbsence, 0)],
            house.Patients.Select(p => saved.Attendances.Single(a => a.PatientId == p.Id)).Select(a => (a.Status, a.Minutes)));
        var note = Assert.Single(saved.Notes);
        Assert.Equal(
            (house.Patients[0].Id, "Spoke first. \nThen listened.", Participation.Active, Affect.Calm, Response.Engaged),
            (note.PatientId, note.Text, note.Participation, note.Affect, note.Response));
        Assert.Equal("Ill", saved.Attendances.Single(a => a.PatientId == house.Patients[3].Id).Reason);
        Assert.Equal("One line\nanother", ((GroupSession)saved).Shared!.Homework);
        Assert.Equal("9:15 AM", browser.Value(Given.Row(rows[1], "Arrived")));
    }

    [Fact]
    public async Task Saving_twice_changes_nothing_and_is_not_in_the_history_twice()
    {
        var (_, session) = await ASessionAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(
            session, (Given.Row(0, "Text"), "Once."), (Given.Row(1, "Status"), "Late"), (Given.Row(1, "Arrived"), "10"), ("Form.Shared.Topic", "Sleep"));
        var before = await WritesAsync(session);
        await browser.SaveAsync(session);

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(before, await WritesAsync(session));
    }

    [Fact]
    public async Task Autosave_saves_the_rows_that_were_touched_and_says_what_stands()
    {
        var (house, session) = await ASessionAsync(3);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[1]);
        var (response, said) = await browser.AutosaveAsync(
            [row], (Given.Row(row, "Text"), "Half a sen"), (Given.Row(row, "Status"), "Late"), (Given.Row(row, "Arrived"), "5"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var answer = Assert.Single(said.GetProperty("rows").EnumerateArray());
        Assert.Equal(house.Patients[1].Id.ToString(), answer.GetProperty("patientId").GetString());
        Assert.Equal(70, answer.GetProperty("minutes").GetInt32());
        var saved = await clinic.ReloadAsync(session);
        Assert.Equal(house.Patients[1].Id, Assert.Single(saved.Attendances).PatientId);
        Assert.Equal("Half a sen", Assert.Single(saved.Notes).Text);

        // The next one carries what the answer said, and goes on.
        var (_, again) = await browser.AutosaveAsync(
            [row],
            (Given.Row(row, "Text"), "Half a sentence."),
            (Given.Row(row, "Status"), "Late"),
            (Given.Row(row, "Arrived"), "5"),
            (Given.Row(row, "AttendanceWas"), answer.GetProperty("attendanceIs").GetString()),
            (Given.Row(row, "NoteWas"), answer.GetProperty("noteIs").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, again.GetProperty("rows")[0].GetProperty("theirs").ValueKind);
        var note = Assert.Single((await clinic.ReloadAsync(session)).Notes);
        Assert.Equal("Half a sentence.", note.Text);
        Assert.Empty(note.Drafts);
    }

    [Fact]
    public async Task The_words_of_a_note_stand_beside_how_many_it_should_have_and_hold_nobody_up()
    {
        var (house, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "Text"), "Said no — twice, at O'Brien's."));
        Assert.Null(browser.Page.QuerySelector("[data-word-count]"));

        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Services.SingleAsync(s => s.Id == house.Skills.Id)).ExpectWords(new Domain.Services.WordGoal(40, 150));
            return await db.SaveChangesAsync();
        });
        Assert.Equal("5 / 40–150 words", (await browser.OpenAsync(session)).Text(".roll-words"));
        await browser.SubmitAsync("#roll");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Late_without_a_time_is_asked_for_at_its_row_and_the_others_are_saved()
    {
        var (house, session) = await ASessionAsync(3);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[1]);
        await browser.SubmitAsync(
            "#roll", (Given.Row(row, "Status"), "Late"), (Given.Row(row, "Text"), "Came late."), (Given.Row(browser.RowOf(house.Patients[2]), "Text"), "Fine."));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Say when the patient arrived.", browser.Text($"#note-{house.Patients[1].Id} .field-error"));
        Assert.Single(browser.Page.QuerySelectorAll(".roll-rows .field-error"));
        Assert.Equal("Came late.", browser.Value(Given.Row(row, "Text")));
        Assert.True(browser.Element($"[name='{Given.Row(row, "Status")}'][value=Late]").HasAttribute("checked"));
        var saved = await clinic.ReloadAsync(session);
        Assert.Equal(2, saved.Attendances.Count);
        Assert.Equal(2, saved.Notes.Count);
    }

    [Theory]
    [InlineData("Arrived", "soon", "Enter minutes, such as 15, or a time, such as 9:15.")]
    [InlineData("Arrived", "11:00", "The time of arrival lies outside the session.")]
    [InlineData("Arrived", "a time much too long", "Enter minutes, such as 15, or a time, such as 9:15.")]
    public async Task A_time_that_cannot_be_is_refused_with_a_sentence(string field, string typed, string sentence)
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "Status"), "Late"), (Given.Row(0, field), typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text(".roll-rows .field-error"));
        Assert.Equal(typed, browser.Value(Given.Row(0, field)));
        Assert.Empty((await clinic.ReloadAsync(session)).Attendances);
    }

    [Fact]
    public async Task Two_people_in_different_rows_both_find_everything_saved()
    {
        var (_, session) = await ASessionAsync(2);
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await one.SubmitAsync("#roll", (Given.Row(0, "Text"), "By one."), (Given.Row(0, "Status"), "Late"), (Given.Row(0, "Arrived"), "5"));
        await other.SubmitAsync("#roll", (Given.Row(1, "Text"), "By the other."), ("Form.Shared.Topic", "Sleep"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (one.Status, other.Status));
        Assert.Equal("By one.", other.Value(Given.Row(0, "Text")));
        Assert.Equal("9:05 AM", other.Value(Given.Row(0, "Arrived")));
        var saved = await clinic.ReloadAsync(session);
        Assert.Equal(["By one.", "By the other."], saved.Notes.Select(n => n.Text!).Order(StringComparer.Ordinal));
        Assert.Empty(saved.Notes.SelectMany(n => n.Drafts));
    }

    [Fact]
    public async Task Two_texts_in_one_row_are_both_shown_and_the_later_one_is_kept_as_a_draft()
    {
        var (_, session) = await ASessionAsync(2);
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await one.SubmitAsync("#roll", (Given.Row(0, "Text"), "By one."), ("Form.Shared.Topic", "Sleep"));
        await other.SubmitAsync("#roll", (Given.Row(0, "Text"), "By the other."), (Given.Row(1, "Text"), "Fine."), ("Form.Shared.Topic", "Anger"));

        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Contains("Maya Lindqvist wrote here while you did", other.Text(".roll-theirs"), StringComparison.Ordinal);
        Assert.Contains("By one.", other.Text(".roll-theirs"), StringComparison.Ordinal);
        Assert.Equal("By the other.", other.Value(Given.Row(0, "Text")));
        Assert.Equal("Anger", other.Value("Form.Shared.Topic"));
        var saved = await clinic.ReloadAsync(session);
        var note = saved.Notes.Single(n => n.Drafts.Count > 0);
        Assert.Equal(("By one.", "By the other."), (note.Text, Assert.Single(note.Drafts).Text));
        Assert.Contains(saved.Notes, n => n.Text == "Fine.");
        Assert.Equal("Sleep", ((GroupSession)saved).Shared!.Topic);

        // Saving again is a choice; the text that stood is not lost either.
        await other.SubmitAsync("#roll");
        Assert.Equal(HttpStatusCode.OK, other.Status);
        note = (await clinic.ReloadAsync(session)).Notes.Single(n => n.Id == note.Id);
        Assert.Equal("By the other.", note.Text);
        Assert.Contains(note.Drafts, d => d.Text == "By one.");
    }

    [Fact]
    public async Task Two_attendances_of_one_row_are_a_conflict_and_the_first_stands()
    {
        var (_, session) = await ASessionAsync(1);
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await one.SubmitAsync("#roll", (Given.Row(0, "Status"), "Late"), (Given.Row(0, "Arrived"), "5"));
        await other.SubmitAsync("#roll", (Given.Row(0, "Status"), "UnexcusedAbsence"));

        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Contains("Attendance now stands as: Late", other.Text(".roll-theirs"), StringComparison.Ordinal);
        Assert.Equal(AttendanceStatus.Late, Assert.Single((await clinic.ReloadAsync(session)).Attendances).Status);
    }

    [Fact]
    public async Task Autosave_answers_a_conflict_with_the_other_text()
    {
        var (_, session) = await ASessionAsync(1);
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await one.AutosaveAsync([0], (Given.Row(0, "Text"), "By one."));
        var (response, said) = await other.AutosaveAsync([0], (Given.Row(0, "Text"), "By the other."));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var theirs = said.GetProperty("rows")[0].GetProperty("theirs");
        Assert.Equal(("Maya Lindqvist", "By one."), (theirs.GetProperty("by").GetString(), theirs.GetProperty("note").GetString()));
        Assert.Equal("By the other.", Assert.Single(Assert.Single((await clinic.ReloadAsync(session)).Notes).Drafts).Text);
    }

    [Fact]
    public async Task A_save_that_leaves_alone_what_somebody_else_wrote_does_not_know_it_afterwards()
    {
        var (_, session) = await ASessionAsync(1);
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await one.AutosaveAsync([0], (Given.Row(0, "Text"), "By one."), (Given.Row(0, "Participation"), "Active"));
        var (_, said) = await other.AutosaveAsync([0], (Given.Row(0, "Status"), "UnexcusedAbsence"));
        Assert.Equal(other.Value(Given.Row(0, "NoteWas")), said.GetProperty("rows")[0].GetProperty("noteIs").GetString());

        (_, said) = await other.AutosaveAsync([0], (Given.Row(0, "Text"), "By the other."));
        Assert.Equal("By one.", said.GetProperty("rows")[0].GetProperty("theirs").GetProperty("note").GetString());
        Assert.Equal("By one.", Assert.Single((await clinic.ReloadAsync(session)).Notes).Text);
    }

    [Fact]
    public async Task Many_saves_of_one_row_at_the_same_moment_lose_no_text()
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var texts = Enumerable.Range(1, 3).Select(i => $"Text {i}.").ToList();
        var answers = await Task.WhenAll(texts.Select(text => browser.AutosaveAsync([0], (Given.Row(0, "Text"), text))));

        Assert.All(answers, a => Assert.True(a.Response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
        var note = Assert.Single((await clinic.ReloadAsync(session)).Notes);
        var kept = note.Drafts.Select(d => d.Text).Append(note.Text!).Order(StringComparer.Ordinal);
        Assert.Equal(texts, kept);
    }

    [Fact]
    public async Task A_signed_row_refuses_a_later_save_shows_the_record_and_keeps_what_was_typed()
    {
        var (house, session) = await ASessionAsync(2);
        await house.LogWholeAsync(session);
        var stale = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);
        await stale.SubmitAsync("#roll", (Given.Row(0, "Text"), "Too late."), (Given.Row(1, "Status"), "UnexcusedAbsence"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, stale.Status);
        Assert.Contains(stale.Refusals, r => r.Contains("This note is signed. Add an addendum instead.", StringComparison.Ordinal));
        Assert.Equal(["Took part.", "Took part."], stale.Page.QuerySelectorAll(".roll-signed > .note-text").Select(t => t.TextContent));
        Assert.Contains("Too late.", stale.Text(".roll-not-saved"), StringComparison.Ordinal);
        var saved = await clinic.ReloadAsync(session);
        Assert.All(saved.Notes, n => Assert.Equal("Took part.", n.Text));
        Assert.All(saved.Attendances, a => Assert.Equal(AttendanceStatus.Present, a.Status));
        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 1);
        }
    }

    [Fact]
    public async Task A_text_that_was_never_based_on_the_signed_one_is_refused_as_well()
    {
        var (house, session) = await ASessionAsync(1);
        var stale = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await house.LogWholeAsync(session);
        await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);
        await stale.SubmitAsync("#roll", (Given.Row(0, "Text"), "Too late."), (Given.Row(0, "Status"), "UnexcusedAbsence"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, stale.Status);
        Assert.Contains("Too late.", stale.Text(".roll-not-saved"), StringComparison.Ordinal);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
    }

    [Fact]
    public async Task Every_patient_shown_is_in_the_history_and_no_word_of_theirs()
    {
        var (house, session) = await ASessionAsync(3);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(
            session, (Given.Row(0, "Text"), Secret), (Given.Row(1, "Status"), "ExcusedAbsence"), (Given.Row(1, "Reason"), "Grief"), ("Form.Shared.Process", Secret));
        await browser.SubmitAsync("#roll", (Given.Row(0, "Text"), Secret + "!"), (Given.Row(1, "Reason"), "Grief again"), ("Form.Shared.Process", Secret + "!"));
        var read = await clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e => e.Action == AuditAction.Read));
        await browser.OpenAsync(session);

        var seen = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(e => e.Action == AuditAction.Read).OrderByDescending(e => e.Sequence).FirstAsync());
        Assert.Equal(read + 1, await clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e => e.Action == AuditAction.Read)));
        Assert.Equal(house.Patients.Select(p => p.Id.Value).Order(), seen.Shown!.Order());
        Assert.Equal(("Maya Lindqvist", "Session"), (seen.ActorName, seen.ObjectType));
        Assert.False(await clinic.HistoryMentionsAsync("Grief"));
        Assert.DoesNotContain("Grief", clinic.ReadLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_note_is_shown_on_demand_and_read_on_the_record()
    {
        var house = await House.OpenAsync(clinic, 1);
        await house.ASignedSessionAsync(weeksAgo: 2);
        var session = await house.ASessionToLogAsync(weeksAgo: 1);
        var address = $"{Given.AddressOf(session)}?handler=LastNote&patient={house.Patients[0].Id}";
        var browser = await clinic.SignInAsync(Role.Clinician);

        Assert.Contains("Took part.", (await browser.OpenAsync(address)).Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{Given.AddressOf(session)}?handler=LastNote&patient={Id<Patient>.New()}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(address)).Status);
        Assert.True(await clinic.InDatabaseAsync(db =>
            db.AuditEvents.AnyAsync(e => e.PatientId == house.Patients[0].Id && e.ObjectType == "Last note")));
    }

    [Theory]
    [InlineData("He said \"no\" & <b>left</b> — O'Brien 👩‍👩‍👧 Łódź")]
    [InlineData("'; drop table progress_notes; --")]
    [InlineData("مرحبا שלום")]
    public async Task Any_writing_comes_back_as_it_was_typed(string text)
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "Text"), text));

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(text, browser.Value(Given.Row(0, "Text")));
    }

    /// <summary>A NUL is no form at all; what else cannot be stored is refused with a sentence.</summary>
    [Theory]
    [InlineData("a\0b", HttpStatusCode.BadRequest)]
    [InlineData("a\u0001b", HttpStatusCode.UnprocessableEntity)]
    [InlineData("a\uFFFDb", HttpStatusCode.UnprocessableEntity)]
    public async Task A_character_that_cannot_be_stored_is_refused(string text, HttpStatusCode status)
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "Text"), text));

        Assert.Equal(status, browser.Status);
        Assert.Empty((await clinic.ReloadAsync(session)).Notes);
    }

    [Theory]
    [InlineData(20_000, HttpStatusCode.OK)]
    [InlineData(20_001, HttpStatusCode.UnprocessableEntity)]
    [InlineData(1_048_576, HttpStatusCode.UnprocessableEntity)]
    [InlineData(2_097_153, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_note_has_its_length(int characters, HttpStatusCode status)
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "Text"), new string('x', characters)));

        Assert.Equal(status, browser.Status);
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, (await clinic.ReloadAsync(session)).Notes.Count);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    public async Task A_large_group_is_saved_whole(int members)
    {
        var (_, session) = await ASessionAsync(members);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(members - 1, "Text"), "The last one."));

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(members, (await clinic.ReloadAsync(session)).Attendances.Count);
    }

    [Fact]
    public async Task An_empty_roster_says_what_to_do()
    {
        var (_, session) = await ASessionAsync(0);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("Nobody is on the roster", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_among_the_rows_is_refused_and_the_others_are_saved()
    {
        var (house, session) = await ASessionAsync(1);
        var stranger = (await House.OpenAsync(clinic, 1)).Patients[0];
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (address, fields) = browser.Fill("#roll", (Given.Row(0, "Text"), "Fine."));
        fields.AddRange([
            KeyValuePair.Create("Form.Rows.Index", "7"),
            KeyValuePair.Create(Given.Row(7, "PatientId"), stranger.Id.ToString()),
            KeyValuePair.Create(Given.Row(7, "Text"), "Elsewhere.")]);
        await browser.PostAsync(address, fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This patient is not on the roster of the session.", browser.Refusals);
        Assert.Equal(house.Patients[0].Id, Assert.Single((await clinic.ReloadAsync(session)).Notes).PatientId);
    }

    [Fact]
    public async Task One_patient_twice_is_refused()
    {
        var (_, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (address, fields) = browser.Fill("#roll", (Given.Row(0, "Text"), "Fine."));
        fields.AddRange(fields.Where(f => f.Key.StartsWith("Form.Rows[0]", StringComparison.Ordinal))
            .Select(f => KeyValuePair.Create(f.Key.Replace("[0]", "[1]", StringComparison.Ordinal), f.Value)).ToList());
        fields.Add(KeyValuePair.Create("Form.Rows.Index", "1"));
        await browser.PostAsync(address, fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Empty((await clinic.ReloadAsync(session)).Notes);
    }

    [Fact]
    public async Task A_cancelled_session_is_only_read()
    {
        var (house, session) = await ASessionAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (address, fields) = browser.Fill("#roll", (Given.Row(0, "Text"), "Fine."));
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Sessions.SingleAsync(s => s.Id == session.Id)).Cancel("Snow", house.Ana, session.StartsAt);
            await db.SaveChangesAsync();
        });
        await browser.PostAsync(address, fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This session is cancelled.", string.Join(' ', browser.Refusals), StringComparison.Ordinal);
        Assert.Null((await browser.OpenAsync(session)).Page.QuerySelector("#roll"));
    }

    private async Task<(House House, GroupSession Session)> ASessionAsync(int patients)
    {
        var house = await House.OpenAsync(clinic, patients);
        return (house, await house.ASessionToLogAsync());
    }

    private Task<int> WritesAsync(GroupSession session) => clinic.InDatabaseAsync(db =>
    {
        var patients = session.Roster.Select(p => (Id<Patient>?)p.PatientId).ToList();
        return db.AuditEvents.CountAsync(e => e.Action != AuditAction.Read && (patients.Contains(e.PatientId) || e.ObjectType == nameof(SharedPart)));
    });
}

using System.Net;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Notes;

/// <summary>Notes of an author who is supervised: in the supervisor's queue, co-signed with one proof, returned and answered. The demo clinician is the author.</summary>
public sealed class CoSignTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string CoSignForm = "#co-sign";

    [Fact]
    public async Task Several_are_co_signed_with_one_proof_and_each_stands_in_its_patients_chain()
    {
        var (_, notes) = await SignedAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");
        Assert.All(notes, note => Assert.Contains(note.Text!, browser.Text($"#note-{note.Id}"), StringComparison.Ordinal));
        Assert.Contains("Awaits the co-signature of", (await browser.OpenAsync(Given.AddressOf(notes[0]))).Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync("/CoSignatures");

        await TickAsync(browser, notes);

        Assert.Equal("2 notes are co-signed.", browser.Toast);
        Assert.All(notes, note => Assert.Null(browser.Page.QuerySelector($"#note-{note.Id}")));
        foreach (var note in notes)
        {
            await clinic.VerifyChainAsync(note.PatientId, 2);
            Assert.Equal(SignatureMeaning.CoSignature, (await clinic.ChainOfAsync(note.PatientId))[1].Meaning);
        }

        Assert.Contains("Co-signed by", (await browser.OpenAsync(Given.AddressOf(notes[0]))).Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_returned_note_is_its_authors_work_until_it_is_answered_and_then_says_what_is_new()
    {
        var (_, notes) = await SignedAsync(1);
        var note = notes[0];
        var supervisor = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");
        await supervisor.SubmitAsync($"#note-{note.Id} form", ("Return.Comment", " "));
        Assert.Equal(["Say what is to be corrected."], supervisor.Refusals);
        await supervisor.SubmitAsync($"#note-{note.Id} form", ("Return.Comment", new string('x', 1_000_000)));
        Assert.Equal(["Shorten this to 1,000 characters."], supervisor.Refusals);

        await supervisor.SubmitAsync($"#note-{note.Id} form", ("Return.Comment", "Which skill? O’Brien 🙂 <b>"));

        Assert.Equal("The note is back with its author, with your comment.", supervisor.Toast);
        Assert.Null(supervisor.Page.QuerySelector($"#note-{note.Id}"));
        Assert.Matches("with (its author|their authors)", supervisor.Text("main"));
        Assert.False(await clinic.HistoryMentionsAsync("Which skill?"));
        var author = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync("/Work?kind=ReturnedNote");
        Assert.NotNull(author.Page.QuerySelector($"[data-row][href='{Given.AddressOf(note)}']"));
        await author.OpenAsync(Given.AddressOf(note));
        Assert.Contains("Which skill? O’Brien 🙂 <b>", author.Text("main"), StringComparison.Ordinal);

        await author.SubmitAsync("form[action*='handler=Addendum']", ("Addendum.Text", "It was urge surfing."), ("Addendum.Reason", "Asked by the supervisor"));

        Assert.Null((await author.OpenAsync("/Work")).Page.QuerySelector($"[data-row][href='{Given.AddressOf(note)}']"));
        await supervisor.OpenAsync("/CoSignatures");
        Assert.Contains("New since it was returned", supervisor.Text($"#note-{note.Id}"), StringComparison.Ordinal);
        Assert.Contains("It was urge surfing.", supervisor.Text($"#note-{note.Id}"), StringComparison.Ordinal);
        await TickAsync(supervisor, notes);
        Assert.Equal("1 note is co-signed.", supervisor.Toast);
        await clinic.VerifyChainAsync(note.PatientId, 3);
    }

    [Fact]
    public async Task What_was_added_after_it_was_read_or_signed_a_moment_ago_is_not_signed_unseen()
    {
        var (_, notes) = await SignedAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");
        var form = browser.Fill(CoSignForm, [.. Ticked(notes)]);
        var author = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(notes[1]));
        await author.SubmitAsync("form[action*='handler=Addendum']", ("Addendum.Text", "One more word."), ("Addendum.Reason", "Forgotten"));

        var answer = await browser.SendAsync(form.Address, form.Fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(0, await CoSignedAsync(notes));
        await browser.OpenAsync("/CoSignatures");
        form = browser.Fill(CoSignForm, [.. Ticked(notes)]);
        var answers = await Task.WhenAll(browser.SendAsync(form.Address, form.Fields), browser.SendAsync(form.Address, form.Fields));
        Assert.Contains(answers, one => one.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.OK);
        Assert.All(answers, one => Assert.True((int)one.StatusCode < 500, $"{one.StatusCode}"));
        Assert.Equal(2, await CoSignedAsync(notes));
        await clinic.VerifyChainAsync(notes[0].PatientId, 2);
        await clinic.VerifyChainAsync(notes[1].PatientId, 3);
    }

    [Fact]
    public async Task Nothing_ticked_nothing_signed_and_a_struck_note_waits_for_nobody()
    {
        var (_, notes) = await SignedAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");
        await browser.SubmitAsync(CoSignForm);
        Assert.Equal(["Tick the notes that you stand by."], browser.Refusals);
        var form = browser.Fill(CoSignForm, [.. Ticked(notes)]);
        var author = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.StrikeOf(notes[0]));
        await author.SubmitAsync("form[action*='handler=Strike']", ("Strike.Reason", "Wrong patient"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SendAsync(form.Address, form.Fields)).StatusCode);

        Assert.Null((await browser.OpenAsync("/CoSignatures")).Page.QuerySelector($"#note-{notes[0].Id}"));
        Assert.Equal(0, await CoSignedAsync(notes));
    }

    [Fact]
    public async Task What_awaits_a_co_signature_is_open_to_who_was_asked_and_a_struck_note_is_not()
    {
        var (_, notes) = await SignedAsync(2);
        var author = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.StrikeOf(notes[0]));
        await author.SubmitAsync("form[action*='handler=Strike']", ("Strike.Reason", "Wrong patient"));
        // Somebody else answers for the author by now.
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set supervisor_id = (select id from staff where email = 'prescriber@demo.example') where email = 'clinician@demo.example'"));
        var asked = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");

        Assert.Equal(HttpStatusCode.OK, (await asked.SendAsync(HttpMethod.Get, Given.AddressOf(notes[1]))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await asked.SendAsync(HttpMethod.Get, Given.AddressOf(notes[0]))).StatusCode);
        await TickAsync(asked, [notes[1]]);
        Assert.Equal("1 note is co-signed.", asked.Toast);
        Assert.Equal(HttpStatusCode.NotFound, (await asked.SendAsync(HttpMethod.Get, Given.AddressOf(notes[1]))).StatusCode);
    }

    [Fact]
    public async Task Whoever_answers_for_the_author_now_signs_in_the_place_of_who_left_and_no_other_supervisor_does()
    {
        var (house, notes) = await SignedAsync(1);
        await AskedOfAsync(house.Ben, notes[0]);
        var supervisor = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");
        var form = supervisor.Fill(CoSignForm, [.. Ticked(notes)]);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update staff set supervisor_id = {house.Ben.Id.Value} where email = 'clinician@demo.example'"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.SendAsync(form.Address, form.Fields)).StatusCode);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set supervisor_id = (select id from staff where email = 'supervisor@demo.example') where email = 'clinician@demo.example'"));

        await supervisor.OpenAsync("/CoSignatures");
        await TickAsync(supervisor, notes);

        Assert.Equal("1 note is co-signed.", supervisor.Toast);
    }

    /// <summary>As if somebody else had been asked.</summary>
    private async Task AskedOfAsync(StaffMember other, ProgressNote note)
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var command = owner.CreateCommand(
            $"alter table co_signings disable trigger user; update co_signings set co_signer_id = '{other.Id}' where note_id = '{note.Id}'; alter table co_signings enable trigger user");
        await command.ExecuteNonQueryAsync();
    }

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Auditor)]
    public async Task Nobody_else_has_a_queue(Role role) =>
        Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(role)).SendAsync(HttpMethod.Get, "/CoSignatures")).StatusCode);

    [Fact]
    public async Task What_was_co_signed_or_said_stands()
    {
        var (_, notes) = await SignedAsync(1);
        var browser = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync("/CoSignatures");
        await browser.SubmitAsync($"#note-{notes[0].Id} form", ("Return.Comment", "Which skill?"));
        foreach (var change in new[]
        {
            "update co_signings set returns = '[]' where returned_at is not null", "update co_signings set returned_at = null where returned_at is not null", "update co_signings set author_id = co_signer_id, co_signer_id = author_id", "delete from co_signings", "truncate co_signings",
        })
        {
            await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
            await using var command = owner.CreateCommand(change);
            Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    private Task<int> CoSignedAsync(IEnumerable<ProgressNote> notes)
    {
        var keys = notes.Select(note => note.Id).ToList();
        return clinic.InDatabaseAsync(db => db.CoSignings.CountAsync(c => keys.Contains(c.NoteId) && c.CoSignedAt != null));
    }

    private static Task<Browser> TickAsync(Browser browser, IEnumerable<ProgressNote> notes) => browser.SubmitAsync(CoSignForm, [.. Ticked(notes)]);

    private static IEnumerable<(string Name, string? Value)> Ticked(IEnumerable<ProgressNote> notes) => notes.Select(note => ("Form.Notes", (string?)$"{note.Id}"));

    /// <summary>A session of that many patients, signed by somebody who needs a co-signature.</summary>
    private async Task<(House House, IReadOnlyList<ProgressNote> Notes)> SignedAsync(int patients)
    {
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set needs_co_signature = true, supervisor_id = (select id from staff where email = 'supervisor@demo.example') where email = 'clinician@demo.example'"));
        var house = await House.OpenAsync(clinic, patients);
        var session = await house.ASignedSessionAsync();
        return (house, [.. (await clinic.ReloadAsync(session)).Notes.OrderBy(note => note.PatientId.Value)]);
    }
}

using System.Net;
using System.Text;
using IopClinic.Database.Audit;
using IopClinic.Database.Keys;
using IopClinic.Database.Notes;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Notes;

/// <summary>What a clinician keeps for themselves: nobody else reads it, wherever they look.</summary>
public sealed class PrivateNoteTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Secret = "Quicksilver-countertransference";
    private const string WriteForm = "section[aria-labelledby='write'] form";
    private const string ChangeForm = "section[aria-labelledby='change'] form";
    private const string DiscardForm = "section[aria-labelledby='discard'] form";
    private const string OpenForm = "form[action*='handler=Open']";
    private const string LongReason = "The patient named a brother and a date.";

    [Fact]
    public async Task Its_author_writes_changes_and_discards_it()
    {
        var patient = await APatientAsync();
        var browser = await WriteAsync(patient, Secret);
        Assert.Equal("The private note is saved.", browser.Toast);
        Assert.Equal(Secret, browser.Text("article .pre-line"));

        await browser.FollowAsync("article a[href*='PrivateNotes/']");
        Assert.Equal(Secret, browser.Value("Form.Text"));
        await browser.SubmitAsync(ChangeForm, ("Form.Text", "Another thought."));
        Assert.Equal("Another thought.", browser.Text("article .pre-line"));

        await browser.FollowAsync("article a[href*='PrivateNotes/']");
        await browser.SubmitAsync(DiscardForm);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Another thought.", browser.Value("Form.Text"));
        await browser.SubmitAsync(DiscardForm, ("Discard.IsCertain", "true"));
        Assert.Contains("by its author. Its text is gone.", browser.Text("article"), StringComparison.Ordinal);
        var kept = await NoteOfAsync(patient);
        Assert.Null(kept.SealedText);
        Assert.NotNull(kept.DiscardedAt);
    }

    [Fact]
    public async Task Nothing_typed_is_lost_when_it_is_refused()
    {
        var patient = await APatientAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(ListOf(patient));
        var tooLong = new string('x', PrivateNote.MaximumText + 1);
        await browser.SubmitAsync(WriteForm, ("Form.Text", tooLong));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(tooLong, browser.Value("Form.Text"));
        Assert.Equal(["Shorten this to 20,000 characters."], browser.Refusals);
    }

    [Fact]
    public async Task Two_windows_of_its_author_lose_neither_text()
    {
        var patient = await APatientAsync();
        var one = await WriteAsync(patient, "First.");
        await one.FollowAsync("article a[href*='PrivateNotes/']");
        var other = await clinic.SignInAsync(Role.Clinician);
        await other.OpenAsync(one.Address.PathAndQuery);
        await other.SubmitAsync(ChangeForm, ("Form.Text", "From the other window."));

        await one.SubmitAsync(ChangeForm, ("Form.Text", "From this window."));

        Assert.Equal(HttpStatusCode.Conflict, one.Status);
        Assert.Equal("From this window.", one.Value("Form.Text"));
        Assert.Contains("From the other window.", one.Text("section[aria-labelledby='conflict']"), StringComparison.Ordinal);
        await one.SubmitAsync(ChangeForm);
        Assert.Equal("From this window.", one.Text("article .pre-line"));

        // Discarded from one window while the other still writes: what was typed stands there to be copied.
        await one.FollowAsync("article a[href*='PrivateNotes/']");
        await other.OpenAsync(one.Address.PathAndQuery);
        await other.SubmitAsync(DiscardForm, ("Discard.IsCertain", "true"));
        await one.SubmitAsync(ChangeForm, ("Form.Text", "Too late."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, one.Status);
        Assert.Equal("Too late.", one.Value("Form.Text"));
        Assert.Equal(["This private note was discarded already."], one.Refusals);
    }

    [Theory]
    [InlineData(Role.Prescriber, true)]
    [InlineData(Role.Supervisor, true)]
    [InlineData(Role.Intake, false)]
    [InlineData(Role.Administrator, false)]
    [InlineData(Role.Auditor, false)]
    [InlineData(Role.PrivacyOfficer, false)]
    public async Task A_colleague_on_the_team_a_supervisor_and_every_office_read_nothing_of_it(Role role, bool keepsTheirOwn)
    {
        var patient = await APatientAsync();
        await WriteAsync(patient, Secret);
        var note = await NoteOfAsync(patient);
        var browser = await clinic.SignInAsync(role);
        var form = browser.Fill("form[action='/Account/ChangePassword'], main form", []).Fields;

        await browser.OpenAsync(ListOf(patient));
        Assert.Equal(keepsTheirOwn ? HttpStatusCode.OK : HttpStatusCode.NotFound, browser.Status);
        Assert.Empty(browser.Page.QuerySelectorAll("article"));
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{ListOf(patient)}/{note.Id}")).Status);
        foreach (var (handler, field, value) in new[] { ("", "Form.Text", "Mine now"), ("?handler=Discard", "Discard.IsCertain", "true") })
        {
            var sent = form.Where(f => f.Key == "__RequestVerificationToken").Append(KeyValuePair.Create(field, value))
                .Append(KeyValuePair.Create("Form.Version", note.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            var answer = await browser.SendAsync(new Uri(browser.Address, $"{ListOf(patient)}/{note.Id}{handler}"), sent);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(note.SealedText, (await NoteOfAsync(patient)).SealedText);
        await browser.OpenAsync($"/Patients/{patient.Id}");
        Assert.Equal(keepsTheirOwn, browser.Status == HttpStatusCode.OK && browser.Page.QuerySelector("a[href$='/PrivateNotes']") is not null);
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_left_the_care_team_opens_their_own_no_more_and_an_emergency_alone_brings_none_back()
    {
        var patient = await APatientAsync();
        var browser = await WriteAsync(patient, Secret);
        var note = await NoteOfAsync(patient);
        await LeaveAsync(patient, Role.Clinician);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(ListOf(patient))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{ListOf(patient)}/{note.Id}")).Status);

        await BreakGlassAsync(patient, Role.Clinician);
        await browser.OpenAsync(ListOf(patient));
        Assert.Equal("Closed, also in an emergency", browser.Text("#open-title"));
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{ListOf(patient)}/{note.Id}")).Status);
    }

    [Fact]
    public async Task An_emergency_opens_them_only_for_a_reason_of_its_own_to_be_read_and_reviewed()
    {
        var patient = await APatientAsync();
        await WriteAsync(patient, Secret);
        var note = await NoteOfAsync(patient);
        await LeaveAsync(patient, Role.Prescriber);
        var glass = await BreakGlassAsync(patient, Role.Prescriber);
        var browser = await clinic.SignInAsync(Role.Prescriber);
        await browser.OpenAsync(ListOf(patient));
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(WriteForm));

        await browser.SubmitAsync(OpenForm, ("Open.Reason", "DutyToWarn"), ("Open.Explanation", "Too short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Too short", browser.Value("Open.Explanation"));
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.SubmitAsync(OpenForm, ("Open.Explanation", LongReason));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("input[name='Confirm.Password']"));
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await browser.SubmitAsync(OpenForm, ("Open.Explanation", LongReason), ("Confirm.Password", DemoSignIns.Password));
        Assert.Equal(ListOf(patient), browser.Address.PathAndQuery);
        Assert.Equal(Secret, browser.Text("article .pre-line"));
        Assert.Contains("Maya Lindqvist", browser.Text("article"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(WriteForm));
        Assert.Null(browser.Page.QuerySelector("article a"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{ListOf(patient)}/{note.Id}")).Status);

        var reviewer = await clinic.SignInAsync(Role.PrivacyOfficer);
        await reviewer.OpenAsync($"/Emergency/Review/{glass}");
        Assert.Contains("Private notes opened: duty to warn.", reviewer.Text("[data-private-notes]"), StringComparison.Ordinal);
        Assert.Contains(LongReason, reviewer.Text("[data-private-notes]"), StringComparison.Ordinal);
        Assert.Contains("Gave a reason to open the private notes", reviewer.Text("section[aria-labelledby='acts']"), StringComparison.Ordinal);
        Assert.Contains("Opened the private notes", reviewer.Text("section[aria-labelledby='acts']"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, reviewer.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        // With the record the private notes close again.
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.GlassOpenings.SingleAsync(g => g.Id == glass)).Close(clinic.Services.GetRequiredService<ClinicClock>().Now);
            await db.SaveChangesAsync();
        });
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(ListOf(patient))).Status);
        await BreakGlassAsync(patient, Role.Prescriber);
        await browser.OpenAsync(ListOf(patient));
        Assert.NotNull(browser.Page.QuerySelector(OpenForm));
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_without_an_emergency_opens_nothing()
    {
        var patient = await APatientAsync();
        await WriteAsync(patient, Secret);
        var browser = await clinic.SignInAsync(Role.Prescriber);
        await browser.OpenAsync(ListOf(patient));
        var token = browser.Fill(WriteForm).Fields.Where(f => f.Key == "__RequestVerificationToken");

        var answer = await browser.SendAsync(
            new Uri(browser.Address, "?handler=Open"),
            [.. token, KeyValuePair.Create("Open.Reason", "DutyToWarn"), KeyValuePair.Create("Open.Explanation", LongReason)]);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(await clinic.InDatabaseAsync(db => db.PrivateNoteOpenings.AnyAsync(o => o.PatientId == patient.Id)));
    }

    [Fact]
    public async Task No_word_of_it_stands_anywhere_in_the_database_the_history_or_the_log()
    {
        var patient = await APatientAsync();
        var word = $"Marzipan{Guid.CreateVersion7():N}";
        var browser = await WriteAsync(patient, word);
        await browser.FollowAsync("article a[href*='PrivateNotes/']");
        await browser.SubmitAsync(ChangeForm, ("Form.Text", $"{word} and more"));
        await browser.OpenAsync($"/Patients?search={word}");

        Assert.False(await clinic.HistoryMentionsAsync(word));
        Assert.Empty(await TablesWithAsync(word));
        // The search does find what stands openly.
        Assert.Contains("patients", await TablesWithAsync(patient.Name.Family));
        Assert.DoesNotContain(word, clinic.ReadLog(), StringComparison.Ordinal);
        var acts = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(e => e.PatientId == patient.Id && e.ActorId != null && (e.ObjectType == "PrivateNotes" || e.ObjectType == "PrivateNote"))
            .OrderBy(e => e.Sequence).Select(e => new { e.Action, e.ObjectType, e.ActorName }).ToListAsync());
        Assert.Contains(acts, a => a is { Action: AuditAction.Read, ObjectType: "PrivateNotes", ActorName: "Maya Lindqvist" });
        Assert.Contains(acts, a => a is { Action: AuditAction.Create, ObjectType: "PrivateNote" });
        Assert.Contains(acts, a => a is { Action: AuditAction.Change, ObjectType: "PrivateNote" });
    }

    [Theory]
    [InlineData("another key")]
    [InlineData("a changed byte")]
    [InlineData("another note's text")]
    public async Task What_cannot_be_opened_says_so_and_is_kept_as_it_is(string what)
    {
        var patient = await APatientAsync();
        var browser = await WriteAsync(patient, Secret);
        var note = await NoteOfAsync(patient);
        var other = new PrivateNote(
            patient.Id, patient.SiteId, await ASelfAsync(Role.Clinician), note.ClinicDate, "The other note.",
            clinic.Services.GetRequiredService<FieldCipher>().SealNote, note.WrittenAt.AddMinutes(-1));
        await clinic.InDatabaseAsync(async db =>
        {
            db.PrivateNotes.Add(other);
            await db.SaveChangesAsync();
        });
        byte[] value = what switch
        {
            "another key" => new FieldCipher(new byte[FieldCipher.KeyLength]).SealNote(note.Id, Secret),
            "a changed byte" => [.. note.SealedText![..^1], (byte)(note.SealedText[^1] ^ 1)],
            _ => other.SealedText!,
        };
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update private_notes set sealed_text = {value} where id = {note.Id.Value}"));

        await browser.OpenAsync(ListOf(patient));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(2, browser.Page.QuerySelectorAll("article").Length);
        Assert.StartsWith("This note cannot be opened.", browser.Text("article .tone-danger strong"), StringComparison.Ordinal);
        Assert.Equal("The other note.", browser.Text("article .pre-line"));
        Assert.DoesNotContain(Secret, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await browser.OpenAsync($"{ListOf(patient)}/{note.Id}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await browser.SubmitAsync(ChangeForm, ("Form.Text", "Written over"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Written over", browser.Value("Form.Text"));
        Assert.Equal(value, (await clinic.InDatabaseAsync(db => db.PrivateNotes.AsNoTracking().SingleAsync(n => n.Id == note.Id))).SealedText);
    }

    [Fact]
    public async Task The_database_itself_hands_them_to_their_author_alone()
    {
        var patient = await APatientAsync();
        await WriteAsync(patient, Secret);
        var note = await NoteOfAsync(patient);
        var author = await ASelfAsync(Role.Clinician);
        var colleague = await ASelfAsync(Role.Prescriber);

        Assert.Equal(0L, await AsAppAsync(null, "select count(*) from private_notes"));
        Assert.Equal(1L, await AsAppAsync(author, "select count(*) from private_notes where id = $1", note.Id.Value));
        foreach (var role in new[] { Role.Prescriber, Role.Supervisor, Role.Intake, Role.Administrator, Role.Auditor, Role.PrivacyOfficer })
        {
            var other = await ASelfAsync(role);
            Assert.Equal(0L, await AsAppAsync(other, "select count(*) from private_notes where patient_id = $1", patient.Id.Value));
            Assert.Equal(0L, await AsAppAsync(
                other, "with u as (update private_notes set sealed_text = '\\x00' where id = $1 returning 1) select count(*) from u", note.Id.Value));
        }

        // Nobody writes in another's name, passes a note on, takes one away, or gives the reason for an opening that is not theirs.
        await RefusedAsync(PostgresErrorCodes.InsufficientPrivilege, colleague, "insert into private_notes (id, patient_id, site_id, author_id, clinic_date, written_at, sealed_text) "
            + $"select gen_random_uuid(), patient_id, site_id, '{author.Id}', clinic_date, written_at, '\\x00' from (values ($1)) v(id), "
            + $"(select '{patient.Id}'::uuid patient_id, '{patient.SiteId}'::uuid site_id, current_date clinic_date, now() written_at) p", note.Id.Value);
        await RefusedAsync(PostgresErrorCodes.RestrictViolation, author, $"update private_notes set author_id = '{colleague.Id}' where id = $1", note.Id.Value);
        await RefusedAsync(PostgresErrorCodes.InsufficientPrivilege, author, "delete from private_notes where id = $1", note.Id.Value);
        await LeaveAsync(patient, Role.Prescriber);
        var glass = await BreakGlassAsync(patient, Role.Prescriber);
        const string Reason = "insert into private_note_openings (id, glass_id, patient_id, staff_member_id, reason, explanation, opened_at) "
            + "select gen_random_uuid(), $1, patient_id, '{0}', 'DutyToWarn', 'A reason that is long enough', now() from (select '{1}'::uuid patient_id) p";
        await RefusedAsync(PostgresErrorCodes.InsufficientPrivilege, author, Filled(Reason, author.Id, patient.Id), glass.Value);
        await RefusedAsync(PostgresErrorCodes.InsufficientPrivilege, author, Filled(Reason, colleague.Id, patient.Id), glass.Value);

        // The emergency shows none; with the reason they are read, and still not written.
        Assert.Equal(0L, await AsAppAsync(colleague, "select count(*) from private_notes where id = $1", note.Id.Value));
        await AsAppAsync(colleague, Filled(Reason, colleague.Id, patient.Id), glass.Value);
        Assert.Equal(1L, await AsAppAsync(colleague, "select count(*) from private_notes where id = $1", note.Id.Value));
        Assert.Equal(0L, await AsAppAsync(
            colleague, "with u as (update private_notes set discarded_at = now(), sealed_text = null where id = $1 returning 1) select count(*) from u", note.Id.Value));
        await RefusedAsync(
            PostgresErrorCodes.InsufficientPrivilege, colleague, "update private_note_openings set explanation = 'Another' where glass_id = $1", glass.Value);

        // The owner of the database takes nothing away either.
        foreach (var delete in new[] { "delete from private_notes", "delete from private_note_openings" })
        {
            var kept = await Assert.ThrowsAsync<PostgresException>(() => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(delete)));
            Assert.Equal(PostgresErrorCodes.RestrictViolation, kept.SqlState);
        }
    }

    [Fact]
    public async Task Paper_gets_no_word_of_them()
    {
        var patient = await APatientAsync();
        var browser = await WriteAsync(patient, Secret);

        Assert.Equal("Private notes are not printed.", browser.Text(".paper-only"));
        Assert.NotNull(browser.Element("article .pre-line").Closest(".screen-only"));
        await browser.FollowAsync("article a[href*='PrivateNotes/']");
        Assert.NotNull(browser.Element("textarea[name='Form.Text']").Closest(".screen-only"));
    }

    [Fact]
    public async Task A_long_list_is_paged_without_a_gap()
    {
        var patient = await APatientAsync();
        var author = await ASelfAsync(Role.Clinician);
        var cipher = clinic.Services.GetRequiredService<FieldCipher>();
        var now = clinic.Services.GetRequiredService<ClinicClock>().Now;
        await clinic.InDatabaseAsync(async db =>
        {
            // Five at each moment: the page ends between two of one moment.
            db.PrivateNotes.AddRange(Enumerable.Range(0, 43).Select(i => new PrivateNote(
                patient.Id, patient.SiteId, author, new DateOnly(2026, 1, 5), $"Note {i}", cipher.SealNote, now.AddMinutes(-(i / 3)))));
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(ListOf(patient));
        var seen = new List<string>();
        for (var page = 0; page < 3; page++)
        {
            seen.AddRange(browser.Page.QuerySelectorAll("article .pre-line").Select(e => e.TextContent));
            if (browser.Page.QuerySelector(".pager .btn-on") is not null)
            {
                await browser.FollowAsync(".pager .btn-on");
            }
        }

        Assert.Equal(43, seen.Count);
        Assert.Equal(43, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_demo_clinician_keeps_two()
    {
        var clinician = await ASelfAsync(Role.Clinician);
        var planted = await clinic.InDatabaseAsync(db =>
            db.PrivateNotes.AsNoTracking().Where(n => n.AuthorId == clinician.Id && db.Patients.Any(p => p.Id == n.PatientId && p.IsGenerated)).ToListAsync());

        Assert.Equal(2, planted.Count);
        Assert.All(planted, note => Assert.True(clinic.Services.GetRequiredService<FieldCipher>().TryOpenNote(note, out _)));
    }

    private static string ListOf(Patient patient) => $"/Patients/{patient.Id}/PrivateNotes";

    private static string Filled(string sql, Id<StaffMember> staff, Id<Patient> patient) =>
        sql.Replace("{0}", staff.ToString(), StringComparison.Ordinal).Replace("{1}", patient.ToString(), StringComparison.Ordinal);

    private async Task<Patient> APatientAsync() => (await House.OpenAsync(clinic, 1)).Patients[0];

    private async Task<Browser> WriteAsync(Patient patient, string text)
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(ListOf(patient));
        return await browser.SubmitAsync(WriteForm, ("Form.Text", text));
    }

    private Task<PrivateNote> NoteOfAsync(Patient patient) =>
        clinic.InDatabaseAsync(db => db.PrivateNotes.AsNoTracking().SingleAsync(n => n.PatientId == patient.Id));

    private Task<StaffMember> ASelfAsync(Role role)
    {
        var email = DemoSignIns.All.Single(person => person.Role == role).Email;
        return clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == email));
    }

    private async Task LeaveAsync(Patient patient, Role role)
    {
        var member = (await ASelfAsync(role)).Id.Value;
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update care_team_members set last_day = current_date - 3 where patient_id = {patient.Id.Value} and staff_member_id = {member}")));
    }

    private async Task<Id<GlassOpening>> BreakGlassAsync(Patient patient, Role role)
    {
        var glass = new GlassOpening(
            patient.Id, await ASelfAsync(role), GlassReason.MedicalEmergency, "Found unconscious at home.", clinic.Services.GetRequiredService<ClinicClock>().Now);
        await clinic.InDatabaseAsync(async db =>
        {
            db.GlassOpenings.Add(glass);
            await db.SaveChangesAsync();
        });
        return glass.Id;
    }

    /// <summary>Every table in which the words stand, as text or as bytes.</summary>
    private Task<List<string>> TablesWithAsync(string words) => clinic.InDatabaseAsync(async db =>
    {
        var tables = await db.Database.SqlQuery<string>(
            $"select c.relname::text as \"Value\" from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'").ToListAsync();
        var found = new List<string>();
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(words));
        foreach (var table in tables)
        {
            var ask = $"select exists (select from \"{table}\" t where strpos(t::text, {{0}}) > 0 or strpos(t::text, {{1}}) > 0) as \"Value\"";
            if (await db.Database.SqlQueryRaw<bool>(ask, words, hex).SingleAsync())
            {
                found.Add(table);
            }
        }

        return found;
    });

    /// <summary>Asks as the role that serves pages, in the name of this person; nobody's when null.</summary>
    private async Task<object?> AsAppAsync(StaffMember? person, string sql, Guid? id = null)
    {
        await using var source = NpgsqlDataSource.Create(clinic.AppConnection);
        await using var connection = await source.OpenConnectionAsync();
        await using var work = await connection.BeginTransactionAsync();
        if (person is not null)
        {
            await using var begin = new NpgsqlCommand("select begin_work($1, $2)", connection)
            {
                Parameters = { new NpgsqlParameter { Value = person.Id.Value }, new NpgsqlParameter { Value = clinic.Services.GetRequiredService<ClinicClock>().Now } },
            };
            await begin.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection);
        if (id is { } key)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = key });
        }

        var answer = await command.ExecuteScalarAsync();
        await work.CommitAsync();
        return answer;
    }

    private async Task RefusedAsync(string state, StaffMember person, string sql, Guid id) =>
        Assert.Equal(state, (await Assert.ThrowsAsync<PostgresException>(() => AsAppAsync(person, sql, id))).SqlState);
}

using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Notes;

/// <summary>One patient's note: read, printed, added to, struck.</summary>
public sealed class NoteTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string AddForm = "form[action*='handler=Addendum']";
    private const string StrikeForm = "form[action*='handler=Strike']";

    [Fact]
    public async Task The_note_of_one_member_names_no_other()
    {
        var house = await House.OpenAsync(clinic, 4);
        await clinic.InDatabaseAsync(async db =>
        {
            var names = new[] { ("Siobhan", "O'Brien", "Shiv"), ("Quentin", "Zabriskie", "Que"), ("Wilhelmina", "Vandermeer", "Billie"), ("Xavier", "Yamaguchi", null) };
            foreach (var (patient, (given, family, preferred)) in house.Patients.Zip(names))
            {
                (await db.Patients.SingleAsync(p => p.Id == patient.Id)).Identify(
                    new Demographics { Name = new PersonName(given, family), PreferredName = preferred, BirthDate = new DateOnly(1990, 1, 1) }, house.Today);
            }

            await db.SaveChangesAsync();
        });
        var session = await house.ASignedSessionAsync();
        var roster = await clinic.InDatabaseAsync(db =>
        {
            var keys = house.Patients.Select(p => p.Id).ToList();
            return db.Patients.AsNoTracking().Where(p => keys.Contains(p.Id)).ToListAsync();
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        foreach (var note in (await clinic.ReloadAsync(session)).Notes)
        {
            var page = (await browser.OpenAsync(Given.AddressOf(note))).Page.DocumentElement.OuterHtml;
            var own = roster.Single(p => p.Id == note.PatientId);
            Assert.Contains(System.Net.WebUtility.HtmlEncode(own.Name.Family).Replace("&#39;", "'", StringComparison.Ordinal), page, StringComparison.Ordinal);
            foreach (var other in roster.Where(p => p.Id != note.PatientId))
            {
                Assert.All(
                    new[] { other.Name.Given, other.Name.Family, other.PreferredName, other.Mrn, other.Id.ToString() }.OfType<string>(),
                    name => Assert.DoesNotContain(name == "Que" ? "Que " : name, page, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData(Role.Clinician, HttpStatusCode.OK)]
    [InlineData(Role.Supervisor, HttpStatusCode.OK)]
    [InlineData(Role.Prescriber, HttpStatusCode.OK)]
    [InlineData(Role.Intake, HttpStatusCode.NotFound)]
    [InlineData(Role.PrivacyOfficer, HttpStatusCode.NotFound)]
    [InlineData(Role.Administrator, HttpStatusCode.NotFound)]
    [InlineData(Role.Auditor, HttpStatusCode.NotFound)]
    public async Task Only_who_reads_charts_reads_notes_and_each_reading_is_recorded(Role role, HttpStatusCode status)
    {
        var (house, note) = await ASignedNoteAsync();
        var browser = await (await clinic.SignInAsync(role)).OpenAsync(Given.AddressOf(note));

        Assert.Equal(status, browser.Status);
        var reads = await clinic.InDatabaseAsync(db =>
            db.AuditEvents.CountAsync(e => e.PatientId == house.Patients[0].Id && e.Action == AuditAction.Read && e.ObjectType == "Note"));
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, reads);
    }

    [Fact]
    public async Task Another_date_and_another_key_are_nowhere_whatever_is_sent()
    {
        var (_, note) = await ASignedNoteAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(note));
        var (_, complete) = browser.Fill(AddForm, ("Addendum.Text", "More"), ("Addendum.Reason", "Late"));
        var (_, empty) = browser.Fill(AddForm);
        var elsewhere = new Uri(browser.Address, $"/Notes/{note.ClinicDate.AddDays(1):yyyy-MM-dd}/{note.Id}");

        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, elsewhere.PathAndQuery)).StatusCode);
        foreach (var fields in new[] { complete, empty })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(new Uri(elsewhere + "?handler=Addendum"), fields)).StatusCode);
        }
    }

    [Fact]
    public async Task Intake_adds_nothing_to_a_note()
    {
        var (_, note) = await ASignedNoteAsync();
        var clinician = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(note));
        var (address, fields) = clinician.Fill(AddForm, ("Addendum.Text", "More"), ("Addendum.Reason", "Late"));
        var (_, empty) = clinician.Fill(AddForm);
        var intake = await (await clinic.SignInAsync(Role.Intake)).OpenAsync("/Patients");
        var token = intake.Element("input[name='__RequestVerificationToken']").GetAttribute("value")!;
        foreach (var sent in new[] { fields, empty })
        {
            var own = sent.Select(f => f.Key == "__RequestVerificationToken" ? KeyValuePair.Create(f.Key, token) : f);
            Assert.Equal(HttpStatusCode.NotFound, (await intake.SendAsync(address, own)).StatusCode);
        }
    }

    [Fact]
    public async Task An_addendum_is_signed_and_stands_below_the_note()
    {
        var (house, note) = await ASignedNoteAsync();
        var browser = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(Given.AddressOf(note));
        await browser.SubmitAsync(
            AddForm, ("Addendum.Text", "He called later."), ("Addendum.Reason", "Call after the session"));

        Assert.Equal("The addendum is signed and stands below the note.", browser.Toast);
        Assert.Contains("He called later.", browser.Text(".addendum"), StringComparison.Ordinal);
        Assert.Contains("Thomas Adeyemi", browser.Text(".addendum"), StringComparison.Ordinal);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 2);
        Assert.False(await clinic.HistoryMentionsAsync("He called"));
    }

    [Theory]
    [InlineData("", "Late", DemoSignIns.Password, "Enter what you add.")]
    [InlineData("More", "", DemoSignIns.Password, "Say why you add it.")]
    [InlineData("More", "Late", "wrong", "That is not your password. Nothing is saved.")]
    [InlineData("More", "Late", "", "Enter your password to confirm that it is you.")]
    public async Task An_incomplete_addendum_is_refused_and_kept_in_the_form(string text, string reason, string password, string sentence)
    {
        var (house, note) = await ASignedNoteAsync();
        var browser = await clinic.SignInAsync(Role.Prescriber);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.OpenAsync(Given.AddressOf(note));
        await browser.SubmitAsync(AddForm, ("Addendum.Text", text), ("Addendum.Reason", reason), ("Confirm.Password", password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(sentence, browser.Refusals);
        Assert.Equal((text, reason, ""), (browser.Value("Addendum.Text"), browser.Value("Addendum.Reason"), browser.Value("Confirm.Password")));
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
    }

    [Fact]
    public async Task Addenda_at_the_same_moment_each_have_their_link()
    {
        var (house, note) = await ASignedNoteAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(note));
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(i =>
        {
            var (address, fields) = browser.Fill(AddForm, ("Addendum.Text", $"More {i}"), ("Addendum.Reason", "Late"));
            return Task.Run(() => browser.SendAsync(address, fields));
        }));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        await clinic.VerifyChainAsync(house.Patients[0].Id, 5);
    }

    [Fact]
    public async Task A_struck_note_opens_the_row_for_the_right_one()
    {
        var (house, note) = await ASignedNoteAsync(patients: 2);
        var patient = house.Patients.Single(p => p.Id == note.PatientId);
        var browser = await clinic.SignInAsync(Role.Clinician);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.OpenAsync(Given.StrikeOf(note));
        await browser.SubmitAsync(StrikeForm, ("Strike.Reason", "Belongs to Somebody Else"), ("Confirm.Password", "wrong"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Belongs to Somebody Else", browser.Value("Strike.Reason"));
        Assert.False((await NoteAsync(note)).IsStruck);

        await browser.SubmitAsync(StrikeForm, ("Strike.Reason", "Belongs to Somebody Else"), ("Confirm.Password", DemoSignIns.Password));
        Assert.Contains("This note does not stand.", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains("Took part.", browser.Text("article"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(AddForm));

        var session = await SessionOfAsync(note);
        await browser.OpenAsync(session);
        Assert.Single(browser.Page.QuerySelectorAll(".roll-signed"));
        var row = browser.RowOf(patient);
        await browser.SubmitAsync(
            "#roll", (Given.Row(row, "Text"), "The right one."), (Given.Row(row, "Participation"), "Minimal"), (Given.Row(row, "Status"), "Late"),
            (Given.Row(row, "Arrived"), "10"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await browser.SignAsync(session);
        Assert.Equal("1 note is signed.", browser.Toast);
        await clinic.VerifyChainAsync(patient.Id, 2);
        // The struck note still says what was signed with it, though the row says something else by now.
        await browser.OpenAsync(Given.AddressOf(note));
        Assert.Contains("Present, 75 min", browser.Text("article"), StringComparison.Ordinal);
        await clinic.VerifyChainAsync(house.Patients.Single(p => p.Id != patient.Id).Id, 1);
        Assert.False(await clinic.HistoryMentionsAsync("Somebody Else"));
    }

    [Fact]
    public async Task A_struck_note_and_the_chart_it_was_meant_for_lead_to_each_other()
    {
        var (house, note) = await ASignedNoteAsync(patients: 2);
        var right = house.Patients.Single(p => p.Id != note.PatientId);
        var stranger = (await House.OpenAsync(clinic, 1)).Patients[0];
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.StrikeOf(note));
        // Whom it may have been meant for: the others of the session, and nobody else.
        Assert.Equal(["", $"{right.Id}"], browser.Page.QuerySelectorAll("#Strike_MeantFor option").Select(option => option.GetAttribute("value") ?? ""));
        var (address, fields) = browser.Fill(StrikeForm, ("Strike.Reason", "Rows were mixed up"));
        fields.RemoveAll(field => field.Key is "Strike.MeantFor" or FormKeys.Field);
        foreach (var wrong in new[] { stranger.Id, note.PatientId, Id<Patient>.New() })
        {
            using var refused = await browser.SendAsync(address, [.. fields, new("Strike.MeantFor", $"{wrong}")]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("Choose somebody who was in this session.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.False((await NoteAsync(note)).IsStruck);
        }

        await browser.OpenAsync(Given.StrikeOf(note));
        await browser.SubmitAsync(StrikeForm, ("Strike.Reason", "Rows were mixed up"), ("Strike.MeantFor", $"{right.Id}"));
        Assert.Equal(right.Name.Full, browser.Element($".notice a[href='/Patients/{right.Id}']").TextContent);
        Assert.Contains("It was meant for another patient.", browser.Text(".notice .paper-only"), StringComparison.Ordinal);

        var other = (await clinic.ReloadAsync(await SessionOfAsync(note))).Notes.Single(n => n.PatientId == right.Id);
        await browser.OpenAsync(Given.AddressOf(other));
        Assert.Equal(Given.AddressOf(note), browser.Element(".notice.screen-only a").GetAttribute("href"));
        // Nobody else is named where nothing is to be struck.
        Assert.Empty(browser.Page.QuerySelectorAll("#Strike_MeantFor"));
    }

    [Fact]
    public async Task A_strike_sent_twice_strikes_once()
    {
        var (_, note) = await ASignedNoteAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.StrikeOf(note));
        var (address, fields) = browser.Fill(StrikeForm, ("Strike.Reason", "Other patient"));
        // Without the key of the form, by which the second would get the answer of the first.
        fields.RemoveAll(field => field.Key == FormKeys.Field);
        var answers = await Task.WhenAll(Enumerable.Range(1, 2).Select(_ => Task.Run(() => browser.SendAsync(address, fields))));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_draft_is_shown_as_such_and_takes_no_addendum()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session, "<script>alert(1)</script>");
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf((await clinic.ReloadAsync(session)).Notes[0]));

        Assert.Contains("Draft: not signed", browser.Text("article"), StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>", browser.Text("article"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(AddForm));
    }

    private async Task<(House House, ProgressNote Note)> ASignedNoteAsync(int patients = 1)
    {
        var house = await House.OpenAsync(clinic, patients);
        var session = await house.ASignedSessionAsync();
        return (house, (await clinic.ReloadAsync(session)).Notes[0]);
    }

    private Task<ProgressNote> NoteAsync(ProgressNote note) => clinic.InDatabaseAsync(db => db.Notes.AsNoTracking().SingleAsync(n => n.Id == note.Id));

    private Task<Session> SessionOfAsync(ProgressNote note) =>
        clinic.InDatabaseAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.Id == note.SessionId));
}

using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>All notes of a session on one page, and one password that signs all of them or none.</summary>
public sealed class SignTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task One_press_soon_after_the_sign_in_signs_every_note_and_each_patient_has_a_chain()
    {
        var (house, session) = await ALoggedSessionAsync(5);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);

        Assert.Equal("5 notes are signed.", browser.Toast);
        Assert.Equal(5, browser.Page.QuerySelectorAll(".roll-signed").Length);
        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 1);
        }

        var signature = (await clinic.ChainOfAsync(house.Patients[0].Id))[0];
        Assert.Equal(("Maya Lindqvist", SignatureMeaning.Author), (signature.SignerName, signature.Meaning));
    }

    [Fact]
    public async Task Each_session_adds_one_link_without_a_gap()
    {
        var house = await House.OpenAsync(clinic, 2);
        foreach (var weeksAgo in new[] { 2, 1 })
        {
            var session = await house.ASessionToLogAsync(weeksAgo);
            await house.LogWholeAsync(session, $"Week {weeksAgo}.");
            await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);
        }

        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 2);
        }
    }

    [Fact]
    public async Task Review_saves_the_roll_and_goes_on_to_signing()
    {
        var (house, session) = await ASessionAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var absent = browser.RowOf(house.Patients[0]);
        var present = browser.RowOf(house.Patients[1]);
        var (address, fields) = browser.Fill(
            "#roll",
            ("Form.Shared.Topic", "Sleep"),
            (Given.Row(absent, "Status"), "ExcusedAbsence"),
            (Given.Row(absent, "Reason"), "Ill"),
            (Given.Row(present, "Text"), "Slept well."));
        await browser.PostAsync(new Uri(address, "?handler=Review"), fields);

        Assert.Equal(Given.AddressOf(session) + "/Sign", browser.Address.AbsolutePath);
        Assert.Contains("Slept well.", browser.Text(".review-rows"), StringComparison.Ordinal);
        await browser.SubmitAsync(Given.SignForm);
        Assert.Equal("2 notes are signed.", browser.Toast);
        var signed = await clinic.ReloadAsync(session);
        Assert.All(signed.Notes, n => Assert.True(n.IsSigned));
        Assert.Null(signed.Notes.Single(n => n.PatientId == house.Patients[0].Id).Text);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
    }

    [Fact]
    public async Task What_a_row_lacks_is_named_and_nothing_can_be_signed()
    {
        var (house, session) = await ASessionAsync(2);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.SaveAsync(session, (Given.Row(0, "Text"), "Fine."));
        await browser.OpenAsync(Given.AddressOf(session) + "/Sign");

        Assert.Contains("Enter the topic of the group before signing.", browser.Text("[data-obstacle]"), StringComparison.Ordinal);
        Assert.Contains($"{house.Patients[1].CalledName}: individual note missing", browser.Text("[data-obstacle] ul"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(".review-sign"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostPasswordAsync(browser)).Status);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));
    }

    [Fact]
    public async Task One_password_signs_every_note_when_the_sign_in_was_a_while_ago()
    {
        var (house, session) = await ALoggedSessionAsync(3);
        var browser = await clinic.SignInAsync(Role.Clinician);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.SignAsync(session, DemoSignIns.Password);

        Assert.Equal("3 notes are signed.", browser.Toast);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);

        // And for the next minutes it is not asked for again.
        var (_, next) = await ALoggedSessionAsync(1);
        await browser.SignAsync(next);
        Assert.Equal("1 note is signed.", browser.Toast);
    }

    [Fact]
    public async Task A_review_that_was_read_for_too_long_asks_for_the_password_and_signs_nothing_before()
    {
        var (house, session) = await ALoggedSessionAsync(2);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");
        Assert.Null(browser.Page.QuerySelector("[name='Confirm.Password']"));
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.SubmitAsync(Given.SignForm);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["Enter your password to confirm that it is you."], browser.Refusals);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));
        await browser.SubmitAsync(Given.SignForm, ("Confirm.Password", DemoSignIns.Password));
        Assert.Equal("2 notes are signed.", browser.Toast);
    }

    [Theory]
    [InlineData("not the password", "That is not your password. Nothing is saved.")]
    [InlineData("", "Enter your password to confirm that it is you.")]
    public async Task A_wrong_password_signs_nothing(string password, string sentence)
    {
        var (house, session) = await ALoggedSessionAsync(2);
        var browser = await clinic.SignInAsync(Role.Prescriber);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        await browser.SignAsync(session, password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(sentence, browser.Refusals);
        Assert.Equal(sentence, browser.Text("#Confirm_Password-error"));
        Assert.Equal("", browser.Value("Confirm.Password"));
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));
        Assert.All((await clinic.ReloadAsync(session)).Notes, n => Assert.False(n.IsSigned));

        await browser.SubmitAsync(Given.SignForm, ("Confirm.Password", DemoSignIns.Password));
        Assert.Equal("2 notes are signed.", browser.Toast);
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_waits()
    {
        var (house, session) = await ALoggedSessionAsync(1);
        var browser = await clinic.SignInAsync(Role.Supervisor);
        clinic.Time.Pass(TimeSpan.FromMinutes(6));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await browser.SignAsync(session, "wrong wrong wrong");
        }

        await browser.SignAsync(session, DemoSignIns.Password);
        Assert.Equal(["That is not your password. Nothing is saved."], browser.Refusals);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));

        clinic.Time.Pass(TimeSpan.FromSeconds(31));
        await browser.SignAsync(session, DemoSignIns.Password);
        Assert.Equal("1 note is signed.", browser.Toast);
    }

    [Theory]
    [InlineData("Text", "Changed since.")]
    [InlineData("Participation", "Withdrawn")]
    [InlineData("Status", "UnexcusedAbsence")]
    public async Task What_somebody_changed_after_the_review_is_not_signed_unread(string field, string value)
    {
        var (house, session) = await ALoggedSessionAsync(2);
        var reviewer = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");
        await (await clinic.SignInAsync(Role.Supervisor)).SaveAsync(session, (Given.Row(1, field), value));
        await reviewer.SubmitAsync(Given.SignForm);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        Assert.Contains("Somebody changed this session after you reviewed it. Read what stands here now, and sign again.", reviewer.Refusals);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));

        // The page shows what stands now, and a second look signs it.
        await reviewer.SubmitAsync(Given.SignForm);
        Assert.Equal("2 notes are signed.", reviewer.Toast);
        await clinic.VerifyChainAsync(house.Patients[1].Id, 1);
    }

    [Fact]
    public async Task A_shared_part_changed_after_the_review_is_not_signed_unread()
    {
        var (house, session) = await ALoggedSessionAsync(1);
        var reviewer = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");
        await (await clinic.SignInAsync(Role.Supervisor)).SaveAsync(session, ("Form.Shared.Process", "Rewritten."));
        await reviewer.SubmitAsync(Given.SignForm);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));
    }

    [Fact]
    public async Task A_form_sent_twice_signs_once()
    {
        var (house, session) = await ALoggedSessionAsync(3);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");
        var (address, fields) = browser.Fill(Given.SignForm);
        // Without the key of the form, by which the second would get the answer of the first.
        fields.RemoveAll(field => field.Key == FormKeys.Field);
        var answers = await Task.WhenAll(browser.SendAsync(address, fields), browser.SendAsync(address, fields));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict);
        await browser.PostAsync(address, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Everything in this session is already signed.", browser.Refusals);
        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 1);
        }
    }

    [Fact]
    public async Task Two_sessions_of_the_same_patients_signed_at_the_same_moment_follow_each_other()
    {
        var house = await House.OpenAsync(clinic, 3);
        var sessions = new[] { await house.ASessionToLogAsync(1), await house.ASessionToLogAsync(2) };
        var browsers = new[] { await clinic.SignInAsync(Role.Clinician), await clinic.SignInAsync(Role.Supervisor) };
        var signs = new List<Func<Task<HttpResponseMessage>>>();
        foreach (var (browser, session) in browsers.Zip(sessions))
        {
            await house.LogWholeAsync(session);
            await browser.OpenAsync(Given.AddressOf(session) + "/Sign");
            var (address, fields) = browser.Fill(Given.SignForm);
            signs.Add(() => browser.SendAsync(address, fields));
        }

        var answers = await Task.WhenAll(signs.Select(sign => Task.Run(sign)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 2);
        }
    }

    [Fact]
    public async Task A_save_and_a_signature_at_the_same_moment_leave_a_record_that_verifies()
    {
        var signer = await clinic.SignInAsync(Role.Clinician);
        var writer = await clinic.SignInAsync(Role.Supervisor);
        for (var round = 0; round < 5; round++)
        {
            var (house, session) = await ALoggedSessionAsync(2);
            await signer.OpenAsync(Given.AddressOf(session) + "/Sign");
            var (address, fields) = signer.Fill(Given.SignForm);
            await writer.OpenAsync(session);
            var (roll, row) = writer.Fill("#roll", (Given.Row(0, "Status"), "Late"), (Given.Row(0, "Arrived"), "5"), ("Form.Shared.Topic", "Rewritten"));
            var answers = await Task.WhenAll(
                Task.Run(() => signer.SendAsync(address, fields)), Task.Run(() => writer.SendAsync(roll, row)));

            Assert.All(answers, a => Assert.True((int)a.StatusCode < 500, $"{a.StatusCode}"));
            foreach (var patient in house.Patients)
            {
                await clinic.VerifyChainAsync(patient.Id, (await clinic.ChainOfAsync(patient.Id)).Count);
            }
        }
    }

    [Fact]
    public async Task What_comes_is_not_signed_before_it_began()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync(weeksAgo: -1);
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");

        Assert.Contains("This session has not begun", browser.Text("[data-obstacle]"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(".review-sign"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostPasswordAsync(browser)).Status);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Intake)]
    [InlineData(Role.Auditor)]
    public async Task Nobody_else_reviews(Role role)
    {
        var (_, session) = await ALoggedSessionAsync(1);

        Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(role)).OpenAsync(Given.AddressOf(session) + "/Sign")).Status);
    }

    [Fact]
    public async Task The_review_of_each_patient_and_each_signature_are_in_the_history()
    {
        var (house, session) = await ALoggedSessionAsync(2);
        await (await clinic.SignInAsync(Role.Clinician)).SignAsync(session);

        foreach (var patient in house.Patients)
        {
            var events = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking().Where(e => e.PatientId == patient.Id || e.Shown!.Contains(patient.Id.Value)).ToListAsync());
            Assert.Single(events, e => e is { Action: AuditAction.Read, ObjectType: "Review" });
            Assert.Single(events, e => e is { Action: AuditAction.Create, ObjectType: nameof(Signature), ActorName: "Maya Lindqvist" });
            Assert.DoesNotContain(events, e => e.Changes?.Contains("Took part", StringComparison.Ordinal) == true);
        }
    }

    /// <summary>Sends a password although the page offers no field for it.</summary>
    private static Task<Browser> PostPasswordAsync(Browser browser)
    {
        var (address, fields) = browser.Fill(Given.SignForm);
        fields.Add(KeyValuePair.Create("Confirm.Password", DemoSignIns.Password));
        return browser.PostAsync(address, fields);
    }

    private async Task<(House House, GroupSession Session)> ASessionAsync(int patients)
    {
        var house = await House.OpenAsync(clinic, patients);
        return (house, await house.ASessionToLogAsync());
    }

    private async Task<(House House, GroupSession Session)> ALoggedSessionAsync(int patients)
    {
        var (house, session) = await ASessionAsync(patients);
        await house.LogWholeAsync(session);
        return (house, session);
    }
}

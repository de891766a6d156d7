using System.Net;
using IopClinic.Database;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Filled = (System.Uri Address, System.Collections.Generic.List<System.Collections.Generic.KeyValuePair<string, string>> Fields);

namespace IopClinic.Web.Tests.Crashes;

/// <summary>The button was pressed twice, or an answer got lost and the form was sent again: it has one effect, and one answer.</summary>
public sealed class DoubleSubmitTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Signing_twice_signs_once()
    {
        var house = await House.OpenAsync(clinic, 4);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");

        await SendThreeTimesAsync(browser, browser.Fill(Given.SignForm));

        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 1);
        }
    }

    [Fact]
    public async Task Booking_twice_books_once()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");

        await SendThreeTimesAsync(browser, browser.Fill(
            "form.panel",
            ("Form.ServiceId", house.OneToOne.Id.ToString()),
            ("Form.ClinicianId", house.Ben.Id.ToString()),
            ("Form.RoomId", house.Cedar.Id.ToString()),
            ("Form.Date", $"{house.Monday:yyyy-MM-dd}"),
            ("Form.StartsAt", "13:00"),
            ("Form.Minutes", "50")));

        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Sessions.CountAsync(s => s.SiteId == house.Site.Id)));
    }

    [Fact]
    public async Task Registering_twice_registers_once_and_admitting_twice_admits_once()
    {
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync("/Patients/Register");

        var chart = await SendThreeTimesAsync(browser, browser.Fill(
            "form.panel", ("Form.Given", "Wilhelmina"), ("Form.Family", "Quackenbush"), ("Form.BirthDate", "1983-02-11")));

        var patient = await clinic.InDatabaseAsync(db => db.Patients.SingleAsync(p => p.Name.Family == "Quackenbush"));
        Assert.Contains($"{patient.Id}", chart.ToString(), StringComparison.Ordinal);

        await clinic.AdmitFreelyAsync();
        await browser.OpenAsync($"/Patients/{patient.Id}/Admit");
        await SendThreeTimesAsync(browser, browser.Fill("form.panel[data-guard]", browser.Admission()));

        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Episodes.CountAsync(e => e.PatientId == patient.Id)));
    }

    [Fact]
    public async Task The_second_waits_for_a_first_that_takes_longer_than_anybody_waits_for_a_row()
    {
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            create function take_long() returns trigger language plpgsql as $$ begin perform pg_sleep(4); return new; end $$;
            create trigger take_long before insert on patients for each row when (new.name_family = 'Longworth') execute function take_long();
            """));
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync("/Patients/Register");

        await SendThreeTimesAsync(browser, browser.Fill(
            "form.panel", ("Form.Given", "Beatrix"), ("Form.Family", "Longworth"), ("Form.BirthDate", "1983-02-11")));

        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Patients.CountAsync(p => p.Name.Family == "Longworth")));
    }

    [Fact]
    public async Task Enrolling_twice_enrolls_once()
    {
        var house = await House.OpenAsync(clinic, 2);
        var group = await house.GroupAsync();
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync($"/Groups/{group.Id}/Enroll");

        await SendThreeTimesAsync(browser, browser.Fill(
            "form.panel",
            [.. house.Episodes.Select(episode => ("Form.Episodes", (string?)episode.Id.ToString())), ("Form.From", $"{house.Monday:yyyy-MM-dd}")]));

        Assert.Equal(2, await clinic.InDatabaseAsync(db => db.Enrollments.CountAsync(e => e.GroupId == group.Id)));
    }

    [Fact]
    public async Task Adding_to_a_note_twice_adds_once()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASignedSessionAsync();
        var note = await clinic.InDatabaseAsync(db => db.Notes.SingleAsync(n => n.SessionId == session.Id));
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(note));

        await SendThreeTimesAsync(browser, browser.Fill(
            "form[action*='handler=Addendum']",
            ("Addendum.Text", "He called later."),
            ("Addendum.Reason", "Call after the session")));

        await clinic.VerifyChainAsync(house.Patients[0].Id, 2);
    }

    [Fact]
    public async Task The_whole_roll_sent_twice_is_saved_once()
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.ASessionToLogAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);

        await SendThreeTimesAsync(browser, browser.Fill("#roll", ("Form.Shared.Topic", "Saying no"), (Given.Row(0, "Text"), "Took part.")));

        var logged = (GroupSession)await clinic.ReloadAsync(session);
        Assert.Equal(("Saying no", 2), (logged.Shared!.Topic, logged.Attendances.Count));
    }

    [Fact]
    public async Task A_page_that_was_gone_back_to_and_changed_is_another_form()
    {
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync("/Patients/Register");
        (string, string?)[] person = [("Form.Family", "Featherstonehaugh"), ("Form.BirthDate", "1983-02-11")];
        var (address, first) = browser.Fill("form.panel", [("Form.Given", "Ada"), .. person]);
        var (_, second) = browser.Fill("form.panel", [("Form.Given", "Bertram"), .. person]);

        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(address, first)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(address, second)).StatusCode);

        Assert.Equal(
            ["Ada", "Bertram"],
            await clinic.InDatabaseAsync(db => db.Patients.Where(p => p.Name.Family == "Featherstonehaugh").Select(p => p.Name.Given).Order().ToListAsync()));
    }

    [Fact]
    public async Task A_form_that_was_refused_is_tried_again_when_it_arrives_again()
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.ASessionToLogAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(Given.AddressOf(session) + "/Sign");
        await house.LogWholeAsync(session);
        var (address, stale) = browser.Fill("form[data-sign]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SendAsync(address, stale)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SendAsync(address, stale)).StatusCode);
    }

    [Fact]
    public async Task Another_person_with_the_same_form_is_not_sent_where_the_first_was_sent()
    {
        var family = "Cholmondeley";
        var (ana, ben) = (await clinic.SignInAsync(Role.Intake), await clinic.SignInAsync(Role.Administrator));
        await ana.OpenAsync("/Patients/Register");
        var (address, fields) = ana.Fill("form.panel", ("Form.Given", "Ada"), ("Form.Family", family), ("Form.BirthDate", "1983-02-11"));
        await ana.SendAsync(address, fields);
        await ben.OpenAsync("/Account/ChangePassword");
        var token = ben.Value(FormReading.TokenField);
        var own = fields.Select(field => field.Key == FormReading.TokenField ? KeyValuePair.Create(field.Key, token) : field);

        Assert.Equal(HttpStatusCode.NotFound, (await ben.SendAsync(address, own)).StatusCode);
    }

    [Fact]
    public async Task The_key_of_a_form_is_kept_for_a_day()
    {
        var browser = await (await clinic.SignInAsync(Role.Intake)).OpenAsync("/Patients/Register");
        var (address, fields) = browser.Fill("form.panel", ("Form.Given", "Ada"), ("Form.Family", "Marjoribanks"), ("Form.BirthDate", "1983-02-11"));
        await browser.SendAsync(address, fields);
        var key = fields.Single(field => field.Key == FormKeys.Field).Value;
        Task<int> KeptAsync() => clinic.InDatabaseAsync(db => db.FormKeys.CountAsync(form => form.Key == key));
        var old = clinic.Services.GetServices<IHostedService>().OfType<OldFormKeys>().Single();

        await old.ForgetAsync(CancellationToken.None);
        Assert.Equal(1, await KeptAsync());
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update form_keys set at = at - interval '25 hours' where key = {key}"));
        await old.ForgetAsync(CancellationToken.None);
        Assert.Equal(0, await KeptAsync());
    }

    [Fact]
    public async Task Every_form_that_posts_has_a_key_of_its_own()
    {
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/Staff");
        await browser.FollowAsync("main table a");
        var forms = browser.Page.QuerySelectorAll("form[method=post]");
        var keys = forms.Select(form => Assert.Single(form.QuerySelectorAll($"input[name={FormKeys.Field}]")).GetAttribute("value")).ToList();

        Assert.True(keys.Count > 2);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(32, key!.Length));
    }

    /// <summary>Twice at the same moment, and once more later: one answer for all. Where it leads.</summary>
    private static async Task<Uri> SendThreeTimesAsync(Browser browser, Filled form)
    {
        Assert.Contains(form.Fields, field => field.Key == FormKeys.Field);
        var together = await Task.WhenAll(browser.SendAsync(form.Address, form.Fields), browser.SendAsync(form.Address, form.Fields));
        var later = await browser.SendAsync(form.Address, form.Fields);
        HttpResponseMessage[] answers = [.. together, later];
        foreach (var answer in answers)
        {
            Assert.True(answer.StatusCode is HttpStatusCode.Redirect, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }

        return Assert.Single(answers.Select(answer => answer.Headers.Location!).Distinct());
    }
}

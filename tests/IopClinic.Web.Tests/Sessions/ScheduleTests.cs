using System.Net;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

public sealed class ScheduleTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Of_forty_who_book_the_same_room_at_once_one_is_saved_and_the_others_read_who_has_it()
    {
        var house = await House.OpenAsync(clinic, patients: 8);
        var browser = await clinic.SignInAsync(Role.Administrator);
        var posts = new List<(Uri Address, List<KeyValuePair<string, string>> Fields)>();
        foreach (var patient in Enumerable.Repeat(house.Patients, 5).SelectMany(patients => patients))
        {
            await browser.OpenAsync($"/Sessions/Book?patient={patient.Id}");
            posts.Add(browser.Fill("form.panel", Booking(house)));
        }

        var answers = await Task.WhenAll(posts.Select(async post =>
        {
            for (var tries = 1; ; tries++)
            {
                var answer = await browser.SendAsync(
                    new HttpRequestMessage(HttpMethod.Post, post.Address) { Content = new FormUrlEncodedContent(post.Fields) });
                // A machine that is busy elsewhere asks some of them to come back.
                if (tries == 10 || answer.StatusCode is not HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter?.Delta is not { } pause)
                {
                    return answer;
                }

                await Task.Delay(pause);
            }
        }));

        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Redirect);
        var refused = answers.Where(a => a.StatusCode is HttpStatusCode.UnprocessableEntity).ToList();
        Assert.Equal(39, refused.Count);
        foreach (var answer in refused)
        {
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            Assert.Contains($"Cedar is taken: {house.OneToOne.Name} on {house.Monday:ddd MMM d}, 1:00 PM – 1:50 PM.", page, StringComparison.Ordinal);
        }

        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Sessions.CountAsync(s => s.SiteId == house.Site.Id)));
    }

    [Fact]
    public async Task A_patient_is_found_without_a_name_in_the_address_and_booked()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Sessions/Book");
        await browser.SubmitAsync("form.panel", ("Find.Search", house.Patients[0].Name.Family));
        Assert.DoesNotContain(house.Patients[0].Name.Family, browser.Address.ToString(), StringComparison.OrdinalIgnoreCase);

        await browser.FollowAsync("table a");
        await browser.SubmitAsync("form.panel", Booking(house));

        Assert.StartsWith($"{house.OneToOne.Name} is booked for", browser.Toast, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_family_session_takes_those_the_patient_agreed_to()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var mother = await clinic.InDatabaseAsync(async db =>
        {
            var patient = await db.Patients.Include(p => p.Supporters).FirstAsync(p => p.Id == house.Patients[0].Id);
            var added = patient.AddSupporter("Grace", "mother", null, mayJoinFamilySessions: true);
            patient.AddSupporter("Neighbor", "neighbor", null, mayJoinFamilySessions: false);
            await db.SaveChangesAsync();
            return added.Id;
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");
        Assert.DoesNotContain("Neighbor", browser.Text("main"), StringComparison.Ordinal);

        await browser.SubmitAsync("form.panel", Booking(house, ("Form.Supporters", mother.ToString())));
        Assert.Equal("Supporters take part in family sessions only. Choose a family service, or nobody here.", Assert.Single(browser.Refusals));
        await browser.SubmitAsync("form.panel", ("Form.ServiceId", house.Family.Id.ToString()));

        var took = await clinic.InDatabaseAsync(db =>
            db.Set<FamilySession>().Where(s => s.SiteId == house.Site.Id).SelectMany(s => s.Participants).Select(p => p.SupportPersonId).ToListAsync());
        Assert.Equal([mother], took);
    }

    [Fact]
    public async Task A_cancelled_session_frees_its_room_and_one_with_a_record_stays()
    {
        var house = await House.OpenAsync(clinic, patients: 2);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        var browser = await clinic.SignInAsync(Role.Administrator);
        var address = $"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Cancel";
        await browser.OpenAsync(address);
        await browser.SubmitAsync("form.panel");
        Assert.Equal(["Say who cancels it.", "Choose the kind of reason.", "Say why the session is cancelled."], browser.Refusals);
        await browser.SubmitAsync(
            "form.panel", ("Form.CancelKind", "Clinic"), ("Form.CancelCause", "LeaderAway"), ("Form.CancelReason", "Clinician is ill"));
        Assert.StartsWith($"{house.OneToOne.Name} is cancelled.", browser.Toast, StringComparison.Ordinal);

        var again = await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(13, 0));
        await clinic.InDatabaseAsync(async db =>
        {
            var recorded = await db.Sessions.Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes).FirstAsync(s => s.Id == again.Id);
            recorded.Record(house.Patients[1].Id, new Presence(AttendanceStatus.Present), house.Site.Zone, house.Ben, recorded.EndsAt);
            await db.SaveChangesAsync();
        });
        await browser.OpenAsync($"/Sessions/{again.ClinicDate:yyyy-MM-dd}/{again.Id}/Cancel");
        Assert.Contains("can no longer be cancelled", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_on_lists_and_the_question_of_what_awaits_a_signature_agree()
    {
        await clinic.InDatabaseAsync(async db =>
        {
            var now = clinic.Time.GetUtcNow();
            var rows = await db.Sessions.ToRowsAsync(db, now, named: false, CancellationToken.None);
            var everybody = await db.Staff.Select(s => s.Id).ToListAsync();
            var waiting = (await db.Sessions.AwaitingSignature(db, everybody, DateTimeOffset.UnixEpoch, now.AddYears(1)).Select(s => s.Id).ToListAsync()).ToHashSet();
            Assert.NotEmpty(rows);
            Assert.All(rows, row => Assert.Equal(row.Progress.AwaitsSignature, waiting.Contains(row.Id)));

            var sessions = await db.Sessions.AsNoTracking()
                .Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes).Include(s => ((GroupSession)s).Shared)
                .AsSplitQuery().ToDictionaryAsync(s => s.Id);
            Assert.All(rows, row => Assert.Equal(ProgressOf(sessions[row.Id]), row.Progress));
        });
    }

    [Fact]
    public async Task A_session_that_nobody_logged_in_its_time_is_no_longer_called_to_do()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(11, 0));
        Assert.Equal("To do", await StandsAsync(session.EndsAt.AddSeconds(-1)));
        Assert.Equal("Not logged", await StandsAsync(session.EndsAt));

        Task<string> StandsAsync(DateTimeOffset now) => clinic.InDatabaseAsync(async db =>
            Assert.Single(await db.Sessions.Where(s => s.Id == session.Id).ToRowsAsync(db, now, named: false, CancellationToken.None)).Stands);
    }

    [Theory]
    [InlineData(Role.Clinician, HttpStatusCode.OK, HttpStatusCode.OK, "/Today")]
    [InlineData(Role.Supervisor, HttpStatusCode.OK, HttpStatusCode.OK, "/Today")]
    [InlineData(Role.Prescriber, HttpStatusCode.OK, HttpStatusCode.OK, "/Today")]
    [InlineData(Role.Intake, HttpStatusCode.OK, HttpStatusCode.OK, "/Patients")]
    [InlineData(Role.Administrator, HttpStatusCode.OK, HttpStatusCode.OK, "/Today")]
    [InlineData(Role.Auditor, HttpStatusCode.NotFound, HttpStatusCode.NotFound, "/History")]
    public async Task Sessions_open_to_those_who_read_the_schedule(Role role, HttpStatusCode read, HttpStatusCode book, string home)
    {
        var browser = await clinic.SignInAsync(role);
        Assert.Equal(read, (await browser.OpenAsync("/Sessions")).Status);
        Assert.Equal(read, (await browser.OpenAsync("/Sessions?view=Week&mine=true&date=2026-11-23")).Status);
        Assert.Equal(book, (await browser.OpenAsync("/Sessions/Book")).Status);
        Assert.Equal(home, (await browser.OpenAsync("/")).Address.AbsolutePath);
    }

    [Fact]
    public async Task The_day_begins_with_ones_own_sessions_and_an_administrator_sees_the_whole_house()
    {
        var clinician = await clinic.SignInAsync(Role.Clinician);
        Assert.Equal(HttpStatusCode.OK, (await clinician.OpenAsync("/Today")).Status);
        Assert.Contains("My sessions", clinician.Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("All sessions today", clinician.Text("main"), StringComparison.Ordinal);

        var administrator = await clinic.SignInAsync(Role.Administrator);
        await administrator.OpenAsync("/Today");
        Assert.Contains("Patients in treatment", administrator.Text("main"), StringComparison.Ordinal);
    }

    private static SessionProgress ProgressOf(Session session) => new(
        session.Roster.Count,
        session.Attendances.Count + session.Notes.Count(n => !n.IsStruck) + (session is GroupSession { Shared: not null } ? 1 : 0),
        session.Notes.Count(n => n is { IsSigned: true, IsStruck: false }),
        session.CancelledAt is not null);

    private static (string, string?)[] Booking(House house, params (string, string?)[] more) =>
    [
        ("Form.ServiceId", house.OneToOne.Id.ToString()), ("Form.ClinicianId", house.Ben.Id.ToString()), ("Form.RoomId", house.Cedar.Id.ToString()),
        ("Form.Date", $"{house.Monday:yyyy-MM-dd}"), ("Form.StartsAt", "13:00"), .. more,
    ];
}

using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Groups;

public sealed class GroupTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task An_administrator_sets_up_a_group_with_all_its_sessions()
    {
        var house = await House.OpenAsync(clinic);
        var browser = await NewAsync(house, ("Form.Weekdays", "Monday"), ("Form.Weekdays", "Thursday"));

        Assert.Equal("River skills", browser.Heading);
        Assert.Equal("River skills is set up with 8 sessions. Enroll its patients now.", browser.Toast);
        Assert.Contains("Nobody is enrolled", browser.Text("main"), StringComparison.Ordinal);
        var minutes = await clinic.InDatabaseAsync(db =>
            db.Sessions.Where(s => s.SiteId == house.Site.Id).Select(s => s.EndsAt - s.StartsAt).Distinct().SingleAsync());
        Assert.Equal(TimeSpan.FromMinutes(75), minutes);
    }

    [Theory]
    [InlineData(2027, 3, 8)]
    [InlineData(2027, 11, 1)]
    public async Task A_group_stays_at_nine_when_clocks_change(int year, int month, int day)
    {
        var house = await House.OpenAsync(clinic);
        var first = new DateOnly(year, month, day);
        await NewAsync(
            house, ("Form.Weekdays", "Monday"), ("Form.From", $"{first:yyyy-MM-dd}"), ("Form.Until", $"{first.AddDays(13):yyyy-MM-dd}"));

        var sessions = await clinic.InDatabaseAsync(db => db.Sessions.AsNoTracking().Where(s => s.SiteId == house.Site.Id).ToListAsync());
        Assert.Equal(2, sessions.Count);
        Assert.All(sessions, s => Assert.Equal(new TimeOnly(9, 0), ClinicClock.TimeIn(house.Site.Zone, s.StartsAt)));
        Assert.All(sessions, s => Assert.Equal(75, s.ClinicalMinutes));
        Assert.Equal(2, sessions.Select(s => s.StartsAt.UtcDateTime.TimeOfDay).Distinct().Count());
    }

    [Fact]
    public async Task A_taken_room_is_named_with_the_session_that_has_it_and_nothing_is_saved()
    {
        var house = await House.OpenAsync(clinic);
        await house.GroupAsync("Morning art", leader: house.Ben);
        var browser = await NewAsync(house, ("Form.Weekdays", "Monday"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        var sentence = Assert.Single(browser.Refusals);
        Assert.StartsWith($"Willow is taken: Morning art on {house.Monday:ddd MMM d}, 9:00 AM – 10:15 AM;", sentence, StringComparison.Ordinal);
        Assert.Equal("River skills", browser.Value("Form.Name"));
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Groups.CountAsync(g => g.SiteId == house.Site.Id)));
    }

    [Fact]
    public async Task A_clinician_who_leads_elsewhere_is_named()
    {
        var house = await House.OpenAsync(clinic);
        await house.GroupAsync("Morning art", room: house.Cedar);
        var browser = await NewAsync(house, ("Form.Weekdays", "Monday"));

        Assert.StartsWith("Ana Ruiz already leads Morning art on", Assert.Single(browser.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolling_several_seats_them_on_every_session_and_ending_releases_them()
    {
        var house = await House.OpenAsync(clinic, patients: 3);
        var group = await house.GroupAsync();
        var browser = await EnrollAsync(group.Id, house.Episodes[0].Id, house.Episodes[1].Id);
        Assert.Equal("2 patients are enrolled in Morning skills.", browser.Toast);
        Assert.Contains("2 of 12 places taken", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal([2, 2, 2, 2], await RosterSizesAsync(group.Id));

        await browser.FollowAsync("a[aria-label^='End the enrollment of Pat1']");
        await browser.SubmitAsync("form.panel", ("Form.LastDay", $"{house.Monday.AddDays(7):yyyy-MM-dd}"));
        Assert.Equal("The enrollment is ended, and the places on later sessions are free again.", browser.Toast);
        Assert.Equal([2, 2, 1, 1], await RosterSizesAsync(group.Id));
    }

    [Fact]
    public async Task An_enrollment_does_not_end_before_a_day_with_a_record()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync(from: house.Monday.AddDays(-21));
        await EnrollAsync(group.Id, house.Episodes[0].Id, from: house.Monday.AddDays(-21));
        await clinic.InDatabaseAsync(async db =>
        {
            var session = await db.Set<GroupSession>().Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes)
                .Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).FirstAsync();
            session.Record(house.Patients[0].Id, new Presence(AttendanceStatus.Present), house.Site.Zone, house.Ana, session.EndsAt);
            await db.SaveChangesAsync();
        });

        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Groups/{group.Id}");
        await browser.FollowAsync("a[aria-label^='End the enrollment']");
        await browser.SubmitAsync("form.panel", ("Form.LastDay", $"{house.Monday.AddDays(-22):yyyy-MM-dd}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("already has a record of the patient", Assert.Single(browser.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_who_is_elsewhere_at_that_time_is_named_with_the_session()
    {
        var house = await House.OpenAsync(clinic, patients: 2);
        var group = await house.GroupAsync();
        await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(9, 30));
        var browser = await EnrollAsync(group.Id, house.Episodes[0].Id, house.Episodes[1].Id);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(
            $"{house.Patients[1].CalledName} is already in {house.OneToOne.Name} on {house.Monday:ddd MMM d}, 9:30 AM – 10:20 AM.",
            Assert.Single(browser.Refusals));
        Assert.Equal([0, 0, 0, 0], await RosterSizesAsync(group.Id));
    }

    [Fact]
    public async Task The_last_place_goes_to_one_of_those_who_enroll_at_once()
    {
        var house = await House.OpenAsync(clinic, patients: 4);
        var group = await house.GroupAsync(capacity: 1);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Groups/{group.Id}/Enroll");
        var posts = house.Episodes.Select(e => browser.Fill("form.panel", ("Form.Episodes", e.Id.ToString()))).ToList();

        var answers = await Task.WhenAll(posts.Select(post => browser.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, post.Address) { Content = new FormUrlEncodedContent(post.Fields) })));

        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Redirect);
        Assert.Equal(3, answers.Count(a => a.StatusCode is HttpStatusCode.UnprocessableEntity));
        Assert.Equal([1, 1, 1, 1], await RosterSizesAsync(group.Id));
    }

    [Fact]
    public async Task Coming_sessions_move_with_their_group_and_two_who_change_it_notice_each_other()
    {
        var house = await House.OpenAsync(clinic);
        var group = await house.GroupAsync();
        var first = await clinic.SignInAsync(Role.Administrator);
        var second = await clinic.SignInAsync(Role.Administrator);
        await first.OpenAsync($"/Groups/{group.Id}/Change");
        await second.OpenAsync($"/Groups/{group.Id}/Change");

        await first.SubmitAsync("form.panel", ("Form.RoomId", house.Cedar.Id.ToString()), ("Form.Facilitators", house.Ben.Id.ToString()));
        Assert.Equal("Morning skills: 4 coming sessions are changed.", first.Toast);
        await second.SubmitAsync("form.panel", ("Form.Facilitators", house.Ana.Id.ToString()));
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("Cedar (holds 14), led by Ben Ito", second.Text(".notice"), StringComparison.Ordinal);

        var held = await clinic.InDatabaseAsync(db => db.Database.SqlQuery<Guid>($"""
            select distinct resource_id as "Value" from reservations r join sessions s on s.id = r.session_id
            where s.site_id = {house.Site.Id.Value} and r.released_at is null
            """).ToListAsync());
        Assert.Equal([house.Cedar.Id.Value, house.Ben.Id.Value], held.OrderBy(id => id == house.Ben.Id.Value));
    }

    [Theory]
    [InlineData(Role.Clinician, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(Role.Supervisor, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(Role.Prescriber, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(Role.Intake, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(Role.Administrator, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData(Role.Auditor, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    public async Task Groups_open_to_those_who_read_the_schedule_and_change_for_those_who_manage_them(
        Role role, HttpStatusCode read, HttpStatusCode manage)
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        var browser = await clinic.SignInAsync(role);

        Assert.Equal(read, (await browser.OpenAsync("/Groups")).Status);
        Assert.Equal(read, (await browser.OpenAsync($"/Groups/{group.Id}")).Status);
        Assert.Equal(manage, (await browser.OpenAsync("/Groups/New")).Status);
        Assert.Equal(manage, (await browser.OpenAsync($"/Groups/{group.Id}/Enroll")).Status);
        Assert.Equal(manage, (await browser.OpenAsync($"/Groups/{group.Id}/Change")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Groups/{Guid.CreateVersion7()}")).Status);
    }

    [Fact]
    public async Task What_another_site_runs_is_not_there_even_for_an_administrator()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        var session = await clinic.InDatabaseAsync(db => db.Set<GroupSession>().Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).FirstAsync());
        var cancel = $"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Cancel";
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(cancel);
        var (address, fields) = browser.Fill("main form", ("Form.CancelReason", "The room is flooded."));
        var (enroll, chosen) = (await browser.OpenAsync($"/Groups/{group.Id}/Enroll")).Fill("form.panel", ("Form.Episodes", house.Episodes[0].Id.ToString()));
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_remove(other_site_ids, {house.Site.Id.Value}) where email = 'administrator@demo.example'"));

        foreach (var gone in new[] { $"/Groups/{group.Id}", $"/Groups/{group.Id}/Change", $"/Groups/{group.Id}/Enroll", cancel })
        {
            Assert.Equal((gone, HttpStatusCode.NotFound), (gone, (await browser.OpenAsync(gone)).Status));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(address, fields)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(enroll, chosen)).StatusCode);
        Assert.DoesNotContain($"/Groups/{group.Id}", (await browser.OpenAsync("/Groups")).Page.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(house.Track.Id.ToString(), (await browser.OpenAsync("/Groups/New")).Page.Body!.InnerHtml, StringComparison.Ordinal);
        await clinic.InDatabaseAsync(async db =>
        {
            Assert.Null((await db.Sessions.SingleAsync(s => s.Id == session.Id)).CancelledAt);
            Assert.Empty(await db.Enrollments.Where(e => e.GroupId == group.Id).ToListAsync());
        });
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array_append(other_site_ids, {house.Site.Id.Value}) where email = 'administrator@demo.example'"));
    }

    [Fact]
    public async Task Discharge_ends_what_runs_and_frees_the_coming_places()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        await EnrollAsync(group.Id, house.Episodes[0].Id);

        await clinic.InDatabaseAsync(async db =>
        {
            var episode = await db.Episodes.FirstAsync(e => e.Id == house.Episodes[0].Id);
            await new EndEnrollment(db).AllOfAsync(episode, house.Today);
            await db.SaveChangesAsync();
        });

        Assert.Equal([0, 0, 0, 0], await RosterSizesAsync(group.Id));
    }

    private async Task<Browser> NewAsync(House house, params (string, string?)[] answers)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Groups/New");
        (string Name, string? Value)[] usual =
        [
            ("Form.Name", "River skills"), ("Form.ServiceId", house.Skills.Id.ToString()), ("Form.TrackId", house.Track.Id.ToString()),
            ("Form.RoomId", house.Willow.Id.ToString()), ("Form.Facilitators", house.Ana.Id.ToString()),
            ("Form.From", $"{house.Monday:yyyy-MM-dd}"), ("Form.Until", $"{house.Monday.AddDays(27):yyyy-MM-dd}"),
        ];
        var given = answers.Select(a => a.Item1).ToHashSet();
        return await browser.SubmitAsync("form.panel", [.. usual.Where(a => !given.Contains(a.Name)), .. answers]);
    }

    private Task<Browser> EnrollAsync(Id<Domain.Schedule.Group> group, params Id<Domain.Patients.Episode>[] episodes) =>
        EnrollAsync(group, episodes, null);

    private Task<Browser> EnrollAsync(Id<Domain.Schedule.Group> group, Id<Domain.Patients.Episode> episode, DateOnly from) =>
        EnrollAsync(group, [episode], from);

    private async Task<Browser> EnrollAsync(Id<Domain.Schedule.Group> group, Id<Domain.Patients.Episode>[] episodes, DateOnly? from)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Groups/{group}/Enroll");
        (string, string?)[] answers = [.. episodes.Select(e => ("Form.Episodes", (string?)e.ToString()))];
        return await browser.SubmitAsync("form.panel", from is null ? answers : [.. answers, ("Form.From", $"{from:yyyy-MM-dd}")]);
    }

    private Task<List<int>> RosterSizesAsync(Id<Domain.Schedule.Group> group) => clinic.InDatabaseAsync(db =>
        db.Set<GroupSession>().Where(s => s.GroupId == group).OrderBy(s => s.ClinicDate).Select(s => s.Roster.Count).ToListAsync());
}

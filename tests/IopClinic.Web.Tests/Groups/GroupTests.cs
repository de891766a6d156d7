using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
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
        var sheet = browser.Text(".clash-sheet");
        Assert.Contains("Cannot be saved", sheet, StringComparison.Ordinal);
        Assert.Contains("Morning art, 9:00", sheet, StringComparison.Ordinal);
        Assert.Equal("River skills", browser.Value("Form.Name"));
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Groups.CountAsync(g => g.SiteId == house.Site.Id)));

        await browser.SubmitAsync("form.panel", ("settle", "all"));
        Assert.Contains("Nothing stands against these 4 sessions.", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync("form.panel");
        Assert.Equal("River skills is set up with 4 sessions. Enroll its patients now.", browser.Toast);
    }

    [Fact]
    public async Task A_clinician_who_leads_elsewhere_is_named()
    {
        var house = await House.OpenAsync(clinic);
        await house.GroupAsync("Morning art", room: house.Cedar);
        var browser = await NewAsync(house, ("Form.Weekdays", "Monday"));

        var sheet = browser.Text(".clash-sheet");
        Assert.Contains("Ana Ruiz already leads something else", sheet, StringComparison.Ordinal);
        Assert.Contains("Morning art, 9:00", sheet, StringComparison.Ordinal);
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

    [Fact]
    public async Task From_a_day_on_a_group_meets_at_another_time_with_its_roster_and_what_was_stays()
    {
        var house = await House.OpenAsync(clinic, patients: 2);
        var group = await house.GroupAsync(from: house.Monday.AddDays(-7));
        await EnrollAsync(group.Id, [house.Episodes[0].Id, house.Episodes[1].Id], house.Monday);
        // The third of its four sessions was moved on its own.
        await clinic.InDatabaseAsync(async db =>
        {
            var own = await db.Set<GroupSession>().Include(s => s.Roster).SingleAsync(s => s.GroupId == group.Id && s.ClinicDate == house.Monday.AddDays(7));
            own.MoveTo(own.ClinicDate.AddDays(1), new TimeOnly(15, 0), 75, house.Site.Zone, house.Today, house.Episodes);
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Administrator);

        await browser.OpenAsync($"/Groups/{group.Id}/Change");
        await browser.SubmitAsync(
            "form.panel",
            ("Form.From", $"{house.Monday:yyyy-MM-dd}"), ("Form.Weekdays", "Thursday"), ("Form.StartsAt", "10:30"), ("Form.Minutes", "60"));

        Assert.Equal("Morning skills: 3 coming sessions are changed.", browser.Toast);
        Assert.Contains("Thu 10:30", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal(
            [
                (house.Monday.AddDays(-7), new TimeOnly(9, 0), 75),
                (house.Monday.AddDays(3), new TimeOnly(10, 30), 60),
                (house.Monday.AddDays(8), new TimeOnly(15, 0), 75),
                (house.Monday.AddDays(17), new TimeOnly(10, 30), 60),
            ],
            await TimesAsync(house, group.Id));
        // Who comes, and the time that it takes of them, went along.
        Assert.Equal([0, 2, 2, 2], (await RosterSizesAsync(group.Id)).Order());
        var taken = await clinic.InDatabaseAsync(db => db.Database.SqlQuery<DateTimeOffset>($"""
            select r.starts_at as "Value" from reservations r where r.resource_id = {house.Patients[0].Id.Value} and r.released_at is null
            """).ToListAsync());
        Assert.Equal(
            [new(10, 30), new(10, 30), new(15, 0)], taken.Select(at => ClinicClock.TimeIn(house.Site.Zone, at)).Order());
    }

    [Fact]
    public async Task What_stands_against_the_new_time_is_shown_with_what_settles_it_and_a_reason_is_asked_for()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        await EnrollAsync(group.Id, house.Episodes[0].Id);
        await house.OneToOneAsync(house.Episodes[0], house.Monday.AddDays(7), new TimeOnly(13, 0));
        await clinic.InDatabaseAsync(async db =>
        {
            db.PatientConstraints.Add(new PatientConstraint(
                house.Patients[0].Id, ConstraintKind.Work, [DayOfWeek.Monday], new TimeOnly(12, 0), new TimeOnly(14, 0), new(house.Today, null), house.Ana, TimeProvider.System.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Groups/{group.Id}/Change");
        var before = await TimesAsync(house, group.Id);

        await browser.SubmitAsync("form.panel", ("Form.StartsAt", "13:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        var sheet = browser.Text(".clash-sheet");
        Assert.Contains("Cannot be saved", sheet, StringComparison.Ordinal);
        Assert.Contains(house.OneToOne.Name, sheet, StringComparison.Ordinal);
        Assert.Contains("cannot come when Morning skills meets", sheet, StringComparison.Ordinal);
        Assert.Equal(before, await TimesAsync(house, group.Id));

        // The first cause is the hard one; another time for its one day settles it.
        await browser.SubmitAsync("form.panel", ("settle", "0.0"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.DoesNotContain("Cannot be saved", browser.Text(".clash-sheet"), StringComparison.Ordinal);
        Assert.Equal(before, await TimesAsync(house, group.Id));

        await browser.SubmitAsync("form.panel");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("form.panel", ("Form.Reason", "They changed their shift."));
        Assert.Equal("Morning skills: 4 coming sessions are changed.", browser.Toast);
        var after = await TimesAsync(house, group.Id);
        Assert.Equal(3, after.Count(session => session.Starts == new TimeOnly(13, 0)));
        Assert.Contains(
            "They changed their shift.",
            await clinic.InDatabaseAsync(db => db.ClashWaivers.Where(w => w.GroupId == group.Id).Select(w => w.Reason).ToListAsync()));
    }

    [Fact]
    public async Task A_session_with_a_record_keeps_its_time_and_a_group_does_not_meet_more_often_by_a_change()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        await EnrollAsync(group.Id, house.Episodes[0].Id);
        await clinic.InDatabaseAsync(async db =>
        {
            var session = await db.Set<GroupSession>().Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes)
                .Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).FirstAsync();
            session.Record(house.Patients[0].Id, new Presence(AttendanceStatus.ExcusedAbsence, Reason: "Court"), house.Site.Zone, house.Ana, session.StartsAt);
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Administrator);

        await browser.OpenAsync($"/Groups/{group.Id}/Change");
        await browser.SubmitAsync("form.panel", ("Form.StartsAt", "11:00"));
        Assert.Equal([new(9, 0), new(11, 0), new(11, 0), new(11, 0)], (await TimesAsync(house, group.Id)).Select(session => session.Starts));

        await browser.OpenAsync($"/Groups/{group.Id}/Change");
        await browser.SubmitAsync("form.panel", ("Form.Weekdays", "Monday"), ("Form.Weekdays", "Tuesday"));
        Assert.Equal(
            "Morning skills meets on 1 day a week. Choose as many; to meet more or less often, end it and set up another.", Assert.Single(browser.Refusals));
        await browser.SubmitAsync("form.panel", ("Form.Weekdays", "Monday"), ("Form.StartsAt", "23:30"));
        Assert.Equal("A session ends on the day it begins.", Assert.Single(browser.Refusals));
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

    private Task<Browser> EnrollAsync(Id<Group> group, params Id<Domain.Patients.Episode>[] episodes) =>
        EnrollAsync(group, episodes, null);

    private Task<Browser> EnrollAsync(Id<Group> group, Id<Domain.Patients.Episode> episode, DateOnly from) =>
        EnrollAsync(group, [episode], from);

    private async Task<Browser> EnrollAsync(Id<Group> group, Id<Domain.Patients.Episode>[] episodes, DateOnly? from)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Groups/{group}/Enroll");
        (string, string?)[] answers = [.. episodes.Select(e => ("Form.Episodes", (string?)e.ToString()))];
        return await browser.SubmitAsync("form.panel", from is null ? answers : [.. answers, ("Form.From", $"{from:yyyy-MM-dd}")]);
    }

    private Task<List<int>> RosterSizesAsync(Id<Group> group) => clinic.InDatabaseAsync(db =>
        db.Set<GroupSession>().Where(s => s.GroupId == group).OrderBy(s => s.ClinicDate).Select(s => s.Roster.Count).ToListAsync());

    private Task<List<(DateOnly Date, TimeOnly Starts, int Minutes)>> TimesAsync(House house, Id<Group> group) => clinic.InDatabaseAsync(async db =>
        (await db.Set<GroupSession>().Where(s => s.GroupId == group).OrderBy(s => s.StartsAt).ToListAsync())
            .ConvertAll(s => (s.ClinicDate, ClinicClock.TimeIn(house.Site.Zone, s.StartsAt), (int)(s.EndsAt - s.StartsAt).TotalMinutes)));
}

using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>Moving this one session, calling one off, and telling whom it concerns.</summary>
public sealed class MoveTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>What the database refuses of a session in which something is recorded.</summary>
    private static readonly string[] Changes =
    [
        "update sessions set starts_at = starts_at - interval '1 hour' where id = {0}",
        "update sessions set clinic_date = clinic_date + 1 where id = {0}",
        "update sessions set cancelled_at = now(), cancel_kind = 'Clinic', cancel_cause = 'Other' where id = {0}",
    ];

    [Fact]
    public async Task A_session_moves_to_another_date_room_and_leader_with_everything_that_hangs_on_it()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        // Who takes over is busy at the old time, and who leaves at the new one: neither is a clash.
        await house.OneToOneAsync((await House.OpenAsync(clinic, patients: 1)).Episodes[0], house.Monday, new TimeOnly(13, 0), house.Willow, house.Ana);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Move");
        await browser.SubmitAsync(
            "form.panel", ("Form.Date", Iso(house.Monday.AddDays(1))), ("Form.StartsAt", "10:30"), ("Form.Minutes", "40"), ("Form.RoomId", house.Willow.Id.ToString()),
            ("Form.Leaders", house.Ana.Id.ToString()));

        Assert.StartsWith($"{house.OneToOne.Name} is on ", browser.Toast, StringComparison.Ordinal);
        await clinic.InDatabaseAsync(async db =>
        {
            var moved = await db.Sessions.Include(s => s.Roster).Include(s => s.Clinicians).SingleAsync(s => s.Id == session.Id);
            Assert.Equal((house.Monday.AddDays(1), house.Monday, house.Willow.Id), (moved.ClinicDate, moved.MovedFrom, moved.RoomId));
            Assert.Equal(house.Monday.AddDays(1), Assert.Single(moved.Roster).ClinicDate);
            var held = await db.Database.SqlQuery<string>($"""
                select resource || ' ' || resource_id || ' ' || (starts_at = {moved.StartsAt} and ends_at = {moved.EndsAt}) as "Value"
                from reservations where session_id = {session.Id.Value} order by 1
                """).ToListAsync();
            Assert.Equal([$"clinician {house.Ana.Id} true", $"patient {house.Patients[0].Id} true", $"room {house.Willow.Id} true"], held);
        });
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{Given.AddressOf(session)}/Move")).Status);
    }

    [Fact]
    public async Task Whoever_is_not_free_is_named_and_bad_input_is_told_and_kept()
    {
        var house = await House.OpenAsync(clinic, patients: 2);
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        var session = await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(15, 0));
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Move");
        await browser.SubmitAsync("form.panel", ("Form.StartsAt", "13:20"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Cedar is taken:", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Contains("Ben Ito already leads", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Equal("13:20", browser.Value("Form.StartsAt"));

        await browser.SubmitAsync("form.panel", ("Form.StartsAt", "23:50"), ("Form.Minutes", "1500"));
        Assert.Equal("A session lasts 5 to 480 minutes.", Assert.Single(browser.Refusals));
        await browser.SubmitAsync("form.panel", ("Form.StartsAt", ""), ("Form.Minutes", "50"), ("Form.Date", "2020-01-06"));
        Assert.Equal("Enter the time it starts.", Assert.Single(browser.Refusals));
        await browser.SubmitAsync("form.panel", ("Form.Mode", "InHome"), ("Form.StartsAt", "9:00"));
        Assert.Equal("A visit at home needs an address and the drive. Cancel this session and book the visit.", Assert.Single(browser.Refusals));
        await browser.SubmitAsync("form.panel", ("Form.Mode", "OnSite"));
        Assert.Equal("A session is not moved into the past. Choose today or a later day.", Assert.Single(browser.Refusals));
        Assert.Equal(house.Monday, (await clinic.ReloadAsync(session)).ClinicDate);
    }

    [Fact]
    public async Task A_time_that_something_speaks_against_wants_a_reason_which_the_history_keeps()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        await clinic.InDatabaseAsync(async db =>
        {
            db.Closures.Add(new Domain.Sites.Closure(house.Site.Id, "Day of the house", house.Monday.AddDays(1), house.Monday.AddDays(1)));
            (await db.Staff.SingleAsync(s => s.Id == house.Ben.Id)).WorkAt([new WorkingHours(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(17, 0))]);
            db.PatientConstraints.Add(new PatientConstraint(
                house.Patients[0].Id, ConstraintKind.School, [DayOfWeek.Tuesday], new TimeOnly(8, 0), new TimeOnly(15, 0), new(house.Today, null), house.Ben, TimeProvider.System.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Move");
        Assert.Null(browser.Page.QuerySelector("[name='Form.Reason']"));
        await browser.SubmitAsync("form.panel", ("Form.Date", Iso(house.Monday.AddDays(1))));
        Assert.Contains("is closed on", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Contains("Ben Ito does not work at that time.", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Contains($"{house.Patients[0].CalledName} cannot come when", Assert.Single(browser.Refusals), StringComparison.Ordinal);

        await browser.SubmitAsync("form.panel", ("Form.Reason", "The patient can come on no other day."));
        Assert.Equal("The patient can come on no other day.", await clinic.InDatabaseAsync(db =>
            db.AuditEvents.Where(e => e.ObjectId == session.Id.ToString() && e.Reason != null).Select(e => e.Reason).SingleAsync()));
    }

    [Fact]
    public async Task Of_two_who_move_it_the_second_sees_both_versions_also_when_its_address_has_changed()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        var (first, second) = (await clinic.SignInAsync(Role.Administrator), await clinic.SignInAsync(Role.Clinician));
        await first.OpenAsync($"{Given.AddressOf(session)}/Move");
        await second.OpenAsync($"{Given.AddressOf(session)}/Move");
        await first.SubmitAsync("form.panel", ("Form.Date", Iso(house.Monday.AddDays(2))));
        await second.SubmitAsync("form.panel", ("Form.StartsAt", "16:00"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("4:00 PM", second.Text("[aria-labelledby=conflict]"), StringComparison.Ordinal);
        Assert.Contains("1:00 PM", second.Text("[aria-labelledby=conflict]"), StringComparison.Ordinal);
        await second.SubmitAsync("form.panel", ("Form.Date", Iso(house.Monday.AddDays(2))));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal(new TimeOnly(16, 0), await clinic.InDatabaseAsync(async db =>
            ClinicClock.TimeIn(house.Site.Zone, (await db.Sessions.SingleAsync(s => s.Id == session.Id)).StartsAt)));
    }

    [Fact]
    public async Task A_groups_session_moves_for_those_who_keep_groups_and_once_a_date()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        var sessions = await clinic.InDatabaseAsync(db => db.Set<GroupSession>().Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).ToListAsync());
        var clinician = await clinic.SignInAsync(Role.Clinician);
        await clinician.OpenAsync($"{Given.AddressOf(sessions[0])}/Move");
        Assert.Contains("moved by whoever keeps the groups", clinician.Text("main"), StringComparison.Ordinal);
        Assert.Null(clinician.Page.QuerySelector("form.panel"));

        var administrator = await clinic.SignInAsync(Role.Administrator);
        await administrator.OpenAsync($"{Given.AddressOf(sessions[0])}/Move");
        await administrator.SubmitAsync("form.panel", ("Form.Date", Iso(sessions[1].ClinicDate)), ("Form.StartsAt", "15:00"));
        Assert.Equal("This group already has a session on that day.", Assert.Single(administrator.Refusals));
    }

    [Fact]
    public async Task What_is_recorded_keeps_a_session_where_it_is_also_for_the_database()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Move");
        Assert.Contains(Session.HasRecord, browser.Text("main"), StringComparison.Ordinal);

        foreach (var change in Changes)
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(change, session.Id.Value)));
            Assert.Equal("sessions_recorded", refused.ConstraintName);
        }
    }

    [Fact]
    public async Task A_session_called_off_lists_whom_to_tell_is_ticked_and_takes_place_after_all()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Cancel");
        await browser.SubmitAsync("form.panel", ("Form.CancelKind", "Clinic"), ("Form.CancelCause", "LeaderAway"), ("Form.CancelReason", "Ben is ill"));
        Assert.Equal("Who is to be told", browser.Heading);
        Assert.Contains("Leader away: Ben is ill", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains(house.Patients[0].Name.Family, browser.Text("[aria-labelledby=patients]"), StringComparison.Ordinal);
        Assert.Contains("0 of 2 told", browser.Text("main"), StringComparison.Ordinal);

        await browser.SubmitAsync("[aria-labelledby=patients] form");
        Assert.Contains("1 of 2 told", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync("[aria-labelledby=leaders] form");
        Assert.Contains("2 of 2 told", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync("[aria-labelledby=leaders] form");
        Assert.Contains("1 of 2 told", browser.Text("main"), StringComparison.Ordinal);

        await browser.SubmitAsync("form[action*='handler=Reinstate']");
        var back = await clinic.ReloadAsync(session);
        Assert.Null(back.CancelledAt);
        Assert.Null(back.Roster[0].ToldAt);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Notice");
        Assert.Contains("This session takes place.", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_cancellation_by_the_patient_stands_and_another_session_is_booked()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"{Given.AddressOf(session)}/Cancel");
        await browser.SubmitAsync("form.panel", ("Form.CancelCause", "NoTransport"), ("Form.CancelReason", "No bus"));
        Assert.Equal("Say who cancels it.", Assert.Single(browser.Refusals));
        await browser.SubmitAsync("form.panel", ("Form.CancelKind", "PatientLate"));

        Assert.Contains("Cancelled late by the patient", browser.Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("Reschedule", browser.Text("main"), StringComparison.Ordinal);
        await browser.FollowAsync("main a[href*='/Sessions/Book?']");
        Assert.Equal("Book a session", browser.Heading);
    }

    private static string Iso(DateOnly date) => $"{date:yyyy-MM-dd}";
}

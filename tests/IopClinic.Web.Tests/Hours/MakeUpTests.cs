using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Hours;

/// <summary>Free seats found for somebody who missed sessions, booked, kept and given back.</summary>
public sealed class MakeUpTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Fits = "section[aria-labelledby=fit-title]";
    private const string Possible = "section[aria-labelledby=possible-title]";
    private const string Book = "form:has([name='Form.Session'])";
    private const string GiveBack = "form:has([name='Back.Session'])";

    [Fact]
    public async Task A_seat_is_booked_from_the_list_stands_on_the_roll_and_is_given_back()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync("Skills at nine");
        await house.GroupAsync("Skills at nine too", room: house.Cedar, leader: house.Ben);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}");
        await browser.FollowAsync($"main a[href='/Patients/{house.Patients[0].Id}/MakeUp']");

        Assert.Equal("Find a make-up", browser.Heading);
        Assert.Contains("0 min attended and 0 min still booked, of at least 9 h", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal(2, browser.Page.QuerySelectorAll($"{Fits} tbody tr").Length);
        var row = browser.Page.QuerySelectorAll($"{Fits} tbody tr").Single(tr => !tr.TextContent.Contains("too", StringComparison.Ordinal));
        Assert.Contains("Ana Ruiz", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Willow", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("12", row.QuerySelector("[data-label='Seats free']")!.TextContent.Trim());
        Assert.Equal("75 min", row.QuerySelector("[data-label='Brings']")!.TextContent.Trim());

        await BookAsync(browser, row.QuerySelector("[name='Form.Session']")!.GetAttribute("value")!);
        Assert.StartsWith("Pat1 ", browser.Toast, StringComparison.Ordinal);
        Assert.Contains("has a seat in Skills at nine on ", browser.Toast, StringComparison.Ordinal);
        // The other one meets at the same time.
        Assert.Empty(browser.Page.QuerySelectorAll($"{Fits} tbody tr"));
        Assert.Contains("75 min still booked", browser.Text("main"), StringComparison.Ordinal);
        var session = Assert.Single(await RosterAsync(group.Id));
        Assert.True(session.Roster.Single() is { IsMakeUp: true, MakeUpReason: null });
        Assert.Empty(await clinic.InDatabaseAsync(db => db.Enrollments.Where(e => e.GroupId == group.Id).ToListAsync()));
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == house.Patients[0].Id && e.ObjectType == "PlaceForMakeUp")));

        await browser.OpenAsync(session);
        Assert.Contains("Make-up", browser.Text(".roll-row .roll-meta"), StringComparison.Ordinal);

        await browser.OpenAsync(Address(house.Patients[0]));
        await browser.SubmitAsync(GiveBack);
        Assert.Contains("is free again", browser.Toast, StringComparison.Ordinal);
        Assert.Empty(await RosterAsync(group.Id));
    }

    [Fact]
    public async Task What_the_patient_said_keeps_them_wants_a_reason()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            db.PatientConstraints.Add(new PatientConstraint(
                house.Patients[0].Id, ConstraintKind.School, [DayOfWeek.Monday], new TimeOnly(8, 0), new TimeOnly(12, 0), new DateRange(house.Today, null), house.Ana, clinic.Time.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(Address(house.Patients[0]));
        Assert.Empty(browser.Page.QuerySelectorAll($"{Fits} tbody tr"));
        Assert.Contains("The patient cannot come then: school", browser.Text(Possible), StringComparison.Ordinal);

        await browser.SubmitAsync($"{Possible} {Book}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.EndsWith("Say why it is booked all the same.", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        await browser.SubmitAsync($"{Possible} {Book}", ("Form.Reason", "School is out that day"));

        Assert.Equal("School is out that day", Assert.Single(await RosterAsync(group.Id)).Roster.Single().MakeUpReason);
        Assert.Contains("School is out that day", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_closed_full_and_foreign_sessions_are_not_offered()
    {
        var (house, other) = (await House.OpenAsync(clinic, patients: 2), await House.OpenAsync(clinic));
        var group = await house.GroupAsync(capacity: 1);
        var elsewhere = await other.GroupAsync();
        await SeatAsync(group, house.Episodes[1]);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(Address(house.Patients[0]));
        Assert.Empty(browser.Page.QuerySelectorAll($"{Book}"));

        var second = await house.GroupAsync("Second", room: house.Cedar, leader: house.Ben);
        await browser.OpenAsync(Address(house.Patients[0]));
        await clinic.InDatabaseAsync(async db =>
        {
            db.Closures.Add(new Closure(house.Site.Id, "Founders’ day", house.Monday, house.Monday));
            await db.SaveChangesAsync();
        });
        var first = await FirstAsync(second);
        await BookAsync(browser, $"{first.Id}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("does not suit the patient any more", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Empty(browser.Page.QuerySelectorAll($"{Book}"));
        Assert.Empty(await RosterAsync(second.Id));
        Assert.Empty(await RosterAsync(elsewhere.Id));
    }

    [Fact]
    public async Task The_last_seat_goes_to_one_of_those_who_book_at_once()
    {
        var house = await House.OpenAsync(clinic, patients: 4);
        var group = await house.GroupAsync(capacity: 1);
        var browsers = new List<Browser>();
        foreach (var patient in house.Patients)
        {
            browsers.Add(await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(Address(patient)));
        }

        await Task.WhenAll(browsers.Select(b => b.SubmitAsync(Book)));

        Assert.Single(browsers, b => b.Status == HttpStatusCode.OK);
        Assert.All(browsers.Where(b => b.Status != HttpStatusCode.OK), b =>
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, b.Status);
            Assert.Contains("is full: its last seat was given a moment ago", Assert.Single(b.Refusals), StringComparison.Ordinal);
            Assert.Equal("Find a make-up", b.Heading);
        });
        Assert.Single(Assert.Single(await RosterAsync(group.Id)).Roster);
    }

    [Fact]
    public async Task One_patient_has_one_seat_at_a_time_whoever_books()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var groups = new[] { await house.GroupAsync(), await house.GroupAsync("At the same time", room: house.Cedar, leader: house.Ben) };
        var browsers = new List<Browser>();
        foreach (var _ in groups)
        {
            browsers.Add(await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(Address(house.Patients[0])));
        }

        var sessions = new[] { await FirstAsync(groups[0]), await FirstAsync(groups[1]) };
        await Task.WhenAll(browsers.Select((b, i) => BookAsync(b, $"{sessions[i].Id}")));

        Assert.Single(browsers, b => b.Status == HttpStatusCode.OK);
        Assert.Single(browsers, b => b.Status == HttpStatusCode.UnprocessableEntity);
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.RosterPlaces.CountAsync(p => p.PatientId == house.Patients[0].Id)));
    }

    [Fact]
    public async Task A_make_up_outlives_the_enrollment_of_its_group_and_ends_with_the_episode()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(Address(house.Patients[0]));
        await browser.SubmitAsync(Book);
        await browser.OpenAsync($"/Groups/{group.Id}/Enroll");
        await browser.SubmitAsync("form.panel", ("Form.Episodes", $"{house.Episodes[0].Id}"), ("Form.From", $"{house.Monday:yyyy-MM-dd}"));
        Assert.Equal(4, (await RosterAsync(group.Id)).Count);

        await clinic.InDatabaseAsync(async db =>
        {
            await new EndEnrollment(db).OnAsync(await db.Enrollments.SingleAsync(e => e.GroupId == group.Id), house.Today);
            await db.SaveChangesAsync();
        });
        Assert.Equal(house.Monday, Assert.Single(await RosterAsync(group.Id)).ClinicDate);

        await clinic.InDatabaseAsync(async db =>
        {
            await new EndEnrollment(db).AllOfAsync(await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id), house.Today);
            await db.SaveChangesAsync();
        });
        Assert.Empty(await RosterAsync(group.Id));
    }

    [Fact]
    public async Task A_make_up_goes_along_when_its_group_is_merged_into_another()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        var into = await house.GroupAsync("Goes on", room: house.Cedar, leader: house.Ben);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync(Address(house.Patients[0]));
        await BookAsync(browser, $"{(await FirstAsync(group)).Id}");

        await browser.OpenAsync($"/Groups/{group.Id}/Regroup");
        await browser.SubmitAsync("form[action$='handler=Merge']", ("Merge.Into", $"{into.Id}"), ("Merge.From", $"{house.Monday:yyyy-MM-dd}"));

        var carried = Assert.Single(await RosterAsync(into.Id));
        Assert.Equal(house.Monday, carried.ClinicDate);
        Assert.True(carried.Roster.Single().IsMakeUp);
    }

    [Theory]
    [InlineData(Role.Clinician, HttpStatusCode.OK)]
    [InlineData(Role.Supervisor, HttpStatusCode.OK)]
    [InlineData(Role.Prescriber, HttpStatusCode.OK)]
    [InlineData(Role.Administrator, HttpStatusCode.OK)]
    [InlineData(Role.Intake, HttpStatusCode.NotFound)]
    [InlineData(Role.Auditor, HttpStatusCode.NotFound)]
    [InlineData(Role.PrivacyOfficer, HttpStatusCode.NotFound)]
    public async Task Seats_are_found_by_whoever_books_and_has_to_do_with_the_patient(Role role, HttpStatusCode status)
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var group = await house.GroupAsync();
        if (role is Role.Supervisor)
        {
            await clinic.InDatabaseAsync(async db => await db.Database.ExecuteSqlAsync(
                $"update staff set supervisor_id = (select id from staff where email = 'supervisor@demo.example') where id = {house.Ana.Id.Value}"));
        }

        var browser = await clinic.SignInAsync(role);
        Assert.Equal(status, (await browser.OpenAsync(Address(house.Patients[0]))).Status);
        if (status is HttpStatusCode.OK)
        {
            await browser.SubmitAsync(Book);
            Assert.Single(await RosterAsync(group.Id));
        }
    }

    private static string Address(Patient patient) => $"/Patients/{patient.Id}/MakeUp";

    private static Task<Browser> BookAsync(Browser browser, string session) => browser.SubmitAsync(Book, ("Form.Session", session));

    private Task<GroupSession> FirstAsync(Group group) => clinic.InDatabaseAsync(db =>
        db.Set<GroupSession>().Where(s => s.GroupId == group.Id).OrderBy(s => s.ClinicDate).FirstAsync());

    /// <summary>Its sessions that somebody has a place in.</summary>
    private Task<List<GroupSession>> RosterAsync(Id<Group> group) => clinic.InDatabaseAsync(db =>
        db.Set<GroupSession>().Include(s => s.Roster).Where(s => s.GroupId == group && s.Roster.Any() && s.CancelledAt == null).OrderBy(s => s.ClinicDate).ToListAsync());

    private Task SeatAsync(Group group, Episode episode) => clinic.InDatabaseAsync(async db =>
    {
        var sessions = await db.Set<GroupSession>().Where(s => s.GroupId == group.Id).ToListAsync();
        sessions.ForEach(s => s.Seat(episode));
        await db.SaveChangesAsync();
    });
}

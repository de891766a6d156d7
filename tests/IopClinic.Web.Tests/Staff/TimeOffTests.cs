using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Staff;

/// <summary>Closures of a site, leave, working hours, and the credentials that a service demands.</summary>
public sealed class TimeOffTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_closure_tells_what_is_planned_then_and_cancels_it_only_when_asked()
    {
        var house = await House.OpenAsync(clinic, 1);
        var group = await house.GroupAsync();
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0));
        var browser = await AdministratorAsync(house);
        await browser.OpenAsync($"/Sites/{house.Site.Id}/Closures?year={house.Monday.Year}");

        await browser.SubmitAsync("#closure", ("Form.Name", ""), ("Form.From", Iso(house.Monday)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["Say why the site is closed."], browser.Refusals);
        Assert.Equal(Iso(house.Monday), browser.Value("Form.From"));
        await browser.SubmitAsync("#closure", ("Form.Name", "Snow"), ("Form.Until", Iso(house.Monday.AddDays(-1))));
        Assert.Equal(["The last day lies before the first."], browser.Refusals);
        await browser.SubmitAsync("#closure", ("Form.Until", ""));
        Assert.Contains("2 sessions are planned then, and stay until you cancel them.", browser.Toast, StringComparison.Ordinal);
        Assert.Equal(2, await StandingAsync(house));

        await browser.SubmitAsync("#cancel");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("#cancel", ("Cancel.Reason", "Snow day"));
        Assert.StartsWith("2 sessions are cancelled for Snow.", browser.Toast, StringComparison.Ordinal);
        Assert.Equal(0, await StandingAsync(house));
        Assert.Equal(3, await clinic.InDatabaseAsync(db => db.Set<GroupSession>().CountAsync(s => s.GroupId == group.Id && s.CancelledAt == null)));

        var (address, fields) = browser.Fill("form[action*='Remove']");
        fields.Add(KeyValuePair.Create("closure", browser.Element("form[action*='Remove'] button").GetAttribute("value")!));
        await browser.PostAsync(address, fields);
        Assert.StartsWith("Snow is removed.", browser.Toast, StringComparison.Ordinal);
        Assert.Equal(0, await StandingAsync(house));

        Task<int> StandingAsync(House of) => clinic.InDatabaseAsync(db =>
            db.Sessions.CountAsync(s => s.SiteId == of.Site.Id && s.ClinicDate == of.Monday && s.CancelledAt == null));
    }

    [Fact]
    public async Task Federal_holidays_are_added_once_and_exported()
    {
        var house = await House.OpenAsync(clinic);
        var browser = await AdministratorAsync(house);
        await browser.OpenAsync($"/Sites/{house.Site.Id}/Closures?year=2028");
        await browser.SubmitAsync("form[action*='Holidays']");
        Assert.StartsWith("11 of the 11 federal holidays of 2028 are added. New Year’s Day is observed on Fri Dec 31, in the list of 2027.", browser.Toast, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action*='Holidays']");
        Assert.EndsWith("is closed on all federal holidays of 2028 already.", browser.Toast, StringComparison.Ordinal);

        var csv = await (await browser.SendAsync(HttpMethod.Get, $"/Sites/{house.Site.Id}/Closures?handler=Csv&year=2028")).Content.ReadAsStringAsync();
        Assert.Contains("2028-11-23,2028-11-23,Thanksgiving Day,0\r\n", csv, StringComparison.Ordinal);
        Assert.Equal(12, csv.Split("\r\n").Length);
        // A year that is none shows this one.
        await browser.OpenAsync($"/Sites/{house.Site.Id}/Closures?year=99999");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Nobody_leads_during_their_leave_and_is_free_again_once_it_is_withdrawn()
    {
        var house = await House.OpenAsync(clinic, 1);
        var leave = await TakeAsync(house, house.Ben, house.Monday);

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0)));
        Assert.Equal("reservations_clinician_free", ((PostgresException)refused.InnerException!).ConstraintName);
        // The same to whoever books, by name.
        var browser = await AdministratorAsync(house);
        await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");
        await browser.SubmitAsync(
            "form.panel", ("Form.ServiceId", $"{house.OneToOne.Id}"), ("Form.ClinicianId", $"{house.Ben.Id}"), ("Form.Date", Iso(house.Monday)),
            ("Form.StartsAt", "14:00"), ("Form.RoomId", $"{house.Cedar.Id}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains($"Ben Ito is on leave on {house.Monday:ddd MMM d}.", browser.Refusals);

        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Leaves.SingleAsync(l => l.Id == leave.Id)).Withdraw(house.Ana.Id, Now);
            await db.SaveChangesAsync();
        });
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0));
    }

    [Fact]
    public async Task A_leave_is_refused_over_a_session_that_is_led_then_and_is_never_changed()
    {
        var house = await House.OpenAsync(clinic, 1);
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0));

        await Assert.ThrowsAsync<DbUpdateException>(() => TakeAsync(house, house.Ben, house.Monday));
        var other = await TakeAsync(house, house.Ben, house.Monday.AddDays(1));
        await clinic.InDatabaseAsync(async db =>
        {
            var moved = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlAsync($"update leaves set ends_at = ends_at + interval '1 day' where id = {other.Id.Value}"));
            Assert.Equal("leaves_stand", moved.ConstraintName);
        });
        // Written down the day after, it takes nothing of what was led.
        await clinic.InDatabaseAsync(async db =>
        {
            db.Leaves.Add(new Leave(house.Ben, house.Site, new TimeAway(house.Monday, house.Monday), LeaveKind.Sick, house.Ana.Id, Now.AddDays(30)));
            await db.SaveChangesAsync();
        });
    }

    [Fact]
    public async Task The_database_too_asks_for_the_credential_that_a_service_demands()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0));
        var past = await house.ASessionToLogAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            foreach (var demanding in new[] { house.OneToOne, house.Skills })
            {
                (await db.Services.SingleAsync(s => s.Id == demanding.Id)).Demand(["pmhnp"]);
            }

            await db.SaveChangesAsync();
            var insert = (Guid which) => db.Database.ExecuteSqlAsync($"insert into session_clinicians (session_id, staff_member_id) values ({which}, {house.Ana.Id.Value})");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => insert(session.Id.Value));
            Assert.Equal("session_clinicians_credentialed", refused.ConstraintName);

            var ana = await db.Staff.SingleAsync(s => s.Id == house.Ana.Id);
            ana.Hold([new Credential("PMHNP", null, house.Today.AddYears(-2), house.Monday.AddDays(-1))]);
            await db.SaveChangesAsync();
            await Assert.ThrowsAsync<PostgresException>(() => insert(session.Id.Value));
            ana.Hold([new Credential("PMHNP", null, house.Today.AddYears(-2), house.Monday)]);
            await db.SaveChangesAsync();
            await insert(session.Id.Value);
            // What has begun stays as it happened.
            await db.Database.ExecuteSqlAsync($"insert into session_clinicians (session_id, staff_member_id) values ({past.Id.Value}, {house.Ben.Id.Value})");
        });
    }

    [Fact]
    public async Task A_service_says_which_credentials_lead_it()
    {
        var house = await House.OpenAsync(clinic);
        var browser = await AdministratorAsync(house);
        await browser.OpenAsync($"/Services/Service/{house.Skills.Id}");
        await browser.SubmitAsync("form.panel", ("Form.Credentials", "LCSW, a credential that is far too long"));
        Assert.Equal(["Shorten each credential to 20 characters."], browser.Refusals);
        await browser.SubmitAsync("form.panel", ("Form.Credentials", "LCSW, LPC"));
        Assert.Equal(["LCSW", "LPC"], (await clinic.InDatabaseAsync(db => db.Services.SingleAsync(s => s.Id == house.Skills.Id))).DemandedCredentials);
    }

    [Fact]
    public async Task Working_hours_are_kept_by_weekday_in_several_stretches()
    {
        var house = await House.OpenAsync(clinic);
        var browser = await AdministratorAsync(house);
        await browser.OpenAsync($"/Staff/Member/{house.Ben.Id}");
        await browser.SubmitAsync("#hours", ("Week.Days[0].Stretches[0].From", "09:00"));
        Assert.Equal(["Enter both times, or none."], browser.Refusals);
        await browser.SubmitAsync(
            "#hours", ("Week.Days[0].Stretches[0].Until", "12:00"), ("Week.Days[0].Stretches[1].From", "11:00"), ("Week.Days[0].Stretches[1].Until", "17:00"));
        Assert.Equal(["Monday: two stretches overlap."], browser.Refusals);
        await browser.SubmitAsync("#hours", ("Week.Days[0].Stretches[1].From", "13:00"));
        Assert.Equal("Ben Ito works Mon 9:00 AM – 12:00 PM and 1:00 PM – 5:00 PM.", browser.Toast);
        var ben = await clinic.InDatabaseAsync(db => db.Staff.SingleAsync(s => s.Id == house.Ben.Id));
        Assert.Equal([new(DayOfWeek.Monday, new(9, 0), new(12, 0)), new WorkingHours(DayOfWeek.Monday, new(13, 0), new(17, 0))], ben.WorkingHours);
    }

    private DateTimeOffset Now => clinic.Services.GetRequiredService<ClinicClock>().Now;

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Signs in once the house stands: the administrator works there too.</summary>
    private async Task<Browser> AdministratorAsync(House house)
    {
        Assert.NotNull(house);
        return await clinic.SignInAsync(Role.Administrator);
    }

    private async Task<Leave> TakeAsync(House house, StaffMember person, DateOnly day)
    {
        var leave = new Leave(person, house.Site, new TimeAway(day, day), LeaveKind.Vacation, house.Ana.Id, Now);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Leaves.Add(leave);
            await db.SaveChangesAsync();
        });
        return leave;
    }
}

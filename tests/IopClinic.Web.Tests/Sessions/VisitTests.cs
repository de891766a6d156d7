using System.Globalization;
using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>Visits at home: the drive that nothing else is booked into, and the page for the telephone.</summary>
public sealed class VisitTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Booking_offers_the_address_of_the_patient_and_wants_one()
    {
        var house = await HouseAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");
        Assert.Equal("7 Dock Street, Norfolk, VA 23510", browser.Value("Form.Address"));

        await BookAsync(browser, house, "09:00", ("Form.Address", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Enter the address of the visit.", browser.Refusals);

        await BookAsync(browser, house, "09:00", ("Form.Address", "9 Elm Court"), ("Form.TravelBefore", "30"), ("Form.TravelAfter", "15"));

        Assert.EndsWith("/Visit", browser.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal("9 Elm Court", browser.Text("[data-address]"));
        Assert.Equal("geo:0,0?q=9%20Elm%20Court", browser.Element("a[href^='geo:']").GetAttribute("href"));
        Assert.Equal("tel:7575550142", browser.Element("a[href^='tel:']").GetAttribute("href"));
    }

    [Theory]
    [InlineData(10, 0, 40)] // into the drive there
    [InlineData(11, 55, 50)] // into the drive back
    public async Task Nothing_else_of_the_clinician_is_booked_into_the_drive(int hour, int minute, int minutes)
    {
        var house = await HouseAsync(2);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[0].Id}");
        // 11:00 to 11:50, and taken from 10:30 to 12:10.
        await BookAsync(browser, house, "11:00", ("Form.Minutes", "50"), ("Form.TravelBefore", "30"), ("Form.TravelAfter", "20"));

        await browser.OpenAsync($"/Sessions/Book?patient={house.Patients[1].Id}");
        await browser.SubmitAsync("form.by-mode", ("Form.ServiceId", $"{house.OneToOne.Id}"), ("Form.ClinicianId", $"{house.Ana.Id}"), ("Form.Minutes", $"{minutes}"),
            ("Form.Date", $"{house.Monday:yyyy-MM-dd}"), ("Form.StartsAt", $"{hour:00}:{minute:00}"), ("Form.Mode", "OnSite"), ("Form.RoomId", $"{house.Cedar.Id}"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("the drive included", browser.Text(".form-errors"), StringComparison.Ordinal);
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Sessions.CountAsync(s => s.SiteId == house.Site.Id)));
    }

    [Fact]
    public async Task The_database_itself_keeps_the_drive_free_also_when_it_grows_and_the_patient_is_taken_for_the_visit_alone()
    {
        var house = await HouseAsync();
        var visit = await AVisitAsync(house, house.Monday, new TimeOnly(11, 0));
        var before = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(10, 0), clinician: house.Ana);
        Assert.Equal(before.EndsAt, visit.StartsAt.AddMinutes(-10));

        var clash = await Assert.ThrowsAsync<PostgresException>(() => clinic.InDatabaseAsync(db =>
            db.Database.ExecuteSqlAsync($"update sessions set travel_before = 11 where id = {visit.Id.Value}")));
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update sessions set travel_before = 10, travel_after = 25 where id = {visit.Id.Value}"));

        Assert.Equal("reservations_clinician_free", clash.ConstraintName);
        var held = await clinic.InDatabaseAsync(db => db.Database.SqlQuery<Held>(
            $"select resource as \"Resource\", starts_at as \"From\", ends_at as \"Until\" from reservations where session_id = {visit.Id.Value}").ToListAsync());
        Assert.Equal((visit.StartsAt.AddMinutes(-10), visit.EndsAt.AddMinutes(25)), held.Where(h => h.Resource == "clinician").Select(h => (h.From, h.Until)).Single());
        Assert.Equal((visit.StartsAt, visit.EndsAt), held.Where(h => h.Resource == "patient").Select(h => (h.From, h.Until)).Single());
    }

    [Fact]
    public async Task Taps_arrive_with_their_instant_once_and_the_roll_proposes_the_minutes()
    {
        var house = await HouseAsync();
        var visit = await AVisitAsync(house, house.Today.AddDays(-1), new TimeOnly(9, 0));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(visit.PageAddress());

        var first = await TapAsync(browser, visit, VisitMoment.Arrived, visit.StartsAt.AddMinutes(10).AddSeconds(12));
        var again = await TapAsync(browser, visit, VisitMoment.Arrived, visit.StartsAt.AddMinutes(10).AddSeconds(12));
        var left = await TapAsync(browser, visit, VisitMoment.Left, visit.StartsAt.AddMinutes(40));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], new[] { first.Status, again.Status, left.Status });
        Assert.Equal(("9:10 AM", "9:40 AM"), (left.Said.GetProperty("arrived").GetString(), left.Said.GetProperty("left").GetString()));
        Assert.Equal(2, await clinic.InDatabaseAsync(db => db.Set<VisitStamp>().CountAsync(s => s.SessionId == visit.Id)));
        await browser.OpenAsync(visit);
        Assert.Contains("Arrived 9:10 AM, left 9:40 AM", browser.Text(".log-facts"), StringComparison.Ordinal);
        Assert.Equal(("9:10 AM", "9:40 AM"), (browser.Value(Given.Row(0, "Arrived")), browser.Value(Given.Row(0, "Left"))));

        await browser.SaveAsync(visit, (Given.Row(0, "Text"), "Practised in the kitchen."));
        Assert.Equal(30, (await clinic.ReloadAsync(visit)).Attendances.Single().Minutes);
    }

    [Fact]
    public async Task Leaving_before_coming_and_a_time_to_come_are_refused_with_a_sentence()
    {
        var house = await HouseAsync();
        var visit = await AVisitAsync(house, house.Today.AddDays(-1), new TimeOnly(9, 0));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(visit.PageAddress());

        var early = await TapAsync(browser, visit, VisitMoment.Left, visit.EndsAt);
        var future = await TapAsync(browser, visit, VisitMoment.Arrived, clinic.Time.GetUtcNow().AddHours(3));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Record first when you arrived."), (early.Status, early.Said.GetProperty("sentences")[0].GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, future.Status);
        Assert.StartsWith("This time lies in the future.", future.Said.GetProperty("sentences")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_the_buttons_stamp_now_and_a_time_is_corrected_with_a_reason()
    {
        var house = await HouseAsync();
        var visit = await AVisitAsync(house, house.Today, new TimeOnly(0, 0));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(visit.PageAddress());

        await browser.SubmitAsync("[data-tap=Arrived]");
        Assert.True(browser.Element("[data-tap=Arrived] button").HasAttribute("disabled"));
        await browser.SubmitAsync("form[action*=Correct]", ("Correct.Moment", "Arrived"), ("Correct.At", "00:00"), ("Correct.Reason", ""));
        Assert.Contains("Say why the time is corrected.", browser.Refusals);
        await browser.SubmitAsync("form[action*=Correct]", ("Correct.Moment", "Arrived"), ("Correct.At", "00:00"), ("Correct.Reason", "Forgot to tap"));

        Assert.Equal("12:00 AM", browser.Text("[data-tap=Arrived] [data-at]"));
        Assert.Contains("Arrived corrected to 12:00 AM by Maya Lindqvist: Forgot to tap", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_note_is_the_draft_of_the_roll_and_nobody_writes_over_anothers()
    {
        var house = await HouseAsync();
        var visit = await AVisitAsync(house, house.Today.AddDays(-1), new TimeOnly(9, 0));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(visit.PageAddress());
        var (address, fields) = browser.Fill("[data-note-form]", ("Note.Text", "Typed on the stairs."));
        await browser.SubmitAsync("[data-note-form]", ("Note.Text", "The sink is clean again."));
        Assert.Equal("The sink is clean again.", browser.Value("Note.Text"));
        await browser.OpenAsync(visit);
        Assert.Equal("The sink is clean again.", browser.Value(Given.Row(0, "Text")));

        using var late = await browser.SendAsync(address, fields);

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var note = (await clinic.ReloadAsync(visit)).Notes.Single();
        Assert.Equal(("The sink is clean again.", "Typed on the stairs."), (note.Text, note.Drafts.Single().Text));
    }

    [Fact]
    public async Task What_was_tapped_is_never_changed_or_taken_away()
    {
        var house = await HouseAsync();
        var visit = await AVisitAsync(house, house.Today.AddDays(-1), new TimeOnly(9, 0));
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(visit.PageAddress());
        await TapAsync(browser, visit, VisitMoment.Arrived, visit.StartsAt);

        foreach (var change in new FormattableString[] { $"update visit_stamps set at = at where session_id = {visit.Id.Value}", $"delete from visit_stamps where session_id = {visit.Id.Value}" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(change)));
            Assert.Equal("visit_stamps_permanent", refused.ConstraintName);
        }
    }

    private async Task<House> HouseAsync(int patients = 1)
    {
        var house = await House.OpenAsync(clinic, patients);
        await clinic.InDatabaseAsync(async db =>
        {
            foreach (var patient in await db.Patients.Where(p => p.SiteId == house.Site.Id).ToListAsync())
            {
                patient.Reach(new ContactDetails { Phone = "757 555 0142", Address = new PostalAddress("7 Dock Street", null, "Norfolk", "VA", "23510") });
            }

            await db.SaveChangesAsync();
        });
        return house;
    }

    private async Task<IndividualSession> AVisitAsync(House house, DateOnly date, TimeOnly startsAt)
    {
        var session = new IndividualSession(new Booking(house.Site, house.OneToOne, date, startsAt, 50, house.Ana, null, SessionMode.InHome), house.Episodes[0]);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Sessions.Add(session);
            db.HomeVisits.Add(new HomeVisit(session, "7 Dock Street"));
            await db.SaveChangesAsync();
        });
        return session;
    }

    private static Task<Browser> BookAsync(Browser browser, House house, string startsAt, params (string Name, string? Value)[] otherwise) => browser.SubmitAsync(
        "form.by-mode",
        [
            ("Form.ServiceId", $"{house.OneToOne.Id}"), ("Form.ClinicianId", $"{house.Ana.Id}"), ("Form.Date", $"{house.Monday:yyyy-MM-dd}"), ("Form.StartsAt", startsAt),
            ("Form.Mode", "InHome"), .. otherwise,
        ]);

    /// <summary>What the script sends of a tap.</summary>
    private static async Task<(HttpStatusCode Status, JsonElement Said)> TapAsync(Browser browser, Session visit, VisitMoment moment, DateTimeOffset at)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(browser.Address, $"{visit.PageAddress()}?handler=Stamp"))
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create(FormReading.TokenField, browser.Value(FormReading.TokenField)),
                KeyValuePair.Create("Stamp.Moment", $"{moment}"),
                KeyValuePair.Create("Stamp.Tapped", at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            ]),
        };
        request.Headers.Add("X-Requested-With", "fetch");
        using var answer = await browser.SendAsync(request);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    private sealed record Held(string Resource, DateTimeOffset From, DateTimeOffset Until);
}

file static class Addresses
{
    public static string PageAddress(this Session visit) => $"{Given.AddressOf(visit)}/Visit";
}

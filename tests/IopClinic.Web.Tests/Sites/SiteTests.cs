using System.Net;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sites;

public sealed class SiteTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_site_is_added_with_its_week_and_shown_in_the_list()
    {
        var browser = await AddAsync(
            "Harbor House", ("Form.City", "Portland"), ("Form.State", "or"), ("Form.TimeZone", "America/Los_Angeles"));

        Assert.Equal("Harbor House", browser.Heading);
        Assert.Equal("Harbor House is added. Add its rooms next.", browser.Toast);
        var saved = await SiteAsync("Harbor House");
        Assert.Equal(("America/Los_Angeles", "OR"), (saved.TimeZone, saved.Address.State));
        Assert.Equal(5, saved.OpeningHours.Count);
        await browser.OpenAsync("/Sites");
        Assert.Contains("Mon–Fri 8:00 AM – 8:00 PM", browser.Text("table"), StringComparison.Ordinal);
        Assert.Contains("Pacific (Los Angeles)", browser.Text("table"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_can_be_closed_and_what_is_open_needs_its_times()
    {
        var browser = await AddAsync("Mill Lane");

        await browser.SubmitAsync("form.panel", ("Form.Hours[0].IsOpen", null), ("Form.Hours[1].Opens", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["Enter when Tuesday opens."], browser.Refusals);

        await browser.SubmitAsync("form.panel", ("Form.Hours[1].Opens", "21:00"));
        Assert.Equal(["Tuesday: closing time must be after opening time."], browser.Refusals);

        await browser.SubmitAsync("form.panel", ("Form.Hours[1].Opens", "07:30"), ("Form.SubstanceUseAloneFrom", "14"));
        Assert.Equal("Mill Lane is saved.", browser.Toast);
        Assert.Equal(new MinorRules(18, 18, 14), (await SiteAsync("Mill Lane")).Minors);
        var week = (await SiteAsync("Mill Lane")).OpeningHours;
        Assert.DoesNotContain(week, day => day.Day == DayOfWeek.Monday);
        Assert.Contains(new OpeningHours(DayOfWeek.Tuesday, new(7, 30), new(20, 0)), week);
    }

    [Theory]
    [InlineData("Form.Name", "", "Give the site a name.")]
    [InlineData("Form.State", "Oregon", "Write the state with two letters, such as NY.")]
    [InlineData("Form.PostalCode", "9720", "Write the ZIP code as 12345 or 12345-6789.")]
    [InlineData("Form.AgeOfMajority", "", "Enter the age.")]
    [InlineData("Form.MentalHealthAloneFrom", "19", "Enter an age from 10 to 18.")]
    [InlineData("Form.Phone", "one\ntwo", "This takes one line. Remove the line break or tab.")]
    public async Task What_will_not_do_is_refused_beside_its_field_and_the_rest_is_kept(string field, string typed, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Sites/Site");

        (string, string?)[] usual = [("Form.Name", "North Hill"), ("Form.City", "Salem")];
        await browser.SubmitAsync("form.panel", usual.But((field, typed)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#{field.Replace('.', '_')}-error"));
        Assert.Equal("Salem", browser.Value("Form.City"));
        Assert.Equal("20:00", browser.Value("Form.Hours[6].Closes"));
    }

    [Fact]
    public async Task A_time_zone_that_nobody_offered_is_refused()
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Sites/Site");

        await browser.SubmitAsync("form.panel", ("Form.Name", "North Hill"), ("Form.TimeZone", "Mars/Olympus_Mons"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Choose a time zone from the list, such as America/New_York.", browser.Text("#Form_TimeZone-error"));
    }

    [Fact]
    public async Task The_name_of_another_site_is_taken()
    {
        await AddAsync("East Wing");
        var browser = await AddAsync("West Wing");

        await browser.SubmitAsync("form.panel", ("Form.Name", "East Wing"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("There is already a site of this name.", browser.Text("#Form_Name-error"));
        Assert.Equal("East Wing", browser.Value("Form.Name"));
        Assert.Equal("West Wing", browser.Heading);
    }

    [Fact]
    public async Task Who_saves_second_sees_both_and_then_decides()
    {
        var first = await AddAsync("Quarry Road", ("Form.Phone", "503 555 0100"));
        var second = await clinic.SignInAsync(Role.Administrator);
        await second.OpenAsync(first.Address.PathAndQuery);

        await first.SubmitAsync("form.panel", ("Form.Phone", "503 555 0111"));
        await second.SubmitAsync("form.panel", ("Form.Phone", "503 555 0222"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("Phone 503 555 0111 503 555 0222", second.Text("[aria-labelledby=conflict] tbody tr"));
        Assert.Equal("503 555 0222", second.Value("Form.Phone"));
        Assert.Equal("503 555 0111", (await SiteAsync("Quarry Road")).Phone);

        await second.SubmitAsync("form.panel");
        Assert.Equal("Quarry Road is saved.", second.Toast);
        Assert.Equal("503 555 0222", (await SiteAsync("Quarry Road")).Phone);
    }

    [Fact]
    public async Task Rooms_are_added_changed_retired_and_reopened()
    {
        var browser = await AddAsync("Garden Court");

        await browser.SubmitAsync("#room", ("Room.Name", "Willow"), ("Room.Capacity", "12"));
        Assert.Equal("Willow is added.", browser.Toast);

        await browser.FollowAsync("td a[href*='room=']");
        Assert.Equal("Willow", browser.Value("Room.Name"));
        await browser.SubmitAsync("#room", ("Room.Name", "Aspen"), ("Room.Capacity", "14"));
        Assert.Equal("Aspen 14 In use Calendar feed of Aspen Change Aspen Retire Aspen", browser.Text("#rooms tbody tr"));

        await PressAsync(browser, "RetireRoom");
        Assert.Equal("Aspen 14 Retired Reopen Aspen", browser.Text("#rooms tbody tr"));
        await PressAsync(browser, "ReopenRoom");
        Assert.Equal("Aspen is offered again.", browser.Toast);
    }

    [Fact]
    public async Task A_room_that_will_not_do_is_refused_and_the_site_form_stays_as_saved()
    {
        var browser = await AddAsync("Canal Street", ("Form.City", "Bend"));

        await browser.SubmitAsync("#room", ("Room.Name", "Willow"), ("Room.Capacity", "0"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("A room holds 1 to 500 people.", browser.Text("#Room_Capacity-error"));
        Assert.Equal("Willow", browser.Value("Room.Name"));
        Assert.Equal(("Bend", "08:00"), (browser.Value("Form.City"), browser.Value("Form.Hours[0].Opens")));
    }

    [Fact]
    public async Task A_room_is_not_renamed_to_another_room_in_use_nor_reopened_beside_it()
    {
        var browser = await AddAsync("Orchard");
        await browser.SubmitAsync("#room", ("Room.Name", "Willow"), ("Room.Capacity", "12"));
        await browser.SubmitAsync("#room", ("Room.Name", "Aspen"), ("Room.Capacity", "12"));

        await browser.FollowAsync("td a[href*='room=']");
        await browser.SubmitAsync("#room", ("Room.Name", "Willow"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("This site already has a room of this name.", browser.Text("#Room_Name-error"));

        await PressAsync(browser, "RetireRoom");
        await browser.SubmitAsync("#room", ("Room.Name", "Aspen"), ("Room.Capacity", "8"));
        await PressAsync(browser, "ReopenRoom");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["This site already has a room of this name."], browser.Refusals);
    }

    [Fact]
    public async Task A_room_that_somebody_changed_meanwhile_is_shown_both_ways()
    {
        var first = await AddAsync("Station Yard");
        await first.SubmitAsync("#room", ("Room.Name", "Willow"), ("Room.Capacity", "12"));
        await first.FollowAsync("td a[href*='room=']");
        var second = await clinic.SignInAsync(Role.Administrator);
        await second.OpenAsync(first.Address.PathAndQuery);

        await first.SubmitAsync("#room", ("Room.Capacity", "10"));
        await second.SubmitAsync("#room", ("Room.Capacity", "16"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("People 10 16", second.Text("[aria-labelledby=conflict] tbody tr"));
        await second.SubmitAsync("#room");
        Assert.StartsWith("Willow 16", second.Text("#rooms tbody tr"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_room_of_another_site_is_not_here()
    {
        var browser = await AddAsync("Lakeside");
        await browser.SubmitAsync("#room", ("Room.Name", "Willow"), ("Room.Capacity", "12"));
        var (_, fields) = browser.Fill("form[action*='RetireRoom']");
        fields.Add(KeyValuePair.Create("which", browser.Element("form[action*='RetireRoom'] button").GetAttribute("value")!));
        await browser.OpenAsync("/Sites/Site");
        var other = await AddAsync("Hillside");

        await browser.PostAsync(new Uri(other.Address, other.Address.AbsolutePath + "?handler=RetireRoom"), fields);

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.False((await SiteAsync("Lakeside")).Rooms.Single().IsRetired);
    }

    private async Task<Browser> AddAsync(string name, params (string, string?)[] answers)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Sites/Site");
        return await browser.SubmitAsync("form.panel", [("Form.Name", name), .. answers]);
    }

    private static async Task PressAsync(Browser browser, string handler)
    {
        var (address, fields) = browser.Fill($"form[action*='{handler}']");
        fields.Add(KeyValuePair.Create("which", browser.Element($"form[action*='{handler}'] button").GetAttribute("value")!));
        await browser.PostAsync(address, fields);
    }

    private Task<Site> SiteAsync(string name) =>
        clinic.InDatabaseAsync(db => db.Sites.AsNoTracking().Include(site => site.Rooms).SingleAsync(site => site.Name == name));
}

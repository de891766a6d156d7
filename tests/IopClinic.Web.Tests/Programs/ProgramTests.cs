using System.Net;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Programs;

public sealed class ProgramTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_program_is_added_in_hours_and_kept_in_minutes()
    {
        var browser = await AddAsync("Young adults IOP", ("Form.WeeklyHoursMinimum", "7.5"), ("Form.IsPart2", "true"));

        Assert.Equal("Young adults IOP is added. Add its tracks next.", browser.Toast);
        var saved = await ProgramAsync("Young adults IOP");
        Assert.Equal((450, 1140, 10, true), (saved.WeeklyMinutesMinimum, saved.WeeklyMinutesMaximum, saved.PlannedWeeks, saved.IsPart2));
        Assert.Equal("7.5", browser.Value("Form.WeeklyHoursMinimum"));
        await browser.OpenAsync("/Programs");
        Assert.Contains("7.5 – 19 h", browser.Text("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Form.Name", "", "Give the program a name.")]
    [InlineData("Form.WeeklyHoursMaximum", "8", "The most hours a week must not be below the least.")]
    [InlineData("Form.WeeklyHoursMaximum", "169", "Enter hours a week, 0 to 168.")]
    [InlineData("Form.WeeklyHoursMinimum", "nine", "Write this as a number.")]
    [InlineData("Form.PlannedWeeks", "0", "A program is planned for 1 to 104 weeks.")]
    [InlineData("Form.SiteId", "", "Choose the site it belongs to.")]
    [InlineData("Form.SiteId", "01900000-0000-7000-8000-000000000000", "Choose the site it belongs to.")]
    public async Task What_will_not_do_is_refused_beside_its_field_and_the_rest_is_kept(string field, string typed, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Programs/Program");

        (string, string?)[] usual = [("Form.SiteId", await SiteAsync()), ("Form.Name", "Evening IOP")];
        await browser.SubmitAsync("form.panel", usual.But((field, typed)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#{field.Replace('.', '_')}-error"));
        Assert.Equal(field == "Form.Name" ? "" : "Evening IOP", browser.Value("Form.Name"));
    }

    [Fact]
    public async Task The_name_of_another_program_of_the_site_is_taken()
    {
        await AddAsync("Perinatal IOP");
        var browser = await AddAsync("Eating disorder IOP");

        await browser.SubmitAsync("form.panel", ("Form.Name", "Perinatal IOP"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("This site already has a program of this name.", browser.Text("#Form_Name-error"));
    }

    [Fact]
    public async Task Who_saves_second_sees_both_and_then_decides()
    {
        var first = await AddAsync("Trauma IOP");
        var second = await clinic.SignInAsync(Role.Administrator);
        await second.OpenAsync(first.Address.PathAndQuery);

        await first.SubmitAsync("form.panel", ("Form.PlannedWeeks", "12"));
        await second.SubmitAsync("form.panel", ("Form.PlannedWeeks", "8"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("Planned weeks 12 8", second.Text("[aria-labelledby=conflict] tbody tr"));
        await second.SubmitAsync("form.panel");
        Assert.Equal(8, (await ProgramAsync("Trauma IOP")).PlannedWeeks);
    }

    [Fact]
    public async Task Tracks_are_added_changed_retired_and_reopened()
    {
        var browser = await AddAsync("Track IOP");

        await browser.SubmitAsync("#track", ("Track.Name", "Morning"), ("Track.PartOfDay", "Morning"));
        await browser.SubmitAsync("#track", ("Track.Name", "Evening"), ("Track.PartOfDay", ""));
        Assert.Equal("Choose when the track meets.", browser.Text("#Track_PartOfDay-error"));
        await browser.SubmitAsync("#track", ("Track.PartOfDay", "Evening"));
        Assert.Equal("Evening is added.", browser.Toast);

        await browser.FollowAsync("td a[href*='track=']");
        await browser.SubmitAsync("#track", ("Track.Name", "Morning"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("This program already has a track of this name.", browser.Text("#Track_Name-error"));
        await browser.SubmitAsync("#track", ("Track.Name", "Late"));
        Assert.Equal("Late is saved.", browser.Toast);

        await PressAsync(browser, "RetireTrack");
        Assert.Equal("Late takes no new patients.", browser.Toast);
        await PressAsync(browser, "ReopenTrack");
        Assert.Equal(
            [("Late", PartOfDay.Evening, false), ("Morning", PartOfDay.Morning, false)],
            (await ProgramAsync("Track IOP")).Tracks.Select(track => (track.Name, track.PartOfDay, track.IsRetired)).Order());
    }

    [Fact]
    public async Task A_program_is_retired_and_reopened()
    {
        var browser = await AddAsync("Old IOP");

        await browser.SubmitAsync("form[action*=Retire]");
        Assert.True((await ProgramAsync("Old IOP")).IsRetired);
        await browser.SubmitAsync("form[action*=Reopen]");
        Assert.False((await ProgramAsync("Old IOP")).IsRetired);
    }

    private async Task<Browser> AddAsync(string name, params (string, string?)[] answers)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Programs/Program");
        return await browser.SubmitAsync("form.panel", [("Form.SiteId", await SiteAsync()), ("Form.Name", name), .. answers]);
    }

    private static async Task PressAsync(Browser browser, string handler)
    {
        var (address, fields) = browser.Fill($"form[action*='{handler}']");
        fields.Add(KeyValuePair.Create("which", browser.Element($"form[action*='{handler}'] button").GetAttribute("value")!));
        await browser.PostAsync(address, fields);
    }

    private Task<string> SiteAsync() =>
        clinic.InDatabaseAsync(async db => (await db.Sites.OrderBy(site => site.Name).FirstAsync()).Id.ToString());

    private Task<Program> ProgramAsync(string name) =>
        clinic.InDatabaseAsync(db =>
            db.Programs.AsNoTracking().Include(program => program.Tracks).SingleAsync(program => program.Name == name));
}

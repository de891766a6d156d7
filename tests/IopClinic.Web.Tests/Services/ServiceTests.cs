using System.Net;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Services;

public sealed class ServiceTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_service_is_added_and_listed_under_its_kind()
    {
        var browser = await AddAsync(
            "Drumming circle",
            ("Form.DefaultMinutes", "90"),
            ("Form.Modalities", "Music, expressive arts, music"),
            ("Form.NoteTemplate", "What came up?\nWhat helped?"));

        Assert.Equal("Drumming circle is added.", browser.Toast);
        Assert.Contains(
            "Drumming circle 1.5 h Count Music, expressive arts With prompts Offered",
            browser.Text("[aria-labelledby=kind-Group]"),
            StringComparison.Ordinal);
        var saved = await ServiceAsync("Drumming circle");
        Assert.Equal((SessionKind.Group, 90, "What came up?\nWhat helped?"), (saved.Kind, saved.DefaultMinutes, saved.NoteTemplate));
    }

    [Theory]
    [InlineData("Form.Name", "", "Give the service a name.")]
    [InlineData("Form.DefaultMinutes", "4", "A session lasts 5 to 480 minutes.")]
    [InlineData("Form.DefaultMinutes", "", "Enter how many minutes a session usually lasts.")]
    [InlineData("Form.DefaultMinutes", "an hour", "This could not be read. Check how it is written.")]
    [InlineData("Form.WordsFrom", "0", "Enter 1 to 2,000 words.")]
    [InlineData("Form.WordsUntil", "many", "This could not be read. Check how it is written.")]
    [InlineData("Form.Kind", null, "Choose who takes part.")]
    [InlineData("Form.Kind", "Choir", "This could not be read. Check how it is written.")]
    public async Task What_will_not_do_is_refused_beside_its_field_and_the_rest_is_kept(string field, string? typed, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Services/Service");

        (string, string?)[] usual = [("Form.Kind", "Group"), ("Form.Name", "Drumming"), ("Form.Modalities", "Music")];
        await browser.SubmitAsync("form.panel", usual.But((field, typed)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#{field.Replace('.', '_')}-error"));
        Assert.Equal("Music", browser.Value("Form.Modalities"));
    }

    [Fact]
    public async Task Words_that_a_note_should_have_are_set_and_taken_off_again()
    {
        var browser = await AddAsync("Journaling", ("Form.WordsFrom", "40"), ("Form.WordsUntil", "150"));
        Assert.Equal("40–150 words", $"{(await ServiceAsync("Journaling")).Words}");

        await OpenAsync(browser, "Journaling");
        Assert.Equal(("40", "150"), (browser.Value("Form.WordsFrom"), browser.Value("Form.WordsUntil")));
        await browser.SubmitAsync("form.panel", ("Form.WordsFrom", "160"));
        Assert.Equal("Enter no fewer words than a note should have at least.", browser.Text("#Form_WordsUntil-error"));
        await browser.SubmitAsync("form.panel", ("Form.WordsFrom", ""), ("Form.WordsUntil", ""));
        Assert.Null((await ServiceAsync("Journaling")).Words);
    }

    [Fact]
    public async Task The_name_of_another_service_is_taken()
    {
        await AddAsync("Chess");
        var browser = await AddAsync("Draughts");
        await OpenAsync(browser, "Draughts");

        await browser.SubmitAsync("form.panel", ("Form.Name", "Chess"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("There is already a session service of this name.", browser.Text("#Form_Name-error"));
    }

    [Fact]
    public async Task Who_takes_part_stays_fixed()
    {
        var browser = await AddAsync("Cooking");
        await OpenAsync(browser, "Cooking");

        Assert.Null(browser.Page.QuerySelector("[name='Form.Kind']"));
        var (address, fields) = browser.Fill("form.panel");
        await browser.PostAsync(address, [.. fields, KeyValuePair.Create("Form.Kind", "Family")]);

        Assert.Equal(SessionKind.Group, (await ServiceAsync("Cooking")).Kind);
    }

    [Fact]
    public async Task Who_saves_second_sees_both_and_then_decides()
    {
        var first = await AddAsync("Hiking");
        await OpenAsync(first, "Hiking");
        var second = await clinic.SignInAsync(Role.Administrator);
        await second.OpenAsync(first.Address.PathAndQuery);

        await first.SubmitAsync("form.panel", ("Form.DefaultMinutes", "120"));
        await second.SubmitAsync("form.panel", ("Form.DefaultMinutes", "180"), ("Form.CountsTowardHours", null));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal(
            ["Usual length 120 min 180 min", "Counts toward program hours Yes No"],
            second.Page.QuerySelectorAll("[aria-labelledby=conflict] tbody tr")
                .Select(row => string.Join(' ', row.Children.Select(cell => cell.TextContent))));
        Assert.Equal(120, (await ServiceAsync("Hiking")).DefaultMinutes);
        await second.SubmitAsync("form.panel");
        Assert.Equal(180, (await ServiceAsync("Hiking")).DefaultMinutes);
    }

    [Fact]
    public async Task A_retired_service_leaves_the_list_and_can_be_offered_again()
    {
        var browser = await AddAsync("Juggling");
        await OpenAsync(browser, "Juggling");

        await browser.SubmitAsync("form[action*=Retire]");
        Assert.Equal("Juggling is no longer offered.", browser.Toast);
        await browser.OpenAsync("/Services");
        Assert.DoesNotContain("Juggling", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync("/Services?retired=true");
        Assert.Contains("Juggling", browser.Text("main"), StringComparison.Ordinal);

        await OpenAsync(browser, "Juggling");
        await browser.SubmitAsync("form[action*=Reopen]");
        Assert.False((await ServiceAsync("Juggling")).IsRetired);
    }

    private async Task<Browser> AddAsync(string name, params (string, string?)[] answers)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Services/Service");
        return await browser.SubmitAsync("form.panel", [("Form.Name", name), ("Form.Kind", "Group"), .. answers]);
    }

    private async Task OpenAsync(Browser browser, string name) =>
        await browser.OpenAsync($"/Services/Service/{(await ServiceAsync(name)).Id}");

    private Task<Service> ServiceAsync(string name) =>
        clinic.InDatabaseAsync(db => db.Services.AsNoTracking().SingleAsync(service => service.Name == name));
}

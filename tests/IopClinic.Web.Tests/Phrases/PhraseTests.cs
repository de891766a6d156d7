using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Phrases;

/// <summary>Quick phrases: one's own and those of the site, which supervisors keep.</summary>
public sealed class PhraseTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Write = "form[action='/Phrases'], form[action*='change=']";

    [Fact]
    public async Task A_phrase_of_ones_own_is_offered_to_nobody_else_and_taken_off_the_list_and_put_back()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await AddAsync(browser, ";Urge-Surfing", "{name} rode out the urge: [how].\nPlan: <script>alert(1)</script>");
        Assert.Equal("The phrase is saved.", browser.Toast);
        Assert.Contains(";urge-surfing", browser.Text("section[aria-labelledby=mine]"), StringComparison.Ordinal);
        Assert.Equal("{name} rode out the urge: [how].\nPlan: <script>alert(1)</script>", (await OfferedAsync(browser))["urge-surfing"]);
        var other = await clinic.SignInAsync(Role.Prescriber);
        Assert.DoesNotContain("urge-surfing", (await OfferedAsync(other)).Keys);

        var mine = await clinic.InDatabaseAsync(db => db.QuickPhrases.SingleAsync(p => p.Key == "urge-surfing"));
        await other.OpenAsync($"/Phrases?change={mine.Id}");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await other.OpenAsync("/Phrases");
        var (address, fields) = other.Fill(Write, ("Form.Key", "mine-now"), ("Form.Text", "Taken"));
        await other.PostAsync(new Uri(address, $"/Phrases?change={mine.Id}"), fields);
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await other.OpenAsync("/Phrases");
        await other.PostAsync(new Uri(address, "/Phrases?handler=Remove"), [.. fields.Where(f => !f.Key.StartsWith("Form", StringComparison.Ordinal)), new("Which.PhraseId", $"{mine.Id}")]);
        Assert.Equal(HttpStatusCode.NotFound, other.Status);

        await browser.OpenAsync("/Phrases");
        await browser.SubmitAsync($"form[action*='handler=Remove']:has(input[value='{mine.Id}'])");
        Assert.DoesNotContain("urge-surfing", (await OfferedAsync(browser)).Keys);
        await browser.OpenAsync("/Phrases");
        await browser.SubmitAsync($"form[action*='handler=PutBack']:has(input[value='{mine.Id}'])");
        Assert.Contains("urge-surfing", (await OfferedAsync(browser)).Keys);
    }

    [Fact]
    public async Task Phrases_of_the_site_are_kept_by_supervisors_and_offered_to_all()
    {
        var supervisor = await clinic.SignInAsync(Role.Supervisor);
        await AddAsync(supervisor, "grounding", "Five senses with the group.", ("Form.IsShared", "true"));
        var clinician = await clinic.SignInAsync(Role.Clinician);
        Assert.Equal("Five senses with the group.", (await OfferedAsync(clinician))["grounding"]);
        await clinician.OpenAsync("/Phrases");
        Assert.Empty(clinician.Page.QuerySelectorAll("section[aria-labelledby=shared] form"));
        var (address, fields) = clinician.Fill(Write, ("Form.Key", "for-all"), ("Form.Text", "Mine for all"));
        await clinician.PostAsync(address, [.. fields, new("Form.IsShared", "true")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clinician.Status);
        Assert.Equal("Mine for all", clinician.Value("Form.Text"));

        // One's own comes before that of the site.
        await AddAsync(clinician, "grounding", "My way.");
        Assert.Equal("My way.", (await OfferedAsync(clinician))["grounding"]);
    }

    [Theory]
    [InlineData("", "Words", "Enter the key.")]
    [InlineData("two words", "Words", "A key has letters, digits and hyphens, such as urge-surfing.")]
    [InlineData("émoi", "Words", "A key has letters, digits and hyphens, such as urge-surfing.")]
    [InlineData("dap", "Words", "A template has this key. Choose another one.")]
    [InlineData("empty", " ", "Enter the phrase.")]
    [InlineData("twice", "Words", "Another phrase has this key.")]
    public async Task What_makes_no_phrase_is_told_and_kept(string key, string text, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        if (!await clinic.InDatabaseAsync(db => db.QuickPhrases.AnyAsync(p => p.Key == "twice" && p.OwnerId != null)))
        {
            await AddAsync(browser, "twice", "First");
        }

        await AddAsync(browser, key, text);
        Assert.Equal([sentence], browser.Refusals);
        Assert.Equal(key, browser.Value("Form.Key"));
    }

    [Fact]
    public void The_templates_are_offered_by_their_usual_names() =>
        Assert.Equal(["dap", "soap", "birp", "girp"], NoteTemplate.All.Select(template => template.Key));

    private static async Task AddAsync(Browser browser, string key, string text, params (string Name, string? Value)[] more)
    {
        await browser.OpenAsync("/Phrases");
        await browser.SubmitAsync(Write, [("Form.Key", key), ("Form.Text", text), .. more]);
    }

    private static async Task<Dictionary<string, string>> OfferedAsync(Browser browser)
    {
        var answer = await browser.SendAsync(HttpMethod.Get, "/Phrases?handler=List");
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).EnumerateArray()
            .ToDictionary(phrase => phrase.GetProperty("key").GetString()!, phrase => phrase.GetProperty("text").GetString()!);
    }
}

using System.Net;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>What a patient said, word for word, from the roll to the signed note.</summary>
public sealed class TheirWordsTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Quote = "\"I want my mornings back, not <b>another</b> promise.\"";

    [Fact]
    public async Task They_are_saved_reviewed_signed_and_stand_in_the_note()
    {
        var (house, session) = await ASessionAsync(2);
        await house.LogWholeAsync(session);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var row = browser.RowOf(house.Patients[0]);
        var (_, said) = await browser.AutosaveAsync([row], (Given.Row(row, "InTheirWords"), Quote));
        Assert.Null(said.GetProperty("rows")[0].GetProperty("refused").GetString());
        Assert.Equal(Quote, (await browser.OpenAsync(session)).Value(Given.Row(row, "InTheirWords")));

        Assert.Equal([Quote], Quoted(await browser.OpenAsync(Given.AddressOf(session) + "/Sign")));
        await browser.SignAsync(session);
        Assert.Equal([Quote], Quoted(browser));
        var note = (await clinic.ReloadAsync(session)).LiveNoteOf(house.Patients[0].Id)!;
        Assert.Equal((Quote, "Took part."), (note.InTheirWords, note.Text));
        Assert.Equal([Quote], Quoted(await browser.OpenAsync(Given.AddressOf(note))));
        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 1);
        }

        // And beside the next row.
        var next = await house.ASessionToLogAsync(weeksAgo: 0);
        Assert.Equal([Quote], Quoted(await browser.OpenAsync($"{Given.AddressOf(next)}?handler=LastNote&patient={house.Patients[0].Id}")));
        Assert.False(await clinic.HistoryMentionsAsync("mornings back"));
        Assert.DoesNotContain("mornings back", clinic.ReadLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_are_refused_beside_the_row_and_stay_typed()
    {
        var (_, session) = await ASessionAsync(1);
        var long_ = new string('x', 501);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).SaveAsync(session, (Given.Row(0, "InTheirWords"), long_));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Shorten the patient's words to 500 characters.", browser.Text(".roll-rows .field-error"));
        Assert.Equal(long_, browser.Value(Given.Row(0, "InTheirWords")));
        Assert.Empty((await clinic.ReloadAsync(session)).Notes);
    }

    [Fact]
    public async Task Two_who_quote_in_one_row_both_find_their_quotes()
    {
        var (_, session) = await ASessionAsync(1);
        var one = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var other = await (await clinic.SignInAsync(Role.Supervisor)).OpenAsync(session);
        await one.AutosaveAsync([0], (Given.Row(0, "InTheirWords"), "By one."));
        var (_, said) = await other.AutosaveAsync([0], (Given.Row(0, "InTheirWords"), "By the other."));

        Assert.Equal("By one.", said.GetProperty("rows")[0].GetProperty("theirs").GetProperty("words").GetString());
        await other.SubmitAsync("#roll", (Given.Row(0, "InTheirWords"), "By the other."));
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Contains("By one.", other.Text(".roll-theirs"), StringComparison.Ordinal);
        Assert.Equal("By the other.", Assert.Single(Assert.Single((await clinic.ReloadAsync(session)).Notes).Drafts).InTheirWords);
    }

    [Fact]
    public async Task The_same_words_of_two_patients_and_a_name_in_them_are_marked()
    {
        var (house, session) = await ASessionAsync(3);
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        string[] texts =
        [
            "Told the group how the landlord talk went, asked two questions about boundaries, and chose a card to carry to work on Friday morning.",
            "Listened for most of the hour. Spoke near the end about a sister's wedding and the toast that was skipped, with a smile.",
            "Practiced the breathing twice and stayed until the end although the knee hurt.",
        ];
        await browser.SubmitAsync("#roll", [
            .. house.Patients.Select((patient, at) => (Given.Row(browser.RowOf(patient), "Text"), (string?)texts[at])),
            (Given.Row(browser.RowOf(house.Patients[0]), "InTheirWords"), "Tomorrow feels possible when breakfast comes before coffee"),
            (Given.Row(browser.RowOf(house.Patients[1]), "InTheirWords"), "Tomorrow feels possible when breakfast comes before coffee."),
            (Given.Row(browser.RowOf(house.Patients[2]), "InTheirWords"), $"It was {house.Patients[0].Name.Given} who told me to stay."),
        ]);
        await browser.OpenAsync(Given.AddressOf(session) + "/Sign");
        string RowOf(Patient patient) => browser.Text($"[data-review-of='{patient.Id}']");

        Assert.Contains("100 % like the patient's words in the note of", RowOf(house.Patients[0]), StringComparison.Ordinal);
        Assert.Contains("100 % like the patient's words in the note of", RowOf(house.Patients[1]), StringComparison.Ordinal);
        Assert.Contains("Tomorrow feels possible", browser.Text($"[data-review-of='{house.Patients[0].Id}'] mark"), StringComparison.Ordinal);
        Assert.DoesNotContain("% like", RowOf(house.Patients[2]), StringComparison.Ordinal);
        Assert.Contains($"Names somebody else: {house.Patients[0].Name.Given}", RowOf(house.Patients[2]), StringComparison.Ordinal);

        // While it is written, the places are those of the text with the words below it.
        await browser.OpenAsync(session);
        var row = browser.RowOf(house.Patients[0]);
        var (_, said) = await browser.AutosaveAsync([row]);
        var mark = said.GetProperty("marks").EnumerateArray().First(one => one.GetProperty("patientId").GetString() == house.Patients[0].Id.ToString());
        Assert.True(mark.GetProperty("at")[0][0].GetInt32() > texts[0].Length);
    }

    private static IEnumerable<string> Quoted(Browser browser) => browser.Page.QuerySelectorAll(".patient-words").Select(words => words.TextContent);

    private async Task<(House House, GroupSession Session)> ASessionAsync(int patients)
    {
        var house = await House.OpenAsync(clinic, patients);
        return (house, await house.ASessionToLogAsync());
    }
}

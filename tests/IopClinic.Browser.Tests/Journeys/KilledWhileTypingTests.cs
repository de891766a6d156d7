using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>
/// Browsers die at random moments while somebody writes an assessment or the notes of a group. What the server has afterwards is held against the log of the keys:
/// nothing that was typed more than five seconds before may be missing.
/// </summary>
[Collection(nameof(JourneysAlone))]
public sealed class KilledWhileTypingTests(ClinicServer server, Chromium chromium, ITestOutputHelper output)
    : Journey(server, chromium, ("Limits:ChartsInTenMinutes", "10000"))
{
    private const int UsualDeaths = 10;
    /// <summary>Pages that are written in when their browser is killed, each since a moment of its own.</summary>
    private const int Tabs = 5;
    private const int Seed = 20261126;
    private const string Words = "Sleeps four hours, wakes at three and lies there; O'Brien from work drives her. \u00bfY ma\u00f1ana? She says it began in spring, after the move. ";

    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(5);

    private static readonly (string Section, string Field)[] Places =
        [("presenting", "problem"), ("mental-health", "earlier-treatment"), ("medical", "conditions"), ("family", "household"), ("goals", "goals"), ("summary", "summary")];

    private readonly Chromium _chromium = chromium;

    /// <summary>More than in every run where <c>IOPCLINIC_KILLED_PAGES</c> asks for it.</summary>
    private static int Deaths =>
        int.TryParse(Environment.GetEnvironmentVariable("IOPCLINIC_KILLED_PAGES"), CultureInfo.InvariantCulture, out var asked) ? asked : UsualDeaths;

    [Fact]
    public async Task At_most_five_seconds_of_typing_are_lost_whenever_the_browser_is_killed()
    {
        var chance = new Random(Seed);
        Death Of(Place place) => new(place, TimeSpan.FromMilliseconds(chance.Next(5500, 8500)), chance.Next());
        var assessments = (await BeginAsync(Deaths / 2)).ConvertAll(draft => Of(InAssessment(draft, Places[chance.Next(Places.Length)])));
        var session = await Clinic.AGroupUnderWayAsync(members: Tabs);
        var notes = Enumerable.Range(0, Deaths - assessments.Count).Select(number => Of(InRoll(session, number % Tabs))).ToList();
        var screen = await Clinic.SignInAsync(Role.Clinician);
        var signedIn = (await screen.Context.CookiesAsync()).Select(c => new Cookie
        {
            Name = c.Name,
            Value = c.Value,
            Domain = c.Domain,
            Path = c.Path,
            HttpOnly = c.HttpOnly,
            Secure = c.Secure,
            SameSite = c.SameSite,
        }).ToList();
        var begun = Stopwatch.GetTimestamp();
        var died = new ConcurrentBag<Loss>();

        // Both kinds at once; of each kind one browser after the other, so that nobody meets in a row.
        await Task.WhenAll(new[] { assessments, notes }.Select(async kind =>
        {
            foreach (var tabs in kind.Chunk(Tabs))
            {
                foreach (var loss in await DieAsync(tabs, signedIn))
                {
                    died.Add(loss);
                }
            }
        }));

        var lost = died.Select(d => d.Lost.TotalSeconds).Order().ToList();
        output.WriteLine($"{died.Count} pages killed with their browser while typing (seed {Seed}, {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s in all): lost typing of "
            + $"p50 {lost[lost.Count / 2]:0.0} s, p90 {lost[(int)(lost.Count * 0.9)]:0.0} s, most {lost[^1]:0.0} s; {died.Sum(d => d.Typed)} characters typed, {died.Sum(d => d.Kept)} kept.");
        Assert.Equal(Deaths, died.Count);
        Assert.True(died.Sum(d => d.Kept) > Deaths * 10, "Hardly anything was typed: this proves nothing.");
        Assert.True(lost[^1] <= MostLost.TotalSeconds, string.Join('\n', died.Where(d => d.Lost > MostLost)));
    }

    /// <summary>Types in all pages until their browser is killed; how many seconds of that typing the server does not have.</summary>
    private async Task<IEnumerable<Loss>> DieAsync(Death[] tabs, List<Cookie> signedIn)
    {
        await using var killable = await KillableBrowser.StartAsync(_chromium);
        var context = await killable.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Clinic.Address.ToString() });
        context.SetDefaultTimeout(Chromium.Patience);
        await context.AddCookiesAsync(signedIn);
        var pages = await Task.WhenAll(tabs.Select(async death =>
        {
            var page = await context.NewPageAsync();
            var field = await death.Place.OpenAsync(page);
            await field.FocusAsync();
            return (Page: page, Before: await field.InputValueAsync());
        }));
        var killed = Task.Run(
            async () =>
            {
                await Task.Delay(tabs[0].After, CancellationToken.None);
                var at = Stopwatch.GetTimestamp();
                killable.Kill();
                return at;
            },
            CancellationToken.None);
        var typed = await Task.WhenAll(pages.Zip(tabs, (open, death) => TypeAsync(open.Page, new Random(death.Hand), killed)));
        var at = await killed;
        // What was on its way when the browser died has arrived by now, or never will.
        await Task.Delay(500);
        return await Task.WhenAll(tabs.Zip(pages, typed).Select(one => LossOfAsync(one.First, one.Second.Before, one.Third, at)));
    }

    /// <summary>One field of a section.</summary>
    private Place InAssessment((Id<Patient> Patient, Id<Assessment> Id) draft, (string Section, string Field) at) => new(
        at.Section,
        async page =>
        {
            await page.GotoAsync($"/Patients/{draft.Patient}/Assessments/{draft.Id}/{at.Section}");
            var index = await page.Locator("form[data-autosave]").Locator($"input[value='{at.Field}']").GetAttributeAsync("name");
            return page.Locator($"[name='{index!.Replace(".Field", ".Text", StringComparison.Ordinal)}']");
        },
        () => Clinic.InDatabaseAsync(async db => (await db.AssessmentSections.AsNoTracking()
            .SingleAsync(s => s.AssessmentId == draft.Id && s.Key == at.Section)).Answers.GetValueOrDefault(at.Field)?.Value));

    /// <summary>The note of one row; a page that opens it later goes on where the one before it was killed.</summary>
    private Place InRoll(GroupSession session, int number)
    {
        var patient = session.Roster.ElementAt(number).PatientId;
        return new(
            $"note {number}",
            async page =>
            {
                await page.GotoAsync(Given.AddressOf(session));
                var note = page.Locator($"[data-row][data-patient='{patient}'] [data-note]");
                await note.EvaluateAsync("note => note.setSelectionRange(note.value.length, note.value.length)");
                return note;
            },
            () => Clinic.InDatabaseAsync(db => db.Notes.Where(n => n.SessionId == session.Id && n.PatientId == patient).Select(n => n.Text).SingleOrDefaultAsync()));
    }

    /// <summary>When each letter stood on the screen.</summary>
    private static async Task<List<long>> TypeAsync(IPage page, Random hand, Task killed)
    {
        var keys = new List<long>();
        try
        {
            await Task.Delay(hand.Next(2000));
            while (!killed.IsCompleted)
            {
                await page.Keyboard.TypeAsync(Words[keys.Count % Words.Length].ToString()).WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
                keys.Add(Stopwatch.GetTimestamp());
                // Some words come fast, and now and then somebody thinks.
                await Task.Delay(hand.Next(40) == 0 ? hand.Next(1500) : hand.Next(20, 120), CancellationToken.None);
            }
        }
        catch (Exception trouble) when (trouble is PlaywrightException or TimeoutException)
        {
            // The browser is gone, with the last key on its way.
        }

        return keys;
    }

    private static async Task<Loss> LossOfAsync(Death death, string before, List<long> keys, long at)
    {
        var all = await death.Place.KeptAsync() ?? "";
        Assert.StartsWith(before, all, StringComparison.Ordinal);
        var kept = all[before.Length..];
        // The last letter may have arrived without an answer to the hand.
        var typed = string.Concat(Enumerable.Range(0, keys.Count + 1).Select(key => Words[key % Words.Length]));
        Assert.StartsWith(kept, typed, StringComparison.Ordinal);
        // The server trims: a space at the end is no loss.
        var missing = kept.Length;
        while (missing < keys.Count && typed[missing] == ' ')
        {
            missing++;
        }

        return new Loss(
            death, keys.Count, kept.Length, missing < keys.Count && keys[missing] < at ? Stopwatch.GetElapsedTime(keys[missing], at) : TimeSpan.Zero);
    }

    /// <summary>An assessment for each death, so that nobody meets in a section.</summary>
    private Task<List<(Id<Patient> Patient, Id<Assessment> Id)>> BeginAsync(int count) => Clinic.InDatabaseAsync(async db =>
    {
        var clinician = await db.DemoPersonAsync(Role.Clinician);
        var now = TimeProvider.System.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        var drafts = new List<(Id<Patient>, Id<Assessment>)>();
        foreach (var number in Enumerable.Range(1, count))
        {
            var patient = new Patient(
                clinician.SiteId, new Demographics { Name = new PersonName("Killed", $"Number{number}"), BirthDate = new DateOnly(1990, 1, 1) }, new ContactDetails(), today, now);
            var assessment = Assessment.Begin(patient, null, [], clinician, today, now);
            db.AddRange(patient, assessment, new CareTeamMember(patient, clinician, CareTeamPart.PrimaryClinician, today, null, null, now));
            drafts.Add((patient.Id, assessment.Id));
        }

        await db.SaveChangesAsync();
        return drafts;
    });

    /// <param name="Name">What it is called in the figures.</param>
    /// <param name="OpenAsync">Opens its page; the field that is written in.</param>
    /// <param name="KeptAsync">What the server has of it.</param>
    private sealed record Place(string Name, Func<IPage, Task<ILocator>> OpenAsync, Func<Task<string?>> KeptAsync);

    private sealed record Death(Place Place, TimeSpan After, int Hand);

    private sealed record Loss(Death Death, int Typed, int Kept, TimeSpan Lost)
    {
        public override string ToString() => $"{Death.Place.Name}: lived {Death.After.TotalSeconds:0.0} s, typed {Typed}, kept {Kept}, lost {Lost.TotalSeconds:0.0} s";
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;

namespace IopClinic.Benchmarks.Pages;

/// <summary>One thing that is measured, of the program as its visitors ask for it.</summary>
/// <param name="Name">How it is called in tables, in budget.json and at the limit.</param>
/// <param name="PrepareAsync">
/// Makes ready what is not measured (signs in, opens the page whose form is sent); null when nothing is left that could be sent. What it gives
/// back is the measured request.
/// </param>
/// <param name="TellsHtml">Whether the size of the answer is the page's.</param>
public sealed record MeasuredPage(string Name, Func<Task<Func<Task<Answer>>?>> PrepareAsync, bool TellsHtml = true)
{
    /// <summary>Round trips that are wanted of it.</summary>
    public int WantedRoundTrips { get; init; } = 2;

    /// <summary>KiB of HTML that are wanted at most; null where none are said.</summary>
    public double? WantedKib { get; init; }

    /// <summary>Whether each request wants a preparation of its own, so that it cannot be sent in a closed loop without.</summary>
    public bool IsPreparedEachTime { get; init; }

    /// <summary>So many may do it at once without being in each other's way.</summary>
    public int MostAtOnce { get; init; } = int.MaxValue;

    /// <summary>The answer that says it was done.</summary>
    public HttpStatusCode Wanted { get; init; } = HttpStatusCode.OK;
}

/// <summary>All pages that are measured, of the program.</summary>
public sealed class PageList(Places places, Func<HttpClient> open)
{
    private const double FrameKib = 24;
    private const double MemberKib = 1.5;
    private const double ScheduleKib = 18;
    private const double ChartKib = 12;

    private readonly Lazy<Task<Visitor>> _reader = new(() => new Visitor(open()).SignInAsync(places.Clinician));
    private readonly Lazy<Task<Visitor>> _signer = new(() => new Visitor(open()).SignInAsync(places.Supervisor));
    private int _used;
    private int _rows;
    private int _versions;

    /// <summary>What is left of the sessions that can be saved and signed.</summary>
    public int Left => places.Stock.Count - Volatile.Read(ref _used);

    public IReadOnlyList<MeasuredPage> All() =>
    [
        Get("today", "/Today"),
        Get("roll-12", Roll(places.TwelveOn, places.Twelve)) with { WantedKib = FrameKib + (12 * MemberKib) },
        Get("roll-40", Roll(places.FortyOn, places.Forty)) with { WantedKib = FrameKib + (40 * MemberKib) },
        Autosave("autosave-12", places.TwelveOn, places.Twelve),
        Autosave("autosave-40", places.FortyOn, places.Forty),
        new("save-12", SaveAsync, TellsHtml: false) { WantedRoundTrips = 3, IsPreparedEachTime = true, Wanted = HttpStatusCode.Redirect },
        new("sign-12", SignAsync, TellsHtml: false) { WantedRoundTrips = 3, IsPreparedEachTime = true, Wanted = HttpStatusCode.Redirect },
        Get("schedule", $"/Schedule?date={Iso(places.FullWeek)}") with { WantedKib = ScheduleKib },
        Get("schedule-day-60", Events(places.FullDay, places.FullDay)),
        Get("schedule-week-600", Events(places.FullWeek, places.FullWeek.AddDays(6))),
        Search("search-prefix", places.Family[..Math.Min(3, places.Family.Length)]),
        Search("search-part", places.Family[^Math.Min(4, places.Family.Length)..]),
        Search("search-typo", places.Family[..^2] + places.Family[^1] + places.Family[^2]),
        Search("search-mrn", places.Mrn),
        Get("chart-new", $"/Patients/{places.NewPatient}") with { WantedKib = ChartKib },
        Get("chart-1000", $"/Patients/{places.OldPatient}") with { WantedKib = ChartKib },
        Get("work", "/Work"),
        Get("census", "/Census"),
        Get("hours", $"/Patients/{places.OldPatient}/Hours?date={Iso(places.Today.AddDays(-14))}"),
        Get("plan", $"/Patients/{places.PlanOf}/Plans/{places.Plan}"),
        Get("trend", $"/Patients/{places.MeasuredPatient}/Measures"),
        new("sign-in", SignInAsync, TellsHtml: false) { WantedRoundTrips = 3, Wanted = HttpStatusCode.Redirect },
    ];

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Roll(DateOnly date, Guid session) => $"/Sessions/{Iso(date)}/{session}";

    private static string Events(DateOnly first, DateOnly last) => $"/Schedule?handler=Events&first={Iso(first)}&last={Iso(last)}";

    private MeasuredPage Get(string name, string address) => new(name, async () =>
    {
        var reader = await ReaderAsync();
        return () => reader.GetAsync(address);
    });

    private MeasuredPage Search(string name, string typed) => new(name, async () =>
    {
        var reader = await ReaderAsync();
        var fields = Visitor.Fill(Visitor.Parse(await reader.GetAsync("/Patients")), "#find");
        Visitor.Put(fields, "Form.Search", typed);
        fields.RemoveAll(field => field.Key == "__FormKey");
        return () => reader.PostAsync("/Patients", fields);
    });

    private MeasuredPage Autosave(string name, DateOnly date, Guid session) =>
        new(name, () => TypingAsync(Roll(date, session)), TellsHtml: false) { WantedRoundTrips = 3, MostAtOnce = 12 };

    /// <summary>One row as the script of the roll sends it; each time with another text, and with what the answer before said of the row.</summary>
    private async Task<Func<Task<Answer>>?> TypingAsync(string address)
    {
        var reader = await ReaderAsync();
        var all = Visitor.Fill(Visitor.Parse(await reader.GetAsync(address)), "#roll");
        var indices = all.Where(field => field.Key == "Form.Rows.Index").Select(field => field.Value).ToList();
        // As many as work on different rows at once, each on its own.
        var index = indices[Interlocked.Increment(ref _rows) % indices.Count];
        var prefix = $"Form.Rows[{index}].";
        var fields = all.Where(field => field.Key == "__RequestVerificationToken" || field.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Prepend(new("Form.Rows.Index", index)).ToList();
        return async () =>
        {
            Visitor.Put(fields, prefix + "Text", $"Came on time and spoke of what had been hard since yesterday; tried the exercise once, version {Interlocked.Increment(ref _versions)}.");
            var answer = await reader.PostAsync(address + "?handler=Autosave", fields, byScript: true);
            if (answer.Status is HttpStatusCode.OK)
            {
                var row = JsonSerializer.Deserialize<JsonElement>(answer.Body).GetProperty("rows")[0];
                Visitor.Put(fields, prefix + "AttendanceWas", row.GetProperty("attendanceIs").GetString()!);
                Visitor.Put(fields, prefix + "NoteWas", row.GetProperty("noteIs").GetString()!);
                if (row.GetProperty("refused").ValueKind is not JsonValueKind.Null || row.GetProperty("theirs").ValueKind is not JsonValueKind.Null)
                {
                    throw new InvalidOperationException($"The row was not saved: {answer.Text}");
                }
            }

            return answer;
        };
    }

    private async Task<Func<Task<Answer>>?> SaveAsync()
    {
        var signer = await SignerAsync();
        return await FilledAsync(signer) is var (session, fields) ? () => signer.PostAsync(Roll(places.StockOn, session) + "?handler=Review", fields) : null;
    }

    private async Task<Func<Task<Answer>>?> SignAsync()
    {
        var signer = await SignerAsync();
        if (await FilledAsync(signer) is not var (session, fields))
        {
            return null;
        }

        var saved = await signer.PostAsync(Roll(places.StockOn, session) + "?handler=Review", fields);
        if (saved.Status is not HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"The roll was not saved ({saved.Status}):\n{Visitor.Said(saved)}");
        }

        var address = Roll(places.StockOn, session) + "/Sign";
        var review = Visitor.Fill(Visitor.Parse(await signer.GetAsync(address)), "form[data-sign]");
        // Of everybody: which notes are like earlier ones is another question once those of other sessions are signed.
        review.RemoveAll(field => field.Key.StartsWith("Form.Reasons", StringComparison.Ordinal));
        foreach (var (at, row) in fields.Where(field => field.Key.EndsWith("].PatientId", StringComparison.Ordinal)).Index())
        {
            review.Add(new($"Form.Reasons[{at}].PatientId", row.Value));
            review.Add(new($"Form.Reasons[{at}].Reason", "Said so in these words by several of them."));
        }

        return () => signer.PostAsync(address, review);
    }

    private async Task<Func<Task<Answer>>?> SignInAsync()
    {
        var stranger = new Visitor(open());
        var fields = await stranger.SignInFormAsync(places.Clinician);
        // The form of somebody unknown stays good as long as they stay unknown; each time another session begins.
        return () => stranger.PostAsync("/Account/SignIn", fields, keepsCookies: false);
    }

    /// <summary>The next session of the stock with everything typed that a signature needs; null when none is left.</summary>
    private async Task<(Guid Session, List<KeyValuePair<string, string>> Fields)?> FilledAsync(Visitor signer)
    {
        var next = Interlocked.Increment(ref _used) - 1;
        if (next >= places.Stock.Count)
        {
            return null;
        }

        var session = places.Stock[next];
        var page = Visitor.Parse(await signer.GetAsync(Roll(places.StockOn, session)));
        var fields = Visitor.Fill(page, "#roll");
        Visitor.Put(fields, "Form.Shared.Topic", "What helps in the first minutes");
        Visitor.Put(fields, "Form.Shared.Interventions", "Asked each for one example, practiced the pause together, and closed with what is tried until the next meeting.");
        Visitor.Put(fields, "Form.Shared.Process", "A quiet beginning, then many voices; those who had been here longer answered those who had not.");
        var row = 0;
        foreach (var index in fields.Where(field => field.Key == "Form.Rows.Index").Select(field => field.Value).ToList())
        {
            var prefix = $"Form.Rows[{index}].";
            Visitor.Put(fields, prefix + "Status", "Present");
            Visitor.Put(fields, prefix + "Text", Written(row++, next));
            Visitor.Put(fields, prefix + "Participation", "Active");
            Visitor.Put(fields, prefix + "Affect", "Calm");
            Visitor.Put(fields, prefix + "Response", "Engaged");
            if (page.QuerySelectorAll("input[type=checkbox]").OfType<IHtmlInputElement>().FirstOrDefault(box =>
                box.Name?.StartsWith(prefix, StringComparison.Ordinal) == true && box.Name.EndsWith(".Linked", StringComparison.Ordinal)) is { } link)
            {
                Visitor.Put(fields, link.Name!, "true");
            }
        }

        return (session, fields);
    }

    private static string Written(int row, int next) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Deeds[row % Deeds.Length]} {Signs[(row + next) % Signs.Length]} {Plans[(row + (3 * next)) % Plans.Length]} Seen for the {next + 1}. time with this exercise, place {row + 1}.");

    private static readonly string[] Deeds =
    [
        "Described an evening when a cousin arrived with beer and was sent home again.", "Brought the diary, four pages full, and read the second one aloud.",
        "Stayed silent until the break; afterwards asked a neighbor how long sleep had taken to return.", "Laughed about a burnt dinner and said nobody shouted over it.",
        "Counted nine days, the longest stretch since spring.", "Drew the staircase of anger on the board and marked the third step.",
        "Reported a telephone call with the landlord which ended politely.", "Wondered whether medication or coffee made the hands tremble.",
        "Took the role of the brother in an exercise and found it harder than expected.", "Named church, running and an old dog as reasons to get up.",
        "Disagreed with the handout, gave an example from work, and listened to the reply.", "Cried briefly over the anniversary on Sunday, then went on.",
    ];

    private static readonly string[] Signs =
    [
        "Mood brighter than on Monday; no thoughts of dying.", "Restless legs, otherwise composed.", "Insight grows: warning signals are noticed before noon.",
        "Guarded about money, open about everything else.", "Risk low today, protective factors named without prompting.", "Tired, oriented, eye contact throughout.", "Speech quick, content coherent.",
    ];

    private static readonly string[] Plans =
    [
        "Will ring the sponsor before shopping.", "Tries paced breathing twice a day.", "Writes one letter and does not send it.", "Asks the pharmacist on Thursday.",
        "Walks home along the river instead of past the bar.", "Shows the safety plan to a roommate.", "Sets the alarm and leaves the telephone in the kitchen.", "Keeps the appointment with housing.",
    ];

    private Task<Visitor> ReaderAsync() => _reader.Value;

    private Task<Visitor> SignerAsync() => _signer.Value;
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Threading.RateLimiting;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests.Crashes;
using IopClinic.Web.Tests.Groups;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>A clinic that works on two requests at once, lets two more wait, and none of these longer than a second.</summary>
public sealed class NarrowClinic(ClinicServer server) : ClinicHost(server)
{
    public const int Places = 4;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    protected override IEnumerable<(string Name, string Value)> Settings =>
        [("Limits:AtOnce", "2"), ("Limits:Waiting", "2"), ("Limits:WaitSeconds", "1")];
}

/// <summary>Ten times as many ask at once as are served at once: who is served is served well, and the others are told to come back.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class TenfoldTests(NarrowClinic clinic, ITestOutputHelper output) : IClassFixture<NarrowClinic>
{
    private const int People = 10 * NarrowClinic.Places;
    private const int Writers = 6;
    private const int SessionsEach = 3;
    private const string Busy = "The clinic is very busy just now";

    private const int SavesInTheRush = 12;

    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestRush = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostAtTheNinetyNinth = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Whoever_is_served_is_served_soon_and_right_and_the_others_are_asked_to_come_back()
    {
        var email = DemoSignIns.All.Single(person => person.Role == Role.Clinician).Email;
        var writers = new List<Writer>();
        for (var number = 0; number < Writers; number++)
        {
            var house = await House.OpenAsync(clinic, 3);
            var writer = new Writer($"Writer{number}", email, await clinic.SignInAsync(Role.Clinician));
            for (var weeksAgo = 1; weeksAgo <= SessionsEach; weeksAgo++)
            {
                var session = await house.ASessionToLogAsync(weeksAgo);
                writer.ToDo.Enqueue(new WrittenSession(session.ClinicDate, session.Id, [.. house.Patients.Select(patient => patient.Id)]));
            }

            writers.Add(writer);
        }

        var reader = await clinic.SignInAsync(Role.Clinician);
        string[] pages = ["/Today", "/Sessions", "/Schedule", "/Patients", "/Work", $"/Patients/{writers[0].ToDo.Peek().Patients[0]}", writers[0].ToDo.Peek().Address];
        foreach (var page in pages)
        {
            // Not the first time that anybody opens it.
            Assert.Equal(HttpStatusCode.OK, (await reader.SendAsync(HttpMethod.Get, page)).StatusCode);
        }

        var answers = new ConcurrentBag<(HttpStatusCode Status, TimeSpan Took)>();
        using var end = new CancellationTokenSource(LongestRush);
        var rush = Task.WhenAll(
        [
            .. writers.Select(writer => Task.Run(() => writer.WriteAsync(patient: true, end.Token), CancellationToken.None)),
            .. Enumerable.Range(0, People - Writers).Select(number => Task.Run(() => ReadAsync(reader, pages, number, answers, end.Token), CancellationToken.None)),
            ProbeAsync(end.Token),
        ]);
        await Task.Delay(Rush);
        while (writers.Sum(writer => writer.Saves) < SavesInTheRush && !end.IsCancellationRequested)
        {
            await Task.Delay(Impatience);
        }

        await end.CancelAsync();
        await rush;
        var over = Stopwatch.StartNew();

        Assert.Equal(HttpStatusCode.OK, (await reader.SendAsync(HttpMethod.Get, "/Today")).StatusCode);
        Assert.InRange(over.Elapsed, TimeSpan.Zero, RecoversWithin);
        var served = answers.Where(answer => answer.Status is HttpStatusCode.OK).Select(answer => answer.Took).Order().ToList();
        var refused = answers.Count - served.Count;
        var ninetyNinth = served[served.Count * 99 / 100];
        output.WriteLine($"{served.Count} pages served, p99 {ninetyNinth.TotalMilliseconds:0} ms, {refused} refused, {writers.Sum(w => w.Saves)} saves "
            + $"acknowledged; the next answer {over.ElapsedMilliseconds} ms after the end.");
        Assert.True(refused > served.Count, $"{refused} were refused beside {served.Count} that were served: this was no rush.");
        Assert.InRange(ninetyNinth, TimeSpan.Zero, MostAtTheNinetyNinth);
        Assert.Empty(writers.SelectMany(writer => writer.Faults));
        Assert.True(writers.Sum(writer => writer.Saves) >= SavesInTheRush, "Hardly anybody who wrote got through.");
        foreach (var session in writers.SelectMany(writer => writer.Begun))
        {
            Assert.Null(await clinic.InDatabaseAsync(session.FaultAsync));
        }
    }

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_refused_without_the_database_and_keeps_what_was_typed()
    {
        const string Typed = "Came <late> & \"tired\"\nand stayed.";
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (address, fields) = browser.Fill("#roll", (Given.Row(0, "Text"), Typed));
        var places = clinic.Services.GetRequiredService<ConcurrencyLimiter>();
        List<Task<HttpResponseMessage>> inside;
        await using (var holder = new NpgsqlConnection(clinic.OwnerConnection))
        {
            await holder.OpenAsync();
            await using var transaction = await holder.BeginTransactionAsync();
            // Whoever is let in stands still at the question who they are.
            await using var hold = new NpgsqlCommand("lock table sign_in_tickets in access exclusive mode", holder, transaction);
            await hold.ExecuteNonQueryAsync();
            inside = [.. Enumerable.Range(0, NarrowClinic.Places).Select(_ => Task.Run(() => browser.SendAsync(HttpMethod.Get, "/Today")))];
            var waited = Stopwatch.StartNew();
            while (places.GetStatistics() is not { CurrentAvailablePermits: 0, CurrentQueuedCount: 2 })
            {
                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10), "Not everybody was let in or waits.");
                await Task.Delay(1);
            }

            var page = await browser.OpenAsync("/Today");
            AsksToComeBack(page.Response);
            Assert.Equal((Busy, "Try again"), (page.Heading, page.Text("a[href='']")));
            Assert.Contains("default-src 'none'", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(page.Response.Headers.CacheControl!.NoStore);

            await browser.PostAsync(address, fields);
            AsksToComeBack(browser.Response);
            Assert.Equal(Typed, browser.Value(Given.Row(0, "Text")));
            var (again, kept) = browser.Fill("form");
            Assert.Equal((address, fields.Count), (again, kept.Count));

            var script = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "?handler=Autosave")) { Content = new FormUrlEncodedContent(fields) };
            script.Headers.Add("X-Requested-With", "fetch");
            var told = await browser.SendAsync(script);
            AsksToComeBack(told);
            Assert.Equal("application/json", told.Content.Headers.ContentType!.MediaType);

            foreach (var open in new[] { "/health/live", "/css/site.css" })
            {
                var reached = (await clinic.Browser().SendAsync(HttpMethod.Get, open)).StatusCode;
                Assert.True(reached is HttpStatusCode.OK, $"{open} was answered {reached}.");
            }

            // Those who wait are not kept waiting, whatever holds up the others.
            var first = await await Task.WhenAny(inside);
            // The system's timer counts in steps of its own, and may ring one of them early.
            Assert.InRange(waited.Elapsed, NarrowClinic.Patience - TimeSpan.FromMilliseconds(20), 3 * NarrowClinic.Patience);
            AsksToComeBack(first);
            Assert.Contains(Busy, await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await Task.WhenAll(inside);
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(HttpMethod.Get, "/Today")).StatusCode);
    }

    private static async Task ReadAsync(
        Browser reader, string[] pages, int number, ConcurrentBag<(HttpStatusCode Status, TimeSpan Took)> answers, CancellationToken end)
    {
        for (var turn = number; !end.IsCancellationRequested; turn++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await reader.SendAsync(HttpMethod.Get, pages[turn % pages.Length]);
            answers.Add((answer.StatusCode, Stopwatch.GetElapsedTime(started)));
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                AsksToComeBack(answer);
                await Task.Delay(Impatience, CancellationToken.None);
            }
        }
    }

    /// <summary>Nobody restarts a program because it is busy.</summary>
    private async Task ProbeAsync(CancellationToken end)
    {
        var probe = clinic.Browser();
        while (!end.IsCancellationRequested)
        {
            Assert.Equal(HttpStatusCode.OK, (await probe.SendAsync(HttpMethod.Get, "/health/ready")).StatusCode);
            await Task.Delay(Impatience, CancellationToken.None);
        }
    }

    private static void AsksToComeBack(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}

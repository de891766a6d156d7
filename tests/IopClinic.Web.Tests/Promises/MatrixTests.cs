using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// Every handler of every page, asked by every role about a patient in every relation and stage: the answers are those of matrix.md,
/// and what is not opened is answered like a key that does not exist.
/// </summary>
public sealed partial class MatrixTests(ClinicHost clinic, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Every_handler_answers_those_whom_the_table_names_and_nobody_else()
    {
        var clock = Stopwatch.StartNew();
        var matrix = new Matrix(clinic);
        var (found, faults) = await matrix.AskAsync();
        output.WriteLine($"{matrix.Questions} questions at {found.Count} handlers in {clock.Elapsed.TotalSeconds:0} s.");
        // A handler that is missing from the table, or gone from the program, is told here with its line.
        var said = ReadableTable.Read("matrix.md").Compare(found);

        Assert.True(said.Length == 0 && faults.Count == 0, said + string.Join("\n", faults));
    }

    [GeneratedRegex(@"<code>[^<]*</code>|nonce=""[^""]*""|value=""CfDJ8[^""]*""|\?v=[\w-]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d")]
    private static partial Regex Changing();

    /// <summary>What is answered; the frame around it holds keys and times of its own.</summary>
    [GeneratedRegex("<main.*</main>", RegexOptions.Singleline)]
    private static partial Regex InTheFrame();

    /// <summary>The whole of the questions.</summary>
    /// <param name="clinic">Who is asked.</param>
    /// <param name="only">Which handlers; null for all.</param>
    internal sealed class Matrix(ClinicHost clinic, Func<string, bool>? only = null)
    {
        /// <summary>Exists to be posted to, and ends the session that asks: asked last.</summary>
        private const string SignOut = "/Account/SignOut";

        /// <summary>Ends the session too, about each patient once; it is asked in a session of its own.</summary>
        private const string HandedOver = "Tablet";

        private readonly ConcurrentBag<string> _faults = [];
        private int _questions;
        private readonly ConcurrentDictionary<(string Handler, string Column), string> _cells = new();
        private Dictionary<string, string> _samples = null!;
        private Acquaintances _made = null!;

        /// <summary>How many requests were sent.</summary>
        public int Questions => _questions;

        public async Task<(Dictionary<string, IReadOnlyDictionary<string, string>> Found, IReadOnlyCollection<string> Faults)> AskAsync()
        {
            _made = await Acquaintances.OfAsync(clinic);
            var doors = (await DoorsAsync(clinic)).Where(door => only?.Invoke(door.Name) ?? true).OrderBy(door => door.Route == SignOut).ToList();
            _samples = await SamplesAsync(doors);
            await Parallel.ForEachAsync(
                ReadableTable.Columns,
                new ParallelOptions { MaxDegreeOfParallelism = 2 },
                async (column, _) =>
                {
                    var (browser, token) = await BrowserAsync(column);
                    var first = new Dictionary<string, HashSet<(Relation, Stage)>>();
                    foreach (var door in doors)
                    {
                        _cells[(door.Name, column)] = await CellAsync(column, browser, token, door, first);
                    }
                });
            return (
                doors.OrderBy(door => door.Route, StringComparer.Ordinal).ThenBy(door => door.Name, StringComparer.Ordinal).ToDictionary(
                    door => door.Name,
                    door => (IReadOnlyDictionary<string, string>)ReadableTable.Columns.ToDictionary(column => column, column => _cells[(door.Name, column)])),
                _faults);
        }

        /// <summary>Of these pages, those that answer all whom the table lets in nowhere as the table says: one handler of each is asked.</summary>
        public async Task<List<string>> ClosedAsync(ReadableTable table, IReadOnlyCollection<string> routes)
        {
            _made = await Acquaintances.OfAsync(clinic);
            var doors = (await DoorsAsync(clinic)).Where(door => routes.Contains(door.Route)).GroupBy(door => door.Route)
                .Select(page => page.OrderBy(door => door.Verb, StringComparer.Ordinal).ThenBy(door => door.Handler.Length).First()).ToList();
            Assert.Equal(routes.Count, doors.Count);
            _samples = await SamplesAsync(doors);
            var browsers = new Dictionary<string, (Browser Browser, KeyValuePair<string, string> Token)>();
            foreach (var column in ReadableTable.Columns)
            {
                browsers[column] = await BrowserAsync(column);
            }

            var closed = new List<string>();
            foreach (var door in doors)
            {
                var isOpen = false;
                foreach (var column in ReadableTable.Columns.Where(column => table.Told(door.Name, column) == ReadableTable.Nobody))
                {
                    try
                    {
                        isOpen = await CellAsync(column, browsers[column].Browser, browsers[column].Token, door) != ReadableTable.Nobody;
                    }
                    catch (InvalidOperationException)
                    {
                        // Nobody ever asked the page like this, and it breaks: so would the whole matrix.
                        isOpen = true;
                    }

                    if (isOpen)
                    {
                        break;
                    }
                }

                closed.AddRange(isOpen ? [] : [door.Route]);
            }

            return closed;
        }

        private async Task<(Browser Browser, KeyValuePair<string, string> Token)> BrowserAsync(string column)
        {
            if (Enum.TryParse<Role>(column, out var role))
            {
                var signedIn = await clinic.SignInAsync(role);
                return (signedIn, await PageTests.TokenAsync(signedIn));
            }

            var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
            return (browser, KeyValuePair.Create(FormReading.TokenField, browser.Value(FormReading.TokenField)));
        }

        /// <param name="column">Who asks.</param>
        /// <param name="browser">Where they are signed in.</param>
        /// <param name="token">What a form of theirs carries.</param>
        /// <param name="door">What is asked.</param>
        /// <param name="first">
        /// For whom the first handler of each page answered. A page decides before its handlers are chosen: where it made no difference to the
        /// first how far a patient's treatment is, the next ones are asked about one stage. Null asks everything.
        /// </param>
        private async Task<string> CellAsync(
            string column, Browser browser, KeyValuePair<string, string> token, Door door, Dictionary<string, HashSet<(Relation, Stage)>>? first = null)
        {
            if (!door.IsOfPatients)
            {
                var (status, location, _) = await SendAsync(browser, token, door, _samples);
                return IsOpen(door, column, status, location) ? ReadableTable.Everybody : ReadableTable.Nobody;
            }

            var unknown = new Dictionary<string, string>(_samples) { ["date"] = _made.Here.Today.AddDays(-7).ToString("yyyy-MM-dd", null) };
            foreach (var key in new[] { "patient", "session", "note", "group", "enrollment", "alumnus", "glass", "referral", "assessment", "measure", "plan", "objective", "outreach" })
            {
                unknown[key] = $"{Guid.CreateVersion7()}";
            }

            var missing = await SendAsync(browser, token, door, unknown);
            if (IsOpen(door, column, missing.Status, missing.Location))
            {
                _faults.Add($"{door.Name} answers {missing.Status} for a key that does not exist.");
            }

            // Without the permission the patient is never looked at: three of them are enough to see that.
            var isHolder = Enum.TryParse<Role>(column, out var role) && (door.Permission is null || Permissions.Of(role).Contains(door.Permission));
            var marks = new List<(Relation, Stage, string)>();
            var possible = new List<(Relation, Stage)>();
            var known = door.Verb == "POST" ? first?.GetValueOrDefault(door.Route) : null;
            var isSame = (Acquaintance one) => known is not null && one.Stage is not Stage.InTreatment && possible.Contains((one.Relation, Stage.InTreatment))
                && known.Contains((one.Relation, one.Stage)) == known.Contains((one.Relation, Stage.InTreatment));
            foreach (var one in _made.All.OrderBy(one => one.Stage is not Stage.InTreatment))
            {
                if (!door.Keys.All(one.Keys.ContainsKey) || (one.Relation is Relation.RosterElse && door.Keys.Contains("patient")))
                {
                    continue;
                }

                possible.Add((one.Relation, one.Stage));
                if (!isHolder && one is not { Relation: Relation.Own or Relation.Roster or Relation.Glass, Stage: Stage.InTreatment })
                {
                    continue;
                }

                if (isSame(one))
                {
                    if (marks.Contains((one.Relation, Stage.InTreatment, "")))
                    {
                        marks.Add((one.Relation, one.Stage, ""));
                    }

                    continue;
                }

                var keys = new Dictionary<string, string>(_samples);
                foreach (var (name, value) in one.Keys)
                {
                    keys[name] = value;
                }

                if (door.Handler == HandedOver && isHolder)
                {
                    (browser, token) = await BrowserAsync(column);
                }

                var answer = await SendAsync(browser, token, door, keys);
                var isNamed = answer.Body.Contains(one.Family, StringComparison.Ordinal);
                if (IsOpen(door, column, answer.Status, answer.Location))
                {
                    marks.Add((one.Relation, one.Stage, door.Verb == "GET" && !isNamed ? "°" : ""));
                }
                else if (isNamed || answer.Status != missing.Status || InTheFrame().Match(answer.Body).Value != InTheFrame().Match(missing.Body).Value)
                {
                    _faults.Add($"{door.Name} about {one.Relation} {one.Stage}: {answer.Status}, and not the same as for a key that does not exist.");
                }
            }

            first?.TryAdd(door.Route, [.. marks.Select(mark => (mark.Item1, mark.Item2))]);
            return ReadableTable.Cell(marks, possible);
        }

        private async Task<(HttpStatusCode Status, string? Location, string Body)> SendAsync(
            Browser browser, KeyValuePair<string, string> token, Door door, Dictionary<string, string> keys)
        {
            Interlocked.Increment(ref _questions);
            var address = Part().Replace(door.Route, match => keys[KeyOf(door.Route, match.Groups["name"].Value)]);
            var query = door.Parameters.Select(name => $"{name}={keys[KeyOf(door.Route, name)]}").ToList();
            if (door.Handler.Length > 0)
            {
                query.Insert(0, $"handler={door.Handler}");
            }

            var where = new Uri(new Uri("https://localhost"), address + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
            using var answer = door.Verb == "GET"
                ? await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, where))
                : await browser.SendAsync(where, [token]);
            if ((int)answer.StatusCode >= 500)
            {
                throw new InvalidOperationException($"{door.Name} answers {answer.StatusCode} at {where}.");
            }

            return (answer.StatusCode, answer.Headers.Location?.OriginalString, Changing().Replace(await answer.Content.ReadAsStringAsync(), ""));
        }

        private static bool IsOpen(Door door, string column, HttpStatusCode status, string? location) =>
            status is not (HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            // Whoever signs out is led there too.
            && (location?.Contains("/Account/SignIn", StringComparison.Ordinal) != true || (door.Route == SignOut && column != ReadableTable.Columns[0]));

        /// <summary>Keys of what belongs to no patient.</summary>
        private Task<Dictionary<string, string>> SamplesAsync(List<Door> doors) => clinic.InDatabaseAsync(async db =>
        {
            var pages = await ClinicPages.OfAsync(clinic);
            var samples = new Dictionary<string, string>(pages.All[0].Samples) { ["session of mine"] = $"{Guid.CreateVersion7()}" };
            samples["Sessions row"] = "0";
            samples["Sites which"] = $"{await db.Rooms.Where(r => r.SiteId == _made.Here.Site.Id).Select(r => r.Id).FirstAsync()}";
            samples["Sites id"] = $"{_made.Here.Site.Id}";
            var closure = await db.Closures.FirstOrDefaultAsync(c => c.SiteId == _made.Here.Site.Id);
            if (closure is null)
            {
                closure = new Closure(_made.Here.Site.Id, "Snow", new DateOnly(2026, 1, 5), new DateOnly(2026, 1, 5));
                db.Closures.Add(closure);
                await db.SaveChangesAsync();
            }

            samples["Leave id"] = $"{await db.Leaves.Select(l => l.Id).FirstAsync()}";
            samples["Reminders outcome"] = "Reached";
            samples["Sites closure"] = $"{closure.Id}";
            samples["Referrals time"] = samples["AssessmentTimes which"] = $"{await db.AssessmentTimes.Select(t => t.Id).FirstAsync()}";
            samples["Referrals date"] = "2026-01-05";
            samples["Tracks id"] = $"{_made.Here.Track.Id}";
            samples["Programs which"] = $"{_made.Here.Track.Id}";
            samples["Hours programId"] = $"{_made.Here.Program.Id}";
            samples["Programs id"] = $"{_made.Here.Program.Id}";
            var cadence = new Cadence(_made.Here.Program, clinic.Services.GetRequiredService<InstrumentLibrary>().Find("BAM")!, OccasionKind.Every, 28);
            if (!await db.Cadences.AnyAsync(c => c.ProgramId == cadence.ProgramId))
            {
                db.Cadences.Add(cadence);
                await db.SaveChangesAsync();
            }

            samples["Programs cadence"] = $"{await db.Cadences.Where(c => c.ProgramId == cadence.ProgramId).Select(c => c.Id).FirstAsync()}";
            var unknown = doors.SelectMany(door => door.AllParts.Select(part => KeyOf(door.Route, part)))
                .Where(key => !samples.ContainsKey(key) && !_made.Of(Relation.Own).Keys.ContainsKey(key)).Distinct().ToList();
            Assert.True(unknown.Count == 0, $"MatrixTests needs a key for {string.Join(", ", unknown)}.");
            return samples;
        });
    }

    /// <summary>What a part of an address is the key of.</summary>
    private static string KeyOf(string route, string part) => (route.Split('/')[1], part) switch
    {
        ("Patients" or "History", "id") => "patient",
        ("Patients", "measure") => "measure",
        ("Patients", "assessment") => "assessment",
        ("Patients", "objective") => "objective",
        ("Patients", "plan") => "plan",
        ("Patients", "from") => "note",
        ("Sessions", "id") => "session",
        ("Sessions" or "Notes", "date") => "date",
        ("Sessions" or "Reminders", "patient") or ("Sessions", "versions") => "patient",
        ("Notes", "id") => "note",
        ("Groups", "id") => "group",
        ("Groups", "enrollment") => "enrollment",
        ("Groups", "place") => "alumnus",
        ("Emergency", "id") => "glass",
        ("Referrals", "id" or "referral") => "referral",
        ("Outreach", "task") or ("Work", "subject") => "outreach",
        ("Account", "session") => "session of mine",
        (var first, _) => $"{first} {part}",
    };

    /// <summary>Every handler of the running program.</summary>
    private static async Task<List<Door>> DoorsAsync(ClinicHost clinic)
    {
        var loader = clinic.Services.GetRequiredService<PageLoader>();
        var doors = new List<Door>();
        foreach (var endpoint in clinic.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                var verbs = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
                doors.AddRange(verbs.Select(verb => new Door(verb, route, "", [], null)));
                continue;
            }

            var handlers = (await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods;
            doors.AddRange(handlers.Select(handler => new Door(
                handler.HttpMethod.ToUpperInvariant(),
                route,
                handler.Name ?? "",
                [.. handler.Parameters.Where(p => p.ParameterType.IsValueType && !route.Contains($"{{{p.Name}", StringComparison.Ordinal)).Select(p => p.Name!)],
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy : null)));
            if (handlers.Count == 0)
            {
                doors.Add(new Door("GET", route, "", [], null));
            }
        }

        return doors;
    }

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex Part();

    private sealed record Door(string Verb, string Route, string Handler, string[] Parameters, string? Permission)
    {
        private static readonly string[] OfPatients = ["patient", "session", "note", "group", "glass", "referral", "outreach"];

        public string Name => $"{Verb} {Route}{(Handler.Length > 0 ? " " + Handler : "")}";

        public IEnumerable<string> AllParts => Part().Matches(Route).Select(match => match.Groups["name"].Value).Concat(Parameters);

        public IReadOnlyList<string> Keys => [.. AllParts.Select(part => KeyOf(Route, part)).Where(key => !key.Contains(' ', StringComparison.Ordinal))];

        public bool IsOfPatients => Keys.Any(OfPatients.Contains);
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IopClinic.Benchmarks.Pages;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// What the database does for the pages that are opened most, at a site with 400 patients in treatment, a year of sessions and twenty thousand
/// patients before them: no statement reads a large table from its beginning to its end, nor more pages of 8 KiB than is said here. The database itself
/// tells how it carried out what the program really sent, policies, functions and triggers included; counted and not timed.
/// </summary>
public sealed class HotQueryTests(ExplainedClinic clinic, ITestOutputHelper output) : IClassFixture<ExplainedClinic>
{
    /// <summary>A table of more rows is large.</summary>
    private const int Large = 10_000;

    /// <summary>Pages that a statement reads where nothing else is said: some thirty rows, looked up one by one.</summary>
    private const int Most = 100;

    /// <summary>The same for each row that a statement writes: its indexes, its references and its triggers.</summary>
    private const int MostToWrite = 30;

    private const int Rounds = 3;

    private const string Hours = "the sessions of the week, for the hours that each patient had";
    private const string Unlogged = "every session of the last days that has no signed notes, for those of one's own";
    private const string Earlier = "the last notes of each patient, for what is taken over from them";
    private const string Found = "who was found, with episode, program and clinician";
    private const string Planned = "each session in six tables, for its seats, leaders and how far its record is";
    private const string Site = "everybody in treatment at the site, and their days on rolls since Monday";

    /// <summary>
    /// What may read more, how much, and what it reads. The numbers must not grow. Those of the large site leave room for weekdays on which more
    /// groups meet.
    /// </summary>
    private static readonly Dictionary<string, (int Most, string Reads)> MayReadMore = new()
    {
        ["today"] = (2_500, Unlogged),
        ["work"] = (2_500, Unlogged),
        ["roll-12"] = (800, Hours),
        ["roll-40"] = (1_800, Hours),
        ["hours"] = (1_900, Hours),
        ["autosave-12"] = (200, Earlier),
        ["autosave-40"] = (550, Earlier),
        ["sign-12"] = (150, "what twelve notes say, to be sealed"),
        ["search-prefix"] = (220, Found),
        ["search-part"] = (220, Found),
        ["search-typo"] = (220, Found),
        ["chart-1000"] = (160, "the notes of a thousand encounters, without their sessions, for the last five"),
        ["trend"] = (5_000, "a thousand encounters, for those in a crisis or about medication"),
        ["schedule-day-60"] = (2_100, Planned),
        ["schedule-week-600"] = (20_000, Planned),
        ["census"] = (4_400, Site),
        ["Clinician/Today"] = (8_000, Hours),
        ["Clinician/Work"] = (8_000, Hours),
        ["Clinician/Census"] = (36_000, Site),
        ["Clinician/Sessions"] = (5_000, Planned),
        ["Supervisor/Today"] = (2_500, Unlogged),
        ["Supervisor/Work"] = (2_500, Unlogged),
        ["Supervisor/Census"] = (50_000, Site),
        ["Supervisor/Sessions"] = (5_000, Planned),
        ["Administrator/Today"] = (20_000, "the places of every group, each with whom it holds"),
        ["Administrator/Work"] = (2_500, Unlogged),
        ["Administrator/Census"] = (90_000, Site),
        ["Administrator/Sessions"] = (3_000, Planned),
        ["Auditor/Patients/History"] = (1_700, "everybody in treatment at the site, for the one whose banner it is"),
    };

    /// <summary>The same of what begins every request: whom its person has to do with. Six clinicians with eighty patients each answer to one supervisor.</summary>
    private static readonly Dictionary<string, int> MayBeginWith = new() { ["Clinician/"] = 600, ["Supervisor/"] = 1_600 };

    private const int MostToBegin = 800;

    private static readonly Role[] Roles = [Role.Clinician, Role.Supervisor, Role.Administrator];

    private static readonly string[] Addresses = ["/Today", "/Work", "/Census", "/Sessions"];

    [Fact]
    public async Task No_page_reads_a_large_table_whole_or_more_of_it_than_it_shows()
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        var places = await Places.InHouseAsync(owner, stock: 2 * Rounds);
        var large = await LargeTablesAsync(owner);
        Assert.Superset(new HashSet<string> { "attendance", "audit_events", "patients", "progress_notes", "roster_places", "sessions" }, large);
        var faults = new List<string>();
        foreach (var page in new PageList(places, () => clinic.Raw()).All().Concat(OfTheLargeSite()).Append(await HistoryOfOneAsync(owner)))
        {
            var begins = MayBeginWith.Where(role => page.Name.StartsWith(role.Key, StringComparison.Ordinal)).Select(role => role.Value).SingleOrDefault(MostToBegin);
            var most = MayReadMore.TryGetValue(page.Name, out var more) ? more.Most : Most;
            var (heaviest, begun) = (0, 0);
            foreach (var statement in await CarriedOutAsync(page))
            {
                (heaviest, begun) = statement.Begins ? (heaviest, Math.Max(begun, statement.Buffers)) : (Math.Max(heaviest, statement.Buffers), begun);
                if (statement.ReadWhole.Where(large.Contains).ToList() is { Count: > 0 } whole)
                {
                    faults.Add($"{page.Name} reads {string.Join(", ", whole)} whole: {statement.Text}");
                }

                if (statement.Buffers > (statement.Begins ? begins : most) && statement.Buffers > statement.Written * MostToWrite)
                {
                    faults.Add($"{page.Name} reads {statement.Buffers} pages for {statement.Written} rows: {statement.Text}");
                }
            }

            output.WriteLine($"{page.Name}: {heaviest} of {most}, and {begun} of {begins} to begin");
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    /// <summary>The lists of a whole site, by those who see more of it than their own patients.</summary>
    private IEnumerable<MeasuredPage> OfTheLargeSite() =>
        from role in Roles
        from address in Addresses
        select new MeasuredPage($"{role}{address}", async () =>
        {
            var visitor = await new Visitor(clinic.Raw()).SignInAsync(DemoSignIns.All.Single(person => person.Role == role).Email);
            return () => visitor.GetAsync(address);
        });

    /// <summary>Who had the record of one patient of years ago, among tens of thousands of rows about others.</summary>
    private async Task<MeasuredPage> HistoryOfOneAsync(NpgsqlDataSource owner)
    {
        await using var ask = owner.CreateCommand("select id from patients where mrn = 'GONE77'");
        var patient = (Guid)(await ask.ExecuteScalarAsync())!;
        return new MeasuredPage("Auditor/Patients/History", async () =>
        {
            var visitor = await new Visitor(clinic.Raw()).SignInAsync(DemoSignIns.All.Single(person => person.Role is Role.Auditor).Email);
            return () => visitor.GetAsync($"/Patients/{patient}/History");
        });
    }

    /// <summary>Each statement of a page once, with the least that it took: the first on a connection also reads the catalogue.</summary>
    private async Task<IReadOnlyCollection<Statement>> CarriedOutAsync(MeasuredPage page)
    {
        var least = new Dictionary<string, Statement>();
        var request = page.IsPreparedEachTime ? null : await page.PrepareAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var ask = request ?? await page.PrepareAsync() ?? throw new InvalidOperationException($"{page.Name}: nothing is left to send.");
            clinic.Log.Skip();
            var answer = await ask();
            Assert.True(answer.Status == page.Wanted, $"{page.Name} was answered {answer.Status}: {Visitor.Said(answer)}");
            foreach (var carriedOut in clinic.Log.Read().GroupBy(statement => statement.Text))
            {
                var most = carriedOut.MaxBy(statement => statement.Buffers)!;
                if (!least.TryGetValue(most.Text, out var known) || most.Buffers < known.Buffers)
                {
                    least[most.Text] = most;
                }
            }
        }

        Assert.NotEmpty(least);
        return least.Values;
    }

    private static async Task<HashSet<string>> LargeTablesAsync(NpgsqlDataSource owner)
    {
        // A table that is kept by month is as large as all its months, and none of them may be read whole; one that has no page yet is nothing to read.
        await using var ask = owner.CreateCommand("""
            select relname::text from pg_class where relkind in ('r', 'p') and reltuples > $1
            union select m.part from parts.months m join pg_class c on c.oid = format('public.%I', m.of_table)::regclass
              where c.reltuples > $1 and pg_relation_size(format('parts.%I', m.part)::regclass) > 0
            """);
        ask.Parameters.Add(new NpgsqlParameter<float> { TypedValue = Large });
        await using var rows = await ask.ExecuteReaderAsync();
        var large = new HashSet<string>();
        while (await rows.ReadAsync())
        {
            large.Add(rows.GetString(0));
        }

        return large;
    }
}

/// <summary>One statement as the database carried it out.</summary>
/// <param name="Text">What was asked.</param>
/// <param name="Buffers">Pages of 8 KiB that it looked into, from memory or disk.</param>
/// <param name="Written">New rows.</param>
/// <param name="ReadWhole">The tables that it went through from the beginning to the end.</param>
public sealed partial record Statement(string Text, int Buffers, int Written, IReadOnlyList<string> ReadWhole)
{
    /// <summary>It, or what it consists of, works out whom somebody has to do with.</summary>
    public bool Begins => OfBeginning().IsMatch(Text);

    [GeneratedRegex(@"from begin_work\(|^\s*\w+ := ")]
    private static partial Regex OfBeginning();
}

/// <summary>A large clinic, whose database tells of everything that the program's role has it do.</summary>
public sealed class ExplainedClinic(ClinicServer server) : ClinicHost(server)
{
    private static readonly string[] Telling =
    [
        "session_preload_libraries = auto_explain", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on", "auto_explain.log_timing = off",
        "auto_explain.log_buffers = on", "auto_explain.log_nested_statements = on", "auto_explain.log_settings = on", "auto_explain.log_parameter_max_length = 0",
        "auto_explain.log_format = json",
    ];

    private readonly ClinicServer _server = server;

    public ExplainedLog Log { get; private set; } = null!;

    protected override async Task<string> MakeDatabaseAsync()
    {
        var name = await base.MakeDatabaseAsync();
        await using var owner = NpgsqlDataSource.Create(_server.Postgres.ConnectionString(name));
        foreach (var file in new[] { "Insight/LargeSite.sql", "Promises/PastPatients.sql" })
        {
            var fill = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file));
            await using var connection = await owner.OpenConnectionAsync();
            await using var run = new NpgsqlCommand(fill.Replace(":years", "1", StringComparison.Ordinal), connection) { CommandTimeout = 600 };
            await run.ExecuteNonQueryAsync();
        }

        // As they are swept while a clinic is at work.
        await using var sweep = owner.CreateCommand("vacuum analyze care_team_members, enrollments, reservations, roster_places, undocumented_leads");
        await sweep.ExecuteNonQueryAsync();
        await using var tell = owner.CreateCommand(string.Join(
            ';',
            from setting in Telling
            select $"alter role clinic_app in database {name} set {setting}"));
        await tell.ExecuteNonQueryAsync();
        Log = new ExplainedLog(Path.Combine(_server.Postgres.DataFolder, "server.log"));
        return name;
    }
}

/// <summary>The log of the server, as far as it tells how statements were carried out.</summary>
public sealed partial class ExplainedLog(string file)
{
    private long _read;

    /// <summary>Whatever stands there by now is of no interest.</summary>
    public void Skip() => _read = new FileInfo(file).Length;

    public IReadOnlyList<Statement> Read()
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        reader.BaseStream.Position = _read;
        // Each line of a plan but the first begins with a tab; what another connection says at the same time stands between two plans.
        return [.. Plan().Matches(reader.ReadToEnd()).Select(plan => Of(JsonDocument.Parse(plan.Groups[1].Value).RootElement))];
    }

    private static Statement Of(JsonElement told)
    {
        // The program has every statement planned once for whatever is asked of it, and that is the plan that is judged.
        Assert.Equal("force_generic_plan", told.GetProperty("Settings").GetProperty("plan_cache_mode").GetString());
        var plan = told.GetProperty("Plan");
        return new Statement(
            told.GetProperty("Query Text").GetString()!,
            plan.GetProperty("Shared Hit Blocks").GetInt32() + plan.GetProperty("Shared Read Blocks").GetInt32(),
            plan.TryGetProperty("Operation", out var operation) && operation.GetString() is "Insert" ? Written(plan) : 0,
            [.. ReadWhole(plan)]);
    }

    /// <summary>How many rows an insert got from what stands below it; what its policies ask stands there too.</summary>
    private static int Written(JsonElement insert) => (int)insert.GetProperty("Plans").EnumerateArray()
        .Single(below => below.GetProperty("Parent Relationship").GetString() == "Outer").GetProperty("Actual Rows").GetDouble();

    private static IEnumerable<string> ReadWhole(JsonElement node)
    {
        if (node.GetProperty("Node Type").GetString()!.EndsWith("Seq Scan", StringComparison.Ordinal) && node.GetProperty("Actual Loops").GetDouble() > 0)
        {
            yield return node.GetProperty("Relation Name").GetString()!;
        }

        foreach (var below in node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().SelectMany(ReadWhole) : [])
        {
            yield return below;
        }
    }

    [GeneratedRegex(@"LOG:  duration: [\d.]+ ms  plan:\s*\n((?:\t.*\n)+)")]
    private static partial Regex Plan();
}

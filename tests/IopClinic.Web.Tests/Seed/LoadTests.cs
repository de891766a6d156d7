using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Seed.Load;
using IopClinic.Web.Tests.Database;
using Npgsql;

namespace IopClinic.Web.Tests.Seed;

/// <summary><c>seed --load</c>: what is copied past the guards of the database is what would have passed them.</summary>
public sealed class LoadTests(LoadedClinic clinic, ClinicServer server) : IClassFixture<LoadedClinic>
{
    /// <summary>For each foreign key, how many rows point at nothing.</summary>
    private const string Dangling = """
        select format('select %L, count(*) from %s c where %s and not exists (select from %s p where %s) having count(*) > 0', k.conname, k.conrelid::regclass,
            string_agg(format('c.%I is not null', a.attname), ' and '), k.confrelid::regclass, string_agg(format('p.%I = c.%I', b.attname, a.attname), ' and '))
        from pg_constraint k cross join lateral unnest(k.conkey, k.confkey) as pair (one, other)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.one
          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.other
        where k.contype = 'f' and k.connamespace = 'public'::regnamespace group by k.oid, k.conname, k.conrelid, k.confrelid
        """;

    /// <summary>Every index and constraint as the database says that it is.</summary>
    private const string Guards = """
        select indexdef from pg_indexes where schemaname = 'public'
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated from pg_constraint where connamespace = 'public'::regnamespace
        union all select tablename || ' stands alone' from pg_tables where schemaname = 'public' order by 1
        """;

    /// <summary>Tables in which another seed shows, as their sums begin.</summary>
    private static readonly string[] OfChance = ["patients ", "sessions ", "attendance ", "progress_notes ", "signatures ", "audit_links "];

    [Fact]
    public async Task Every_foreign_key_leads_somewhere()
    {
        var questions = await clinic.AskAsync(clinic.DatabaseName, Dangling);

        Assert.True(questions.Count > 100);
        Assert.Empty(await clinic.AskAsync(clinic.DatabaseName, string.Join(" union all ", questions)));
    }

    [Fact]
    public async Task Every_index_and_constraint_is_there_again_and_nothing_else() =>
        Assert.Equal(await clinic.AskAsync(LoadedClinic.Untouched, Guards), await clinic.AskAsync(clinic.DatabaseName, Guards));

    [Fact]
    public async Task Every_check_holds()
    {
        // Adding a constraint anew looks at every row.
        var checks = await clinic.AskAsync(
            clinic.DatabaseName,
            "select format('alter table %s add check (%s)', conrelid::regclass, pg_get_expr(conbin, conrelid)) from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace");

        Assert.True(checks.Count > 20);
        await clinic.AskAsync(clinic.DatabaseName, $"begin; {string.Join(';', checks)}; rollback");
    }

    [Fact]
    public async Task What_triggers_keep_is_as_they_would_have_kept_it()
    {
        const string Reserved = """
            select id, 'room', room_id, starts_at, ends_at, cancelled_at from sessions where room_id is not null
            union all select s.id, 'clinician', c.staff_member_id, starts_at - make_interval(mins => travel_before), ends_at + make_interval(mins => travel_after), cancelled_at
              from session_clinicians c join sessions s on s.id = c.session_id
            union all select s.id, 'patient', p.patient_id, starts_at, ends_at, cancelled_at from roster_places p join sessions s on s.id = p.session_id
            """;
        const string Kept = "select session_id, resource, resource_id, starts_at, ends_at, released_at from reservations";
        const string Open = """
            select s.id, s.ends_at from sessions s where not exists (select from roster_places p where p.session_id = s.id)
              or exists (select from roster_places p where p.session_id = s.id and not exists (
                select from progress_notes n where n.session_id = s.id and n.patient_id = p.patient_id and n.signed_at is not null and n.struck_at is null))
            """;

        Assert.Empty(await DifferenceAsync(Reserved, Kept));
        Assert.Empty(await DifferenceAsync(Open, "select session_id, ends_at from undocumented_sessions"));
        Assert.Empty(await DifferenceAsync(UndocumentedLeadTests.Due, UndocumentedLeadTests.Kept));
    }

    [Fact]
    public async Task What_triggers_refuse_is_not_there()
    {
        string[] refused =
        [
            // Attendance outside its session, or of another date or site.
            """
            select a.session_id from attendance a join sessions s on s.id = a.session_id where a.site_id <> s.site_id or a.clinic_date <> s.clinic_date
              or a.minutes > extract(epoch from s.ends_at - s.starts_at) / 60 - s.break_minutes or a.arrived_at not between s.starts_at and s.ends_at
              or a.left_at not between s.starts_at and s.ends_at or (a.status in ('ExcusedAbsence', 'UnexcusedAbsence') and a.minutes <> 0)
            """,
            // More in a session than its group has places, or than its room holds.
            """
            select s.id from sessions s join groups g on g.id = s.group_id left join rooms r on r.id = s.room_id
            where (select count(*) from roster_places p where p.session_id = s.id) > g.capacity or r.capacity < g.capacity
            """,
            // More in a track than it has seats.
            "select track_id from track_seats where taken > capacity",
            // A note that refers to somebody else's objective, or that is of another date than its session.
            "select l.note_id from note_objectives l join progress_notes n on n.id = l.note_id where (l.patient_id, l.clinic_date) is distinct from (n.patient_id, n.clinic_date)",
            "select n.id from progress_notes n join sessions s on s.id = n.session_id where (n.site_id, n.clinic_date) is distinct from (s.site_id, s.clinic_date)",
            // A place of somebody who was not in treatment.
            """
            select p.session_id from roster_places p join episodes e on e.id = p.episode_id where p.clinic_date < e.admitted_on or p.clinic_date > e.discharged_on
            """,
            // A place in a group's session of somebody who was not enrolled.
            """
            select p.session_id from roster_places p join sessions s on s.id = p.session_id where s.group_id is not null and not exists (
              select from enrollments e where e.group_id = s.group_id and e.patient_id = p.patient_id and s.clinic_date >= e.first_day and (e.last_day is null or s.clinic_date <= e.last_day))
            """,
        ];

        foreach (var question in refused)
        {
            Assert.Empty(await clinic.AskAsync(clinic.DatabaseName, question));
        }
    }

    [Theory]
    [InlineData("verify-signatures")]
    [InlineData("verify-audit")]
    public async Task Signatures_and_history_are_whole(string command) => Assert.Equal(0, await clinic.RunAsync(clinic.DatabaseName, command));

    [Fact]
    public async Task It_is_like_a_clinic_at_work()
    {
        Assert.Equal("120", (await AskAsync("select count(*) from patients where is_generated"))[0]);
        Assert.True(int.Parse((await AskAsync("select max(n) from (select count(*) n from attendance group by patient_id) of_each"))[0], null) >= 1000);
        // Names are found that are written in other letters than Latin ones.
        Assert.NotEmpty(await AskAsync("select id from patients where name_family !~ '[A-Za-z]'"));
        Assert.InRange(int.Parse((await AskAsync("select avg(length(text))::int from progress_notes where text is not null"))[0], null), 400, 900);
        Assert.InRange(double.Parse((await AskAsync("select avg((minutes > 0)::int) from attendance"))[0], System.Globalization.CultureInfo.InvariantCulture), 0.7, 0.95);
        Assert.NotEmpty(await AskAsync("select session_id from undocumented_sessions where ends_at < now() and ends_at > now() - interval '4 days'"));
        Assert.NotEmpty(await AskAsync("select id from sessions where clinic_date > current_date + 7"));

        // What comes after it goes on where it ended.
        Assert.Equal("IC000121", (await AskAsync("select next_mrn()"))[0]);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_rows_and_another_one_others()
    {
        var first = await SumsAsync("7");
        var again = await SumsAsync("7");
        var other = await SumsAsync("8");

        Assert.Equal(first, again);
        Assert.All(
            OfChance,
            table => Assert.NotEqual(first.Single(sum => sum.StartsWith(table, StringComparison.Ordinal)), other.Single(sum => sum.StartsWith(table, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task The_demo_clinician_works_on_it()
    {
        var thousand = (await AskAsync("select patient_id from attendance group by patient_id order by count(*) desc limit 1"))[0];
        var browser = await clinic.SignInAsync(Role.Clinician);

        foreach (var address in new[] { "/", $"/Patients/{thousand}", "/Schedule" })
        {
            await browser.OpenAsync(address);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
        }
    }

    [Fact]
    public async Task Nothing_is_added_where_something_is()
    {
        var before = await AskAsync("select count(*) from patients");

        Assert.Equal(1, await clinic.RunAsync(clinic.DatabaseName, "seed", "--load", "--sites", "1", "--patients", "12", "--years", "1"));

        Assert.Equal(before, await AskAsync("select count(*) from patients"));
    }

    [Fact]
    public async Task A_load_that_was_broken_off_is_told_of_and_not_gone_on_with()
    {
        var database = await clinic.EmptyAsync();
        await using var source = NpgsqlDataSource.Create(server.Postgres.ConnectionString(database));
        await new LoadState(source).BeginAsync(TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<RuleViolation>(() => new LoadState(source).BeginAsync(TestContext.Current.CancellationToken));

        Assert.Contains("broken off", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await clinic.RunAsync(database, "seed", "--load", "--sites", "1", "--patients", "12", "--years", "1"));
        // Nor is the demo clinic planted in it.
        Assert.Equal(1, await clinic.RunAsync(database, "seed"));
        Assert.Empty(await clinic.AskAsync(database, "select id from sites"));
    }

    [Theory]
    [InlineData("--patients is missing", "--sites", "1", "--years", "1")]
    [InlineData("--years is missing", "--sites", "1", "--patients", "10")]
    [InlineData("--sites is missing")]
    [InlineData("--sites goes from 1 to 200", "--sites", "0", "--patients", "10", "--years", "1")]
    [InlineData("--sites goes from 1 to 200", "--sites", "201", "--patients", "10000", "--years", "1")]
    [InlineData("--patients goes from 1", "--sites", "1", "--patients", "-5", "--years", "1")]
    [InlineData("--years goes from 1 to 20", "--sites", "1", "--patients", "10", "--years", "21")]
    [InlineData("needs a whole number", "--sites", "1", "--patients", "many", "--years", "1")]
    [InlineData("needs a whole number", "--sites", "1", "--patients", "99999999999", "--years", "1")]
    [InlineData("needs a whole number", "--sites", "1", "--patients", "10", "--years")]
    [InlineData("There is no option --site", "--site", "1", "--patients", "10", "--years", "1")]
    [InlineData("is there twice", "--sites", "1", "--sites", "1", "--patients", "10", "--years", "1")]
    [InlineData("at least one patient", "--sites", "3", "--patients", "2", "--years", "1")]
    [InlineData("in treatment at each site", "--sites", "1", "--patients", "200000", "--years", "1")]
    public void What_cannot_be_is_refused_in_a_sentence(string said, params string[] options)
    {
        var refusal = Assert.Throws<RuleViolation>(() => LoadSize.Of(options));

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_nobody_knows_plant_no_demo_clinic()
    {
        var database = await clinic.EmptyAsync();

        Assert.Equal(1, await clinic.RunAsync(database, "seed", "--laod"));

        Assert.Empty(await clinic.AskAsync(database, "select id from sites"));
    }

    private Task<IReadOnlyList<string>> AskAsync(string sql) => clinic.AskAsync(clinic.DatabaseName, sql);

    private Task<IReadOnlyList<string>> DifferenceAsync(string one, string other) =>
        AskAsync($"(({one}) except ({other})) union all (({other}) except ({one}))");

    /// <summary>A sum of all rows of every table; the hash of the password alone is salted.</summary>
    private async Task<IReadOnlyList<string>> SumsAsync(string seed)
    {
        var database = await clinic.EmptyAsync();
        Assert.Equal(0, await clinic.RunAsync(database, "seed", "--load", "--sites", "1", "--patients", "15", "--years", "1", "--random", seed));
        var tables = await clinic.AskAsync(
            database,
            """
            select format('select %L, count(*), coalesce(md5(string_agg(md5((to_jsonb(t) - ''password_hash'')::text), '''' order by md5((to_jsonb(t) - ''password_hash'')::text))), '''') from %I t', tablename, tablename)
            from pg_tables where schemaname = 'public' and tablename not in ('__EFMigrationsHistory', 'house_state') order by tablename
            """);
        return await clinic.AskAsync(database, $"{string.Join(" union all ", tables)} order by 1");
    }
}

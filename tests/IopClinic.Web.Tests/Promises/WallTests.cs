using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// The second wall alone: plain SQL as the role that serves pages. The tables are asked of the database's own catalog, so that a new
/// one without a policy is noticed.
/// </summary>
public sealed class WallTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>The tables that hold something of a patient, and how a row says whose it is.</summary>
    private static readonly Dictionary<string, string> Otherwise = new()
    {
        ["patients"] = "t.id",
        ["shared_parts"] = "(select l.patient_id from roster_places l where l.session_id = t.session_id limit 1)",
        ["session_skills"] = "(select l.patient_id from roster_places l where l.session_id = t.session_id limit 1)",
        ["family_participants"] = "(select l.patient_id from roster_places l where l.session_id = t.session_id limit 1)",
        ["reservations"] = "case when t.resource = 'patient' then t.resource_id end",
    };

    [Fact]
    public async Task Each_role_sees_the_rows_that_the_table_says_and_no_others()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var found = await SeenAsync(made, clinic.OwnerConnection, clinic.AppConnection);
        var said = ReadableTable.Read("walls.md").Compare(found);

        Assert.True(said.Length == 0, said);
        Assert.True(found.Count >= 17, $"Only {found.Count} tables of patients were found.");
    }

    [Fact]
    public async Task Without_a_context_there_is_not_one_row()
    {
        await using var app = NpgsqlDataSource.Create(clinic.AppConnection);
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        foreach (var table in await TablesAsync(owner))
        {
            var ofPatients = table switch
            {
                "reservations" => "where resource = 'patient'",
                // Whoever failed to sign in is nobody, and what is written of that must be readable to the one who writes it.
                "audit_events" => "where patient_id is not null or shown is not null",
                _ => "",
            };
            Assert.Equal((table, 0L), (table, await app.CreateCommand($"select count(*) from {table} {ofPatients}").ExecuteScalarAsync()));
        }
    }

    [Fact]
    public async Task Every_table_with_a_patient_is_walled_and_the_role_that_serves_pages_can_undo_nothing()
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);

        Assert.Equal([], await FaultsAsync(owner));
    }

    [Theory]
    [InlineData("update audit_events set reason = 'x'")]
    [InlineData("delete from audit_events")]
    [InlineData("delete from audit_links")]
    [InlineData("insert into audit_links select * from audit_links limit 1")]
    [InlineData("update signatures set hash = 'x'")]
    [InlineData("delete from signatures")]
    [InlineData("update addenda set text = 'x'")]
    [InlineData("delete from addenda")]
    [InlineData("delete from patients")]
    [InlineData("delete from progress_notes")]
    [InlineData("truncate patients cascade")]
    [InlineData("truncate audit_events")]
    [InlineData("create table mine (id int)")]
    [InlineData("alter table patients disable row level security")]
    [InlineData("alter table patients no force row level security")]
    [InlineData("drop policy app on patients")]
    [InlineData("alter role clinic_app bypassrls")]
    [InlineData("alter role clinic_app superuser")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("alter table progress_notes disable trigger all")]
    [InlineData("drop function begin_work")]
    public async Task The_role_that_serves_pages_may_not(string sql)
    {
        await using var app = NpgsqlDataSource.Create(clinic.AppConnection);
        await using var connection = await app.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await BeginAsync(connection, await PersonAsync(Role.Clinician));
        var refused = await Assert.ThrowsAsync<PostgresException>(async () =>
            await new NpgsqlCommand(sql, connection, transaction).ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_patients_table_asked_outside_a_transaction_is_an_error_and_not_an_empty_list()
    {
        await using var app = NpgsqlDataSource.Create(clinic.AppConnection);
        await using var db = new ClinicDb(
            new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(app).Options,
            new Actor { IsBounded = true },
            clinic.Services.GetRequiredService<ClinicClock>());

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Patients.ToListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Notes.CountAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Patients.ExecuteUpdateAsync(set => set.SetProperty(p => p.Risk, RiskLevel.High)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Database.ExecuteSqlAsync($"update support_people set phone = null"));
        await using var work = await db.BeginWorkAsync();
        Assert.Empty(await db.Patients.ToListAsync());
    }

    [Fact]
    public async Task What_was_said_in_one_transaction_is_forgotten_in_the_next_of_the_same_connection()
    {
        await using var app = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(clinic.AppConnection) { MaxPoolSize = 1 });
        await using (var connection = await app.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await BeginAsync(connection, await PersonAsync(Role.Clinician));
            Assert.NotEqual(0L, await new NpgsqlCommand("select count(*) from patients", connection, transaction).ExecuteScalarAsync());
            await transaction.CommitAsync();
        }

        Assert.Equal(0L, await app.CreateCommand("select count(*) from patients").ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_policy_that_is_taken_away_is_noticed_on_every_table()
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        var tables = (await TablesAsync(owner)).Except(["audit_events"]).ToList();
        await using var connection = await owner.OpenConnectionAsync();
        foreach (var change in tables.SelectMany(table => new[]
        {
            $"drop policy app on {table}",
            $"alter table {table} disable row level security",
            $"alter table {table} no force row level security",
        }).Append("create table letters (id uuid, patient_id uuid)").Append("grant truncate on patients to clinic_app")
            .Append("grant delete on audit_events to clinic_app").Append("alter role clinic_app bypassrls").Append("alter table rooms owner to clinic_app"))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await new NpgsqlCommand(change, connection, transaction).ExecuteNonQueryAsync();
            Assert.True((await FaultsAsync(connection)).Count > 0, $"Nobody noticed: {change}");
            await transaction.RollbackAsync();
        }

        Assert.Equal([], await FaultsAsync(connection));
    }

    [Fact]
    public async Task A_policy_that_lets_everybody_through_is_noticed_on_every_table()
    {
        var made = await Acquaintances.OfAsync(clinic);
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var connection = await owner.OpenConnectionAsync();
        foreach (var table in (await TablesAsync(owner)).Except(["audit_events"]))
        {
            // Asked before: the change of a policy holds the table.
            var none = made.Of(Relation.None);
            var session = await SessionAsync(table, none);
            await using var transaction = await connection.BeginTransactionAsync();
            await new NpgsqlCommand($"alter policy app on {table} using (true)", connection, transaction).ExecuteNonQueryAsync();
            await new NpgsqlCommand("set local role clinic_app", connection, transaction).ExecuteNonQueryAsync();
            await BeginAsync(connection, made.People[Role.Clinician].Id.Value);
            var whose = Whose(table);
            await using var ask = new NpgsqlCommand(
                whose.Contains("session_id", StringComparison.Ordinal)
                    ? $"select exists (select from {table} t where t.session_id = $2)"
                    : $"select exists (select from {table} t where {whose} = $1 and $2::uuid is not null)",
                connection,
                transaction)
            {
                Parameters = { new() { Value = none.Patient.Id.Value }, new() { Value = session } },
            };
            Assert.True((bool)(await ask.ExecuteScalarAsync())!, $"An open policy on {table} shows nothing new.");
            await transaction.RollbackAsync();
        }
    }

    /// <summary>The session of this patient that has such a row.</summary>
    private Task<Guid> SessionAsync(string table, Acquaintance of) => clinic.InDatabaseAsync(async db => (await db.RosterPlaces
        .Where(p => p.PatientId == of.Patient.Id)
        .Join(db.Sessions, p => p.SessionId, s => s.Id, (_, s) => s)
        .Where(s => table == "family_participants" ? s is FamilySession : s is GroupSession)
        .Select(s => s.Id).FirstAsync()).Value);

    /// <summary>By table and role: whose rows are seen.</summary>
    internal static async Task<Dictionary<string, IReadOnlyDictionary<string, string>>> SeenAsync(
        Acquaintances made, string ownerConnection, string appConnection, string? only = null)
    {
        await using var owner = NpgsqlDataSource.Create(ownerConnection);
        await using var app = NpgsqlDataSource.Create(appConnection);
        var tables = (await TablesAsync(owner)).Concat(Otherwise.Keys).Distinct().Where(table => only is null || table == only)
            .Order(StringComparer.Ordinal).ToList();
        // Which rows there are, and whose.
        var rows = new Dictionary<string, Dictionary<string, Guid>>();
        var whose = made.All.Select(a => a.Patient.Id.Value).Distinct().ToArray();
        foreach (var table in tables)
        {
            rows[table] = await RowsAsync(owner, table, whose);
        }

        var found = tables.ToDictionary(t => t, _ => new Dictionary<string, string>());
        foreach (var column in ReadableTable.Columns)
        {
            await using var connection = await app.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            if (Enum.TryParse<Role>(column, out var role))
            {
                await BeginAsync(connection, made.People[role].Id.Value);
            }

            foreach (var table in tables)
            {
                await using var ask = new NpgsqlCommand($"select t.ctid::text from {table} t", connection, transaction);
                var seen = new HashSet<string>();
                await using (var reader = await ask.ExecuteReaderAsync())
                {
                    while (await reader.ReadAsync())
                    {
                        seen.Add(reader.GetString(0));
                    }
                }

                var marks = new List<(Relation, Stage, string)>();
                var possible = new List<(Relation, Stage)>();
                foreach (var one in made.All.Where(a => a.Relation is not Relation.RosterElse))
                {
                    var theirs = rows[table].Where(row => row.Value == one.Patient.Id.Value).ToList();
                    if (theirs.Count == 0)
                    {
                        continue;
                    }

                    possible.Add((one.Relation, one.Stage));
                    var shown = theirs.Count(row => seen.Contains(row.Key));
                    if (shown > 0)
                    {
                        marks.Add((one.Relation, one.Stage, shown == theirs.Count ? "" : "~"));
                    }
                }

                found[table][column] = ReadableTable.Cell(marks, possible);
            }
        }

        return found.ToDictionary(f => f.Key, f => (IReadOnlyDictionary<string, string>)f.Value);
    }

    private static async Task<Dictionary<string, Guid>> RowsAsync(NpgsqlDataSource owner, string table, Guid[] patients)
    {
        var rows = new Dictionary<string, Guid>();
        var whose = Whose(table);
        await using var ask = owner.CreateCommand(
            $"select t.ctid::text, {whose} from {table} t where {whose} = any($1)");
        ask.Parameters.Add(new() { Value = patients });
        await using var reader = await ask.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows[reader.GetString(0)] = reader.GetGuid(1);
        }

        return rows;
    }

    internal static string Whose(string table) => Otherwise.GetValueOrDefault(table, "t.patient_id");

    internal static async Task<List<string>> TablesAsync(NpgsqlDataSource owner)
    {
        await using var connection = await owner.OpenConnectionAsync();
        return await ListAsync(connection, $"select distinct c.relname::text {OfPatients}");
    }

    private const string OfPatients = """
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and (a.attname like '%patient_id%' or c.relname in ('patients', 'shared_parts', 'session_skills', 'family_participants', 'reservations'))
        """;

    private static async Task<List<string>> FaultsAsync(NpgsqlDataSource owner)
    {
        await using var connection = await owner.OpenConnectionAsync();
        return await FaultsAsync(connection);
    }

    /// <summary>Everything by which the wall would have a hole.</summary>
    private static Task<List<string>> FaultsAsync(NpgsqlConnection connection) => ListAsync(connection, $"""
        select distinct c.relname || ' has no row level security' {OfPatients} and not c.relrowsecurity
        union all
        select distinct c.relname || ' does not force its policies upon its owner' {OfPatients} and not c.relforcerowsecurity
        union all
        select distinct c.relname || ' has no policy for the role that serves pages' {OfPatients} and not exists (
          select from pg_policy p where p.polrelid = c.oid and 'clinic_app'::regrole = any(p.polroles) and p.polqual is not null
            and p.polname in ('app', 'app_reads'))
        union all
        select distinct c.relname || ' has a policy for everybody' {OfPatients} and exists (
          select from pg_policy p where p.polrelid = c.oid and (0::oid = any(p.polroles) or ('clinic_app'::regrole = any(p.polroles)
            and pg_get_expr(p.polqual, p.polrelid) = 'true')))
        union all
        select c.relname || ' belongs to the role that serves pages' from pg_class c where c.relowner = 'clinic_app'::regrole
        union all
        select p.proname || ' belongs to the role that serves pages' from pg_proc p where p.proowner = 'clinic_app'::regrole
        union all
        select 'the role that serves pages may ' || what from pg_roles, lateral (values
          ('bypass policies', rolbypassrls), ('everything', rolsuper), ('create databases', rolcreatedb), ('create roles', rolcreaterole),
          ('replicate', rolreplication)) rights (what, has) where rolname = 'clinic_app' and has
        union all
        select 'the role that serves pages is a member of ' || m.roleid::regrole from pg_auth_members m where m.member = 'clinic_app'::regrole
        union all
        select 'the role that serves pages may create in the schema' where has_schema_privilege('clinic_app', 'public', 'create')
        union all
        select c.relname || ': the role that serves pages may ' || right_to
        from pg_class c, unnest(array['truncate', 'trigger', 'references']) right_to
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege('clinic_app', c.oid, right_to)
        union all
        select kept || ': the role that serves pages may ' || right_to
        from unnest(array['audit_events', 'audit_links', 'signatures', 'addenda']) kept, unnest(array['update', 'delete']) right_to
        where has_table_privilege('clinic_app', kept, right_to)
        union all
        select p.proname || ' acts as its owner without a fixed search path' from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
          -- Where names were bound when it was made, none is searched for.
          and p.prosqlbody is null and not exists (select from unnest(p.proconfig) setting where setting like 'search_path=%')
        """);

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var ask = new NpgsqlCommand(sql, connection);
        await using var reader = await ask.ExecuteReaderAsync();
        var list = new List<string>();
        while (await reader.ReadAsync())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    private static async Task BeginAsync(NpgsqlConnection connection, Guid person)
    {
        await using var begin = new NpgsqlCommand("select * from begin_work($1, $2)", connection)
        {
            Parameters = { new() { Value = person }, new() { Value = TimeProvider.System.GetUtcNow() } },
        };
        await begin.ExecuteNonQueryAsync();
    }

    private Task<Guid> PersonAsync(Role role) => clinic.InDatabaseAsync(async db =>
        (await db.Staff.SingleAsync(s => s.Email == DemoSignInOf(role))).Id.Value);

    private static string DemoSignInOf(Role role) => DemoSignIns.All.Single(person => person.Role == role).Email;
}

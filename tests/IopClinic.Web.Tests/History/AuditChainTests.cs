using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Npgsql;

namespace IopClinic.Web.Tests.History;

/// <summary>Somebody with all rights in the database changes the history; each test works on a clinic of its own.</summary>
public sealed class AuditChainTests(ClinicServer server) : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"heads-{Guid.CreateVersion7():N}.txt");
    private string _database = "";
    private NpgsqlDataSource _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CopyAsync();
        _owner = NpgsqlDataSource.Create(server.Postgres.ConnectionString(_database));
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        await server.Postgres.DropDatabaseAsync(_database);
        File.Delete(_file);
    }

    [Fact]
    public async Task A_history_that_nobody_touched_stands_and_every_row_of_it_is_linked()
    {
        await AddAsync(50);

        var verdict = await VerifyAsync();

        Assert.Null(verdict.Fault);
        Assert.Equal(await CountAsync("audit_events"), verdict.Links);
        Assert.Equal(0, await RunAsync("verify-audit"));
    }

    [Fact]
    public async Task People_who_write_at_the_same_moment_leave_whole_chains()
    {
        var actors = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(Enumerable.Range(0, 24).Select(async at =>
        {
            for (var i = 0; i < 10; i++)
            {
                await AddAsync(3, actors[at % actors.Count]);
            }
        }));

        Assert.Null((await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task The_text_of_a_row_does_not_depend_on_the_settings_of_whoever_writes_it()
    {
        await TamperAsync("""
            begin; set local timezone = 'Pacific/Chatham'; set local datestyle = 'German, DMY'; set local bytea_output = 'escape';
            insert into audit_events (at, actor_name, actor_roles, clinic_date, action, page, object_type, changes, shown)
            values (now(), 'Zoë Ωmega', '', '2026-02-03', 'Read', '/x', 'Chart', '{"b": [1, null], "a": "ü''quoted'' and \\\\ back"}', array[gen_random_uuid(), gen_random_uuid()]);
            commit
            """);

        Assert.Null((await VerifyAsync()).Fault);
    }

    [Theory]
    [InlineData("actor_name", "'Somebody else'")]
    [InlineData("at", "at - interval '1 microsecond'")]
    [InlineData("changes", "'{\"Phone\": [\"1\", \"2\"]}'")]
    [InlineData("patient_id", "gen_random_uuid()")]
    [InlineData("shown", "array[gen_random_uuid()]")]
    [InlineData("outcome", "'Refused'")]
    [InlineData("purpose", "'Emergency'")]
    [InlineData("reason", "''")]
    [InlineData("client_address", "'10.0.0.1'")]
    [InlineData("session_ref", "'other'")]
    [InlineData("glass_id", "gen_random_uuid()")]
    [InlineData("object_id", "'other'")]
    [InlineData("times", "7")]
    [InlineData("clinic_date", "clinic_date + 1")]
    public async Task A_changed_row_is_named(string column, string value)
    {
        await AddAsync(9);
        var (chain, link, sequence) = await LinkAsync(back: 4);

        await TamperAsync($"update audit_events set {column} = {value} where sequence = {sequence}");

        Assert.Equal(new AuditFault(chain, link, sequence, "the row was changed after it was written"), (await VerifyAsync()).Fault);
        Assert.Equal(1, await RunAsync("verify-audit"));
    }

    [Fact]
    public async Task A_removed_row_is_named()
    {
        await AddAsync(9);
        var (chain, link, sequence) = await LinkAsync(back: 4);

        await TamperAsync($"delete from audit_events where sequence = {sequence}");
        Assert.Equal(new AuditFault(chain, link, sequence, "the row is missing"), (await VerifyAsync()).Fault);

        await TamperAsync($"delete from audit_links where sequence = {sequence}");
        Assert.Equal((chain, link), ((await VerifyAsync()).Fault!.Chain!.Value, (await VerifyAsync()).Fault!.Link!.Value));
    }

    [Fact]
    public async Task A_removed_end_is_found_by_the_heads_outside_the_database()
    {
        await AddAsync(9);
        Assert.Equal(0, await RunAsync("anchor-audit", "--heads", _file));
        Assert.Equal(0, await RunAsync("verify-audit", "--heads", _file));
        var (chain, link, sequence) = await LinkAsync(back: 2);

        await TamperAsync($"delete from audit_events where sequence in (select sequence from audit_links where chain = {chain} and link >= {link})");
        await TamperAsync($"delete from audit_links where chain = {chain} and link >= {link}");

        Assert.Null((await VerifyAsync()).Fault);
        Assert.Equal(1, await RunAsync("verify-audit", "--heads", _file));
        var fault = (await VerifyAsync(await new HeadsFile(_file).ReadAsync())).Fault!;
        Assert.Equal((chain, link + 2), (fault.Chain!.Value, fault.Link!.Value));
        Assert.Contains("its end was removed", fault.Wrong, StringComparison.Ordinal);
        Assert.True(sequence > 0);
    }

    [Fact]
    public async Task Rows_that_changed_places_are_found()
    {
        await AddAsync(9);
        var (chain, link, sequence) = await LinkAsync(back: 5);
        var (_, _, other) = await LinkAsync(back: 2);

        await TamperAsync($"""
            update audit_links set sequence = case sequence when {sequence} then -1 else -2 end where sequence in ({sequence}, {other});
            update audit_links set sequence = case sequence when -1 then {other} else {sequence} end where sequence < 0
            """);

        var fault = (await VerifyAsync()).Fault!;
        Assert.Equal((chain, link), (fault.Chain!.Value, fault.Link!.Value));
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_is_found_by_the_heads()
    {
        await AddAsync(9);
        await RunAsync("anchor-audit", "--heads", _file);
        var (chain, link, sequence) = await LinkAsync(back: 0);

        await TamperAsync($"delete from audit_links where sequence = {sequence}");
        await TamperAsync($"update audit_events set actor_name = 'Somebody else' where sequence = {sequence}");
        await TamperAsync($"select append_audit_link(e) from audit_events e where sequence = {sequence}");

        Assert.Null((await VerifyAsync()).Fault);
        var fault = (await VerifyAsync(await new HeadsFile(_file).ReadAsync())).Fault!;
        Assert.Equal((chain, link, sequence), (fault.Chain!.Value, fault.Link!.Value, fault.Sequence!.Value));
    }

    [Fact]
    public async Task A_row_that_was_slipped_in_past_the_chain_is_found()
    {
        await TamperAsync(Insert("null", 1));
        var sequence = await ScalarAsync("select max(sequence) from audit_events");

        Assert.Equal(sequence, (await VerifyAsync()).Fault!.Sequence);
    }

    [Theory]
    [InlineData("update audit_links set link = link + 1")]
    [InlineData("delete from audit_links")]
    [InlineData("truncate audit_links")]
    [InlineData("insert into audit_links values (3, 1000000, 1000000, '', '')")]
    [InlineData("update audit_events set reason = ''")]
    [InlineData("delete from audit_events")]
    public async Task Nobody_writes_in_the_chains_even_with_all_rights(string statement)
    {
        await AddAsync(1);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_heads_file_that_somebody_wrote_in_is_refused()
    {
        await File.WriteAllTextAsync(_file, "2026-11-23T00:00:00Z 1 two three\n");

        await Assert.ThrowsAsync<RuleViolation>(() => new HeadsFile(_file).ReadAsync());
        Assert.Equal(1, await RunAsync("verify-audit", "--heads", _file));
        Assert.Equal(1, await RunAsync("verify-audit", "--heads", "/no/such/file"));
        Assert.Equal(1, await RunAsync("verify-audit", "nonsense"));
    }

    private static string Insert(string actor, int rows) => $"""
        insert into audit_events (at, actor_id, actor_name, actor_roles, clinic_date, action, page, object_type)
        select now(), {actor}, 'Tester', 'Auditor', '2026-01-05', 'Read', '/x', 'Chart' from generate_series(1, {rows})
        """;

    private Task AddAsync(int rows, Guid? actor = null) => ExecuteAsync(Insert(actor is null ? "null" : $"'{actor}'", rows));

    private async Task ExecuteAsync(string statement)
    {
        await using var command = _owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What the owner of the server can do: first silence every guard.</summary>
    private Task TamperAsync(string statement) => ExecuteAsync($"""
        alter table audit_events disable trigger user; alter table audit_links disable trigger user;
        {(statement.StartsWith("begin", StringComparison.Ordinal) ? "alter table audit_events enable trigger user; alter table audit_links enable trigger user;" : "")}
        {statement};
        alter table audit_events enable trigger user; alter table audit_links enable trigger user
        """);

    private async Task<(int Chain, long Link, long Sequence)> LinkAsync(int back)
    {
        await using var command = _owner.CreateCommand($"select chain, link, sequence from audit_links where chain = 0 order by link desc offset {back} limit 1");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetInt16(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private async Task<long> ScalarAsync(string question)
    {
        await using var command = _owner.CreateCommand(question);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private Task<long> CountAsync(string table) => ScalarAsync($"select count(*) from {table}");

    private Task<AuditVerdict> VerifyAsync(IReadOnlyCollection<AuditHead>? anchored = null) => new AuditChain(_owner).VerifyAsync(anchored ?? []);

    private async Task<int> RunAsync(params string[] arguments)
    {
        await using var program = Clinic.CreateBuilder(
            ClinicServer.Settings(server.Postgres.ConnectionString(_database)), forPages: false).Build();
        return await CommandLine.RunAsync(program.Services, arguments);
    }
}

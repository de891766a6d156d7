using System.Globalization;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.History;

/// <summary>The history by month: made ahead, guarded like the whole, and taken into the archive; each test works on a clinic of its own.</summary>
public sealed class HistoryMonthsTests(ClinicServer server) : IAsyncLifetime
{
    private const int RowsOfAMonth = 40;

    private static DateOnly Today => new ClinicClock(TimeProvider.System).Today(TimeZoneInfo.Utc);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"heads-{Guid.CreateVersion7():N}.txt");
    private string _database = "";
    private NpgsqlDataSource _owner = null!;
    private NpgsqlDataSource _app = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CopyAsync();
        _owner = NpgsqlDataSource.Create(server.Postgres.ConnectionString(_database));
        _app = NpgsqlDataSource.Create(server.Postgres.AppConnectionString(_database));
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        await _app.DisposeAsync();
        await server.Postgres.DropDatabaseAsync(_database);
        File.Delete(_file);
    }

    [Fact]
    public async Task The_program_makes_the_next_months_before_they_begin_and_each_once()
    {
        var last = $"audit_events_{Today.AddMonths(HistoryMonths.Ahead).ToString("yyyy_MM", CultureInfo.InvariantCulture)}";
        Assert.NotNull(await AskAsync($"select to_regclass('parts.{last}')::text"));
        Assert.Equal(0, await HistoryMonths.KeepAheadAsync(_app, TestContext.Current.CancellationToken));

        await RunAsync($"drop table parts.{last}");
        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => HistoryMonths.KeepAheadAsync(_app, TestContext.Current.CancellationToken)));

        Assert.Equal(1, made.Sum());
        Assert.NotNull(await AskAsync($"select to_regclass('parts.{last}')::text"));
    }

    [Fact]
    public async Task A_row_stands_in_its_month_and_one_without_a_month_is_kept_all_the_same()
    {
        await AddAsync("1990-05-05", 3);
        await AddAsync("2019-02-28", 3);

        Assert.Equal("6", await AskAsync("select count(*)::text from parts.audit_events_rest where clinic_date < '2020-01-01'"));
        // A month with rows elsewhere is not made around them.
        Assert.Equal(2, await HistoryMonths.CreateAsync(_owner, new(2019, 1, 1), new(2019, 3, 31), TestContext.Current.CancellationToken));
        await AddAsync("2019-03-01", 2);
        Assert.Equal("2", await AskAsync("select count(*)::text from parts.audit_events_2019_03"));
        Assert.Null((await VerifyAsync()).Fault);
    }

    [Theory]
    [InlineData("select 1 from parts.{0}")]
    [InlineData("insert into parts.{0} (sequence, at, actor_name, actor_roles, clinic_date, action, page, object_type) values (-1, now(), '', '', current_date, '', '', '')")]
    [InlineData("update parts.{0} set reason = ''")]
    [InlineData("delete from parts.{0}")]
    [InlineData("truncate parts.{0}")]
    [InlineData("drop table parts.{0}")]
    [InlineData("alter table audit_events detach partition parts.{0}")]
    [InlineData("select parts.create_months('2000-01-01', '2000-01-01')")]
    [InlineData("select 1 from archive.months")]
    [InlineData("create table parts.mine (id int)")]
    public async Task The_role_that_serves_pages_comes_near_no_month(string statement)
    {
        await using var command = _app.CreateCommand(string.Format(CultureInfo.InvariantCulture, statement, await CurrentAsync()));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("update parts.{0} set reason = ''")]
    [InlineData("delete from parts.{0}")]
    [InlineData("truncate parts.{0}")]
    [InlineData("truncate parts.audit_events_rest")]
    public async Task Nobody_changes_a_month_past_the_whole(string statement)
    {
        await AddAsync(Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), 1);
        var month = await CurrentAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(string.Format(CultureInfo.InvariantCulture, statement, month)));

        Assert.Equal((PostgresErrorCodes.RestrictViolation, "audit_events_permanent"), (refused.SqlState, refused.ConstraintName));
    }

    [Fact]
    public async Task Every_month_is_walled_and_swept()
    {
        const string Faults = """
            select m.part from parts.months m join pg_class c on c.oid = format('parts.%I', m.part)::regclass
            where not c.relrowsecurity or has_table_privilege('clinic_app', c.oid, 'select, insert, update, delete, truncate')
              or not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'no_truncate' and t.tgenabled = 'O')
              or not exists (select from unnest(c.reloptions) o where o like 'autovacuum_vacuum_insert_scale_factor=%')
            """;

        Assert.Null(await AskAsync(Faults));
    }

    [Fact]
    public async Task A_history_written_before_there_were_months_becomes_one_part_as_it_is()
    {
        var name = $"before_months_{Guid.CreateVersion7():N}";
        await server.Postgres.CreateDatabaseAsync(name);
        await using var owner = NpgsqlDataSource.Create(server.Postgres.ConnectionString(name));
        try
        {
            await using (var db = new ClinicDb(new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(owner).Options, new Actor(), new ClinicClock(TimeProvider.System)))
            {
                await db.GetService<IMigrator>().MigrateAsync("20261129003000_HouseState", TestContext.Current.CancellationToken);
            }

            await RunAsync(Insert("2024-07-01", 20), owner);
            await RunAsync(Insert("2031-01-15", 5), owner);
            await using var program = Clinic.CreateBuilder(ClinicServer.Settings(server.Postgres.ConnectionString(name)), forPages: false).Build();
            Assert.Equal(2, await MigrateCommand.ApplyAsync(program.Services, TestContext.Current.CancellationToken));
            await RunAsync(Insert("2026-01-15", 5), owner);
            await RunAsync(Insert("2031-02-01", 5), owner);

            Assert.Equal("30", await AskAsync("select count(*)::text from parts.audit_events_before_2031_02", owner));
            Assert.Equal("5", await AskAsync("select count(*)::text from parts.audit_events_rest", owner));
            Assert.Equal("35 35", await AskAsync("select count(distinct sequence) || ' ' || max(sequence) from audit_events", owner));
            var verdict = await new AuditChain(owner).VerifyAsync([], TestContext.Current.CancellationToken);
            Assert.Equal((35, null), (verdict.Links, verdict.Fault));
        }
        finally
        {
            await server.Postgres.DropDatabaseAsync(name);
        }
    }

    [Fact]
    public async Task What_is_over_leaves_for_the_archive_is_told_of_and_the_chains_go_on()
    {
        await ThreeMonthsAsync();
        Assert.Equal(0, await CommandAsync("anchor-audit", "--heads", _file));

        Assert.Equal(0, await CommandAsync("archive", "--before", "2019-03"));

        Assert.Equal("archive.audit_events_2019_01", await AskAsync("select to_regclass('archive.audit_events_2019_01')::text"));
        Assert.Equal("0", await AskAsync("select count(*)::text from audit_events where clinic_date < '2019-03-01'"));
        Assert.Equal($"{RowsOfAMonth}", await AskAsync("select count(*)::text from audit_events where clinic_date between '2019-03-01' and '2019-03-31'"));
        Assert.Equal("2", await AskAsync("select count(*)::text from audit_events where action = 'Remove' and object_type = 'HistoryMonth' and page = 'archive'"));
        Assert.Equal("false", await AskAsync("select has_schema_privilege('clinic_app', 'archive', 'usage')::text"));
        Assert.Equal((null, 0), await VerdictAsync());
        Assert.Equal(0, await CommandAsync("verify-audit", "--heads", _file));
        Assert.Equal(0, await CommandAsync("archive", "--list"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync("delete from archive.audit_events_2019_01"));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task What_is_changed_in_the_archive_is_found_as_long_as_it_is_in_the_database()
    {
        await ThreeMonthsAsync();
        await CommandAsync("archive", "--before", "2019-03");

        await RunAsync("alter table archive.audit_events_2019_01 disable trigger user; update archive.audit_events_2019_01 set actor_name = 'Somebody else' where sequence = (select min(sequence) from archive.audit_events_2019_01)");

        Assert.Equal("the row was changed after it was written", (await VerifyAsync()).Fault!.Wrong);
    }

    [Fact]
    public async Task What_left_the_database_leaves_its_links_and_excuses_no_other_row()
    {
        await ThreeMonthsAsync();
        await CommandAsync("anchor-audit", "--heads", _file);
        await CommandAsync("archive", "--before", "2019-03");
        await RunAsync("drop table archive.audit_events_2019_01, archive.audit_events_2019_02");

        Assert.Equal((null, 2 * RowsOfAMonth), await VerdictAsync());
        Assert.Equal(0, await CommandAsync("verify-audit", "--heads", _file));
        await TamperAsync("delete from audit_events where sequence = (select max(sequence) from audit_events where clinic_date = '2019-03-10')");
        Assert.Equal("the row is missing", (await VerifyAsync()).Fault!.Wrong);
    }

    [Fact]
    public async Task Rows_that_somebody_declares_archived_are_found_missing()
    {
        await ThreeMonthsAsync();
        await CommandAsync("archive", "--before", "2019-02");
        await TamperAsync("delete from audit_events where clinic_date = '2019-03-10'");
        await RunAsync("""
            insert into archive.months (part, first_day, until, rows, sequences, told_by)
            select 'audit_events_2018_12', '2018-12-01', '2019-01-01', 1, int8multirange(int8range(0, 1000000000)), told from (
              select told_by as told from archive.months union all select 999999999) tellers order by 1 desc limit 1
            """);

        Assert.Contains("is not what the history says of it", (await VerifyAsync()).Fault!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_is_it_believed_where_the_row_that_would_tell_of_it_has_left_itself()
    {
        await ThreeMonthsAsync();
        await CommandAsync("archive", "--before", "2019-02");
        await TamperAsync("delete from audit_events where clinic_date = '2019-03-10'");
        await RunAsync("""
            insert into archive.months (part, first_day, until, rows, sequences, told_by, archived_at)
            select 'audit_events_2018_12', '2018-12-01', '2019-01-01', 1, int8multirange(int8range(0, 1000000000)), lower(sequences), archived_at - interval '1 day' from archive.months limit 1
            """);

        Assert.Contains("is not what the history says of it", (await VerifyAsync()).Fault!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_that_is_restored_comes_back_and_is_proved_row_by_row()
    {
        await ThreeMonthsAsync();
        await CommandAsync("archive", "--before", "2019-02");
        // As a dump and its restore of one table do: without indexes and keys.
        await RunAsync("create table kept as select * from archive.audit_events_2019_01; drop table archive.audit_events_2019_01");
        Assert.Equal(1, await CommandAsync("archive", "--bring-back", "audit_events_2019_01"));
        await RunAsync("create table archive.audit_events_2019_01 (like audit_events including defaults); insert into archive.audit_events_2019_01 select * from kept");

        Assert.Equal(0, await CommandAsync("archive", "--bring-back", "audit_events_2019_01"));

        Assert.Equal($"{RowsOfAMonth}", await AskAsync("select count(*)::text from audit_events where clinic_date < '2019-02-01'"));
        Assert.Equal((null, 0), await VerdictAsync());
        await Every_month_is_walled_and_swept();
        Assert.Equal(1, await CommandAsync("archive", "--bring-back", "audit_events_2019_01"));
        // It is no excuse any more.
        await TamperAsync("delete from audit_events where sequence = (select max(sequence) from audit_events where clinic_date = '2019-01-10')");
        Assert.Equal("the row is missing", (await VerifyAsync()).Fault!.Wrong);
    }

    [Fact]
    public async Task A_month_with_a_row_in_no_chain_stays()
    {
        await ThreeMonthsAsync();
        await TamperAsync(Insert("2019-01-11", 1));

        Assert.Equal(1, await CommandAsync("archive", "--before", "2019-02"));

        Assert.Null(await AskAsync("select to_regclass('archive.audit_events_2019_01')::text"));
    }

    [Fact]
    public async Task What_pages_may_be_asked_for_stays()
    {
        await ThreeMonthsAsync();
        var sixYearsAgo = Today.AddYears(-6);
        await HistoryMonths.CreateAsync(_owner, sixYearsAgo, sixYearsAgo, TestContext.Current.CancellationToken);

        Assert.Equal(1, await CommandAsync("archive", "--before", sixYearsAgo.AddMonths(1).ToString("yyyy-MM", CultureInfo.InvariantCulture)));
        // Somebody who came in that month is in treatment still.
        await RunAsync("set session_replication_role = replica; update episodes set admitted_on = '2019-02-10' where id = (select id from episodes where discharged_on is null limit 1)");
        Assert.Equal(1, await CommandAsync("archive", "--before", "2019-03"));
        Assert.Equal("3", await AskAsync("select count(*)::text from parts.months where until <= '2019-04-01'"));
        Assert.Equal(0, await CommandAsync("archive", "--before", "2019-02"));
        Assert.Equal("2", await AskAsync("select count(*)::text from parts.months where until <= '2019-04-01'"));
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("archive", "--before")]
    [InlineData("archive", "--before", "2019")]
    [InlineData("archive", "--before", "2019-13")]
    [InlineData("archive", "--before", "1990-01")]
    [InlineData("archive", "--bring-back", "months")]
    [InlineData("archive", "--list", "everything")]
    public async Task What_cannot_be_archived_is_refused_with_a_sentence(params string[] arguments) => Assert.Equal(1, await CommandAsync(arguments));

    private async Task ThreeMonthsAsync()
    {
        await HistoryMonths.CreateAsync(_owner, new(2019, 1, 1), new(2019, 3, 1), TestContext.Current.CancellationToken);
        for (var round = 0; round < 2; round++)
        {
            for (var month = 1; month <= 3; month++)
            {
                await AddAsync($"2019-0{month}-10", RowsOfAMonth / 2);
            }
        }
    }

    private static string Insert(string day, int rows) => $"""
        insert into audit_events (at, actor_name, actor_roles, clinic_date, action, page, object_type)
        select now(), 'Tester', 'Auditor', '{day}', 'Read', '/x', 'Chart' from generate_series(1, {rows})
        """;

    private Task AddAsync(string day, int rows) => RunAsync(Insert(day, rows));

    /// <summary>What the owner of the server can do: first silence every guard.</summary>
    private Task TamperAsync(string statement) =>
        RunAsync($"alter table audit_events disable trigger user; {statement}; alter table audit_events enable trigger user");

    private Task<string?> CurrentAsync() => AskAsync("select part from parts.months where first_day <= current_date and until > current_date");

    private async Task RunAsync(string sql, NpgsqlDataSource? owner = null)
    {
        await using var command = (owner ?? _owner).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> AskAsync(string sql, NpgsqlDataSource? owner = null)
    {
        await using var command = (owner ?? _owner).CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }

    private Task<AuditVerdict> VerifyAsync() => new AuditChain(_owner).VerifyAsync([]);

    private async Task<(string? Wrong, long Archived)> VerdictAsync()
    {
        var verdict = await VerifyAsync();
        return (verdict.Fault?.ToString(), verdict.Archived);
    }

    private async Task<int> CommandAsync(params string[] arguments)
    {
        await using var program = Clinic.CreateBuilder(
            ClinicServer.Settings(server.Postgres.ConnectionString(_database)), forPages: false).Build();
        return await CommandLine.RunAsync(program.Services, arguments);
    }
}

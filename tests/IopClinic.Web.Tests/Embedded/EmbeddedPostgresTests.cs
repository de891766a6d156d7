using System.Diagnostics;
using System.Globalization;
using IopClinic.Database.Embedded;
using Npgsql;

namespace IopClinic.Web.Tests.Embedded;

/// <summary>The server behind `dotnet run`: real starts, stops and kills in folders of their own.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    private const string ChildFolder = "IOPCLINIC_TEST_CHILD_FOLDER";

    // A blank and an accent: both stand in people's home folders.
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("iop clinic é ");
    private readonly List<string> said = [];

    public EmbeddedPostgresTests()
    {
        // As root the server is another user, and a temporary folder is its maker's alone.
        if (!OperatingSystem.IsWindows())
        {
            place.UnixFileMode |= UnixFileMode.OtherExecute;
        }
    }

    private string Folder => Path.Combine(place.FullName, ".data", "postgres");

    private string Cluster => Path.Combine(Folder, "cluster");

    public void Dispose() => place.Delete(recursive: true);

    [Fact]
    public async Task A_fresh_start_makes_a_server_with_the_extensions_and_settings_the_clinic_needs()
    {
        await using var server = await StartAsync();

        await server.CreateDatabaseAsync("clinic");
        await server.CreateDatabaseAsync("clinic");
        foreach (var extension in new[] { "btree_gist", "pg_trgm", "unaccent" })
        {
            await RunAsync(server, $"create extension {extension}");
        }

        Assert.Equal("UTF8", await AskAsync(server, "show server_encoding"));
        Assert.Equal("on", await AskAsync(server, "show synchronous_commit"));
        Assert.Equal("on", await AskAsync(server, "show fsync"));
        Assert.Equal("127.0.0.1", await AskAsync(server, "show listen_addresses"));
        Assert.Equal("", await AskAsync(server, "show unix_socket_directories"));
        Assert.Equal("ÉLODIE", await AskAsync(server, "select upper('élodie')"));
        Assert.StartsWith("SCRAM-SHA-256", await AskAsync(server, "select rolpassword from pg_authid where rolname = current_user"));
    }

    [Fact]
    public async Task A_wrong_password_does_not_get_in()
    {
        await using var server = await StartAsync();

        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "guess", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "password")));
        }
    }

    [Fact]
    public async Task A_stop_leaves_no_server_and_a_restart_has_the_data()
    {
        int first;
        await using (var server = await StartAsync())
        {
            await server.CreateDatabaseAsync("clinic");
            await RunAsync(server, "create table kept as select 42 as n");
            first = ServerPid();
        }

        await WaitForAsync(() => !IsAlive(first), "the server to end");
        await using var again = await StartAsync();
        Assert.Equal("42", await AskAsync(again, "select n from kept"));
    }

    [Fact]
    public async Task A_server_whose_process_was_killed_is_adopted()
    {
        var ready = Path.Combine(place.FullName, "ready");
        using (var owner = StartChild(nameof(Child_that_starts_a_server_and_waits_to_be_killed), ready))
        {
            await WaitForAsync(() => File.Exists(ready), "the child to start its server");
            owner.Kill();
            await owner.WaitForExitAsync();
        }

        var orphan = ServerPid();
        Assert.True(IsAlive(orphan));
        await using (var server = await StartAsync())
        {
            Assert.Equal(orphan, ServerPid());
            Assert.Equal("saved before the kill", await AskAsync(server, "select what from kept"));
        }

        await WaitForAsync(() => !IsAlive(orphan), "the server to end");
    }

    [Fact]
    public async Task A_throw_away_server_goes_away_when_its_process_is_killed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell to wait for it; the next start cleans up.");
        var ready = Path.Combine(place.FullName, "ready");
        using var owner = StartChild(nameof(Child_that_starts_a_throw_away_server_and_waits_to_be_killed), ready);
        await WaitForAsync(() => File.Exists(ready), "the child to start its server");
        var folder = await File.ReadAllTextAsync(ready);
        var pid = Postmaster.ReadFrom(Path.Combine(folder, "cluster"))!.Pid;
        Assert.True(IsAlive(pid));

        owner.Kill();

        await WaitForAsync(() => !Directory.Exists(folder) && !IsAlive(pid), "the server and its folder to go away");
    }

    [Fact]
    public async Task A_throw_away_server_leaves_nothing_behind()
    {
        string folder;
        await using (var server = await EmbeddedPostgres.StartThrowAwayAsync())
        {
            folder = server.DataFolder;
            Assert.Equal("off", await AskAsync(server, "show fsync", "postgres"));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Two_users_of_one_folder_share_the_server_and_the_last_one_stops_it()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());
        var pid = ServerPid();
        Assert.Equal(both[0].ConnectionString("clinic"), both[1].ConnectionString("clinic"));

        await both[0].DisposeAsync();
        Assert.True(IsAlive(pid));
        await both[1].CreateDatabaseAsync("clinic");
        await both[1].DisposeAsync();
        await WaitForAsync(() => !IsAlive(pid), "the server to end");
    }

    [Fact]
    public async Task A_lock_file_that_names_a_strangers_process_does_not_hinder_a_start()
    {
        var file = Postmaster.FileIn(Cluster);
        string left;
        await using (await StartAsync())
        {
            left = await File.ReadAllTextAsync(file);
        }

        // The machine was switched off; meanwhile the number went to another program, here to this one.
        var stranger = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(file, stranger + left[left.IndexOf('\n', StringComparison.Ordinal)..]);

        await using var server = await StartAsync();
        Assert.NotEqual(Environment.ProcessId, ServerPid());
    }

    [Fact]
    public async Task A_copied_folder_gets_its_own_server_and_never_the_one_of_its_origin()
    {
        await using var origin = await StartAsync();
        await origin.CreateDatabaseAsync("clinic");
        // A copy of a running folder carries its lock file: the process lives, the port answers, the password fits.
        var left = await File.ReadAllTextAsync(Postmaster.FileIn(Cluster));
        var port = await File.ReadAllTextAsync(Path.Combine(Folder, "port"));
        var password = await File.ReadAllTextAsync(Path.Combine(Folder, "password"));
        var copy = Path.Combine(place.FullName, "copy");
        await using (await EmbeddedPostgres.StartAsync(copy, said.Add))
        {
            // Makes the copy's cluster; its files become those of a copy below.
        }

        await File.WriteAllTextAsync(Postmaster.FileIn(Path.Combine(copy, "cluster")), left);
        await File.WriteAllTextAsync(Path.Combine(copy, "port"), port);

        await using var second = await EmbeddedPostgres.StartAsync(copy, said.Add);
        Assert.NotEqual(ServerPid(), Postmaster.ReadFrom(Path.Combine(copy, "cluster"))!.Pid);
        Assert.DoesNotContain(password.Trim(), second.ConnectionString("postgres"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_out_of_reach_of_the_servers_user_becomes_a_link_to_one_within_reach()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root runs the server as another user.");
            return;
        }

        place.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        var both = await Task.WhenAll(StartAsync(), StartAsync());
        var real = both[0].DataFolder;
        try
        {
            Assert.Equal(real, both[1].DataFolder);
            Assert.Equal(real, new DirectoryInfo(Folder).LinkTarget);
            Assert.Contains(said, line => line.Contains("symbolic link", StringComparison.Ordinal));
        }
        finally
        {
            await both[0].DisposeAsync();
            await both[1].DisposeAsync();
        }

        await using (var again = await StartAsync())
        {
            Assert.Equal(real, again.DataFolder);
        }

        Directory.Delete(real, recursive: true);
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);
        Assert.Contains("remove the link to start with an empty database", refusal.Message, StringComparison.Ordinal);
        File.Delete(Folder);
    }

    [Fact]
    public async Task A_killed_initdb_leaves_nothing_that_hinders_the_next_start()
    {
        var half = Path.Combine(Folder, "unfinished-abc123");
        Directory.CreateDirectory(Path.Combine(half, "base", "1"));
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), "18\n");

        await using var server = await StartAsync();

        Assert.False(Directory.Exists(half));
        await server.CreateDatabaseAsync("clinic");
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_no_server_and_the_next_one_works()
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => EmbeddedPostgres.StartAsync(Folder, said.Add, impatience.Token));

        await using var server = await StartAsync();
        await server.CreateDatabaseAsync("clinic");
    }

    [Fact]
    public async Task A_server_killed_outright_comes_back_with_what_was_committed()
    {
        await using var first = await StartAsync();
        await first.CreateDatabaseAsync("clinic");
        await RunAsync(first, "create table kept as select 'committed' as what");
        using (var killed = Process.GetProcessById(ServerPid()))
        {
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        await first.DisposeAsync();
        await using var again = await StartAsync();
        Assert.Equal("committed", await AskAsync(again, "select what from kept"));
    }

    [Fact]
    public async Task A_broken_data_folder_is_refused_with_a_sentence_and_not_touched()
    {
        await using (await StartAsync())
        {
            // Only to make it.
        }

        var control = Path.Combine(Cluster, "global", "pg_control");
        File.Move(control, control + ".lost");
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains("Restore it from a backup", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(control + ".lost"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_with_a_sentence()
    {
        await using (await StartAsync())
        {
            // Only to make it.
        }

        await File.WriteAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), "17\n");
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains("was written by PostgreSQL 17", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_is_copied_from_a_template_and_dropped_while_someone_is_connected()
    {
        await using var server = await EmbeddedPostgres.StartThrowAwayAsync();
        await server.CreateDatabaseAsync("template \"one\"");
        await RunAsync(server, "create table kept as select 7 as n", "template \"one\"");

        await using var standing = new NpgsqlConnection(server.ConnectionString("template \"one\""));
        await standing.OpenAsync();
        await server.CopyDatabaseAsync("template \"one\"", "copy");
        Assert.Equal("7", await AskAsync(server, "select n from kept", "copy"));
        await server.DropDatabaseAsync("copy");
        await server.DropDatabaseAsync("copy");

        Assert.Equal("0", await AskAsync(server, "select count(*) from pg_database where datname = 'copy'", "postgres"));
    }

    [Fact(Explicit = true)]
    public async Task Child_that_starts_a_server_and_waits_to_be_killed()
    {
        var (folder, ready) = ChildOrders();
        await using var server = await EmbeddedPostgres.StartAsync(folder);
        await server.CreateDatabaseAsync("clinic");
        await RunAsync(server, "create table kept as select 'saved before the kill' as what");
        await TellAsync(ready, server);
        await Task.Delay(TimeSpan.FromMinutes(1));
    }

    [Fact(Explicit = true)]
    public async Task Child_that_starts_a_throw_away_server_and_waits_to_be_killed()
    {
        var (_, ready) = ChildOrders();
        await using var server = await EmbeddedPostgres.StartThrowAwayAsync();
        await TellAsync(ready, server);
        await Task.Delay(TimeSpan.FromMinutes(1));
    }

    private static (string Folder, string Ready) ChildOrders()
    {
        var orders = Environment.GetEnvironmentVariable(ChildFolder)?.Split('|');
        Assert.SkipWhen(orders is null, "Run only by another test of this class.");
        return (orders[0], orders[1]);
    }

    private static async Task TellAsync(string ready, EmbeddedPostgres server)
    {
        await File.WriteAllTextAsync(ready + ".new", server.DataFolder);
        File.Move(ready + ".new", ready);
    }

    private Process StartChild(string method, string ready)
    {
        var test = typeof(EmbeddedPostgresTests);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", test.Assembly.Location, "-explicit", "only", "-method", $"{test.FullName}.{method}" },
            // What the killed child leaves in its temporary folder goes away with this test's.
            Environment = { [ChildFolder] = $"{Folder}|{ready}", ["TMPDIR"] = place.FullName },
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(Folder, said.Add);

    private int ServerPid() => Postmaster.ReadFrom(Cluster)!.Pid;

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task WaitForAsync(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(150), $"Waited too long for {what}.");
            await Task.Delay(50);
        }
    }

    private static async Task RunAsync(EmbeddedPostgres server, string sql, string database = "clinic") =>
        await AskAsync(server, sql, database);

    private static async Task<string> AskAsync(EmbeddedPostgres server, string sql, string database = "clinic")
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database));
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }
}

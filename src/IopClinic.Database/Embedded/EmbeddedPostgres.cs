using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace IopClinic.Database.Embedded;

/// <summary>
/// A private PostgreSQL server for one data folder, reachable from this machine alone. Several processes may use one folder:
/// they share its server, and the last one to leave stops it. A server whose process was killed is adopted by the next start.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The role that serves pages: it owns nothing, and the policies of the record hold for it.</summary>
    public const string AppRole = "clinic_app";

    private const string Superuser = "postgres";

    /// <summary>So long the last process of a killed server may take to go.</summary>
    private static readonly TimeSpan DyingTakes = TimeSpan.FromSeconds(30);

    private readonly ServerProgram program;
    private readonly ServerUser user;
    private readonly DataFolder folder;
    private readonly string password;
    private readonly Action<string> log;
    private readonly string? throwAway;
    private IDisposable? use;
    private Process? cleaner;
    private int port;

    private EmbeddedPostgres(
        ServerProgram program, ServerUser user, DataFolder folder, string password, Action<string> log, string? throwAway)
    {
        this.program = program;
        this.user = user;
        this.folder = folder;
        this.password = password;
        this.log = log;
        this.throwAway = throwAway;
    }

    /// <summary>Where the data really is: the folder asked for, or the place it links to.</summary>
    public string DataFolder => folder.Root;

    /// <summary>Starts the server of <paramref name="dataFolder"/>, made when missing, or joins it when it runs already.</summary>
    /// <param name="dataFolder">A folder for this server alone; nothing else may be kept in it.</param>
    /// <param name="log">Receives a few sentences about what happens, without any patient text.</param>
    /// <param name="ct">Gives up; a server that was just starting is stopped again.</param>
    /// <exception cref="EmbeddedPostgresException">It cannot run here; the message says what to do.</exception>
    public static Task<EmbeddedPostgres> StartAsync(string dataFolder, Action<string>? log = null, CancellationToken ct = default) =>
        StartAsync(dataFolder, throwAway: false, log ?? (_ => { }), ct);

    /// <summary>
    /// Starts an empty server for tests in a temporary folder: fast and careless (no fsync), gone with its data when disposed,
    /// and also when the process is killed (on Windows: at the next such start).
    /// </summary>
    public static async Task<EmbeddedPostgres> StartThrowAwayAsync(Action<string>? log = null, CancellationToken ct = default)
    {
        await ThrowAwayFolders.RemoveAbandonedAsync(ct);
        return await StartAsync(ThrowAwayFolders.New(), throwAway: true, log ?? (_ => { }), ct);
    }

    /// <summary>Connects to <paramref name="database"/> over 127.0.0.1 as the superuser of this server.</summary>
    public string ConnectionString(string database) => Connection(database, port).ConnectionString;

    /// <summary>Connects to <paramref name="database"/> over 127.0.0.1 as the role that serves pages.</summary>
    public string AppConnectionString(string database)
    {
        var connection = Connection(database, port);
        connection.Username = AppRole;
        return connection.ConnectionString;
    }

    /// <summary>Creates an empty database unless it exists, and the role that will serve pages from it.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(MaintenanceConnection());
        await connection.OpenAsync(ct);
        await AllowAppRoleAsync(connection, ct);
        await using var question = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
        question.Parameters.AddWithValue(name);
        if (await question.ExecuteScalarAsync(ct) is true)
        {
            return;
        }

        try
        {
            await using var create = new NpgsqlCommand($"create database {Quoted(name)}", connection);
            await create.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException exists)
            when (exists.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process created it at the same moment.
        }
    }

    private async Task AllowAppRoleAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var make = new NpgsqlCommand(
            $"""
            do $$ begin
              perform pg_advisory_xact_lock(hashtext('{AppRole}'));
              if not exists (select from pg_roles where rolname = '{AppRole}') then
                create role {AppRole};
              end if;
              alter role {AppRole} login password '{password.Replace("'", "''", StringComparison.Ordinal)}';
            end $$
            """,
            connection);
        await make.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Creates <paramref name="name"/> as a copy of <paramref name="template"/>, whose open connections are ended.</summary>
    public async Task CopyDatabaseAsync(string template, string name, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(MaintenanceConnection());
        await connection.OpenAsync(ct);
        await using var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", connection);
        end.Parameters.AddWithValue(template);
        await end.ExecuteNonQueryAsync(ct);
        // Copying files is three times as fast, but it waits for two checkpoints, which are cheap only without fsync.
        var strategy = throwAway is null ? "wal_log" : "file_copy";
        await using var copy = new NpgsqlCommand(
            $"create database {Quoted(name)} template {Quoted(template)} strategy {strategy}", connection);
        await copy.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Removes a database, if it is there, under whoever still uses it.</summary>
    public async Task DropDatabaseAsync(string name, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(MaintenanceConnection());
        await connection.OpenAsync(ct);
        await using var drop = new NpgsqlCommand($"drop database if exists {Quoted(name)} with (force)", connection);
        await drop.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Leaves the server, and stops it when no other process uses it: open work is rolled back, committed work is safe.</summary>
    public async ValueTask DisposeAsync()
    {
        if (use is null)
        {
            return;
        }

        using (await folder.TakeTurnAsync(CancellationToken.None))
        {
            use.Dispose();
            use = null;
            if (await folder.IsUnusedAsync())
            {
                await StopAsync(throwAway is not null ? "immediate" : "fast", CancellationToken.None);
                log("PostgreSQL has stopped.");
            }
            else
            {
                log("PostgreSQL keeps running for another process that uses it.");
            }
        }

        if (throwAway is not null)
        {
            await RemoveAsync();
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(string dataFolder, bool throwAway, Action<string> log, CancellationToken ct)
    {
        var user = await ServerUser.ChooseAsync(dataFolder, ct);
        var program = await ServerProgram.Find().ReachableByAsync(user, log, ct);
        var folder = await Embedded.DataFolder.PrepareAsync(dataFolder, user, log, ct);
        using (await folder.TakeTurnAsync(ct))
        {
            var password = await folder.PasswordAsync(user, ct);
            var server = new EmbeddedPostgres(program, user, folder, password, log, throwAway ? dataFolder : null);
            await server.StartInTurnAsync(ct);
            return server;
        }
    }

    private async Task StartInTurnAsync(CancellationToken ct)
    {
        var alone = await folder.IsUnusedAsync();
        use = folder.Use();
        var ready = false;
        try
        {
            if (throwAway is not null)
            {
                cleaner = ThrowAwayFolders.RemoveWhenThisProcessEnds(folder, StopLine("immediate"));
            }

            if (await AdoptAsync(alone, ct))
            {
                log($"PostgreSQL was still running on 127.0.0.1:{port}; it is used as it is. Data: {folder.Root}");
            }
            else
            {
                await CreateClusterAsync(ct);
                await LaunchAsync(ct);
                log($"PostgreSQL is ready on 127.0.0.1:{port}. Data: {folder.Root}");
            }

            ready = true;
        }
        finally
        {
            if (!ready)
            {
                if (alone)
                {
                    await StopAsync("immediate", CancellationToken.None);
                }

                use.Dispose();
                use = null;
                if (throwAway is not null)
                {
                    await RemoveAsync();
                }
            }
        }
    }

    /// <summary>Joins the server that runs in the folder; false, and nothing of it left, when there is none to join.</summary>
    private async Task<bool> AdoptAsync(bool alone, CancellationToken ct)
    {
        if (Postmaster.ReadFrom(folder.Cluster) is not { } postmaster)
        {
            return false;
        }

        var serves = await postmaster.ServesAsync(folder.Cluster, ct);
        // A server that has just been started may still replay what a crash left.
        for (var attempt = 0; attempt < (serves ? 60 : 1); attempt++)
        {
            if (await AnswersAsync(postmaster.Port, ct))
            {
                port = postmaster.Port;
                return true;
            }

            await Task.Delay(serves ? 500 : 0, ct);
            serves = serves && await postmaster.ServesAsync(folder.Cluster, ct);
        }

        if (!alone)
        {
            throw new EmbeddedPostgresException(
                $"Another process uses the database in {folder.Root}, but its server does not answer here: it may run in another "
                + "container, or hang. End that process and start again, or give each its own folder.");
        }

        if (serves)
        {
            log("A PostgreSQL server left by an earlier run does not answer; it is stopped and started again.");
            await StopAsync("immediate", ct);
        }

        // What is left names a process that is not this folder's server; PostgreSQL would refuse to start while such a
        // process lives. Should a server of this folder live all the same, its shared memory keeps a second one out.
        File.Delete(Postmaster.FileIn(folder.Cluster));
        return false;
    }

    private async Task<bool> AnswersAsync(int candidate, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(MaintenanceConnection(candidate));
            await connection.OpenAsync(ct);
            await using var question = new NpgsqlCommand("select current_setting('data_directory')", connection);
            var answer = Path.GetFullPath((string)(await question.ExecuteScalarAsync(ct))!);
            return string.Equals(
                answer, folder.Cluster, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        }
        catch (Exception silence) when (silence is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Runs initdb under another name, so that a killed one leaves nothing that looks like a database.</summary>
    private async Task CreateClusterAsync(CancellationToken ct)
    {
        foreach (var half in folder.Unfinished())
        {
            // It holds nobody's data. An initdb that still runs fails without its folder.
            Directory.Delete(half, recursive: true);
        }

        if (folder.HasCluster)
        {
            await CheckClusterAsync(ct);
            return;
        }

        log($"Creating the database server in {folder.Root} (once).");
        var unfinished = folder.NewUnfinished();
        // The builtin locale sorts and folds case alike on every system; pages that sort names ask for a collation.
        List<string> line =
        [
            program.PathOf("initdb"), "-D", unfinished, "-U", Superuser, $"--pwfile={folder.PasswordFile}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        ];
        if (throwAway is not null)
        {
            line.Add("--no-sync");
        }

        var made = await Command.RunAsync(user.Line([.. line]), folder.Root, true, ct);
        if (!made.Succeeded)
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            throw Failure($"The database could not be created in {folder.Root}.", made.Said);
        }

        Directory.Move(unfinished, folder.Cluster);
    }

    private async Task CheckClusterAsync(CancellationToken ct)
    {
        var version = Path.Combine(folder.Cluster, "PG_VERSION");
        if (!File.Exists(version) || !File.Exists(Path.Combine(folder.Cluster, "global", "pg_control")))
        {
            throw new EmbeddedPostgresException(
                $"{folder.Cluster} is not a whole database: essential files are missing. Restore it from a backup, or move it away to "
                + "start with an empty one.");
        }

        var major = int.Parse(await File.ReadAllTextAsync(version, ct), CultureInfo.InvariantCulture);
        if (major != program.Major)
        {
            throw new EmbeddedPostgresException(
                $"The data in {folder.Cluster} was written by PostgreSQL {major}, and this is PostgreSQL {program.Major}. Move it over "
                + "with pg_dump and psql, or move the folder away to start with an empty database.");
        }
    }

    private async Task LaunchAsync(CancellationToken ct)
    {
        folder.TurnLogOver();
        const int Attempts = 5;
        var clock = Stopwatch.StartNew();
        var taken = false;
        for (var attempt = 1; ;)
        {
            // Whoever was connected to a server that was killed looks for it where it was.
            port = folder.ChoosePort(another: taken);
            var before = folder.LogLength;
            // pg_ctl starts the server in a session of its own: Ctrl-C in the app's terminal does not reach it. Its output stays
            // open in the server on Windows, so nobody listens to it there.
            var start = await Command.RunAsync(
                user.Line(
                    program.PathOf("pg_ctl"), "start", "-D", folder.Cluster, "-l", folder.Log, "-w", "-t", "120", "-s", "-o", Settings()),
                folder.Root,
                listen: !OperatingSystem.IsWindows(),
                ct);
            if (start.Succeeded && await AnswersAsync(port, ct))
            {
                return;
            }

            var said = folder.LogSince(before);
            taken = said.Contains("could not bind", StringComparison.Ordinal);
            // The children of a killed server need a moment to notice and to let go of its memory.
            var dying = said.Contains("pre-existing shared memory block", StringComparison.Ordinal) && clock.Elapsed < DyingTakes;
            if (!dying && (attempt++ == Attempts || !taken))
            {
                throw Failure($"PostgreSQL did not start in {folder.Root}.", $"{start.Said}\n{said}".Trim());
            }

            await Task.Delay(dying ? 500 : 0, ct);
        }
    }

    private string Settings()
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "max_connections=100",
            "shared_buffers=128MB", "effective_cache_size=1GB", "work_mem=8MB", "random_page_cost=1.1", "jit=off",
            "timezone=UTC", "log_timezone=UTC", "password_encryption=scram-sha-256",
            // A refused statement and its details hold patients' data; the log gets the sentence alone.
            "log_min_error_statement=panic", "log_error_verbosity=terse", "log_checkpoints=off",
        ];
        settings.AddRange(throwAway is not null
            ? ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
            : ["fsync=on", "full_page_writes=on", "synchronous_commit=on"]);
        return string.Join(' ', settings.Select(setting => $"-c {setting}"));
    }

    private async Task StopAsync(string mode, CancellationToken ct)
    {
        if (Postmaster.ReadFrom(folder.Cluster) is not { } postmaster || !await postmaster.ServesAsync(folder.Cluster, ct))
        {
            return;
        }

        var stop = await Command.RunAsync(StopLine(mode), folder.Root, true, ct);
        if (!stop.Succeeded && mode != "immediate" && await postmaster.ServesAsync(folder.Cluster, ct))
        {
            // Nothing committed is lost: the next start replays the log.
            log("PostgreSQL does not stop in time; it is stopped at once.");
            await Command.RunAsync(StopLine("immediate"), folder.Root, true, ct);
        }
    }

    private string[] StopLine(string mode) =>
        user.Line(program.PathOf("pg_ctl"), "stop", "-D", folder.Cluster, "-m", mode, "-w", "-t", "30", "-s");

    private async Task RemoveAsync()
    {
        if (cleaner is not null)
        {
            // It waits for the end of its input, then removes the folder.
            cleaner.StandardInput.Close();
            await cleaner.WaitForExitAsync();
            cleaner.Dispose();
            cleaner = null;
        }

        ThrowAwayFolders.Remove(folder.Root);
        ThrowAwayFolders.Remove(throwAway!);
    }

    private static EmbeddedPostgresException Failure(string sentence, string said)
    {
        var advice = said switch
        {
            _ when said.Contains("No space left on device", StringComparison.Ordinal) => "The disk is full: make room and start again.",
            _ when said.Contains("shared memory", StringComparison.Ordinal) =>
                "The system did not give it enough shared memory: end other servers, or enlarge /dev/shm.",
            _ when said.Contains("Permission denied", StringComparison.Ordinal) =>
                "Files there belong to someone else: start as their owner, or give them to the present user (chown -R).",
            _ when said.Contains("Cannot allocate memory", StringComparison.Ordinal) => "The machine is out of memory: end other programs.",
            _ => "What it said stands below; you can also set ConnectionStrings__Clinic to a PostgreSQL of your own.",
        };
        return new EmbeddedPostgresException($"{sentence} {advice}\n{said}");
    }

    private string MaintenanceConnection(int? otherPort = null)
    {
        var connection = Connection("postgres", otherPort ?? port);
        connection.Pooling = false;
        connection.Timeout = 5;
        connection.CommandTimeout = 120;
        return connection.ConnectionString;
    }

    private NpgsqlConnectionStringBuilder Connection(string database, int at) => new()
    {
        Host = "127.0.0.1",
        Port = at,
        Username = Superuser,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using IopClinic.Database.Embedded;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>
/// A PostgreSQL that may be killed: it writes to disk as a clinic's own does (fsync, synchronous_commit), and keeps its port when it is
/// started again. Its folder goes away with this process, and a server without its folder stops.
/// </summary>
internal sealed class CrashableServer : IAsyncDisposable
{
    public const string Template = "template_clinic";

    private readonly string _place;
    private readonly IDisposable _inUse;
    private readonly Process? _cleaner;
    private EmbeddedPostgres _server = null!;

    private CrashableServer()
    {
        _place = ThrowAwayFolders.New();
        if (!OperatingSystem.IsWindows())
        {
            // The user whom root runs the server as must be able to pass.
            File.SetUnixFileMode(_place, File.GetUnixFileMode(_place) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        var place = DataFolder.At(_place);
        _inUse = place.Use();
        _cleaner = ThrowAwayFolders.RemoveWhenThisProcessEnds(place, ["true"]);
    }

    private string Folder => Path.Combine(_place, "server");

    private Postmaster Postmaster => Postmaster.ReadFrom(DataFolder.At(Folder).Cluster)
        ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>Starts the server and sets up the demo clinic once, as a template to copy.</summary>
    public static async Task<CrashableServer> StartAsync()
    {
        var server = new CrashableServer();
        Directory.CreateDirectory(server.Folder);
        // Below the range that the system hands out to outgoing connections, so that nobody takes the port while the server is down.
        await File.WriteAllTextAsync(
            Path.Combine(server.Folder, "port"), RandomNumberGenerator.GetInt32(15_000, 30_000).ToString(CultureInfo.InvariantCulture));
        await server.RestartAsync();
        await server._server.CreateDatabaseAsync(Template);
        var builder = Clinic.CreateBuilder(ClinicServer.Settings(server.ConnectionString(Template)), forPages: false);
        ClinicServer.HashQuickly(builder.Services);
        await using var program = builder.Build();
        await MigrateCommand.ApplyAsync(program.Services, CancellationToken.None);
        await using var scope = program.Services.CreateAsyncScope();
        await SeedCommand.RunAsync(scope.ServiceProvider, []);
        return server;
    }

    public string ConnectionString(string database) => _server.ConnectionString(database);

    /// <summary>As the role that serves pages.</summary>
    public string AppConnectionString(string database) => _server.AppConnectionString(database);

    public Task CopyAsync(string name) => _server.CopyDatabaseAsync(Template, name);

    /// <summary>Kills the server without a word (SIGKILL): no process of it says goodbye or writes anything.</summary>
    public async Task KillAsync()
    {
        using var postmaster = Process.GetProcessById(Postmaster.Pid);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    /// <summary>The immediate stop (SIGQUIT), as of a machine that has no time left.</summary>
    public async Task StopAtOnceAsync()
    {
        using var postmaster = Process.GetProcessById(Postmaster.Pid);
        var told = await Command.RunAsync(
            ["/bin/sh", "-c", "kill -QUIT \"$0\"", postmaster.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(told.Succeeded, told.Said);
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Starts it again, on the same port and data.</summary>
    public async Task RestartAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await EmbeddedPostgres.StartAsync(Folder);
    }

    public async Task<T> AskAsync<T>(string question, string database = "postgres")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(question, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A connection of the test's own, outside every pool.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What the server wrote last.</summary>
    public string Said()
    {
        var log = DataFolder.At(Folder).Log;
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(30)) : "";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _inUse.Dispose();
        if (_cleaner is not null)
        {
            _cleaner.StandardInput.Close();
            await _cleaner.WaitForExitAsync();
            _cleaner.Dispose();
        }

        ThrowAwayFolders.Remove(_place);
    }
}

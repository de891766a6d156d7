using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Seed;

/// <summary>A clinic on a database that <c>seed --load</c> filled, and an empty one of which others are made.</summary>
public sealed class LoadedClinic(ClinicServer server) : ClinicHost(server)
{
    private const string Empty = "load_empty";

    private readonly ClinicServer _server = server;
    private readonly StoppedTime _stopped = new();
    private int _made;

    protected override async Task<string> MakeDatabaseAsync()
    {
        // Starts the server, where nobody has yet.
        var started = await _server.CopyAsync();
        await _server.Postgres.DropDatabaseAsync(started);
        await _server.Postgres.CreateDatabaseAsync(Empty);
        await using (var program = Program(Empty))
        {
            await MigrateCommand.ApplyAsync(program.Services, CancellationToken.None);
        }

        var name = await EmptyAsync();
        Assert.Equal(0, await RunAsync(name, "seed", "--load", "--sites", "2", "--patients", "120", "--years", "1"));
        return name;
    }

    /// <summary>An empty database of one's own; its name.</summary>
    public async Task<string> EmptyAsync()
    {
        var name = $"load_{Interlocked.Increment(ref _made)}";
        await _server.Postgres.CopyDatabaseAsync(Empty, name);
        return name;
    }

    /// <summary>Runs a command on a database; its status.</summary>
    public async Task<int> RunAsync(string database, params string[] arguments)
    {
        await using var program = Program(database);
        return await CommandLine.RunAsync(program.Services, arguments);
    }

    /// <summary>Asks a database as its owner: the rows, their columns as text.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server.Postgres.ConnectionString(database));
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<string>();
        while (await rows.ReadAsync())
        {
            all.Add(string.Join(' ', Enumerable.Range(0, rows.FieldCount).Select(at => rows.IsDBNull(at) ? "null" : rows.GetValue(at).ToString())));
        }

        return all;
    }

    /// <summary>The empty database that the others are copies of.</summary>
    public static string Untouched => Empty;

    private Microsoft.AspNetCore.Builder.WebApplication Program(string database)
    {
        var builder = Clinic.CreateBuilder(ClinicServer.Settings(_server.Postgres.ConnectionString(database)), forPages: false);
        ClinicServer.HashQuickly(builder.Services);
        builder.Services.AddSingleton<TimeProvider>(_stopped);
        return builder.Build();
    }

    /// <summary>Loads on both sides of a midnight would not be alike.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        private readonly DateTimeOffset _at = new MovableTime().GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _at;
    }
}

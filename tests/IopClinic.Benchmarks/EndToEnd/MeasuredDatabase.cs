using System.Reflection;
using System.Security.Cryptography;
using IopClinic.Database.Embedded;
using Npgsql;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>The database that is measured: one that is given, or a fresh one with the demo clinic that goes when all is done.</summary>
internal sealed class MeasuredDatabase : IAsyncDisposable
{
    private EmbeddedPostgres? _server;
    private string? _folder;

    private MeasuredDatabase(string owner, string app) => (Owner, App) = (owner, app);

    /// <summary>Connects as the owner, for whom no policy holds.</summary>
    public string Owner { get; }

    /// <summary>Connects as the role that serves pages.</summary>
    public string App { get; }

    /// <summary>The key of private notes, which the program asks for.</summary>
    public string NoteKey { get; } = Path.Combine(Path.GetTempPath(), $"benchmark-{Path.GetRandomFileName()}.key");

    /// <summary>The program that is measured.</summary>
    public static string Program => Built("Program");

    /// <summary>What was put down about this build.</summary>
    public static string Built(string name) => Path.GetFullPath(
        typeof(MeasuredDatabase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(known => known.Key == name).Value!);

    /// <summary>For programs that live for seconds: measuring for a better translation costs them more than it gives.</summary>
    public static IReadOnlyList<(string Name, string Value)> Brief { get; } = [("DOTNET_TieredPGO", "0"), ("DOTNET_EnableWriteXorExecute", "0")];

    public static async Task<MeasuredDatabase> OpenAsync(Options options)
    {
        if (options.Database is { } given)
        {
            var named = new NpgsqlConnectionStringBuilder(given) { Username = EmbeddedPostgres.AppRole };
            return await new MeasuredDatabase(given, options.AppDatabase ?? named.ConnectionString).WithKeyAsync();
        }

        // Careless only where no time is judged: a save waits for the disk as it would in a clinic.
        var folder = Path.Combine(Path.GetTempPath(), $"benchmark-{Path.GetRandomFileName()}");
        var server = options.Quick ? await EmbeddedPostgres.StartThrowAwayAsync() : await EmbeddedPostgres.StartAsync(folder);
        var database = await new MeasuredDatabase(server.ConnectionString("clinic"), server.AppConnectionString("clinic")) { _server = server, _folder = options.Quick ? null : folder }.WithKeyAsync();
        try
        {
            await server.CreateDatabaseAsync("clinic");
            // For trying things out the program itself prepares an empty database before it answers: one start rather than two commands.
            await using var gardener = await RunningProgram.StartAsync(
                Program, ["--environment=Development", $"--contentRoot={Built("ContentRoot")}"], [.. database.Environment(), ("ConnectionStrings__ClinicOwner", database.Owner), .. Brief], "/health/ready");
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the program is told by its environment.</summary>
    public IEnumerable<(string Name, string Value)> Environment(Action<NpgsqlConnectionStringBuilder>? by = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(App);
        by?.Invoke(connection);
        return
        [
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("ConnectionStrings__Clinic", connection.ConnectionString),
            // Nothing that is measured acts as the owner, whatever the environment around it says.
            ("ConnectionStrings__ClinicOwner", ""),
            ("PrivateNotes__KeyFile", NoteKey),
            ("SignIn__RequireSecondFactor", "false"),
            ("Log__Console", "false"),
            // Nobody works as fast as what is measured here.
            ("Limits__SignInsPerAddress", "100000000"),
            ("Limits__SearchesPerMinute", "100000000"),
            ("Limits__RollsPerMinute", "100000000"),
            ("Sessions__Confirmation", "11:00:00"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }

        if (_folder is not null && Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        File.Delete(NoteKey);
    }

    private async Task<MeasuredDatabase> WithKeyAsync()
    {
        await File.WriteAllTextAsync(NoteKey, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return this;
    }
}

using IopClinic.Database.Embedded;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(ClinicServer))]

namespace IopClinic.Web.Tests;

/// <summary>
/// One throw-away PostgreSQL for the whole run, with the migrated and seeded demo clinic as a template to copy. It starts with the
/// first copy: tests that need no clinic do not wait for one.
/// </summary>
public sealed class ClinicServer : IAsyncLifetime
{
    private const string Template = "template_clinic";

    private static readonly Lazy<string> NoteKey = new(() =>
    {
        var file = Path.Combine(Path.GetTempPath(), $"clinic-private-{Guid.CreateVersion7():N}.key");
        File.WriteAllText(file, PrivateNoteKeys.New());
        return file;
    });

    private readonly SemaphoreSlim _starting = new(1, 1);
    private EmbeddedPostgres? _server;
    private int _copies;

    public EmbeddedPostgres Postgres => _server ?? throw new InvalidOperationException("No clinic was copied yet.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A database of one's own, holding the demo clinic; its name.</summary>
    public async Task<string> CopyAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _server ??= await StartAsync();
        }
        finally
        {
            _starting.Release();
        }

        var name = $"clinic_{Interlocked.Increment(ref _copies)}";
        await _server.CopyDatabaseAsync(Template, name);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
        if (NoteKey.IsValueCreated)
        {
            File.Delete(NoteKey.Value);
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        var server = await EmbeddedPostgres.StartThrowAwayAsync();
        await server.CreateDatabaseAsync(Template);
        var builder = Clinic.CreateBuilder(Settings(server.ConnectionString(Template)), forPages: false);
        HashQuickly(builder.Services);
        builder.Services.AddSingleton<TimeProvider>(new MovableTime());
        await using var program = builder.Build();
        await MigrateCommand.ApplyAsync(program.Services, CancellationToken.None);
        await using var scope = program.Services.CreateAsyncScope();
        await SeedCommand.RunAsync(scope.ServiceProvider, []);
        return server;
    }

    /// <summary>A quarter of a second for every sign-in is right for a clinic and wrong for a thousand tests.</summary>
    internal static void HashQuickly(IServiceCollection services) =>
        services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1000);

    /// <summary>The key of the private notes of every clinic of this run.</summary>
    internal static string NoteKeyFile => NoteKey.Value;

    internal static string[] Settings(string connection) =>
    [
        "--environment=Testing",
        $"--ConnectionStrings:{ClinicDatabase.Setting}={connection}",
        $"--{PrivateNoteKeys.Setting}={NoteKeyFile}",
        "--Log:Console=false",
    ];
}

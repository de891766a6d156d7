using IopClinic.Database.Embedded;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(ClinicServer))]

namespace IopClinic.Web.Tests;

/// <summary>One throw-away PostgreSQL for the whole run, with the migrated and seeded demo clinic as a template to copy.</summary>
public sealed class ClinicServer : IAsyncLifetime
{
    private const string Template = "template_clinic";

    private EmbeddedPostgres? _server;
    private int _copies;

    public EmbeddedPostgres Postgres => _server ?? throw new InvalidOperationException("The server is not running.");

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.StartThrowAwayAsync();
        await _server.CreateDatabaseAsync(Template);
        var builder = Clinic.CreateBuilder(ClinicHost.Settings(_server.ConnectionString(Template)), forPages: false);
        ClinicHost.HashQuickly(builder.Services);
        await using var program = builder.Build();
        await MigrateCommand.ApplyAsync(program.Services, CancellationToken.None);
        await using var scope = program.Services.CreateAsyncScope();
        await SeedCommand.RunAsync(scope.ServiceProvider, []);
    }

    /// <summary>A database of one's own, holding the demo clinic; its name.</summary>
    public async Task<string> CopyAsync()
    {
        var name = $"clinic_{Interlocked.Increment(ref _copies)}";
        await Postgres.CopyDatabaseAsync(Template, name);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}

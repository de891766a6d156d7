using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Database.Embedded;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Web.Patients.Import;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Patients.Import;

/// <summary>A real server with an empty, migrated clinic to copy for every test.</summary>
public sealed class ImportDatabase : IAsyncLifetime
{
    private const string Template = "clinic_template";
    private EmbeddedPostgres _server = null!;
    private int _copies;

    internal Site Site { get; private set; } = null!;

    internal static ClinicClock Clock { get; } = new(new Standing(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero)));

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.StartThrowAwayAsync();
        await _server.CreateDatabaseAsync(Template);
        await using var db = Open(_server.ConnectionString(Template));
        await db.Database.MigrateAsync();
        Site = new Site("Riverside", "America/New_York");
        db.Sites.Add(Site);
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }

    /// <summary>An empty clinic of its own.</summary>
    internal async Task<ImportedClinic> Clinic()
    {
        NpgsqlConnection.ClearAllPools();
        var name = $"clinic_{Interlocked.Increment(ref _copies)}";
        await _server.CopyDatabaseAsync(Template, name);
        return new ImportedClinic(_server.ConnectionString(name), Site);
    }

    internal static ClinicDb Open(string connection) => new(
        new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(connection).Options, new Actor { Page = "import" }, Clock);

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

internal sealed record ImportedClinic(string Connection, Site Site)
{
    public async Task<ImportReport> Import(params ImportSource[] sources)
    {
        await using var db = ImportDatabase.Open(Connection);
        return await new ImportPatients(db, ImportDatabase.Clock, new ImportLimits()).Run(sources, Site);
    }

    public Task<ImportReport> Import(string content) => Import(FhirFiles.File("a.json", content));

    public async Task<List<Patient>> Patients()
    {
        await using var db = ImportDatabase.Open(Connection);
        return await db.Patients.AsNoTracking()
            .Include(p => p.History).Include(p => p.Allergies).Include(p => p.Identifiers).Include(p => p.Supporters)
            .OrderBy(p => p.Mrn).AsSplitQuery().ToListAsync();
    }

    public async Task<int> AuditRows()
    {
        await using var db = ImportDatabase.Open(Connection);
        return await db.AuditEvents.CountAsync();
    }
}

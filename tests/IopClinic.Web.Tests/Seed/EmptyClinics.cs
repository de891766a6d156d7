using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Database.Embedded;
using IopClinic.Database.Keys;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Web.Measures;
using IopClinic.Web.Seed;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IopClinic.Web.Tests.Seed;

/// <summary>A real server with an empty record to copy for every demo clinic that is planted.</summary>
public sealed class EmptyClinics : IAsyncLifetime
{
    private const string Template = "empty";
    private readonly Dictionary<string, PlantedClinic> _planted = [];
    private EmbeddedPostgres _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.StartThrowAwayAsync();
        await _server.CreateDatabaseAsync(Template);
        await using var db = PlantedClinic.Open(_server.ConnectionString(Template), DateTimeOffset.UnixEpoch);
        await db.Database.MigrateAsync();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>The demo clinic as it was planted at this instant; planted once, whoever asks.</summary>
    internal async Task<PlantedClinic> PlantedAt(string instant)
    {
        if (!_planted.TryGetValue(instant, out var clinic))
        {
            clinic = await EmptyAt(instant);
            Assert.True(await clinic.Plant());
            _planted.Add(instant, clinic);
        }

        return clinic;
    }

    internal async Task<PlantedClinic> EmptyAt(string instant)
    {
        var name = $"clinic_{Id<PlantedClinic>.New().Value:N}";
        await _server.CopyDatabaseAsync(Template, name);
        return new PlantedClinic(
            _server.ConnectionString(name), DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }
}

internal sealed record PlantedClinic(string Connection, DateTimeOffset Now)
{
    public ClinicDb Open() => Open(Connection, Now);

    public async Task<bool> Plant()
    {
        await using var db = Open();
        return await new DemoClinic(
            db,
            Clock(Now),
            new PasswordHasher<StaffAccount>(),
            new UpperInvariantLookupNormalizer(),
            new FieldCipher(new byte[FieldCipher.KeyLength]),
            new InstrumentLibrary(new ConfigurationBuilder().Build()),
            NullLogger<DemoClinic>.Instance).PlantAsync(TestContext.Current.CancellationToken);
    }

    public static ClinicDb Open(string connection, DateTimeOffset now) => new(
        new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(connection).Options, new Actor(), Clock(now));

    private static ClinicClock Clock(DateTimeOffset now) => new(new Standing(now));

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

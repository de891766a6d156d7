using IopClinic.Database;
using IopClinic.Database.Access;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Commands;

/// <summary>Brings the database to the shape this version needs.</summary>
internal static class MigrateCommand
{
    public const string Summary = "Brings the database to the shape this version needs. Safe to run twice, and from several nodes at once.";

    /// <summary>Any number, the same on every node: the right to change the shape of the database.</summary>
    private const long Lock = 7_205_114_902;

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        var applied = await ApplyAsync(services, CancellationToken.None);
        Console.WriteLine(applied == 0 ? "The database is up to date." : $"Applied {applied} migration{(applied == 1 ? "" : "s")}.");
        return 0;
    }

    /// <summary>Applies what is pending while holding an advisory lock: a second node waits, and then finds nothing to do.</summary>
    public static async Task<int> ApplyAsync(IServiceProvider services, CancellationToken cancel)
    {
        // Its own connections: building an index may take longer than any page may wait.
        await using var source = ClinicDatabase.Open(services.GetRequiredService<IConfiguration>(), forPages: false);
        await using var gate = await source.OpenConnectionAsync(cancel);
        await using var hold = new NpgsqlCommand("select pg_advisory_lock($1)", gate) { Parameters = { new() { Value = Lock } } };
        await hold.ExecuteNonQueryAsync(cancel);

        await using var db = new ClinicDb(
            new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(source).Options, new Actor(), services.GetRequiredService<ClinicClock>());
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).Count();
        if (pending > 0)
        {
            await db.Database.MigrateAsync(cancel);
        }

        await Walls.RaiseAsync(db, changed: pending > 0, cancel);
        return pending;
    }
}

using IopClinic.Database;
using IopClinic.Database.Access;
using IopClinic.Database.Audit;
using IopClinic.Database.Embedded;
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

    /// <summary>
    /// The role that serves pages, where it is missing and the owner may make one; its password is the one that pages come with.
    /// </summary>
    private static async Task MakeAppRoleAsync(NpgsqlConnection owner, IConfiguration settings, CancellationToken cancel)
    {
        var pages = new NpgsqlConnectionStringBuilder(settings.GetConnectionString(ClinicDatabase.Setting));
        var password = settings["Database:Password"]?.Trim() ?? pages.Password;
        if (pages.Username != EmbeddedPostgres.AppRole || string.IsNullOrEmpty(password))
        {
            return;
        }

        // A role takes no parameters; format() quotes the password.
        await using var sentence = new NpgsqlCommand(
            """
            select format('create role %I login password %L', $1, $2)
            where not exists (select from pg_roles where rolname = $1)
              and (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)
            """,
            owner)
        {
            Parameters = { new() { Value = EmbeddedPostgres.AppRole }, new() { Value = password } },
        };
        if (await sentence.ExecuteScalarAsync(cancel) is string make)
        {
            await using var create = new NpgsqlCommand(make, owner);
            await create.ExecuteNonQueryAsync(cancel);
        }
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

        await MakeAppRoleAsync(gate, services.GetRequiredService<IConfiguration>(), cancel);
        await Walls.RaiseAsync(db, changed: pending > 0, cancel);
        var today = services.GetRequiredService<ClinicClock>().Today(TimeZoneInfo.Utc);
        // From yesterday on: where the clinic is, the month may not be over yet.
        await HistoryMonths.CreateAsync(source, today.AddDays(-1), today.AddMonths(HistoryMonths.Ahead), cancel);
        return pending;
    }
}

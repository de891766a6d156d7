using System.Globalization;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Commands;

/// <summary>
/// Takes months out of the history that no page may be asked for any more. Nothing is deleted: they stand in the schema archive, to be dumped. Attendance
/// never leaves: signatures cover it as long as its notes stand.
/// </summary>
internal static class ArchiveCommand
{
    public const string Summary =
        "Takes the months of the history that are over before a month into the schema archive, to be dumped; lists what stands where; brings a month back.";

    /// <summary>Years for which documentation is kept (45 CFR 164.316) and every patient may ask who had their record (45 CFR 164.528).</summary>
    private const int YearsAtHand = 6;

    private const string Use = "Use: archive --list, archive --before YYYY-MM, or archive --bring-back NAME";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel)
    {
        var db = services.GetRequiredService<ClinicDb>();
        var today = services.GetRequiredService<ClinicClock>().Today(TimeZoneInfo.Utc);
        db.Actor.Page = "archive";
        try
        {
            return arguments switch
            {
                ["--list"] => await ListAsync(db, today, cancel),
                ["--before", { Length: 7 } month] when DateOnly.TryParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var before) =>
                    await ArchiveAsync(db, before, today, cancel),
                ["--before", ..] => throw new RuleViolation("Name a month: archive --before 2019-07"),
                ["--bring-back", { Length: > 0 } name] => await BringBackAsync(db, name, cancel),
                _ => throw new RuleViolation(Use),
            };
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new RuleViolation("The archive belongs to the owner of the database: name them in ConnectionStrings__ClinicOwner.", refused);
        }
        catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            throw new RuleViolation("Somebody was at work in the history for longer than this may wait. What was archived before stays so; run it again.", busy);
        }
    }

    private static async Task<int> ListAsync(ClinicDb db, DateOnly today, CancellationToken cancel)
    {
        var connection = await OpenAsync(db, cancel);
        var (limit, why) = await LimitAsync(db, today, cancel);
        foreach (var part in await HistoryMonths.ListAsync(connection, cancel))
        {
            var days = part.Until is { } until ? Days(part.First, until) : "days without a month of their own";
            Console.WriteLine($"{part.Name,-30} {days,-38} {(part.Rows is { } rows ? $"about {rows:N0} rows" : "not counted yet"),22} {part.Bytes / 1_000_000.0,10:N1} MB{(part.Until <= limit ? "  may be archived" : "")}");
        }

        foreach (var part in await HistoryMonths.ArchivedAsync(connection, cancel))
        {
            var where = part.IsBack ? "brought back" : part.IsThere ? "in the schema archive" : "outside the database";
            Console.WriteLine($"{part.Name,-30} {Days(part.First, part.Until),-38} {$"{part.Rows:N0} rows",22}, archived on {part.At.UtcDateTime:yyyy-MM-dd}, {where}");
        }

        Console.WriteLine($"What is over before {Month(limit)} may be archived. {why}");
        return 0;
    }

    private static async Task<int> ArchiveAsync(ClinicDb db, DateOnly before, DateOnly today, CancellationToken cancel)
    {
        var connection = await OpenAsync(db, cancel);
        var (limit, why) = await LimitAsync(db, today, cancel);
        RuleViolation.Unless(before <= limit, $"Nothing was archived: what is not over before {Month(limit)} stays at hand. {why}");
        var parts = await HistoryMonths.ListAsync(connection, cancel);
        var over = parts.Where(part => part.Until <= before).ToList();
        if (over.Count == 0)
        {
            var next = parts.FirstOrDefault(part => part.Until is not null);
            throw new RuleViolation($"Nothing was archived: no part of the history is over before {Month(before)}."
                + (next is { Until: { } until } ? $" The oldest, {next.Name}, has the days {Days(next.First, until)} and leaves as a whole." : ""));
        }

        foreach (var part in over)
        {
            await using var together = await db.Database.BeginTransactionAsync(cancel);
            var rows = await HistoryMonths.ArchiveAsync(db, part, cancel);
            await together.CommitAsync(cancel);
            Console.WriteLine($"{part.Name}: {rows:N0} rows, {Days(part.First, part.Until!.Value)}, are in the schema archive.");
        }

        Console.WriteLine("Dump the schema archive (docs/scaling.md says how) before you drop any table of it. The chains go on over what left: verify-audit proves it.");
        return 0;
    }

    private static async Task<int> BringBackAsync(ClinicDb db, string name, CancellationToken cancel)
    {
        var archived = await HistoryMonths.ArchivedAsync(await OpenAsync(db, cancel), cancel);
        var part = archived.FirstOrDefault(known => known.Name == name) ?? throw new RuleViolation($"{name} was never archived. archive --list says what was.");
        RuleViolation.Unless(!part.IsBack, $"{name} is back in the history already.");
        RuleViolation.Unless(part.IsThere, $"{name} is not in the schema archive. Restore it from its dump first (docs/scaling.md says how).");
        await using var together = await db.Database.BeginTransactionAsync(cancel);
        await HistoryMonths.BringBackAsync(db, part, cancel);
        await together.CommitAsync(cancel);
        Console.WriteLine($"{name}: {Days(part.First, part.Until)} are back in the history. Run verify-audit: it proves that every row is the one that left.");
        return 0;
    }

    /// <summary>The month before which the history may leave, and why no other.</summary>
    private static async Task<(DateOnly Month, string Why)> LimitAsync(ClinicDb db, DateOnly today, CancellationToken cancel)
    {
        var years = new DateOnly(today.Year, today.Month, 1).AddYears(-YearsAtHand);
        var oldest = await db.Episodes.Where(episode => episode.DischargedOn == null).OrderBy(episode => episode.AdmittedOn)
            .Select(episode => (DateOnly?)episode.AdmittedOn).FirstOrDefaultAsync(cancel);
        return oldest is { } admitted && admitted < years
            ? (new DateOnly(admitted.Year, admitted.Month, 1), "Somebody who was admitted then is in treatment still.")
            : (years, $"For {YearsAtHand} years documentation is kept at hand, and every patient may ask who had their record.");
    }

    private static async Task<NpgsqlConnection> OpenAsync(ClinicDb db, CancellationToken cancel)
    {
        RuleViolation.Unless(!(await db.Database.GetPendingMigrationsAsync(cancel)).Any(), "The database is not ready. Run `migrate` first.");
        await db.Database.OpenConnectionAsync(cancel);
        return (NpgsqlConnection)db.Database.GetDbConnection();
    }

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Days(DateOnly? first, DateOnly until) => string.Create(
        CultureInfo.InvariantCulture, $"{(first is { } day ? $"{day:yyyy-MM-dd} to" : "until")} {until.AddDays(-1):yyyy-MM-dd}");
}

using IopClinic.Database;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Seed.Load;

/// <summary>Whether a database may be filled, and whether an earlier load was broken off in it.</summary>
internal sealed class LoadState(NpgsqlDataSource source)
{
    /// <summary>The table that stands while a load is under way, and says how to make again what it took away.</summary>
    public const string Mark = "load_in_progress";

    /// <summary>What is said of a database that was filled in part.</summary>
    public const string BrokenOff =
        "A load is under way in this database or was broken off in it, so it holds a part only. To begin anew, drop the database, create it again and run migrate; the "
        + "embedded one is in the folder .data, which may be deleted.";

    /// <summary>Lets nobody work in a database that was filled in part: indexes and constraints are missing there.</summary>
    /// <exception cref="RuleViolation">It is such a one.</exception>
    public static async Task RefuseBrokenOffAsync(ClinicDb db, CancellationToken cancel) =>
        RuleViolation.Unless(await db.Database.SqlQuery<bool>($"select to_regclass({"public." + Mark}) is null as \"Value\"").SingleAsync(cancel), BrokenOff);

    /// <exception cref="RuleViolation">There is something in it, or this role may not switch the triggers off.</exception>
    public async Task BeginAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Two loads at once: the second waits here, and then finds the mark of the first.
        await AskAsync("select pg_advisory_xact_lock(hashtext('load'))");
        RuleViolation.Unless(
            await AskAsync($"select to_regclass('public.{Mark}') is null") is true,
            BrokenOff);
        RuleViolation.Unless(
            await AskAsync("select not exists (select from sites) and not exists (select from staff) and not exists (select from patients) and not exists (select from services)") is true,
            "This database is not empty: a load fills an empty one alone, and nothing was added.");
        try
        {
            await AskAsync("set local session_replication_role = replica");
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new RuleViolation(
                "A load switches the triggers off while it copies, and this role may not do that: connect as a superuser, or let one run \"grant set on parameter session_replication_role\" to it.");
        }

        await AskAsync($"create table {Mark} (made int generated always as identity, make text)");
        await transaction.CommitAsync(cancel);

        async Task<object?> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            return await command.ExecuteScalarAsync(cancel);
        }
    }

    /// <summary>The load is whole.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"drop table {Mark}");
        await command.ExecuteNonQueryAsync(cancel);
    }
}

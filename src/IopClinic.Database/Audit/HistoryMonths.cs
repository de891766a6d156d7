using System.Globalization;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Database.Audit;

/// <summary>The months by which the history is kept: each is a table of its own, made before its first day.</summary>
public static class HistoryMonths
{
    /// <summary>How many months there are after the present one.</summary>
    public const int Ahead = 3;

    /// <summary>What the history calls a month of itself that left for the archive or came back.</summary>
    public const string Noun = "HistoryMonth";

    /// <summary>Makes what is missing from one day to another, by the owner of the database; how many that were.</summary>
    public static async Task<int> CreateAsync(NpgsqlDataSource owner, DateOnly first, DateOnly last, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await using var create = owner.CreateCommand("select parts.create_months($1, $2)");
        create.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = first });
        create.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = last });
        return (int)(await create.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Makes the present month and those after it, as far as they are missing, by whoever serves pages; how many that were.</summary>
    public static async Task<int> KeepAheadAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var keep = source.CreateCommand("select keep_months_ahead()");
        return (int)(await keep.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The parts of the history that stand, the oldest first; what fits into no month last.</summary>
    public static async Task<IReadOnlyList<HistoryPart>> ListAsync(NpgsqlConnection owner, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(
            """
            select m.part, nullif(m.first_day, '-infinity'), m.until, nullif(c.reltuples, -1)::bigint, pg_total_relation_size(c.oid)
            from parts.months m join pg_class c on c.oid = format('parts.%I', m.part)::regclass where m.of_table = 'audit_events' order by m.until nulls last
            """,
            owner);
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        var parts = new List<HistoryPart>();
        while (await rows.ReadAsync(cancel))
        {
            parts.Add(new HistoryPart(
                rows.GetString(0),
                rows.IsDBNull(1) ? null : rows.GetFieldValue<DateOnly>(1),
                rows.IsDBNull(2) ? null : rows.GetFieldValue<DateOnly>(2),
                rows.IsDBNull(3) ? null : rows.GetInt64(3),
                rows.GetInt64(4)));
        }

        return parts;
    }

    /// <summary>What left for the archive, the oldest first.</summary>
    public static async Task<IReadOnlyList<ArchivedPart>> ArchivedAsync(NpgsqlConnection owner, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(
            """
            select distinct on (m.part) m.part, nullif(m.first_day, '-infinity'), m.until, m.rows, m.archived_at,
              to_regclass(format('archive.%I', m.part)) is not null, exists (select from parts.months p where p.part = m.part)
            from archive.months m order by m.part, m.archived_at desc
            """,
            owner);
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        var parts = new List<ArchivedPart>();
        while (await rows.ReadAsync(cancel))
        {
            parts.Add(new ArchivedPart(
                rows.GetString(0),
                rows.IsDBNull(1) ? null : rows.GetFieldValue<DateOnly>(1),
                rows.GetFieldValue<DateOnly>(2),
                rows.GetInt64(3),
                rows.GetFieldValue<DateTimeOffset>(4),
                rows.GetBoolean(5),
                rows.GetBoolean(6)));
        }

        return [.. parts.OrderBy(part => part.Until)];
    }

    /// <summary>Takes a part out of the history and into the archive, in the transaction of <paramref name="db"/>, and has the history tell of it.</summary>
    /// <returns>How many rows it has.</returns>
    /// <exception cref="RuleViolation">A row of it is in no chain: that is to be looked into first.</exception>
    public static async Task<long> ArchiveAsync(ClinicDb db, HistoryPart part, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(part);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var table = $"parts.\"{part.Name}\"";
        // Nobody writes into it from here on; reading goes on until it is taken out, which takes a moment.
        await RunAsync($"set local lock_timeout = '3s'; lock table {table} in share mode");
        var unlinked = await RunAsync($"select min(e.sequence) from {table} e left join audit_links l using (sequence) where l.sequence is null");
        RuleViolation.Unless(unlinked is not long, $"Row {unlinked} of {part.Name} is in no chain. Run verify-audit, and find out why before anything is archived.");
        long rows;
        string sequences;
        await using (var which = new NpgsqlCommand($"select count(*), coalesce(range_agg(int8range(sequence, sequence, '[]')), '{{}}')::text from {table}", connection))
        {
            await using var found = await which.ExecuteReaderAsync(cancel);
            await found.ReadAsync(cancel);
            (rows, sequences) = (found.GetInt64(0), found.GetString(1));
        }

        var (first, until) = (part.First is { } day ? Iso(day) : "", Iso(part.Until!.Value));
        var before = await HistoryArchive.LastToldAsync(connection, cancel);
        var told = db.EventBy(AuditAction.Remove, Noun, HistoryArchive.Told(part.Name, first, until, rows, sequences, before), patientId: null, changes: null);
        db.AuditEvents.Add(told);
        await db.SaveChangesAsync(cancel);
        await RunAsync(
            "insert into archive.months (part, first_day, until, rows, sequences, told_by) values ($1, coalesce(nullif($2, '')::date, '-infinity'), $3::date, $4, $5::int8multirange, $6)",
            part.Name, first, until, rows, sequences, told.Sequence);
        await RunAsync("select parts.detach($1)", part.Name);
        return rows;

        async Task<object?> RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            return await command.ExecuteScalarAsync(cancel);
        }
    }

    /// <summary>Puts a part that is in the schema <c>archive</c> back into the history, in the transaction of <paramref name="db"/>, and has the history tell of it.</summary>
    public static async Task BringBackAsync(ClinicDb db, ArchivedPart part, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(part);
        db.RecordAct(AuditAction.Create, Noun, part.Name);
        await db.SaveChangesAsync(cancel);
        await using var attach = new NpgsqlCommand("select parts.attach($1, coalesce(nullif($2, '')::date, '-infinity'), $3::date)", (NpgsqlConnection)db.Database.GetDbConnection());
        attach.Parameters.Add(new() { Value = part.Name });
        attach.Parameters.Add(new() { Value = part.First is { } day ? Iso(day) : "" });
        attach.Parameters.Add(new() { Value = Iso(part.Until) });
        await attach.ExecuteNonQueryAsync(cancel);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A part of the history: the days from its first one, or from the beginning, until the one after its last.</summary>
/// <param name="Name">Its table in the schema <c>parts</c>.</param>
/// <param name="First">Null for the part of everything before there were months.</param>
/// <param name="Until">Null for what fits into no month.</param>
/// <param name="Rows">As they were counted for the planner; null where they were not yet.</param>
/// <param name="Bytes">With its indexes.</param>
public sealed record HistoryPart(string Name, DateOnly? First, DateOnly? Until, long? Rows, long Bytes);

/// <summary>A part that left for the archive.</summary>
/// <param name="Name">Its table in the schema <c>archive</c>.</param>
/// <param name="First">Null for the part of everything before there were months.</param>
/// <param name="Until">The day after its last.</param>
/// <param name="Rows">How many it has.</param>
/// <param name="At">When it left.</param>
/// <param name="IsThere">Whether its table still stands in the schema.</param>
/// <param name="IsBack">Whether it was brought back into the history.</param>
public sealed record ArchivedPart(string Name, DateOnly? First, DateOnly Until, long Rows, DateTimeOffset At, bool IsThere, bool IsBack);

using Npgsql;

namespace IopClinic.Web.Seed.Load;

/// <summary>
/// Takes away what is slow to keep row by row and quick to build at once: indexes, and the constraints that forbid overlaps, which check
/// every row when they come back. How to make each again is kept in the database until it is there again.
/// </summary>
internal sealed class LoadIndexes(NpgsqlDataSource source)
{
    // Primary keys and what foreign keys rest on stay.
    private const string Slow = """
        select i.indrelid::regclass::text, c.conname, i.indexrelid::regclass::text,
          -- That of a partitioned table goes and comes back with those of its parts.
          case when c.oid is null then replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
            else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end
        from pg_index i join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace
          left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
        where t.relname = any($1) and (c.oid is null or c.contype = 'x')
          and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = i.indexrelid)
        order by pg_relation_size(i.indrelid), 1, 3
        """;

    private static readonly string[] Large =
    [
        "attendance", "audit_events", "audit_links", "care_team_members", "diagnoses", "enrollments", "episodes", "measure_administrations", "measure_alerts",
        "note_objectives", "objectives", "patients", "plan_acknowledgements", "progress_notes", "reservations", "roster_places", "session_clinicians", "sessions",
        "shared_parts", "signatures", "track_places", "treatment_plans",
    ];

    /// <summary>Takes them away, all or none.</summary>
    public async Task DropAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var slow = new List<(string Drop, string Make)>();
        await using (var command = new NpgsqlCommand(Slow, connection, transaction))
        {
            command.Parameters.Add(new() { Value = Large });
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                slow.Add((rows.IsDBNull(1) ? $"drop index {rows.GetString(2)}" : $"alter table {rows.GetString(0)} drop constraint \"{rows.GetString(1)}\"", rows.GetString(3)));
            }
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (drop, make) in slow)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(drop));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"insert into {LoadState.Mark} (make) values ($1)")
            {
                Parameters = { new() { Value = make } },
            });
        }

        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Makes them again, some at a time.</summary>
    public async Task BuildAsync(CancellationToken cancel)
    {
        var made = new List<string>();
        await using (var command = source.CreateCommand($"select make from {LoadState.Mark} where make is not null order by made"))
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
            {
                made.Add(rows.GetString(0));
            }
        }

        // Constraints lock their table, so they come after the indexes, which do not hinder each other.
        foreach (var alike in made.ToLookup(make => make.StartsWith("alter", StringComparison.Ordinal)).OrderBy(alike => alike.Key))
        {
            await Parallel.ForEachAsync(
                alike,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = alike.Key ? 1 : Math.Max(1, Environment.ProcessorCount),
                    CancellationToken = cancel,
                },
                async (make, stop) =>
                {
                    await using var connection = await source.OpenConnectionAsync(stop);
                    await using var command = new NpgsqlCommand($"set statement_timeout = 0; set lock_timeout = 0; set maintenance_work_mem = '256MB'; {make}", connection)
                    {
                        CommandTimeout = 0,
                    };
                    await command.ExecuteNonQueryAsync(stop);
                });
        }
    }
}

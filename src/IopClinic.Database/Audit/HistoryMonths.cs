using Npgsql;

namespace IopClinic.Database.Audit;

/// <summary>The months by which the history is kept: each is a table of its own, made before its first day.</summary>
public static class HistoryMonths
{
    /// <summary>How many months there are after the present one.</summary>
    public const int Ahead = 3;

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
}

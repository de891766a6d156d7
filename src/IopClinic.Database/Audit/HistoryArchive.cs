using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace IopClinic.Database.Audit;

/// <summary>
/// What has left the history for the archive, as far as its rows are out of the database: their numbers are known, and their links stay. A row of
/// the history tells of each month that left, with the SHA-256 of what is said of it, so that nobody declares rows archived that were removed.
/// </summary>
internal sealed class HistoryArchive
{
    private const string Gone = """
        select m.part, case when m.first_day = '-infinity' then '' else m.first_day::text end, m.until::text, m.rows, m.sequences::text, m.sequences, m.told_by, e.object_id,
          to_regclass('archive.' || quote_ident(m.part)) is not null, exists (select from parts.months p where p.part = m.part)
        from archive.months m left join audit_events e on e.sequence = m.told_by
        order by m.told_by, m.archived_at
        """;

    private readonly List<NpgsqlRange<long>> _gone = [];
    private readonly List<string> _tables = [];

    /// <summary>Tables of the archive that are still in the database.</summary>
    public IReadOnlyList<string> Tables => _tables;

    /// <summary>What is said of the archive and was not told when it was made.</summary>
    public AuditFault? Fault { get; private set; }

    public static async Task<HistoryArchive> ReadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var archive = new HistoryArchive();
        var (before, isLastTold, last) = ("", true, (Part: "", Tells: 0L));
        await using var command = new NpgsqlCommand(Gone, connection);
        await using var months = await command.ExecuteReaderAsync(cancel);
        while (await months.ReadAsync(cancel))
        {
            var part = months.GetString(0);
            before = Told(part, months.GetString(1), months.GetString(2), months.GetInt64(3), months.GetString(4), before);
            var (tells, sequences) = (months.GetInt64(6), months.GetFieldValue<NpgsqlRange<long>[]>(5));
            isLastTold = !months.IsDBNull(7);
            if (isLastTold && months.GetString(7) != before)
            {
                archive.Fault ??= Untold(part, tells);
            }

            last = (part, tells);
            if (months.GetBoolean(8))
            {
                archive._tables.Add($"archive.\"{part}\"");
            }
            else if (!months.GetBoolean(9))
            {
                archive._gone.AddRange(sequences);
            }
        }

        // The row that tells of a month may be in the archive itself by now, with a month that left later; that of the last month is not,
        // and what it says takes in all before it.
        if (!isLastTold)
        {
            archive.Fault ??= Untold(last.Part, last.Tells);
        }

        archive._gone.Sort((left, right) => left.LowerBound.CompareTo(right.LowerBound));
        return archive;
    }

    /// <summary>What was said of the month that left last; empty where none has.</summary>
    public static async Task<string> LastToldAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select object_id from audit_events where sequence = (select max(told_by) from archive.months)", connection);
        return await command.ExecuteScalarAsync(cancel) as string ?? "";
    }

    private static AuditFault Untold(string part, long tells) => new(null, null, tells, $"what stands of the archived {part} is not what the history says of it");

    /// <summary>Whether the row of this number left the database with its month. PostgreSQL writes such ranges with the lower end and without the upper one.</summary>
    public bool Holds(long sequence)
    {
        var (low, high) = (0, _gone.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (sequence < _gone[middle].LowerBound)
            {
                high = middle - 1;
            }
            else if (sequence >= _gone[middle].UpperBound)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the history says of a month that left: its name, and the SHA-256 of which rows it holds and of what was said of the month that left before it.</summary>
    /// <param name="before">What was said of that one; empty for the first.</param>
    public static string Told(string part, string first, string until, long rows, string sequences, string before)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{part} {first} {until} {rows} {sequences} {before}");
        return $"{part} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))}";
    }
}

using System.Collections.Concurrent;
using System.Data.Common;
using IopClinic.Database.Reading;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace IopClinic.Database.Audit;

/// <summary>
/// Watches what queries bring back. PostgreSQL says of each column of a result from which table it was taken, also behind joins and
/// subqueries: where that is the key of a patient, the patient has been seen. So a projection, a fragment or raw SQL of a page that
/// nobody has written yet is seen as well as an entity.
/// </summary>
internal sealed class SeenInterceptor : DbCommandInterceptor
{
    /// <summary>The columns that hold a patient's key, by database.</summary>
    private static readonly ConcurrentDictionary<string, PatientColumns> Known = new(StringComparer.Ordinal);

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (IsWatched(eventData) && command.Connection is NpgsqlConnection connection && !Known.ContainsKey(KeyOf(connection)))
        {
            Known[KeyOf(connection)] = await PatientColumns.ReadAsync(connection, cancellationToken);
        }

        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Watched(command, eventData, result));

    /// <summary>Saves read back what they wrote, and Npgsql wants its own reader for that.</summary>
    private static bool IsWatched(CommandEventData command) =>
        command.CommandSource is not CommandSource.SaveChanges and not CommandSource.Migrations
        && command.Context is ClinicDb { Seen.IsWatched: true };

    private static DbDataReader Watched(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        if (!IsWatched(eventData)
            || ((result as Answer)?.OfDriver ?? result as NpgsqlDataReader) is not { } reader
            || command.Connection is not NpgsqlConnection connection)
        {
            return result;
        }

        var keys = Known[KeyOf(connection)].In(reader);
        return keys.Count == 0 ? result : new WatchedReader(result, keys, ((ClinicDb)eventData.Context!).Seen);
    }

    private static string KeyOf(NpgsqlConnection connection) => $"{connection.DataSource}/{connection.Database}";

    /// <summary>Where the keys of patients stand: in <c>patients.id</c>, and in every column that is called <c>patient_id</c>.</summary>
    private sealed class PatientColumns(HashSet<(uint Table, short Column)> columns, uint patients)
    {
        private const string Question = """
            select a.attrelid, a.attnum, c.relname = 'patients' from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
              and (a.attname = 'patient_id' or (c.relname = 'patients' and a.attname = 'id'))
            """;

        public static async Task<PatientColumns> ReadAsync(NpgsqlConnection connection, CancellationToken cancel)
        {
            var columns = new HashSet<(uint, short)>();
            uint patients = 0;
            await using var command = new NpgsqlCommand(Question, connection);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                columns.Add((reader.GetFieldValue<uint>(0), reader.GetInt16(1)));
                patients = reader.GetBoolean(2) ? reader.GetFieldValue<uint>(0) : patients;
            }

            return new PatientColumns(columns, patients);
        }

        /// <summary>Which columns of this result are keys of patients.</summary>
        /// <exception cref="InvalidOperationException">Something of a patient is read without saying whose it is.</exception>
        public List<int> In(NpgsqlDataReader reader)
        {
            var keys = new List<int>();
            var something = false;
            var schema = reader.GetColumnSchema();
            for (var at = 0; at < schema.Count; at++)
            {
                var (table, column) = (schema[at].TableOID, schema[at].ColumnAttributeNumber ?? 0);
                if (columns.Contains((table, column)))
                {
                    keys.Add(at);
                }
                // What PostgreSQL itself keeps of a row, such as its version, says nothing of anybody.
                else if (table == patients && table != 0 && column > 0)
                {
                    something = true;
                }
            }

            return keys.Count > 0 || !something
                ? keys
                : throw new InvalidOperationException("A query reads from patients without their key, so nobody could tell whose data was shown.");
        }
    }
}

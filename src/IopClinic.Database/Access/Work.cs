using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Npgsql;

namespace IopClinic.Database.Access;

/// <summary>
/// The first statement of a person's transaction: it tells the policies of the database who asks, and the program whom they reach and in which
/// state the <see cref="Reading.House"/> is.
/// </summary>
internal static class Work
{
    // The last columns stand beside those of begin_work: its own stay as they are, because a node of the version before may be asking
    // it at the same time. That before the last is what begin_work has just said to the policies.
    private const string Columns = "b.*, my('private'), (select version from house_state)";

    public static async Task<(Reach Reach, Guid HouseState)> BeginAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Id<StaffMember>? person, DateTimeOffset now, CancellationToken cancel)
    {
        await using var begin = new NpgsqlCommand($"select {Columns} from begin_work($1, $2) b", connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = person is { } id ? id.Value : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() },
            },
        };
        await using var row = await begin.ExecuteReaderAsync(cancel);
        return await ReadAsync(row, person ?? default, cancel);
    }

    /// <summary>The same of whoever the statement before it, in the same transaction, found and said to the setting <c>app.found</c>.</summary>
    public static NpgsqlBatchCommand BeginFound(DateTimeOffset now) => new($"select {Columns} from begin_work(nullif(current_setting('app.found', true), '')::uuid, $1) b")
    {
        Parameters = { new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() } },
    };

    /// <summary>What begin_work answered.</summary>
    public static async Task<(Reach Reach, Guid HouseState)> ReadAsync(NpgsqlDataReader row, Id<StaffMember> person, CancellationToken cancel)
    {
        await row.ReadAsync(cancel);
        var reach = new Reach(
            person,
            [.. row.GetFieldValue<string[]>(0).Select(Enum.Parse<Role>)],
            Ids<Site>(row, 1),
            Ids<Patient>(row, 2),
            Ids<Patient>(row, 3),
            Ids<Session>(row, 4),
            Ids<Patient>(row, 5),
            Ids<StaffMember>(row, 6))
        {
            PrivateNotes = Ids<Patient>(row, 7),
        };
        return (reach, row.GetGuid(8));
    }

    /// <summary>The first statement of a patient's own transaction: it opens one form, and nothing where the secret is none, used or too old.</summary>
    /// <param name="hash">Of the secret in a link's address that nobody used yet, or of the one in the browser that did.</param>
    public static async Task<Reach> BeginKioskAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string hash, DateTimeOffset now, CancellationToken cancel)
    {
        await using var begin = new NpgsqlCommand("select measure, patient from begin_kiosk($1, $2)", connection, transaction)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = hash }, new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() } },
        };
        await using var row = await begin.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return await row.IsDBNullAsync(0, cancel)
            ? Reach.None
            : Reach.None with { Kiosk = (new Id<MeasureAdministration>(row.GetGuid(0)), new Id<Patient>(row.GetGuid(1))) };
    }

    private static List<Id<T>> Ids<T>(NpgsqlDataReader row, int column) =>
        row.GetFieldValue<Guid[]>(column).Select(id => new Id<T>(id)).ToList();
}

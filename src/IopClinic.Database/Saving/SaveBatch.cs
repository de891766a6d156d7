using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;
using NpgsqlTypes;

namespace IopClinic.Database.Saving;

/// <summary>
/// What a save sends in one round trip. It differs from the driver's in two things: rows that are new in one table and follow each other
/// are one statement instead of one each, and the savepoint that a save inside of a transaction begins with goes along.
/// </summary>
internal sealed class SaveBatch(ModificationCommandBatchFactoryDependencies dependencies, SaveBatches save)
    : ReaderModificationCommandBatch(dependencies, maxBatchSize: null)
{
    private const string NotSaved = "The database did not take what was to be saved.";

    /// <summary>The commands of each statement, in the order in which they are sent.</summary>
    private readonly List<IReadOnlyList<IReadOnlyModificationCommand>> _statements = [];

    /// <summary>Those that go with the next statement.</summary>
    private readonly List<IReadOnlyModificationCommand> _next = [];

    public override void Complete(bool moreBatchesExpected)
    {
        WriteNext();
        if (_statements.Exists(commands => commands.Count > 1))
        {
            SetRequiresTransaction(true);
        }

        if (save.TakeSavepoint())
        {
            SqlBuilder.Insert(0, $"SAVEPOINT {SaveBatches.Savepoint};\n");
        }

        base.Complete(moreBatchesExpected);
    }

    protected override void AddCommand(IReadOnlyModificationCommand modificationCommand)
    {
        if (_next.Count > 0 && !(IsSimple(modificationCommand) && IsSimple(_next[0]) && AreAlike(modificationCommand, _next[0])))
        {
            WriteNext();
        }

        _next.Add(modificationCommand);
    }

    protected override void Consume(RelationalDataReader reader) => TakeAsync(reader, waits: false, CancellationToken.None).GetAwaiter().GetResult();

    protected override Task ConsumeAsync(RelationalDataReader reader, CancellationToken cancellationToken = default) => TakeAsync(reader, waits: true, cancellationToken);

    /// <summary>A new row whose answer can be told from those of others: by its key, or by the number that it is given.</summary>
    private static bool IsSimple(IReadOnlyModificationCommand command) =>
        command is { EntityState: EntityState.Added, StoreStoredProcedure: null }
        && command.ColumnModifications.All(column => column is { Property: not null, JsonPath: null } && (column.IsWrite ? IsSimple(column) : column.IsRead))
        && (!IsTold(command) || IsNumbered(command) || command.ColumnModifications.All(column => !column.IsKey || (column.IsWrite && ProviderType(column) == typeof(Guid))));

    /// <summary>An array of arrays has to be rectangular, so that a column of arrays goes along only where it is empty.</summary>
    private static bool IsSimple(IColumnModification column) => column.UseCurrentValueParameter && (!IsArray(column) || column.Value is null);

    private static bool IsArray(IColumnModification column) => column.TypeMapping!.StoreType.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>Whether the database answers something of its row.</summary>
    private static bool IsTold(IReadOnlyModificationCommand command) => command.ColumnModifications.Any(column => column.IsRead);

    /// <summary>Whether the database gives the row a number of its own, and nothing else.</summary>
    private static bool IsNumbered(IReadOnlyModificationCommand command) =>
        command.ColumnModifications.Where(column => column.IsRead).ToList() is [{ IsKey: true, IsWrite: false } number] && ProviderType(number) == typeof(long);

    private static bool AreAlike(IReadOnlyModificationCommand one, IReadOnlyModificationCommand other) =>
        one.TableName == other.TableName
        && one.Schema == other.Schema
        && one.ColumnModifications.Select(column => (column.Property, column.IsWrite, column.IsRead))
            .SequenceEqual(other.ColumnModifications.Select(column => (column.Property, column.IsWrite, column.IsRead)));

    private static Type ProviderType(IColumnModification column) => column.TypeMapping!.Converter?.ProviderClrType ?? column.TypeMapping.ClrType;

    private void WriteNext()
    {
        if (_next.Count == 0)
        {
            return;
        }

        if (_next.Count == 1)
        {
            base.AddCommand(_next[0]);
        }
        else
        {
            WriteTogether(_next);
        }

        _statements.Add([.. _next]);
        _next.Clear();
    }

    /// <summary>One insert for all of them. Its text does not depend on how many they are, so that it is prepared once.</summary>
    private void WriteTogether(List<IReadOnlyModificationCommand> rows)
    {
        var names = Dependencies.SqlGenerationHelper;
        List<string> into = [], values = [], arrays = [], parts = [];
        for (var at = 0; at < rows[0].ColumnModifications.Count; at++)
        {
            var column = rows[0].ColumnModifications[at];
            if (!column.IsWrite)
            {
                continue;
            }

            into.Add(names.DelimitIdentifier(column.ColumnName));
            if (IsArray(column))
            {
                values.Add("NULL");
                continue;
            }

            var name = column.ParameterName!;
            RelationalCommandBuilder.AddRawParameter(name, ArrayOf(names.GenerateParameterName(name), [.. rows.Select(row => row.ColumnModifications[at])]));
            arrays.Add(names.GenerateParameterNamePlaceholder(name));
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"c{arrays.Count}"));
            values.Add(parts[^1]);
        }

        // In their order: it is that in which they wait for others who write the same keys, and in which they are numbered.
        SqlBuilder.Append(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO {names.DelimitIdentifier(rows[0].TableName, rows[0].Schema)} ({string.Join(", ", into)})
            SELECT {string.Join(", ", values)} FROM unnest({string.Join(", ", arrays)}) WITH ORDINALITY AS r ({string.Join(", ", parts)}, at) ORDER BY at
            """);
        var told = rows[0].ColumnModifications.Where(column => column.IsRead).ToList();
        if (told.Count > 0)
        {
            SqlBuilder.Append("\nRETURNING ").AppendJoin(", ", told.Concat(KeysOf(rows[0])).Select(column => names.DelimitIdentifier(column.ColumnName)));
        }

        SqlBuilder.Append(names.StatementTerminator).AppendLine();
    }

    /// <summary>By what the row of an answer is told: nothing where it is numbered.</summary>
    private static IEnumerable<IColumnModification> KeysOf(IReadOnlyModificationCommand row) => row.ColumnModifications.Where(column => column is { IsKey: true, IsWrite: true });

    /// <summary>The values of a column as the driver would have sent each of them.</summary>
    private static NpgsqlParameter ArrayOf(string name, List<IColumnModification> column)
    {
        using var factory = new NpgsqlCommand();
        var each = column.ConvertAll(value => (NpgsqlParameter)value.TypeMapping!.CreateParameter(factory, name, value.Value, value.IsNullable));
        var type = each.Find(one => one.Value is not (null or DBNull))?.Value!.GetType() ?? ProviderType(column[0]);
        var values = Array.CreateInstance(type.IsValueType && Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type, each.Count);
        for (var at = 0; at < each.Count; at++)
        {
            values.SetValue(each[at].Value is DBNull ? null : each[at].Value, at);
        }

        return new NpgsqlParameter(name, each[0].NpgsqlDbType | NpgsqlDbType.Array) { Value = values };
    }

    /// <summary>Reads what the statements answered, one after the other, and holds them to as many rows as they were to write.</summary>
    private async Task TakeAsync(RelationalDataReader reader, bool waits, CancellationToken cancel)
    {
        var rows = reader.DbDataReader;
        var at = 0;
        try
        {
            while (at < _statements.Count)
            {
                var commands = _statements[at];
                if (IsTold(commands[0]))
                {
                    await TakeRowsAsync(commands, reader, waits, cancel);
                    at++;
                    _ = waits ? await rows.NextResultAsync(cancel) : rows.NextResult();
                }
                else
                {
                    at++;
                }
            }
        }
        catch (Exception broken) when (broken is not DbUpdateException and not OperationCanceledException)
        {
            throw new DbUpdateException(NotSaved, broken, Entries(_statements[Math.Min(at, _statements.Count - 1)]));
        }

        // Those that answer nothing are counted when all is over.
        if (rows.RecordsAffected != ModificationCommands.Count)
        {
            throw Stale(ModificationCommands.Where(command => !IsTold(command)));
        }
    }

    private static async Task TakeRowsAsync(IReadOnlyList<IReadOnlyModificationCommand> commands, RelationalDataReader reader, bool waits, CancellationToken cancel)
    {
        var rows = reader.DbDataReader;
        var isNumbered = commands.Count > 1 && IsNumbered(commands[0]);
        List<long> numbers = [];
        for (var at = 0; at < commands.Count; at++)
        {
            if (!(waits ? await reader.ReadAsync(cancel) : reader.Read()))
            {
                throw Stale(commands);
            }

            if (isNumbered)
            {
                numbers.Add(rows.GetInt64(0));
                continue;
            }

            // Of several rows nobody says that they come back in their order.
            var command = commands.Count == 1 || IsOf(commands[at]) ? commands[at] : commands.Single(IsOf);
            command.PropagateResults(reader);
        }

        numbers.Sort();
        for (var at = 0; at < numbers.Count; at++)
        {
            commands[at].ColumnModifications.Single(column => column.IsRead).Value = numbers[at];
        }

        bool IsOf(IReadOnlyModificationCommand command)
        {
            var told = command.ColumnModifications.Count(column => column.IsRead);
            return KeysOf(command).All(key => rows.GetGuid(told++) == (Guid)(key.TypeMapping!.Converter?.ConvertToProvider(key.Value) ?? key.Value)!);
        }
    }

    private static DbUpdateConcurrencyException Stale(IEnumerable<IReadOnlyModificationCommand> commands) =>
        new("A row is no more what it was when it was read.", Entries(commands));

    private static List<IUpdateEntry> Entries(IEnumerable<IReadOnlyModificationCommand> commands) => [.. commands.SelectMany(command => command.Entries)];
}

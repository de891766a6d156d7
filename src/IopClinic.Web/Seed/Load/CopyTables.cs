using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace IopClinic.Web.Seed.Load;

/// <summary>The tables that are copied into: how their rows are written, and in which order they go.</summary>
internal sealed class CopyTables(IModel model)
{
    /// <summary>Days from planning a session to its day.</summary>
    private const int DaysPlannedAhead = 21;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<Type, CopyRows> _rows = new();

    public CopyRows RowsOf(Type type) => _rows.GetOrAdd(type, known => CopyRows.Of(
        model.FindEntityType(known) ?? throw new NotSupportedException($"{known.Name} is no entity."),
        // When what calendars show of it changed last: never since it was planned.
        typeof(Session).IsAssignableFrom(known) ? ("changed_at", session => ((Session)session).StartsAt.AddDays(-DaysPlannedAhead)) : null));

    /// <summary>An entity with all that hangs on it.</summary>
    public IEnumerable<object> WholeOf(object entity)
    {
        var type = model.FindEntityType(entity.GetType())!;
        return type.GetNavigations()
            .Where(navigation => !navigation.IsOnDependent)
            .SelectMany(navigation => navigation.PropertyInfo!.GetValue(entity) switch
            {
                null => [],
                System.Collections.IEnumerable many => many.Cast<object>(),
                var one => [one],
            })
            .SelectMany(WholeOf)
            .Prepend(entity);
    }
}

/// <summary>Rows of many tables that wait to be sent together.</summary>
internal sealed class CopyBatch(CopyTables tables)
{
    private readonly Dictionary<string, CopyBuffer> _buffers = [];
    private readonly Dictionary<Type, (CopyRows Rows, CopyBuffer Buffer)> _known = [];
    private readonly Dictionary<IReadOnlyList<string>, CopyBuffer> _byColumns = new(ReferenceEqualityComparer.Instance);

    /// <summary>Days of one site's story in it.</summary>
    public int Days { get; set; }

    public int Length => _buffers.Values.Sum(buffer => buffer.Length);

    public IEnumerable<(string Table, int Rows)> Counts => _buffers.Select(one => (TableOf(one.Key), one.Value.Rows));

    public void Add(object entity)
    {
        if (!_known.TryGetValue(entity.GetType(), out var known))
        {
            var rows = tables.RowsOf(entity.GetType());
            known = (rows, Of(rows.Table, rows.Columns));
            _known.Add(entity.GetType(), known);
        }

        known.Rows.Write(known.Buffer, entity);
    }

    public void AddRange(IEnumerable<object> entities)
    {
        foreach (var entity in entities)
        {
            Add(entity);
        }
    }

    /// <summary>The rows of a table that no entity stands for, or whose entities are not made one by one.</summary>
    /// <param name="table">Which.</param>
    /// <param name="columns">The same list each time, which stands for the table.</param>
    public CopyBuffer Of(string table, IReadOnlyList<string> columns)
    {
        if (_byColumns.TryGetValue(columns, out var known))
        {
            return known;
        }

        var target = $"{table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))})";
        if (!_buffers.TryGetValue(target, out var buffer))
        {
            buffer = new CopyBuffer();
            _buffers.Add(target, buffer);
        }

        _byColumns.Add(columns, buffer);
        return buffer;
    }

    /// <summary>Sends all of it in one transaction.</summary>
    public async Task SendAsync(NpgsqlConnection to, CancellationToken cancel)
    {
        await using var transaction = await to.BeginTransactionAsync(cancel);
        foreach (var (target, buffer) in _buffers.Where(one => one.Value.Rows > 0))
        {
            await using var copy = await to.BeginRawBinaryCopyAsync($"copy {target} from stdin (format binary)", cancel);
            await copy.WriteAsync(buffer.Whole(), cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    public void Clear()
    {
        foreach (var buffer in _buffers.Values)
        {
            buffer.Clear();
        }

        Days = 0;
    }

    private static string TableOf(string target) => target[..target.IndexOf(' ', StringComparison.Ordinal)];
}

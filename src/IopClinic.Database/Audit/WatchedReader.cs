using System.Data.Common;
using IopClinic.Database.Reading;

namespace IopClinic.Database.Audit;

/// <summary>Hands rows on and notes the keys of patients in each of them.</summary>
internal sealed class WatchedReader(DbDataReader rows, IReadOnlyList<int> keys, Seen seen) : DelegatingReader(rows)
{
    private readonly DbDataReader _rows = rows;

    public override bool Read() => Note(_rows.Read());

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken) => Note(await _rows.ReadAsync(cancellationToken));

    public override async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Note(bool read)
    {
        if (read)
        {
            foreach (var key in keys)
            {
                if (!_rows.IsDBNull(key))
                {
                    seen.Add(_rows.GetGuid(key));
                }
            }
        }

        return read;
    }
}

using System.Data.Common;
using IopClinic.Database.Reading;

namespace IopClinic.Database.Audit;

/// <summary>Hands rows on and notes the keys of patients in each of them.</summary>
internal sealed class WatchedReader(DbDataReader rows, IReadOnlyList<int> keys, Seen seen) : DelegatingReader(rows)
{
    public override bool Read() => Note(Rows.Read());

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken) => Note(await Rows.ReadAsync(cancellationToken));

    public override async ValueTask DisposeAsync()
    {
        await Rows.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Note(bool read)
    {
        if (read)
        {
            foreach (var key in keys)
            {
                if (!Rows.IsDBNull(key))
                {
                    seen.Add(Rows.GetGuid(key));
                }
            }
        }

        return read;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace IopClinic.Web.Seed.Load;

/// <summary>How far the load is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class LoadProgress(TextWriter to, bool isTerminal, int days)
{
    private const int Width = 30;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> _rows = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _saying = new();
    private TimeSpan _said;
    private int _told;

    public TimeSpan Elapsed => _watch.Elapsed;

    public IEnumerable<(string Table, long Rows)> Tables => _rows.Where(one => one.Value > 0).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value));

    public long Rows => _rows.Values.Sum();

    /// <summary>A batch is in the database.</summary>
    public void Sent(CopyBatch batch)
    {
        foreach (var (table, rows) in batch.Counts)
        {
            _rows.AddOrUpdate(table, rows, (_, before) => before + rows);
        }

        lock (_saying)
        {
            _told += batch.Days;
            if (_watch.Elapsed - _said >= (isTerminal ? Often : Seldom))
            {
                _said = _watch.Elapsed;
                Say(to);
            }
        }
    }

    /// <summary>What is done now that no bar can be drawn of.</summary>
    public void Say(string what)
    {
        lock (_saying)
        {
            to.WriteLine(isTerminal ? $"\r{what}".PadRight(Width * 3) : what);
        }
    }

    private void Say(TextWriter writer)
    {
        var part = Math.Clamp((double)_told / days, 0.001, 1);
        var left = TimeSpan.FromSeconds(_watch.Elapsed.TotalSeconds * (1 - part) / part);
        var figures = string.Create(
            CultureInfo.InvariantCulture, $"{part:P0}  {Rows:N0} rows, {Rows / _watch.Elapsed.TotalSeconds:N0} a second, about {left:h\\:mm\\:ss} left");
        if (isTerminal)
        {
            var full = (int)(part * Width);
            writer.Write($"\r[{new string('#', full)}{new string('.', Width - full)}] {figures}   ");
        }
        else
        {
            writer.WriteLine(figures);
        }
    }
}

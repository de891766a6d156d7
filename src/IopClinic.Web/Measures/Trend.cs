using System.Globalization;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;

namespace IopClinic.Web.Measures;

/// <summary>One line over time in a drawing of fixed size: bands behind it, events across it. It always stands beside its table.</summary>
public sealed class Trend
{
    public const int Width = 560;
    public const int Height = 220;
    private const int Left = 36;
    private const int Right = 12;

    /// <summary>Longer names of bands stand inside: beside them nothing would be left to draw in.</summary>
    private const int LongestBeside = 24;

    private const int SignWidth = 6;

    /// <summary>So much is kept free for any names: on a telephone they are cut off (<c>.trend-named</c>), and never the end of the line.</summary>
    private const int LeastBeside = 100;
    private const int Top = 18;
    private const int Bottom = 26;

    private readonly DateOnly _first;
    private readonly int _days;
    private readonly decimal _least;
    private readonly decimal _most;

    public Trend(string title, decimal least, decimal most, IReadOnlyList<Band> bands, IReadOnlyList<TrendPoint> points, IEnumerable<TrendEvent> events)
    {
        (Title, _least, _most) = (title, least, most);
        var known = events.ToList();
        _first = points.Select(point => point.On).Concat(known.Select(e => e.On)).Min();
        var last = points.Select(point => point.On).Concat(known.Select(e => e.On)).Max();
        _days = Math.Max(1, last.DayNumber - _first.DayNumber);
        Points = points;
        Events = known;
        Last = last;
        Bands = [.. bands.Where(band => band.Minimum is not null).OrderBy(band => band.Minimum)];
    }

    public string Title { get; }

    public IReadOnlyList<TrendPoint> Points { get; }

    public IReadOnlyList<TrendEvent> Events { get; }

    public IReadOnlyList<Band> Bands { get; }

    public DateOnly First => _first;

    public DateOnly Last { get; }

    /// <summary>What is to be reached, drawn across; null where nothing is.</summary>
    public decimal? Target { get; set; }

    public decimal Least => _least;

    public decimal Most => _most;

    /// <summary>From the left edge to the right one, as the drawing writes numbers.</summary>
    public string X(DateOnly on) => Written(Left + ((decimal)(on.DayNumber - _first.DayNumber) / _days * (RightEdge - Left)));

    public string Y(decimal value) => Written(Height - Bottom - ((value - _least) / (_most - _least) * (Height - Top - Bottom)));

    /// <summary>The top of a band, its middle, and how high it is: bands of whole numbers touch half way.</summary>
    public (string Top, string Middle, string Height) Extent(Band band)
    {
        var low = band == Bands[0] ? _least : (Bands[IndexOf(band) - 1].Maximum!.Value + band.Minimum!.Value) / 2;
        var high = band == Bands[^1] ? _most : (Bands[IndexOf(band) + 1].Minimum!.Value + band.Maximum!.Value) / 2;
        return (Y(high), Y((low + high) / 2), Written((high - low) / (_most - _least) * (Height - Top - Bottom)));
    }

    public string Line => string.Join(' ', Points.Select(point => $"{X(point.On)},{Y(point.Value)}"));

    public static int LeftEdge => Left;

    /// <summary>The names of the bands stand beside what is drawn, and not under it.</summary>
    public bool NamesBeside => Bands.Count > 0 && LongestName <= LongestBeside;

    public int RightEdge => Width - (NamesBeside ? Math.Max(LeastBeside, (LongestName * SignWidth) + Right) : Right);

    private int LongestName => Bands.Select(band => band.Label.Length).DefaultIfEmpty().Max();

    public static int TopEdge => Top;

    public static int BottomEdge => Height - Bottom;

    private int IndexOf(Band band) => Bands.ToList().IndexOf(band);

    private static string Written(decimal number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>One result.</summary>
/// <param name="IsMarked">Reliably other than the first one.</param>
public sealed record TrendPoint(DateOnly On, decimal Value, bool IsMarked);

/// <summary>What an event is about, in the order in which several of one day are told.</summary>
public enum TrendEventKind
{
    /// <summary>An admission or a discharge.</summary>
    Milestone,

    CriticalAnswer,

    CrisisSession,

    SafetyPlan,

    Medication,
}

/// <summary>What happened on a day and may have moved the line.</summary>
public sealed record TrendEvent(DateOnly On, string Words, TrendEventKind Kind = TrendEventKind.Milestone)
{
    /// <summary>Drawn in the place of the words, because there may be many; null where the words are drawn.</summary>
    public string? Sign => Kind switch
    {
        TrendEventKind.CriticalAnswer => "!",
        TrendEventKind.CrisisSession => "C",
        TrendEventKind.SafetyPlan => "P",
        TrendEventKind.Medication => "M",
        _ => null,
    };

    public bool IsCrisis => Kind is TrendEventKind.CriticalAnswer or TrendEventKind.CrisisSession;

    /// <summary>When these began and ended, oldest first.</summary>
    public static IEnumerable<TrendEvent> Of(IEnumerable<Episode> episodes) => episodes.SelectMany(episode => new[]
    {
        new TrendEvent(episode.AdmittedOn, "Admission"),
        episode.DischargedOn is { } left ? new TrendEvent(left, "Discharge") : null,
    }).OfType<TrendEvent>();
}

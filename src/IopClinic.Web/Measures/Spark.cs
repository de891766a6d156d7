using System.Globalization;

namespace IopClinic.Web.Measures;

/// <summary>The course of a score in a line as high as a word; its words stand beside it.</summary>
/// <param name="Values">Oldest first.</param>
public sealed record Spark(IReadOnlyList<decimal> Values, decimal Least, decimal Most)
{
    public const int Width = 72;
    public const int Height = 22;
    private const int Edge = 3;

    public string Line => string.Join(' ', Values.Select((value, at) => $"{X(at)},{Y(value)}"));

    public (string X, string Y) End => (X(Values.Count - 1), Y(Values[^1]));

    public string Words => string.Join(", ", Values.Select(MeasureWords.Number));

    private string X(int at) => Written(Edge + ((decimal)at / Math.Max(1, Values.Count - 1) * (Width - (2 * Edge))));

    private string Y(decimal value) => Written(Height - Edge - ((value - Least) / Math.Max(1, Most - Least) * (Height - (2 * Edge))));

    private static string Written(decimal number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}

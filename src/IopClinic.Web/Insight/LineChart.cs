using System.Globalization;

namespace IopClinic.Web.Insight;

/// <summary>Figures over days as one line from the least to the most, zero at the bottom; a table beside it has every value.</summary>
/// <param name="Title">What is counted.</param>
/// <param name="Points">Oldest first.</param>
/// <param name="Unit">Behind a number, as in "87 %"; nothing for counts.</param>
public sealed record LineChart(string Title, IReadOnlyList<(DateOnly On, decimal Value)> Points, string Unit = "")
{
    public const int Width = 640;
    public const int Height = 180;
    public const int Left = 64;
    public const int Right = 632;
    public const int Top = 14;
    public const int Bottom = 150;

    /// <summary>The top of the scale: the next of 1, 2 or 5 times a power of ten that is not below any value.</summary>
    public decimal Most
    {
        get
        {
            var most = Points.Count == 0 ? 0 : Points.Max(point => point.Value);
            for (var step = 1m; ; step *= 10)
            {
                foreach (var times in new[] { 1m, 2m, 5m })
                {
                    if (step * times >= most)
                    {
                        return step * times;
                    }
                }
            }
        }
    }

    public string Line => string.Join(' ', Points.Select(point => $"{X(point.On)},{Y(point.Value)}"));

    public string X(DateOnly on)
    {
        var days = Math.Max(1, Points[^1].On.DayNumber - Points[0].On.DayNumber);
        return Written(Left + ((decimal)(on.DayNumber - Points[0].On.DayNumber) / days * (Right - Left)));
    }

    public string Y(decimal value) => Written(Bottom - (value / Most * (Bottom - Top)));

    public string Say(decimal value) => value.ToString("0.#", CultureInfo.CurrentCulture) + Unit;

    private static string Written(decimal number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}

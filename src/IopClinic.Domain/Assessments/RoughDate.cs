using System.Globalization;

namespace IopClinic.Domain.Assessments;

/// <summary>
/// A date as people remember it: a year, a month of a year, or a day. Written 2009, 2009-06 or 2009-06-15.
/// </summary>
/// <param name="First">The earliest day it can mean.</param>
/// <param name="Last">The latest day it can mean.</param>
public readonly record struct RoughDate(DateOnly First, DateOnly Last)
{
    /// <summary>True when the text is such a date.</summary>
    public static bool TryParse(string? text, out RoughDate date)
    {
        date = default;
        var parts = (text ?? "").Split('-');
        if (parts.Length is < 1 or > 3 || parts[0].Length != 4 || !Number(parts[0], 1900, 2199, out var year))
        {
            return false;
        }

        if (parts.Length == 1)
        {
            date = new RoughDate(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            return true;
        }

        if (!Number(parts[1], 1, 12, out var month))
        {
            return false;
        }

        var days = DateTime.DaysInMonth(year, month);
        if (parts.Length == 2)
        {
            date = new RoughDate(new DateOnly(year, month, 1), new DateOnly(year, month, days));
            return true;
        }

        if (!Number(parts[2], 1, days, out var day))
        {
            return false;
        }

        date = new RoughDate(new DateOnly(year, month, day), new DateOnly(year, month, day));
        return true;
    }

    private static bool Number(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}

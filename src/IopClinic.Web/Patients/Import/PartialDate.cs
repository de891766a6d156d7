using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IopClinic.Web.Patients.Import;

/// <summary>A date known to the day, the month or the year, as FHIR writes it: 1990-05-17, 1990-05, 1990.</summary>
public readonly record struct PartialDate : IParsable<PartialDate>
{
    private PartialDate(int year, int? month, int? day) => (Year, Month, Day) = (year, month, day);

    public int Year { get; }

    public int? Month { get; }

    public int? Day { get; }

    /// <summary>The date when it is known to the day, otherwise null.</summary>
    public DateOnly? Whole => Month is { } month && Day is { } day ? new DateOnly(Year, month, day) : null;

    /// <summary>The first day it can mean.</summary>
    public DateOnly First => new(Year, Month ?? 1, Day ?? 1);

    /// <summary>The last day it can mean.</summary>
    public DateOnly Last => Whole ?? (Month is null ? new DateOnly(Year, 12, 31) : First.AddMonths(1).AddDays(-1));

    /// <summary>
    /// Reads a FHIR date or dateTime. The time of day is dropped and the date kept as it was written, in the zone of whoever
    /// wrote it: an onset recorded at 23:30 in Boston did not happen on the next day.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PartialDate result)
    {
        result = default;
        var t = s?.IndexOf('T', StringComparison.Ordinal) ?? -1;
        var date = t < 0 ? s : s![..t];
        if (t >= 0 && (t != 10 || !DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)))
        {
            return false;
        }

        string[] formats = date?.Length switch { 10 => ["yyyy-MM-dd"], 7 => ["yyyy-MM"], 4 => ["yyyy"], _ => [] };
        if (formats is [] || !DateOnly.TryParseExact(date, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return false;
        }

        result = new PartialDate(day.Year, date!.Length > 4 ? day.Month : null, date.Length > 7 ? day.Day : null);
        return true;
    }

    public static PartialDate Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var date) ? date : throw new FormatException("Not a FHIR date.");

    public override string ToString() => (Month, Day) switch
    {
        (null, _) => $"{Year:0000}",
        (_, null) => $"{Year:0000}-{Month:00}",
        _ => $"{Year:0000}-{Month:00}-{Day:00}",
    };
}

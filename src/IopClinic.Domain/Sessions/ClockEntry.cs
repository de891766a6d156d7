using System.Globalization;

namespace IopClinic.Domain.Sessions;

/// <summary>
/// A time as somebody types it while taking the roll: "15" means fifteen minutes after the start (or before the end),
/// "915", "9:15" and "9:15 am" mean the clock. A reading that could be morning or evening is the one inside the session.
/// </summary>
public static class ClockEntry
{
    private static readonly string[] Formats = ["H:mm", "h:mmtt", "htt"];

    /// <summary>Reads an arrival: minutes count from the start of the session.</summary>
    /// <exception cref="RuleViolation">It is no time.</exception>
    public static TimeOnly? Arrival(string? typed, TimeOnly starts, TimeOnly ends) =>
        Read(typed, starts, ends, minutes => starts.AddMinutes(minutes), "Arrived");

    /// <summary>Reads a departure: minutes count back from the end of the session.</summary>
    /// <exception cref="RuleViolation">It is no time.</exception>
    public static TimeOnly? Departure(string? typed, TimeOnly starts, TimeOnly ends) =>
        Read(typed, starts, ends, minutes => ends.AddMinutes(-minutes), "Left");

    private static TimeOnly? Read(string? typed, TimeOnly starts, TimeOnly ends, Func<int, TimeOnly> fromMinutes, string field)
    {
        var text = typed?.Trim().Replace(" ", "", StringComparison.Ordinal).Replace('.', ':').ToUpperInvariant();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (text.Length <= 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return fromMinutes(minutes);
        }

        if (text.Length is 3 or 4 && text.All(char.IsAsciiDigit))
        {
            text = $"{text[..^2]}:{text[^2..]}";
        }

        if (!TimeOnly.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            throw new RuleViolation("Enter minutes, such as 15, or a time, such as 9:15.", field);
        }

        var otherHalf = time.AddHours(12);
        var saysHalf = text.EndsWith('M');
        return !saysHalf && !Within(time, starts, ends) && Within(otherHalf, starts, ends) ? otherHalf : time;
    }

    private static bool Within(TimeOnly time, TimeOnly starts, TimeOnly ends) => time >= starts && time <= ends;
}

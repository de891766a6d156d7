using System.Globalization;
using System.Text;

namespace IopClinic.Web.Shared;

/// <summary>How dates, times, lengths and names of states are written on screen and on paper; the culture is the reader's.</summary>
public static class Show
{
    /// <summary>The date with its month in letters, so that no reader swaps day and month: "Nov 23, 2026".</summary>
    public static string Date(DateOnly date) => date.ToString(MonthFirst ? "MMM d, yyyy" : "d MMM yyyy", Culture);

    /// <summary>The day in the week at hand, without its year: "Mon Nov 23".</summary>
    public static string Day(DateOnly date) => date.ToString(MonthFirst ? "ddd MMM d" : "ddd d MMM", Culture);

    /// <summary>The date as addresses and files carry it: "2026-11-23".</summary>
    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The time of day: "9:30 AM" or "09:30", as the reader's culture has it.</summary>
    public static string Time(TimeOnly time) => time.ToString("t", Culture).Replace('\u202f', ' ');

    /// <summary>A span of the day: "9:30 AM – 10:45 AM".</summary>
    public static string Times(TimeOnly from, TimeOnly until) => $"{Time(from)} – {Time(until)}";

    /// <summary>A length: minutes below one and a half hours ("55 min"), hours to one decimal from there on ("7.5 h").</summary>
    public static string Minutes(int minutes) =>
        Math.Abs(minutes) < 90
            ? string.Create(Culture, $"{minutes} min")
            : string.Create(Culture, $"{Math.Round(minutes / 60m, 1, MidpointRounding.AwayFromZero):0.#} h");

    /// <summary>Whole years lived on that date; a birthday on February 29 is kept on March 1 of common years.</summary>
    public static int Age(DateOnly birth, DateOnly on) => Domain.Patients.Age.On(birth, on);

    /// <summary>The name of a state as words of one sentence: <c>LeftEarly</c> reads "Left early".</summary>
    public static string Words(Enum value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Words(value.ToString());
    }

    /// <summary>A name in code as words of one sentence: <c>BirthDate</c> reads "Birth date", <c>MRN</c> stays.</summary>
    public static string Words(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var isCapital = char.IsUpper(name[i]);
            var afterCapital = i > 0 && char.IsUpper(name[i - 1]);
            var beforeCapital = i + 1 < name.Length && char.IsUpper(name[i + 1]);
            var beforeSmall = i + 1 < name.Length && char.IsLower(name[i + 1]);
            var startsWord = i > 0 && isCapital && (!afterCapital || beforeSmall);
            var inAcronym = isCapital && (beforeCapital || (afterCapital && !startsWord));
            if (startsWord)
            {
                words.Append(' ');
            }

            words.Append(i == 0 || inAcronym ? name[i] : char.ToLower(name[i], CultureInfo.InvariantCulture));
        }

        return words.ToString();
    }

    /// <summary>The first letters of the first and the last word of a name, for the round picture that stands in for a photo.</summary>
    public static string Initials(string? name)
    {
        var words = (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => "?",
            [var only] => First(only),
            [var first, .., var last] => First(first) + First(last),
        };
    }

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    private static bool MonthFirst => Culture.DateTimeFormat.MonthDayPattern.StartsWith('M');

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(Culture);
}

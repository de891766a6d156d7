using IopClinic.Domain.Hours;

namespace IopClinic.Domain.Schedule;

/// <summary>What becomes of a date of a series on which the site is closed.</summary>
public enum OnClosedDay
{
    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It meets on the next day that is open and not in the series already.</summary>
    Move,

    /// <summary>It is left out, and the series meets once more at its end.</summary>
    Extend,

    /// <summary>It meets all the same.</summary>
    Meet,
}

/// <summary>The dates of a series, in clinic time: on these weekdays, every so many weeks, until a day or so many times.</summary>
/// <param name="Weekdays">At least one.</param>
/// <param name="From">First day of it; the week of this day is the first that counts.</param>
/// <param name="Until">Last day; null where the number of times says when it ends.</param>
/// <param name="Times">How often it meets, 1 to 400; null where the last day says when it ends.</param>
/// <param name="EveryWeeks">1 for every week, 2 for every other: 1 to 12.</param>
/// <param name="Closed">What becomes of dates on which the site is closed.</param>
public sealed record Recurrence(
    IReadOnlyCollection<DayOfWeek> Weekdays, DateOnly From, DateOnly? Until, int? Times = null, int EveryWeeks = 1, OnClosedDay Closed = OnClosedDay.Meet)
{
    /// <summary>The most sessions one series plans.</summary>
    public const int MostTimes = 400;

    /// <summary>The longest span of dates one series plans, in weeks.</summary>
    public const int MostWeeks = 53;

    /// <exception cref="RuleViolation">A part is missing or out of range.</exception>
    public void Check()
    {
        RuleViolation.Unless(Weekdays.Count > 0, "Choose at least one weekday.", nameof(Weekdays));
        RuleViolation.Unless(EveryWeeks is >= 1 and <= 12, "Meet every 1 to 12 weeks.", nameof(EveryWeeks));
        RuleViolation.Unless(Until is not null || Times is not null, "Say when the series ends: its last day, or how often it meets.", nameof(Until));
        RuleViolation.Unless(Times is null or (>= 1 and <= MostTimes), $"A series meets 1 to {MostTimes} times.", nameof(Times));
        RuleViolation.Unless(Until is null || From <= Until, "The last day lies before the first.", nameof(Until));
        RuleViolation.Unless(
            Until is null || Until.Value.DayNumber - From.DayNumber <= MostWeeks * 7, $"Plan at most {MostWeeks} weeks at a time.", nameof(Until));
    }

    /// <summary>The dates in order, none of them twice.</summary>
    /// <param name="isClosed">Whether the site is closed on a date.</param>
    /// <exception cref="RuleViolation">A part is missing or out of range, or there is no date at all.</exception>
    public IReadOnlyList<DateOnly> Dates(Func<DateOnly, bool>? isClosed = null)
    {
        Check();
        var closed = isClosed ?? (_ => false);
        var regular = Regular().TakeWhile((date, index) => (Until is null || date <= Until) && (Times is null || index < Times)).ToList();
        RuleViolation.Unless(regular.Count > 0, "No chosen weekday lies between the first and the last day.", nameof(Weekdays));
        var taken = regular.ToHashSet();
        var dates = regular.FindAll(date => Closed is OnClosedDay.Meet || !closed(date));
        var missing = regular.Count - dates.Count;
        switch (Closed)
        {
            case OnClosedDay.Extend:
                dates.AddRange(Regular().Where(date => date > regular[^1] && !closed(date)).Take(missing));
                break;
            case OnClosedDay.Move:
                foreach (var date in regular.Where(closed))
                {
                    if (Following(date).FirstOrDefault(day => !closed(day) && !taken.Contains(day)) is var other && other != default)
                    {
                        taken.Add(other);
                        dates.Add(other);
                    }
                }

                dates.Sort();
                break;
        }

        RuleViolation.Unless(dates.Count > 0, "The site is closed on every date of it.", nameof(From));
        return dates;
    }

    /// <summary>Every date that the rule names from the first day on, for two years: closed or not, and past its end.</summary>
    private IEnumerable<DateOnly> Regular()
    {
        var monday = Monday(From);
        for (var day = From; day.DayNumber - From.DayNumber <= MostWeeks * 14; day = day.AddDays(1))
        {
            if (Weekdays.Contains(day.DayOfWeek) && (Monday(day).DayNumber - monday.DayNumber) / 7 % EveryWeeks == 0)
            {
                yield return day;
            }
        }
    }

    /// <summary>The days within a week after a date, Monday to Friday unless the series itself meets at the weekend.</summary>
    private IEnumerable<DateOnly> Following(DateOnly date) => Enumerable.Range(1, 7).Select(date.AddDays)
        .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) || Weekdays.Contains(day.DayOfWeek));

    private static DateOnly Monday(DateOnly date) => ClinicWeek.Of(date).Monday;
}

namespace IopClinic.Domain.Schedule;

/// <summary>When a group meets: on these weekdays at this wall-clock time, for so many minutes, with an optional break.</summary>
/// <param name="Weekdays">At least one.</param>
/// <param name="StartsAt">Wall-clock time of the site.</param>
/// <param name="Minutes">From start to end, break included: 5 to 480.</param>
/// <param name="BreakAfter">Minutes after the start at which the break begins; 0 when there is none.</param>
/// <param name="BreakMinutes">Length of the break; 0 when there is none.</param>
public sealed record WeeklyTime(IReadOnlyList<DayOfWeek> Weekdays, TimeOnly StartsAt, int Minutes, int BreakAfter = 0, int BreakMinutes = 0)
{
    /// <exception cref="RuleViolation">No weekday, an impossible length, or a break outside the session.</exception>
    public void Check()
    {
        RuleViolation.Unless(Weekdays.Count > 0, "Choose at least one weekday.", nameof(Weekdays));
        RuleViolation.Unless(Minutes is >= 5 and <= 480, "A session lasts 5 to 480 minutes.", nameof(Minutes));
        RuleViolation.Unless(BreakMinutes >= 0 && BreakAfter >= 0, "A break cannot be negative.", nameof(BreakMinutes));
        RuleViolation.Unless(
            BreakMinutes == 0 || BreakAfter + BreakMinutes < Minutes, "The break must lie within the session.", nameof(BreakMinutes));
        _ = StartsAt.Add(TimeSpan.FromMinutes(Minutes), out var daysLater);
        RuleViolation.Unless(daysLater == 0, "A session ends on the day it begins.", nameof(Minutes));
    }
}

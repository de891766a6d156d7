namespace IopClinic.Domain.Schedule;

/// <summary>The days on which a place is taken: from one clinic date to another, on some weekdays or on all.</summary>
/// <param name="Days">From a first to a last day.</param>
/// <param name="Weekdays">None for every weekday.</param>
public sealed record Place(DateRange Days, IReadOnlyList<DayOfWeek> Weekdays)
{
    public static Place Of(DateRange days) => new(days, []);

    public bool IsOn(DayOfWeek weekday) => Weekdays.Count == 0 || Weekdays.Contains(weekday);
}

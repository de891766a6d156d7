using IopClinic.Domain;

namespace IopClinic.Web.Shared;

/// <summary>How the time of a leave is said: "on Mon, Mar 2", "Mon, Mar 2 to Fri, Mar 6", or with the times where it is a part of a day.</summary>
internal static class AwayWords
{
    public static string Say(DateOnly from, DateOnly until, TimeOnly? fromTime, TimeOnly? untilTime) =>
        fromTime is { } begins && untilTime is { } ends ? $"on {Show.Day(from)}, {Show.Times(begins, ends)}"
        : from == until ? $"on {Show.Day(from)}"
        : $"from {Show.Day(from)} to {Show.Day(until)}";

    public static string Between(DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        var (first, last) = (ClinicClock.DateIn(zone, from), ClinicClock.DateIn(zone, until.AddTicks(-1)));
        var (begins, ends) = (ClinicClock.TimeIn(zone, from), ClinicClock.TimeIn(zone, until));
        var isWhole = begins == TimeOnly.MinValue && ends == TimeOnly.MinValue;
        return first == last && !isWhole ? Say(first, first, begins, ends == TimeOnly.MinValue ? TimeOnly.MaxValue : ends) : Say(first, last, null, null);
    }
}

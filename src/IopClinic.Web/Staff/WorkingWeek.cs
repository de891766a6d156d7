using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using IopClinic.Web.Sites;

namespace IopClinic.Web.Staff;

/// <summary>Somebody's working hours as people say them: "Mon 9:00 AM – 12:00 PM and 1:00 PM – 5:00 PM, Tue 9:00 AM – 5:00 PM".</summary>
internal static class WorkingWeek
{
    public static IReadOnlyList<DayOfWeek> Days => OpeningWeek.Days;

    public static string Say(IReadOnlyList<WorkingHours> hours) => hours.Count == 0
        ? "Not stated"
        : string.Join(", ", Days.Where(day => hours.Any(h => h.Day == day)).Select(day =>
            $"{day.ToString()[..3]} {string.Join(" and ", hours.Where(h => h.Day == day).Select(h => Show.Times(h.From, h.Until)))}"));
}

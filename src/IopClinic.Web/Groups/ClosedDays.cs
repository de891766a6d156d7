using System.Globalization;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;

namespace IopClinic.Web.Groups;

/// <summary>Whether a group meets while its site is closed: allowed, and worth a word.</summary>
public static class ClosedDays
{
    /// <summary>The sentence of warning, or null where the site is open or its hours are not known.</summary>
    public static string? Sentence(Group group, Site site)
    {
        if (site.OpeningHours.Count == 0 || group.Mode is not SessionMode.OnSite)
        {
            return null;
        }

        var meets = group.Weekdays.OrderBy(Weekly.FromMonday).ToList();
        var closed = meets.FindAll(day => site.OpeningHours.All(hours => hours.Day != day));
        var outside = meets.Except(closed).Where(day => site.OpeningHours.Any(hours =>
            hours.Day == day && (group.StartsAt < hours.Opens || group.StartsAt.AddMinutes(group.Minutes) > hours.Closes))).ToList();
        string[] sentences =
        [
            .. closed.Count == 0 ? Array.Empty<string>() : [$"{site.Name} is closed on {Days(closed)}, and the group meets then."],
            .. outside.Count == 0 ? Array.Empty<string>() : [$"On {Days(outside)} the group meets outside the opening hours of {site.Name}."],
        ];
        return sentences.Length == 0 ? null : string.Join(' ', sentences) + " Make sure that somebody opens the door.";
    }

    private static string Days(IReadOnlyList<DayOfWeek> days) =>
        string.Join(" and ", days.Select(CultureInfo.CurrentCulture.DateTimeFormat.GetDayName));
}

using IopClinic.Domain.Sites;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Sites;

/// <summary>A site's opening hours as people say them: "Mon–Fri 8:00 AM – 8:00 PM, Sat 9:00 AM – 1:00 PM".</summary>
internal static class OpeningWeek
{
    /// <summary>The weekdays as the clinic counts its week, Monday first.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Days =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday,
        DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    public static string Say(IReadOnlyList<OpeningHours> hours)
    {
        var spans = new List<(DayOfWeek From, DayOfWeek Until, OpeningHours Hours)>();
        foreach (var day in Days.Index())
        {
            if (hours.FirstOrDefault(h => h.Day == day.Item) is not { } open)
            {
                continue;
            }

            if (spans is [.., var last] && day.Index > 0 && last.Until == Days[day.Index - 1]
                && (last.Hours.Opens, last.Hours.Closes) == (open.Opens, open.Closes))
            {
                spans[^1] = last with { Until = day.Item };
            }
            else
            {
                spans.Add((day.Item, day.Item, open));
            }
        }

        return spans.Count == 0 ? "Not entered yet" : string.Join(", ", spans.Select(Say));
    }

    private static string Say((DayOfWeek From, DayOfWeek Until, OpeningHours Hours) span)
    {
        var days = span.From == span.Until ? Short(span.From) : $"{Short(span.From)}–{Short(span.Until)}";
        return $"{days} {Show.Times(span.Hours.Opens, span.Hours.Closes)}";
    }

    private static string Short(DayOfWeek day) => day.ToString()[..3];
}

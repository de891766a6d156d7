namespace IopClinic.Domain.Sites;

/// <summary>A legal public holiday of the United States (5 U.S.C. 6103).</summary>
/// <param name="Name">As the law calls it.</param>
/// <param name="Date">The day itself.</param>
public sealed record FederalHoliday(string Name, DateOnly Date)
{
    /// <summary>
    /// The day off of those who work Monday to Friday: the Friday before a Saturday, the Monday after a Sunday. New Year's Day is
    /// then observed in the year before.
    /// </summary>
    public DateOnly Observed => Date.DayOfWeek switch
    {
        DayOfWeek.Saturday => Date.AddDays(-1),
        DayOfWeek.Sunday => Date.AddDays(1),
        _ => Date,
    };

    /// <summary>The name, with a word where another day is off than the holiday itself.</summary>
    public string Title => Observed == Date ? Name : $"{Name} (observed)";

    /// <summary>All eleven of a year, first to last.</summary>
    /// <exception cref="RuleViolation">The year is one for which the list was not meant.</exception>
    public static IReadOnlyList<FederalHoliday> Of(int year)
    {
        // Since 2021 there are eleven of them.
        RuleViolation.Unless(year is >= 2021 and <= 2100, "Choose a year from 2021 to 2100.", "Year");
        return
        [
            new("New Year’s Day", new DateOnly(year, 1, 1)),
            new("Birthday of Martin Luther King, Jr.", Nth(3, DayOfWeek.Monday, 1)),
            new("Washington’s Birthday", Nth(3, DayOfWeek.Monday, 2)),
            new("Memorial Day", LastMonday(5)),
            new("Juneteenth National Independence Day", new DateOnly(year, 6, 19)),
            new("Independence Day", new DateOnly(year, 7, 4)),
            new("Labor Day", Nth(1, DayOfWeek.Monday, 9)),
            new("Columbus Day", Nth(2, DayOfWeek.Monday, 10)),
            new("Veterans Day", new DateOnly(year, 11, 11)),
            new("Thanksgiving Day", Nth(4, DayOfWeek.Thursday, 11)),
            new("Christmas Day", new DateOnly(year, 12, 25)),
        ];

        DateOnly Nth(int number, DayOfWeek day, int month)
        {
            var first = new DateOnly(year, month, 1);
            return first.AddDays((((int)day - (int)first.DayOfWeek + 7) % 7) + (7 * (number - 1)));
        }

        DateOnly LastMonday(int month)
        {
            var last = new DateOnly(year, month, 1).AddMonths(1).AddDays(-1);
            return last.AddDays(-(((int)last.DayOfWeek - (int)DayOfWeek.Monday + 7) % 7));
        }
    }

    /// <summary>Those of a year on whose day off a site is not closed yet, as closures of it.</summary>
    public static IReadOnlyList<Closure> Missing(Id<Site> siteId, int year, IReadOnlyCollection<Closure> closures) =>
    [
        .. Of(year).Where(holiday => !closures.Any(closure => closure.SiteId == siteId && closure.Days.Covers(holiday.Observed)))
            .Select(holiday => new Closure(siteId, holiday.Title, holiday.Observed, holiday.Observed)),
    ];
}

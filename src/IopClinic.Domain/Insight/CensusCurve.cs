namespace IopClinic.Domain.Insight;

/// <summary>From when until when somebody was in treatment; open where it goes on.</summary>
/// <param name="AdmittedOn">First day.</param>
/// <param name="DischargedOn">Last day; null while it goes on.</param>
public readonly record struct Stay(DateOnly AdmittedOn, DateOnly? DischargedOn)
{
    /// <summary>Whether they were in treatment that day: the day of admission counts, the day of discharge counts.</summary>
    public bool Covers(DateOnly day) => AdmittedOn <= day && (DischargedOn is null || DischargedOn >= day);
}

/// <summary>How many people were in treatment on each day of a period.</summary>
public sealed record CensusCurve(IReadOnlyList<(DateOnly On, int Count)> Days)
{
    /// <summary>The mean of all days of the period; 0 of none.</summary>
    public decimal Average => Days.Count == 0 ? 0 : Math.Round((decimal)Days.Sum(day => day.Count) / Days.Count, 1, MidpointRounding.AwayFromZero);

    public int Most => Days.Count == 0 ? 0 : Days.Max(day => day.Count);

    /// <summary>Counts every day of a period from the days on which people came and went: one pass over each.</summary>
    public static CensusCurve Of(IEnumerable<Stay> stays, DateOnly from, DateOnly until)
    {
        if (until < from)
        {
            return new CensusCurve([]);
        }

        var change = new int[until.DayNumber - from.DayNumber + 2];
        foreach (var stay in stays)
        {
            var begins = Math.Max(0, stay.AdmittedOn.DayNumber - from.DayNumber);
            var ends = stay.DischargedOn is { } last ? last.DayNumber - from.DayNumber + 1 : change.Length - 1;
            if (ends > 0 && begins < ends && begins < change.Length - 1)
            {
                change[begins]++;
                change[Math.Min(ends, change.Length - 1)]--;
            }
        }

        var (days, count) = (new List<(DateOnly, int)>(change.Length - 1), 0);
        for (var at = 0; at < change.Length - 1; at++)
        {
            count += change[at];
            days.Add((from.AddDays(at), count));
        }

        return new CensusCurve(days);
    }
}

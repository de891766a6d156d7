namespace IopClinic.Domain;

/// <summary>
/// The clinic's time. Instants are UTC; a clinic date and a wall-clock time belong to the time zone of a site.
/// Decides the two odd hours of the year: a wall-clock time that does not exist (spring) moves forward by the size of the
/// gap, one that exists twice (autumn) means its first occurrence.
/// </summary>
public sealed class ClinicClock(TimeProvider time)
{
    /// <summary>This instant, in UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The clinic date at this instant in <paramref name="zone"/>.</summary>
    public DateOnly Today(TimeZoneInfo zone) => DateIn(zone, Now);

    /// <summary>The clinic date of <paramref name="instant"/> in <paramref name="zone"/>.</summary>
    public static DateOnly DateIn(TimeZoneInfo zone, DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The wall-clock time of <paramref name="instant"/> in <paramref name="zone"/>.</summary>
    public static TimeOnly TimeIn(TimeZoneInfo zone, DateTimeOffset instant) =>
        TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The UTC instant at which clocks in <paramref name="zone"/> show this date and time.</summary>
    public static DateTimeOffset InstantOf(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var wall = date.ToDateTime(time, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(wall))
        {
            var before = zone.GetUtcOffset(wall.AddDays(-1));
            return new DateTimeOffset(wall, before).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    /// <summary>The UTC instant between two others at which clocks show this date and time; null where they do not. Of two, the first.</summary>
    public static DateTimeOffset? InstantWithin(DateTimeOffset from, DateTimeOffset until, DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var first = InstantOf(date, time, zone);
        var wall = date.ToDateTime(time, DateTimeKind.Unspecified);
        var second = zone.IsAmbiguousTime(wall) ? new DateTimeOffset(wall, zone.GetAmbiguousTimeOffsets(wall).Min()).ToUniversalTime() : first;
        return first >= from && first <= until ? first : second >= from && second <= until ? second : null;
    }

    /// <summary>The time zone with this IANA name.</summary>
    /// <exception cref="RuleViolation">No such time zone is known.</exception>
    public static TimeZoneInfo Zone(string ianaName) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(ianaName, out var zone) && zone.HasIanaId
            ? zone
            : throw new RuleViolation("Choose a time zone from the list, such as America/New_York.", "TimeZone");
}

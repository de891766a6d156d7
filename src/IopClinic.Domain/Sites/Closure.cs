using IopClinic.Domain.Schedule;

namespace IopClinic.Domain.Sites;

/// <summary>Days on which a site is closed although its opening hours say otherwise, such as a holiday.</summary>
public sealed class Closure
{
    /// <summary>The longest closure, in days.</summary>
    public const int LongestDays = 366;

    private Closure()
    {
    }

    /// <exception cref="RuleViolation">The name is missing, or the days are impossible.</exception>
    public Closure(Id<Site> siteId, string name, DateOnly from, DateOnly until)
    {
        Id = Id<Closure>.New();
        SiteId = siteId;
        Describe(name, from, until);
    }

    public Id<Closure> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>Why it is closed, as staff call it.</summary>
    public string Name { get; private set; } = "";

    public DateOnly From { get; private set; }

    /// <summary>The last day of it; the first one again where it is a single day.</summary>
    public DateOnly Until { get; private set; }

    public DateRange Days => new(From, Until);

    public uint Version { get; private set; }

    /// <exception cref="RuleViolation">The name is missing, or the days are impossible.</exception>
    public void Describe(string name, DateOnly from, DateOnly until)
    {
        Name = FreeText.Required(name, 100, "Say why the site is closed.", nameof(Name));
        RuleViolation.Unless(from <= until, "The last day lies before the first.", nameof(Until));
        RuleViolation.Unless(until.DayNumber - from.DayNumber < LongestDays, $"A closure lasts at most {LongestDays} days.", nameof(Until));
        From = from;
        Until = until;
    }
}

using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Programs;

/// <summary>A licensed program of a site with its level of care, weekly hours and planned length.</summary>
public sealed class Program
{
    private readonly List<Track> _tracks = [];

    private Program()
    {
    }

    public Program(Id<Site> siteId, string name, LevelOfCare levelOfCare)
    {
        Id = Id<Program>.New();
        SiteId = siteId;
        Describe(name, levelOfCare, weeklyMinimum: 540, weeklyMaximum: 1140, plannedWeeks: 10, isPart2: false);
    }

    public Id<Program> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public string Name { get; private set; } = "";

    public LevelOfCare LevelOfCare { get; private set; }

    /// <summary>Minutes of counted sessions a patient needs each week (9 hours for an IOP).</summary>
    public int WeeklyMinutesMinimum { get; private set; }

    /// <summary>Minutes a week above which a more intensive level would be due (19 hours for an IOP).</summary>
    public int WeeklyMinutesMaximum { get; private set; }

    /// <summary>Weeks from admission to the planned discharge: 1 to 104.</summary>
    public int PlannedWeeks { get; private set; }

    /// <summary>Whether its records fall under 42 CFR Part 2.</summary>
    public bool IsPart2 { get; private set; }

    /// <summary>Since when the program admits nobody; null while it does.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public IReadOnlyList<Track> Tracks => _tracks;

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name is missing, or the minutes or weeks make no sense.</exception>
    public void Describe(string name, LevelOfCare levelOfCare, int weeklyMinimum, int weeklyMaximum, int plannedWeeks, bool isPart2)
    {
        Name = FreeText.Required(name, 100, "Give the program a name.", nameof(Name));
        RuleViolation.Unless(weeklyMinimum is >= 0 and <= 10080, "Weekly minutes are 0 to 10080.", nameof(WeeklyMinutesMinimum));
        RuleViolation.Unless(weeklyMaximum is >= 0 and <= 10080, "Weekly minutes are 0 to 10080.", nameof(WeeklyMinutesMaximum));
        RuleViolation.Unless(weeklyMinimum <= weeklyMaximum, "The weekly maximum must not be below the minimum.", nameof(WeeklyMinutesMaximum));
        RuleViolation.Unless(plannedWeeks is >= 1 and <= 104, "A program is planned for 1 to 104 weeks.", nameof(PlannedWeeks));
        LevelOfCare = levelOfCare;
        WeeklyMinutesMinimum = weeklyMinimum;
        WeeklyMinutesMaximum = weeklyMaximum;
        PlannedWeeks = plannedWeeks;
        IsPart2 = isPart2;
    }

    /// <exception cref="RuleViolation">The program has a track of that name.</exception>
    public Track AddTrack(string name, PartOfDay partOfDay)
    {
        var track = new Track(this, name, partOfDay);
        RuleViolation.Unless(
            _tracks.TrueForAll(t => !string.Equals(t.Name, track.Name, StringComparison.OrdinalIgnoreCase)),
            $"{Name} already has a track called {track.Name}.",
            nameof(Track.Name));
        _tracks.Add(track);
        return track;
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;
}

using IopClinic.Domain.Notes;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Programs;

/// <summary>A licensed program of a site with its level of care, weekly hours and planned length.</summary>
public sealed class Program
{
    /// <summary>The most criteria of admission.</summary>
    public const int MostCriteria = 30;

    /// <summary>The longest text of a handbook.</summary>
    public const int LongestHandbook = 8000;

    private readonly List<Track> _tracks = [];
    private List<string> _criteria = [];

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

    /// <summary>What somebody must meet to be admitted, one sentence each: the screen after the first call.</summary>
    public IReadOnlyList<string> Criteria => _criteria;

    /// <summary>Days within which somebody who steps down from a more intensive level of care has the first session here.</summary>
    public int FirstSessionDays { get; private set; } = 7;

    /// <summary>In which edition of the ASAM Criteria the program rates its patients.</summary>
    public AsamEdition AsamEdition { get; private set; } = AsamEdition.Fourth;

    /// <summary>What it demands of its patients' treatment plans.</summary>
    public PlanRules Plans { get; private set; } = PlanRules.Usual;

    /// <summary>What it demands of the notes of its patients' sessions.</summary>
    public NoteRules Notes { get; private set; } = NoteRules.Usual;

    /// <summary>What the patient handbook says of this program in the clinic's own words; null for <see cref="UsualHandbook"/>.</summary>
    public string? Handbook { get; private set; }

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

    /// <summary>Says whom the program is for.</summary>
    /// <exception cref="RuleViolation">There are too many criteria, one is too long, or the days are out of range.</exception>
    public void Screen(IEnumerable<string> criteria, int firstSessionDays)
    {
        var sentences = criteria.Select(c => FreeText.OrNull(c, 300, nameof(Criteria))).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        RuleViolation.Unless(sentences.Count <= MostCriteria, $"Keep to {MostCriteria} criteria.", nameof(Criteria));
        RuleViolation.Unless(firstSessionDays is >= 1 and <= 60, "Enter 1 to 60 days.", nameof(FirstSessionDays));
        _criteria = sentences;
        FirstSessionDays = firstSessionDays;
    }

    /// <exception cref="RuleViolation">There is no such edition.</exception>
    public void RateIn(AsamEdition edition)
    {
        RuleViolation.Unless(Enum.IsDefined(edition), "Choose the edition.", nameof(AsamEdition));
        AsamEdition = edition;
    }

    /// <summary>Says when plans, reviews and certifications are due, and who signs them.</summary>
    /// <exception cref="RuleViolation">A number is out of range.</exception>
    public void DemandPlans(PlanRules rules) => Plans = rules.Checked();

    /// <summary>Says when notes are due, and from when one counts as a copy.</summary>
    /// <exception cref="RuleViolation">A number is out of range.</exception>
    public void DemandNotes(NoteRules rules) => Notes = rules.Checked();

    /// <summary>Says what patients take home. The usual text is not kept: it stays the usual one when that is worded anew.</summary>
    /// <exception cref="RuleViolation">The text is too long.</exception>
    public void HandOut(string? handbook)
    {
        var text = FreeText.OrNull(handbook, LongestHandbook, nameof(Handbook));
        Handbook = text == UsualHandbook ? null : text;
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;

    /// <summary>A line that begins with # is a heading.</summary>
    public const string UsualHandbook =
        """
        # Coming, and not coming
        Come ten minutes early, so that the group can begin on time. Who comes more than fifteen minutes late waits for the break.
        If you cannot come, call before the group begins. If we miss you and have not heard from you, we call you the same day.
        After three absences without a call, or when you attend less than seven sessions out of ten, we sit down together and look for what is in the way.

        # In the group
        What is said in the group stays in the group, and so does who was there. You share what you choose to share; "I pass" is always an answer.
        Phones are off. Come sober; if you used, come all the same and tell us first.
        Nobody is threatened, insulted or photographed here.

        # Your rights
        You are treated with respect, whoever you are. You take part in writing your treatment plan, and you get a copy of it.
        You may ask about every treatment, refuse any part of it, and leave the program when you want to.
        You may read your record, ask for a correction, and ask who has seen it.
        You may complain without fear: to your clinician, to the program's director, or to the state's licensing office. It changes nothing in how you are treated.
        """;
}

namespace IopClinic.Domain.Programs;

/// <summary>A variant of a program that a patient is enrolled in, such as the evening track.</summary>
public sealed class Track
{
    private Track()
    {
    }

    internal Track(Program program, string name, PartOfDay partOfDay)
    {
        Id = Id<Track>.New();
        ProgramId = program.Id;
        Describe(name, partOfDay);
    }

    public Id<Track> Id { get; private set; }

    public Id<Program> ProgramId { get; private set; }

    public string Name { get; private set; } = "";

    public PartOfDay PartOfDay { get; private set; }

    /// <summary>Patients the track holds at a time; null for no limit.</summary>
    public int? Capacity { get; private set; }

    /// <summary>Since when the track takes no new patients; null while it does.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name is missing.</exception>
    public void Describe(string name, PartOfDay partOfDay)
    {
        Name = FreeText.Required(name, 60, "Give the track a name.", nameof(Name));
        PartOfDay = partOfDay;
    }

    /// <summary>Says how many patients the track holds. Those who are in it stay, also above a lowered number.</summary>
    /// <exception cref="RuleViolation">The number is out of range.</exception>
    public void Hold(int? patients)
    {
        RuleViolation.Unless(patients is null or (>= 1 and <= 500), "A track holds 1 to 500 patients.", nameof(Capacity));
        Capacity = patients;
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;
}

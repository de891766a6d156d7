namespace IopClinic.Domain.Skills;

/// <summary>A coping skill that the clinic teaches, such as box breathing.</summary>
public sealed class Skill
{
    public const int LongestName = 80;

    public const int LongestDescription = 400;

    private Skill()
    {
    }

    /// <exception cref="RuleViolation">The name or what it is is missing or too long.</exception>
    public Skill(string name, SkillFamily family, string description)
    {
        Id = Id<Skill>.New();
        Describe(name, family, description);
    }

    public Id<Skill> Id { get; private set; }

    public string Name { get; private set; } = "";

    public SkillFamily Family { get; private set; }

    /// <summary>What it is, in one or two sentences.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Since when it is no longer offered; null while it is.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name or what it is is missing or too long.</exception>
    public void Describe(string name, SkillFamily family, string description)
    {
        var (called, said) = (
            FreeText.Required(name, LongestName, "Give the skill a name.", nameof(Name)),
            FreeText.Required(description, LongestDescription, "Say in a sentence or two what it is.", nameof(Description)));
        RuleViolation.Unless(Enum.IsDefined(family), "Choose a family.", nameof(Family));
        (Name, Family, Description) = (called, family, said);
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;
}

using IopClinic.Domain.Patients;

namespace IopClinic.Web.Seed;

/// <summary>What a patient of the demo clinic mostly works on; chooses the sentences of their notes.</summary>
internal enum Focus
{
    Alcohol,
    Opioids,
    Stimulants,
    Cannabis,
    Depression,
    Panic,
    Trauma,
    Bipolar,
    SocialAnxiety,
    Grief,
    Anger,
    SelfHarm,
    Burnout,
    Sleep,
}

/// <summary>A made-up person. Any likeness to somebody living is chance.</summary>
/// <param name="Given">Legal given name.</param>
/// <param name="Family">Legal family name.</param>
/// <param name="Born">Birth date, ISO.</param>
/// <param name="Pronouns">he/him, she/her or they/them.</param>
/// <param name="Race">By the categories registration asks for.</param>
/// <param name="Focus">What they mostly work on.</param>
internal sealed record DemoPerson(string Given, string Family, string Born, string Pronouns, Race Race, Focus Focus)
{
    public string? Middle { get; init; }

    public string? Called { get; init; }

    public Gender? Gender { get; init; }

    public BirthSex? BirthSex { get; init; }

    public bool Hispanic { get; init; }

    public string Language { get; init; } = "en";

    public bool NeedsInterpreter { get; init; }

    /// <summary>In words that go on after "drew on their": "dry humor".</summary>
    public required string Strength { get; init; }

    public required string Strengths { get; init; }

    public string? Preferences { get; init; }

    public string? Culture { get; init; }

    /// <summary>Name, what they are to the patient, and whether they join family sessions.</summary>
    public (string Name, string Relationship, bool Joins)? Supporter { get; init; }

    public (string Substance, string Reaction, Criticality Criticality)? Allergy { get; init; }

    public RiskLevel Risk { get; init; } = RiskLevel.Low;

    /// <summary>How much they usually take part, 1 to 5.</summary>
    public int Participation { get; init; } = 3;

    /// <summary>How many days of a hundred they come.</summary>
    public int Reliability { get; init; } = 91;

    public string? Wishes { get; init; }
}

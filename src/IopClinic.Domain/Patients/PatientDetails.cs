namespace IopClinic.Domain.Patients;

/// <summary>Who the patient is: what registration asks and an import brings.</summary>
public sealed record Demographics
{
    public required PersonName Name { get; init; }

    public required DateOnly BirthDate { get; init; }

    /// <summary>The name the patient wants to be called by.</summary>
    public string? PreferredName { get; init; }

    public string? Pronouns { get; init; }

    public Gender Gender { get; init; }

    public BirthSex BirthSex { get; init; }

    public IReadOnlyList<Race> Races { get; init; } = [];

    public Ethnicity Ethnicity { get; init; }

    /// <summary>Preferred spoken language, as a BCP 47 tag such as en or es.</summary>
    public string? Language { get; init; }

    public bool NeedsInterpreter { get; init; }

    /// <summary>Never the details themselves: they must not reach a log by accident.</summary>
    public override string ToString() => nameof(Demographics);
}

/// <summary>Where and how the patient may be reached.</summary>
public sealed record ContactDetails
{
    public string? Phone { get; init; }

    public string? OtherPhone { get; init; }

    public string? Email { get; init; }

    public PostalAddress Address { get; init; } = PostalAddress.Unknown;

    public ContactMethod Preferred { get; init; }

    public bool MayLeaveVoicemail { get; init; }

    /// <summary>In the patient's words: "after 5 pm", "not at work".</summary>
    public string? Wishes { get; init; }

    /// <summary>Never the details themselves: they must not reach a log by accident.</summary>
    public override string ToString() => nameof(ContactDetails);
}

/// <summary>Whom to call in an emergency.</summary>
public sealed record EmergencyContact(string? Name, string? Relationship, string? Phone)
{
    public static readonly EmergencyContact Nobody = new(null, null, null);

    /// <summary>Never the person's name: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(EmergencyContact);
}

/// <summary>What care builds on: strengths, preferences and culture, in plain words.</summary>
public sealed record PersonalStory(string? Strengths, string? Preferences, string? CulturalBackground)
{
    public static readonly PersonalStory Untold = new(null, null, null);

    /// <summary>Never the words themselves: they must not reach a log by accident.</summary>
    public override string ToString() => nameof(PersonalStory);
}

namespace IopClinic.Domain.Patients;

/// <summary>A person around the patient: family, friend, sponsor, case worker.</summary>
public sealed class SupportPerson : IBelongToPatient
{
    /// <summary>The most characters of what they are to the patient.</summary>
    public const int LongestRelationship = 60;

    /// <summary>The most characters of a phone number, with what is said beside it.</summary>
    public const int LongestPhone = 40;

    private SupportPerson()
    {
    }

    internal SupportPerson(Patient patient, string name, string relationship, string? phone, bool mayJoinFamilySessions)
    {
        Id = Id<SupportPerson>.New();
        PatientId = patient.Id;
        Describe(name, relationship, phone, mayJoinFamilySessions);
    }

    public Id<SupportPerson> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>What they are to the patient: mother, partner, sponsor.</summary>
    public string Relationship { get; private set; } = "";

    public string? Phone { get; private set; }

    /// <summary>Whether the patient agreed that they take part in family sessions.</summary>
    public bool MayJoinFamilySessions { get; private set; }

    /// <summary>How they consented, as the patient's guardian; null for everybody who is not.</summary>
    public GuardianConsent? Guardianship { get; private set; }

    /// <summary>The day on which they consented; null while they did not.</summary>
    public DateOnly? ConsentedOn { get; private set; }

    /// <summary>Since when they are no longer part of the network; null while they are.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <exception cref="RuleViolation">The name or the relationship is missing.</exception>
    public void Describe(string name, string relationship, string? phone, bool mayJoinFamilySessions)
    {
        Name = FreeText.Required(name, 200, "Enter the person's name.", nameof(Name));
        Relationship = FreeText.Required(relationship, LongestRelationship, "Say what they are to the patient.", nameof(Relationship));
        Phone = FreeText.OrNull(phone, LongestPhone, nameof(Phone));
        MayJoinFamilySessions = mayJoinFamilySessions;
    }

    /// <summary>Makes them the patient's guardian, or says anew how they consented.</summary>
    /// <exception cref="RuleViolation">There is no phone number, or the day of consent is missing or impossible.</exception>
    public void ActAsGuardian(GuardianConsent consent, DateOnly? on, DateOnly today)
    {
        RuleViolation.Unless(Phone is not null, "Enter the guardian's phone number.", nameof(Phone));
        RuleViolation.Unless(Enum.IsDefined(consent), "Choose how the guardian consented.", nameof(Guardianship));
        var consented = consent is not GuardianConsent.NotYet;
        RuleViolation.Unless(!consented || on is not null, "Enter the day of consent.", nameof(ConsentedOn));
        RuleViolation.Unless(!consented || on <= today, "The day of consent lies in the future.", nameof(ConsentedOn));
        Guardianship = consent;
        ConsentedOn = consented ? on : null;
    }

    /// <summary>They are no guardian, or not any more.</summary>
    public void ActForThemselves() => (Guardianship, ConsentedOn) = (null, null);

    public void End(DateTimeOffset now) => EndedAt ??= now;

    /// <summary>Takes them back into the network, also when the end was a slip.</summary>
    public void Rejoin() => EndedAt = null;
}

namespace IopClinic.Domain.Patients;

/// <summary>A person around the patient: family, friend, sponsor, case worker.</summary>
public sealed class SupportPerson : IBelongToPatient
{
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

    /// <summary>Since when they are no longer part of the network; null while they are.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <exception cref="RuleViolation">The name or the relationship is missing.</exception>
    public void Describe(string name, string relationship, string? phone, bool mayJoinFamilySessions)
    {
        Name = FreeText.Required(name, 200, "Enter the person's name.", nameof(Name));
        Relationship = FreeText.Required(relationship, 60, "Say what they are to the patient.", nameof(Relationship));
        Phone = FreeText.OrNull(phone, 40, nameof(Phone));
        MayJoinFamilySessions = mayJoinFamilySessions;
    }

    public void End(DateTimeOffset now) => EndedAt ??= now;

    /// <summary>Takes them back into the network, also when the end was a slip.</summary>
    public void Rejoin() => EndedAt = null;
}

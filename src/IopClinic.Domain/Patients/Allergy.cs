namespace IopClinic.Domain.Patients;

/// <summary>A substance the patient must not meet again.</summary>
public sealed class Allergy : IBelongToPatient
{
    private Allergy()
    {
    }

    internal Allergy(Patient patient, string substance, string? reaction, Criticality criticality, DateTimeOffset now, string? sourceId)
    {
        Id = Id<Allergy>.New();
        PatientId = patient.Id;
        Substance = FreeText.Required(substance, 200, "Enter the substance.", nameof(Substance));
        Describe(reaction, criticality);
        RecordedAt = now;
        SourceId = FreeText.OrNull(sourceId, 200);
    }

    public Id<Allergy> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public string Substance { get; private set; } = "";

    public string? Reaction { get; private set; }

    public Criticality Criticality { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The key it had where it was imported from; null when it was recorded here.</summary>
    public string? SourceId { get; private set; }

    /// <summary>When it was found to be wrong; the row stays, the banner no longer shows it.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <exception cref="RuleViolation">The reaction is too long.</exception>
    public void Describe(string? reaction, Criticality criticality)
    {
        Reaction = FreeText.OrNull(reaction, 200, nameof(Reaction));
        Criticality = criticality;
    }

    public void Withdraw(DateTimeOffset now) => WithdrawnAt ??= now;

    internal void Reinstate() => WithdrawnAt = null;
}

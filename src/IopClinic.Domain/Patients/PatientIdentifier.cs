namespace IopClinic.Domain.Patients;

/// <summary>A number another system knows the patient by. Two patients never share one.</summary>
public sealed class PatientIdentifier : IBelongToPatient
{
    private PatientIdentifier()
    {
    }

    internal PatientIdentifier(Patient patient, string system, string value, string? kind)
    {
        Id = Id<PatientIdentifier>.New();
        PatientId = patient.Id;
        System = FreeText.Required(system, 200, "An identifier needs the system that issued it.");
        Value = FreeText.Required(value, 200, "An identifier needs a value.");
        Kind = FreeText.OrNull(kind, 40);
    }

    public Id<PatientIdentifier> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public string System { get; private set; } = "";

    public string Value { get; private set; } = "";

    /// <summary>Its kind as the source says: MR, DL, PPN; null when unsaid.</summary>
    public string? Kind { get; private set; }
}

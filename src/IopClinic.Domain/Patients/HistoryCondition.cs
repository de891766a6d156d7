namespace IopClinic.Domain.Patients;

/// <summary>
/// A condition as another system recorded it, with its code system kept as given.
/// History only: it never becomes a diagnosis of this clinic by itself.
/// </summary>
public sealed class HistoryCondition : IBelongToPatient
{
    private HistoryCondition()
    {
    }

    internal HistoryCondition(Patient patient, ConditionHistory told, DateTimeOffset now)
    {
        Id = Id<HistoryCondition>.New();
        PatientId = patient.Id;
        CodeSystem = FreeText.OrNull(told.CodeSystem, 200);
        Code = FreeText.OrNull(told.Code, 100);
        Display = FreeText.Required(told.Display, 400, "Say what the condition is.");
        Onset = told.Onset;
        Abated = told.Abated;
        ClinicalStatus = FreeText.OrNull(told.ClinicalStatus, 40);
        SourceId = FreeText.OrNull(told.SourceId, 200);
        RecordedAt = now;
    }

    public Id<HistoryCondition> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>As given, such as http://snomed.info/sct.</summary>
    public string? CodeSystem { get; private set; }

    public string? Code { get; private set; }

    public string Display { get; private set; } = "";

    public DateOnly? Onset { get; private set; }

    public DateOnly? Abated { get; private set; }

    public string? ClinicalStatus { get; private set; }

    public string? SourceId { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }
}

/// <summary>A condition as a source tells it.</summary>
public sealed record ConditionHistory(
    string? CodeSystem,
    string? Code,
    string Display,
    DateOnly? Onset,
    DateOnly? Abated,
    string? ClinicalStatus,
    string? SourceId);

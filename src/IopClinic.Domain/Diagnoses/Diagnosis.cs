using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Diagnoses;

/// <summary>How sure a diagnosis is, and whether it still holds.</summary>
public enum DiagnosisStatus
{
    Provisional,
    Confirmed,
    InRemission,
    RuledOut,
    Resolved,
}

/// <summary>What is said of one diagnosis.</summary>
/// <param name="Code">ICD-10-CM: F32.1.</param>
/// <param name="Text">The title of the code, as the list had it when it was chosen.</param>
/// <param name="Status">How sure it is.</param>
/// <param name="Onset">When it began, as a <see cref="RoughDate"/> is written; null where nobody knows.</param>
public sealed record DiagnosisFinding(string Code, string Text, DiagnosisStatus Status, string? Onset)
{
    /// <summary>It holds no longer, or never did.</summary>
    public bool IsClosing => Status is DiagnosisStatus.RuledOut or DiagnosisStatus.Resolved;
}

/// <summary>A diagnosis of a patient for as long as it was held as it stands here; what is found otherwise later is another row.</summary>
public sealed class Diagnosis : IBelongToPatient
{
    private Diagnosis()
    {
    }

    internal Diagnosis(Patient patient, DiagnosisFinding found, int order, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        Id = Id<Diagnosis>.New();
        PatientId = patient.Id;
        Code = FreeText.Required(found.Code, 10, "Choose a code.", nameof(Code));
        Text = FreeText.Required(found.Text, 300, "Choose a code.", nameof(Code));
        ValidFrom = today;
        Order = order;
        State(found, by, now);
    }

    public Id<Diagnosis> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public string Code { get; private set; } = "";

    public string Text { get; private set; } = "";

    public DiagnosisStatus Status { get; private set; }

    /// <summary>A year, a month or a day.</summary>
    public string? Onset { get; private set; }

    /// <summary>Its place among those that stand; the lowest is the principal diagnosis.</summary>
    public int Order { get; private set; }

    /// <summary>The first clinic date on which it was held so.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>The last one; null while it stands.</summary>
    public DateOnly? ValidTo { get; private set; }

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The signed assessment that found it; null where a clinician recorded it by itself.</summary>
    public Id<Assessment>? AssessmentId { get; private set; }

    public uint Version { get; private set; }

    public bool Stands => ValidTo is null;

    internal void State(DiagnosisFinding found, StaffMember by, DateTimeOffset now)
    {
        (Status, Onset, AuthorId, RecordedAt) = (found.Status, found.Onset, by.Id, now);
    }

    internal void StandAt(int order) => Order = order;

    internal void ComeFrom(Id<Assessment>? assessment) => AssessmentId = assessment ?? AssessmentId;

    /// <summary>It is held no longer, since that day.</summary>
    public void End(DateOnly day) => ValidTo ??= day;
}

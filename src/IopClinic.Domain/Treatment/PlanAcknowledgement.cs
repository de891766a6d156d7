using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Treatment;

/// <summary>Who takes note of a plan besides those who treat.</summary>
public enum AcknowledgedBy
{
    Patient,
    Guardian,

    /// <summary>Somebody of the family, who was given a copy with the patient's consent.</summary>
    Family,
}

/// <summary>Why a signature is missing.</summary>
public enum MissingSignature
{
    NotPresent,
    Declined,
    UnableToSign,
    ByPhone,
    Other,
}

/// <summary>
/// That the patient, a guardian or the family took note of a plan: the name they typed under the attestation, or why their signature is
/// missing. It is witnessed by a signature of staff, and never changes.
/// </summary>
public sealed class PlanAcknowledgement : IBelongToPatient
{
    public const int LongestName = 120;

    public const int LongestReason = 300;

    private PlanAcknowledgement()
    {
    }

    internal PlanAcknowledgement(TreatmentPlan plan, Acknowledging said, StaffMember witness, DateTimeOffset now)
    {
        Id = Id<PlanAcknowledgement>.New();
        PlanId = plan.Id;
        PatientId = plan.PatientId;
        By = said.By;
        Name = FreeText.OrNull(said.Name, LongestName, nameof(Name));
        Missing = Name is null ? said.Missing : null;
        Reason = FreeText.OrNull(said.Reason, LongestReason, nameof(Reason));
        RuleViolation.Unless(Name is not null || Missing is not null, "Let them type their name, or say why the signature is missing.", nameof(Name));
        RuleViolation.Unless(Missing is not MissingSignature.Other || Reason is not null, "Say why the signature is missing.", nameof(Reason));
        WitnessId = witness.Id;
        At = Signature.Stored(now);
    }

    public Id<PlanAcknowledgement> Id { get; private set; }

    public Id<TreatmentPlan> PlanId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public AcknowledgedBy By { get; private set; }

    /// <summary>As they typed it; null where the signature is missing.</summary>
    public string? Name { get; private set; }

    public MissingSignature? Missing { get; private set; }

    [NotAudited]
    public string? Reason { get; private set; }

    public Id<StaffMember> WitnessId { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>What the witness signs.</summary>
    public CanonicalContent Content(CanonicalContent plan) => CanonicalContent.Of(
    [
        "plan-acknowledgement/1",
        Id.ToString(),
        PlanId.ToString(),
        PatientId.ToString(),
        By.ToString(),
        Name,
        Missing?.ToString(),
        Reason,
        plan.Print,
    ]);
}

/// <summary>What is said of a signature that is not one of staff.</summary>
/// <param name="By">Whose.</param>
/// <param name="Name">The name that was typed; null where the signature is missing.</param>
/// <param name="Missing">Why it is missing.</param>
/// <param name="Reason">The same in words.</param>
public sealed record Acknowledging(AcknowledgedBy By, string? Name, MissingSignature? Missing, string? Reason);

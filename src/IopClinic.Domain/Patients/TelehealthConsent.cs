using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Patients;

/// <summary>How a patient consented to telehealth.</summary>
public enum ConsentForm
{
    Verbal,
    Written,
}

/// <summary>A patient's consent to be treated by telehealth, from the day it was given until the day it was withdrawn. What was recorded stays.</summary>
public sealed class TelehealthConsent : IBelongToPatient
{
    /// <summary>Title of the paper by which it is given in writing, as the checklist of a site names it.</summary>
    public const string Paper = "Consent to telehealth";

    private TelehealthConsent()
    {
    }

    /// <exception cref="RuleViolation">The day lies in the future or before the birth, or how is not said.</exception>
    public TelehealthConsent(Patient patient, DateOnly givenOn, ConsentForm how, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(Enum.IsDefined(how), "Choose how the patient consented.", nameof(How));
        RuleViolation.Unless(givenOn <= today, "This day lies in the future.", nameof(GivenOn));
        RuleViolation.Unless(givenOn >= patient.BirthDate, "This day lies before the birth date.", nameof(GivenOn));
        Id = Id<TelehealthConsent>.New();
        PatientId = patient.Id;
        GivenOn = givenOn;
        How = how;
        RecordedById = by.Id;
        RecordedAt = now;
    }

    public Id<TelehealthConsent> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>The clinic date from which it holds.</summary>
    public DateOnly GivenOn { get; private set; }

    public ConsentForm How { get; private set; }

    public Id<StaffMember> RecordedById { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The clinic date from which it holds no longer; null while it stands.</summary>
    public DateOnly? WithdrawnOn { get; private set; }

    /// <summary>Who wrote the withdrawal down.</summary>
    public Id<StaffMember>? WithdrawnById { get; private set; }

    public uint Version { get; private set; }

    public bool Stands => WithdrawnOn is null;

    public bool IsValidOn(DateOnly date) => GivenOn <= date && (WithdrawnOn is null || date < WithdrawnOn);

    /// <exception cref="RuleViolation">It is withdrawn already, or the day is impossible.</exception>
    public void Withdraw(DateOnly on, StaffMember by, DateOnly today)
    {
        RuleViolation.Unless(Stands, "This consent is withdrawn already.");
        RuleViolation.Unless(on <= today, "This day lies in the future.", nameof(WithdrawnOn));
        RuleViolation.Unless(on >= GivenOn, "The consent was given later than that.", nameof(WithdrawnOn));
        (WithdrawnOn, WithdrawnById) = (on, by.Id);
    }
}

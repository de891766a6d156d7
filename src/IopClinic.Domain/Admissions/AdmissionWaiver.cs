using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Admissions;

/// <summary>A supervisor's decision to have somebody admitted before the assessment is signed. Intake asks for it.</summary>
public sealed class AdmissionWaiver : IBelongToPatient
{
    /// <summary>Days from the decision within which the day of admission has to lie.</summary>
    public const int DaysValid = 14;

    private AdmissionWaiver()
    {
    }

    /// <exception cref="RuleViolation">The reason is missing, or the person supervises nobody here.</exception>
    public AdmissionWaiver(Patient patient, StaffMember supervisor, string request, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(supervisor.IsActive && supervisor.Roles.Contains(Role.Supervisor), "Choose a supervisor.", nameof(SupervisorId));
        Id = Id<AdmissionWaiver>.New();
        PatientId = patient.Id;
        SupervisorId = supervisor.Id;
        Request = FreeText.Required(request, 1000, "Say why it cannot wait.", nameof(Request));
        AskedById = by.Id;
        AskedAt = now;
    }

    public Id<AdmissionWaiver> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>Why the admission cannot wait, in the words of whoever asks.</summary>
    [NotAudited]
    public string Request { get; private set; } = "";

    public Id<StaffMember> AskedById { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>Who decides.</summary>
    public Id<StaffMember> SupervisorId { get; private set; }

    /// <summary>True when granted, false when refused, null while it waits.</summary>
    public bool? IsGranted { get; private set; }

    /// <summary>Why, in the supervisor's words.</summary>
    [NotAudited]
    public string? Reason { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public uint Version { get; private set; }

    /// <exception cref="RuleViolation">It is decided, somebody else was asked, or the reason is missing.</exception>
    public void Decide(bool isGranted, string? reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(DecidedAt is null, "This is decided already.");
        RuleViolation.Unless(by.Id == SupervisorId && by.IsActive && by.Roles.Contains(Role.Supervisor), "Somebody else was asked.");
        Reason = FreeText.Required(reason, 1000, "Say why, for the record.", nameof(Reason));
        (IsGranted, DecidedAt) = (isGranted, now);
    }
}

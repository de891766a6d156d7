using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Treatment;

/// <summary>A text of a plan that came second, or was replaced by somebody else: kept, so that nothing anybody typed is gone.</summary>
public sealed class PlanDraft : IBelongToPatient
{
    private PlanDraft()
    {
    }

    internal PlanDraft(TreatmentPlan plan, PlanContent content, Id<StaffMember> author, DateTimeOffset writtenAt)
    {
        Id = Id<PlanDraft>.New();
        PlanId = plan.Id;
        PatientId = plan.PatientId;
        Content = content;
        AuthorId = author;
        WrittenAt = writtenAt;
    }

    public Id<PlanDraft> Id { get; private set; }

    public Id<TreatmentPlan> PlanId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    [NotAudited]
    public PlanContent Content { get; private set; } = PlanContent.Empty;

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }
}

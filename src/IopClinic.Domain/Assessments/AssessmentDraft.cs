using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Assessments;

/// <summary>Answers of a section that did not become the section, or were replaced in it by somebody else: kept, so that nothing anybody typed is gone.</summary>
public sealed class AssessmentDraft : IBelongToPatient
{
    private AssessmentDraft()
    {
    }

    internal AssessmentDraft(AssessmentSection section, IReadOnlyDictionary<string, string> answers, Id<StaffMember> author, DateTimeOffset writtenAt)
    {
        Id = Id<AssessmentDraft>.New();
        AssessmentId = section.AssessmentId;
        PatientId = section.PatientId;
        Section = section.Key;
        Answers = answers;
        AuthorId = author;
        WrittenAt = writtenAt;
    }

    public Id<AssessmentDraft> Id { get; private set; }

    public Id<Assessment> AssessmentId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>Which section of the catalogue.</summary>
    public string Section { get; private set; } = "";

    [NotAudited]
    public IReadOnlyDictionary<string, string> Answers { get; private set; } = new Dictionary<string, string>();

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }
}

using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>What somebody added to a signed note or assessment, and why.</summary>
public sealed class Addendum : IBelongToPatient
{
    private Addendum()
    {
    }

    internal Addendum(ProgressNote note, string text, string reason, StaffMember author, DateTimeOffset now)
        : this(note.PatientId, text, reason, author, now) => NoteId = note.Id;

    internal Addendum(Assessment assessment, string text, string reason, StaffMember author, DateTimeOffset now)
        : this(assessment.PatientId, text, reason, author, now) => AssessmentId = assessment.Id;

    private Addendum(Id<Patient> patient, string text, string reason, StaffMember author, DateTimeOffset now)
    {
        Id = Id<Addendum>.New();
        PatientId = patient;
        Text = FreeText.Required(text, ProgressNote.MaximumText, "Enter what you add.", nameof(Text));
        Reason = FreeText.Required(reason, 300, "Say why you add it.", nameof(Reason));
        AuthorId = author.Id;
        WrittenAt = Signature.Stored(now);
    }

    public Id<Addendum> Id { get; private set; }

    /// <summary>The note it adds to; null when it adds to an assessment.</summary>
    public Id<ProgressNote>? NoteId { get; private set; }

    /// <summary>The assessment it adds to; null when it adds to a note.</summary>
    public Id<Assessment>? AssessmentId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    [NotAudited]
    public string Text { get; private set; } = "";

    [NotAudited]
    public string Reason { get; private set; } = "";

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>Everything the signature covers, in one canonical form.</summary>
    public CanonicalContent Content() => CanonicalContent.Of(
        ["addendum/1", NoteId?.ToString() ?? AssessmentId?.ToString(), Id.ToString(), PatientId.ToString(), Text, Reason]);
}

using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>A text of a note that did not become the note: another save replaced it, or came first.</summary>
public sealed class NoteDraft : IBelongToPatient
{
    private NoteDraft()
    {
    }

    internal NoteDraft(ProgressNote note, string text, Id<StaffMember> authorId, DateTimeOffset now)
    {
        Id = Id<NoteDraft>.New();
        NoteId = note.Id;
        PatientId = note.PatientId;
        Text = FreeText.Required(text, ProgressNote.MaximumText, "There is no text to keep.");
        AuthorId = authorId;
        WrittenAt = now;
    }

    public Id<NoteDraft> Id { get; private set; }

    public Id<ProgressNote> NoteId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    [NotAudited]
    public string Text { get; private set; } = "";

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }
}

using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>
/// An earlier version of a note, or a text that did not become the note because another save came first. Versions are added and never changed,
/// and stay as long as the note does.
/// </summary>
public sealed class NoteDraft : IBelongToPatient
{
    private NoteDraft()
    {
    }

    internal NoteDraft(ProgressNote note, string? text, string? inTheirWords, Id<StaffMember> authorId, DateTimeOffset now)
    {
        Id = Id<NoteDraft>.New();
        NoteId = note.Id;
        PatientId = note.PatientId;
        InTheirWords = FreeText.OrNull(inTheirWords, ProgressNote.MaximumWords);
        Text = InTheirWords is null
            ? FreeText.Required(text, ProgressNote.MaximumText, "There is no text to keep.")
            : FreeText.OrNull(text, ProgressNote.MaximumText) ?? "";
        AuthorId = authorId;
        WrittenAt = now;
    }

    public Id<NoteDraft> Id { get; private set; }

    public Id<ProgressNote> NoteId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    [NotAudited]
    public string Text { get; private set; } = "";

    /// <summary>What the patient said, word for word; null where nothing was quoted.</summary>
    [NotAudited]
    public string? InTheirWords { get; private set; }

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>Whether it says the same.</summary>
    public bool Says(string? text, string? inTheirWords) => Text == (text ?? "") && InTheirWords == inTheirWords;
}

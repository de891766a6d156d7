using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>What somebody added to a signed note, and why.</summary>
public sealed class Addendum : IBelongToPatient
{
    private Addendum()
    {
    }

    internal Addendum(ProgressNote note, string text, string reason, StaffMember author, DateTimeOffset now)
    {
        Id = Id<Addendum>.New();
        NoteId = note.Id;
        PatientId = note.PatientId;
        Text = FreeText.Required(text, ProgressNote.MaximumText, "Enter what you add.", nameof(Text));
        Reason = FreeText.Required(reason, 300, "Say why you add it.", nameof(Reason));
        AuthorId = author.Id;
        WrittenAt = Signature.Stored(now);
    }

    public Id<Addendum> Id { get; private set; }

    public Id<ProgressNote> NoteId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    [NotAudited]
    public string Text { get; private set; } = "";

    [NotAudited]
    public string Reason { get; private set; } = "";

    public Id<StaffMember> AuthorId { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>Everything the signature covers, in one canonical form.</summary>
    public CanonicalContent Content() => CanonicalContent.Of(
        ["addendum/1", NoteId.ToString(), Id.ToString(), PatientId.ToString(), Text, Reason]);
}

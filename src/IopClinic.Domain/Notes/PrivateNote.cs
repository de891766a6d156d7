using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>
/// Seals the text of one private note, so that it is stored as bytes that nobody reads without the clinic's key.
/// </summary>
public delegate byte[] SealPrivateNote(Id<PrivateNote> note, string text);

/// <summary>
/// What a clinician writes for themselves about a session, kept apart from the patient's record and read by its author alone
/// (psychotherapy notes, 45 CFR 164.501; SUD counselling notes, 42 CFR 2.11). The text is never held here: only its sealed form is.
/// </summary>
public sealed class PrivateNote : IBelongToPatient
{
    /// <summary>The most characters a private note may have.</summary>
    public const int MaximumText = 20_000;

    private PrivateNote()
    {
    }

    /// <exception cref="RuleViolation">The author treats nobody, or the text is missing or too long.</exception>
    public PrivateNote(
        Id<Patient> patient, Id<Site> site, StaffMember author, DateOnly clinicDate, string text, SealPrivateNote seal, DateTimeOffset now)
    {
        RuleViolation.Unless(author is { IsActive: true, IsClinician: true }, "Only clinical staff keep private notes.");
        Id = Id<PrivateNote>.New();
        PatientId = patient;
        SiteId = site;
        AuthorId = author.Id;
        ClinicDate = clinicDate;
        WrittenAt = now;
        SealedText = Seal(text, seal);
    }

    public Id<PrivateNote> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<StaffMember> AuthorId { get; private set; }

    /// <summary>The clinic date on which it was written.</summary>
    public DateOnly ClinicDate { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>When the author changed it last; null while it stands as it was written.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>When the author discarded it; null while it stands.</summary>
    public DateTimeOffset? DiscardedAt { get; private set; }

    /// <summary>The encrypted text; null once the note is discarded.</summary>
    [NotAudited]
    public byte[]? SealedText { get; private set; }

    public uint Version { get; private set; }

    public bool IsDiscarded => DiscardedAt is not null;

    /// <summary>Writes the note anew; the text before it is not kept.</summary>
    /// <exception cref="RuleViolation">The note is somebody else's or discarded, or the text is missing or too long.</exception>
    public void Change(string text, Id<StaffMember> by, SealPrivateNote seal, DateTimeOffset now)
    {
        Demand(by);
        SealedText = Seal(text, seal);
        ChangedAt = now;
    }

    /// <summary>Takes the text away for good. That there was a note, whose and when, stays.</summary>
    /// <exception cref="RuleViolation">The note is somebody else's or discarded already.</exception>
    public void Discard(Id<StaffMember> by, DateTimeOffset now)
    {
        Demand(by);
        SealedText = null;
        DiscardedAt = now;
    }

    private void Demand(Id<StaffMember> by)
    {
        RuleViolation.Unless(by == AuthorId, "A private note is changed by its author alone.");
        RuleViolation.Unless(!IsDiscarded, "This private note was discarded already.");
    }

    private byte[] Seal(string text, SealPrivateNote seal)
    {
        ArgumentNullException.ThrowIfNull(seal);
        return seal(Id, FreeText.Required(text, MaximumText, "Write the note.", "Text"));
    }
}

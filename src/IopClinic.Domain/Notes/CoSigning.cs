using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>
/// What becomes of a signed note whose author works under supervision: the supervisor stands by it, or returns it with a comment, which
/// the author answers with an addendum, because a signed note is never changed.
/// </summary>
public sealed class CoSigning : IBelongToPatient
{
    /// <summary>The most characters of a comment.</summary>
    public const int LongestComment = 1000;

    /// <summary>Days within which somebody co-signs.</summary>
    public const int DueDays = 3;

    private readonly List<NoteReturn> _returns = [];

    private CoSigning()
    {
    }

    private CoSigning(Signature signature, Id<StaffMember> coSigner)
    {
        NoteId = signature.NoteId!.Value;
        (PatientId, ClinicDate) = (signature.PatientId, signature.ClinicDate);
        (AuthorId, CoSignerId, AskedAt) = (signature.SignerId, coSigner, signature.SignedAt);
    }

    /// <summary>The note; it has one author, so there is one of each.</summary>
    public Id<ProgressNote> NoteId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>Of the session.</summary>
    public DateOnly ClinicDate { get; private set; }

    public Id<StaffMember> AuthorId { get; private set; }

    /// <summary>Who answered for the author when the note was signed.</summary>
    public Id<StaffMember> CoSignerId { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>When it was co-signed; null while it waits.</summary>
    public DateTimeOffset? CoSignedAt { get; private set; }

    /// <summary>When it was returned, by whom and why; in that order.</summary>
    [NotAudited]
    public IReadOnlyList<NoteReturn> Returns => _returns;

    /// <summary>The last time it was returned; null where it never was.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    public uint Version { get; private set; }

    /// <summary>One for each note that somebody under supervision has just signed.</summary>
    public static IEnumerable<CoSigning> For(StaffMember signer, IEnumerable<Signature> signatures) =>
        signer is { NeedsCoSignature: true, SupervisorId: { } supervisor } ? signatures.Select(signature => new CoSigning(signature, supervisor)) : [];

    /// <summary>Whether the author has something to answer: they added nothing since it was returned.</summary>
    public bool IsReturned(IEnumerable<Addendum> addenda) =>
        CoSignedAt is null && ReturnedAt is { } at && !addenda.Any(addendum => addendum.AuthorId == AuthorId && addendum.WrittenAt > at);

    /// <summary>Stands by the note and everything that was added to it.</summary>
    /// <exception cref="RuleViolation">It is co-signed already or struck, or this person does not answer for its author.</exception>
    public Signature CoSign(ProgressNote note, Session session, Attendance attendance, StaffMember supervisor, StaffMember author, ChainLink? head, DateTimeOffset now)
    {
        RefuseUnlessOpen(note, supervisor, author);
        RuleViolation.Unless(!IsReturned(note.Addenda), "This note is with its author, who has not answered yet.");
        var signature = new Signature(note, SignatureMeaning.CoSignature, supervisor, note.Content(session, attendance), head, now, addendumId: null);
        CoSignedAt = signature.SignedAt;
        return signature;
    }

    /// <summary>Gives it back to its author.</summary>
    /// <exception cref="RuleViolation">It is co-signed already or struck, this person does not answer for its author, or nothing is said.</exception>
    public void Return(ProgressNote note, string? comment, StaffMember supervisor, StaffMember author, DateTimeOffset now)
    {
        RefuseUnlessOpen(note, supervisor, author);
        RuleViolation.Unless(!IsReturned(note.Addenda), "It is with its author already.");
        var at = Signature.Stored(now);
        _returns.Add(new NoteReturn(supervisor.Id, at, FreeText.Required(comment, LongestComment, "Say what is to be corrected.", "Comment")));
        ReturnedAt = at;
    }

    private void RefuseUnlessOpen(ProgressNote note, StaffMember supervisor, StaffMember author)
    {
        RuleViolation.Unless(CoSignedAt is null, "This note is co-signed already.");
        RuleViolation.Unless(!note.IsStruck, "This note is struck and does not stand.");
        RuleViolation.Unless(
            supervisor.IsActive && supervisor.Roles.Contains(Role.Supervisor) && supervisor.Id != AuthorId && (supervisor.Id == CoSignerId || supervisor.Id == author.SupervisorId),
            "Only the supervisor who was asked co-signs, or who answers for the author now.");
    }
}

/// <summary>A note that went back to its author.</summary>
/// <param name="ById">Who returned it.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What is to be corrected.</param>
public sealed record NoteReturn(Id<StaffMember> ById, DateTimeOffset At, string Comment);

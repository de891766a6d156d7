using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>The individual note of one patient in one session: a draft until it is signed, then unchangeable.</summary>
public sealed class ProgressNote : IBelongToPatient
{
    /// <summary>The most characters a note may have.</summary>
    public const int MaximumText = 20_000;

    private readonly List<Addendum> _addenda = [];
    private readonly List<NoteDraft> _drafts = [];

    private ProgressNote()
    {
    }

    internal ProgressNote(RosterPlace place)
    {
        Id = Id<ProgressNote>.New();
        SessionId = place.SessionId;
        PatientId = place.PatientId;
        SiteId = place.SiteId;
        ClinicDate = place.ClinicDate;
    }

    public Id<ProgressNote> Id { get; private set; }

    public Id<Session> SessionId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public DateOnly ClinicDate { get; private set; }

    [NotAudited]
    public string? Text { get; private set; }

    public Participation? Participation { get; private set; }

    public Affect? Affect { get; private set; }

    public Response? Response { get; private set; }

    /// <summary>Who wrote the draft last.</summary>
    public Id<StaffMember> WrittenById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>When it was signed; null while it is a draft.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>When it was struck as written for the wrong patient; null while it stands.</summary>
    public DateTimeOffset? StruckAt { get; private set; }

    public Id<StaffMember>? StruckById { get; private set; }

    [NotAudited]
    public string? StrikeReason { get; private set; }

    public IReadOnlyList<Addendum> Addenda => _addenda;

    /// <summary>Texts of this note that another person's save replaced, or that came in second; newest last.</summary>
    public IReadOnlyList<NoteDraft> Drafts => _drafts;

    public uint Version { get; private set; }

    public bool IsSigned => SignedAt is not null;

    public bool IsStruck => StruckAt is not null;

    /// <summary>Keeps a text that lost a race beside the note, so that nothing anybody typed is gone.</summary>
    public void KeepDraft(string text, Id<StaffMember> authorId, DateTimeOffset now) => _drafts.Add(new NoteDraft(this, text, authorId, now));

    /// <summary>Adds to a signed note.</summary>
    /// <exception cref="RuleViolation">The note is not signed yet or struck, or text or reason is missing.</exception>
    public Signature Append(string text, string reason, StaffMember author, ChainLink? head, DateTimeOffset now)
    {
        RuleViolation.Unless(IsSigned, "This note is still a draft: change it directly.");
        RuleViolation.Unless(!IsStruck, "This note is struck and takes no addenda.");
        RuleViolation.Unless(author is { IsActive: true, IsClinician: true }, "Only an active clinician adds to notes.");
        var addendum = new Addendum(this, text, reason, author, now);
        _addenda.Add(addendum);
        return new Signature(this, SignatureMeaning.Addendum, author, addendum.Content(), head, now, addendum.Id);
    }

    /// <summary>Strikes a signed note that was written for the wrong patient. Its content stays readable in the history.</summary>
    /// <exception cref="RuleViolation">The note is a draft or struck already, or no reason is given.</exception>
    public void Strike(string reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(IsSigned, "This note is still a draft: change it directly.");
        RuleViolation.Unless(!IsStruck, "This note is already struck.");
        RuleViolation.Unless(by is { IsActive: true, IsClinician: true }, "Only an active clinician strikes notes.");
        StrikeReason = FreeText.Required(reason, 500, "Say why the note is struck.", nameof(StrikeReason));
        StruckAt = now;
        StruckById = by.Id;
    }

    /// <summary>Everything the author's signature covers, in one canonical form.</summary>
    public CanonicalContent Content(Session session, Attendance attendance) => CanonicalContent.Of(
    [
        "progress-note/1",
        session.Id.ToString(),
        PatientId.ToString(),
        Id.ToString(),
        session.ServiceId.ToString(),
        CanonicalContent.Date(session.ClinicDate),
        CanonicalContent.Instant(session.StartsAt),
        CanonicalContent.Instant(session.EndsAt),
        attendance.Status.ToString(),
        CanonicalContent.Instant(attendance.ArrivedAt),
        CanonicalContent.Instant(attendance.LeftAt),
        attendance.Reason,
        CanonicalContent.Number(attendance.Minutes),
        Participation?.ToString(),
        Affect?.ToString(),
        Response?.ToString(),
        Text,
        .. session.SharedContent(),
    ]);

    internal void Write(NoteText text, Id<StaffMember> by, DateTimeOffset now)
    {
        RuleViolation.Unless(
            text.Participation is null || Enum.IsDefined(text.Participation.Value), "Choose a participation from 1 to 5.", nameof(Participation));
        RuleViolation.Unless(text.Affect is null || Enum.IsDefined(text.Affect.Value), "Choose an affect from the list.", nameof(Affect));
        RuleViolation.Unless(
            text.Response is null || Enum.IsDefined(text.Response.Value), "Choose a response from the list.", nameof(Response));
        Text = FreeText.OrNull(text.Text, MaximumText, nameof(Text));
        Participation = text.Participation;
        Affect = text.Affect;
        Response = text.Response;
        WrittenById = by;
        WrittenAt = now;
    }

    internal Signature Sign(Session session, Attendance attendance, StaffMember signer, ChainLink? head, DateTimeOffset now)
    {
        var signature = new Signature(this, SignatureMeaning.Author, signer, Content(session, attendance), head, now, addendumId: null);
        SignedAt = signature.SignedAt;
        return signature;
    }
}

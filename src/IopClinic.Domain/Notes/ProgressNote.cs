using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Notes;

/// <summary>The individual note of one patient in one session: a draft until it is signed, then unchangeable.</summary>
public sealed class ProgressNote : IBelongToPatient
{
    /// <summary>The most characters a note may have.</summary>
    public const int MaximumText = 20_000;

    /// <summary>The most characters of what the patient said.</summary>
    public const int MaximumWords = 500;

    // No text that anybody types begins with this character: it marks what was added to the content later.
    private const string ObjectivesMark = "\u001eobjectives/1";
    private const string WithoutObjectiveMark = "\u001ewithout-objective/1";

    /// <summary>Stands before where a patient was who attended by telehealth.</summary>
    internal const string WhereMark = "\u001ewhere/1";

    private const string WordsMark = "\u001ein-their-words/1";
    private const string DespiteMark = "\u001edespite/1";
    private const string LateMark = "\u001elate/1";

    private readonly List<Addendum> _addenda = [];
    private readonly List<NoteDraft> _drafts = [];
    private readonly List<NoteObjective> _objectives = [];

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

    /// <summary>What the patient said, word for word; null where nothing is quoted.</summary>
    [NotAudited]
    public string? InTheirWords { get; private set; }

    /// <summary>All that it says in words: the text, and below it what the patient said.</summary>
    public string? Whole => NoteText.WholeOf(Text, InTheirWords);

    public Participation? Participation { get; private set; }

    public Affect? Affect { get; private set; }

    public Response? Response { get; private set; }

    /// <summary>Why it refers to no objective of the plan; null where it does, or nobody said.</summary>
    public NoObjectiveReason? WithoutObjective { get; private set; }

    /// <summary>Whose words the text is, also after others have changed what is chosen beside it; null while there was none, and for notes of before this was kept.</summary>
    [NotAudited]
    public Id<StaffMember>? TextById { get; private set; }

    /// <summary>When those words were written.</summary>
    [NotAudited]
    public DateTimeOffset? TextAt { get; private set; }

    /// <summary>Who changed anything of the draft last.</summary>
    public Id<StaffMember> WrittenById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>When somebody saved what stands here on purpose; null where it was saved while it was written.</summary>
    [NotAudited]
    public DateTimeOffset? SavedAt { get; private set; }

    /// <summary>When it was signed; null while it is a draft.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Why it was signed although it says what another note says, or names somebody else; null where it did neither.</summary>
    [NotAudited]
    public string? SignedDespite { get; private set; }

    /// <summary>Why it was signed although the part for the whole group names somebody; null where it did not.</summary>
    [NotAudited]
    public string? SharedDespite { get; private set; }

    /// <summary>Whether it was signed later than its program allows.</summary>
    public bool IsLateEntry { get; private set; }

    /// <summary>When it was struck as written for the wrong patient; null while it stands.</summary>
    public DateTimeOffset? StruckAt { get; private set; }

    public Id<StaffMember>? StruckById { get; private set; }

    [NotAudited]
    public string? StrikeReason { get; private set; }

    /// <summary>Whose chart a struck note was meant for; null where nobody could say, or it stands.</summary>
    [NotAudited]
    public Id<Patient>? MeantForId { get; private set; }

    /// <summary>
    /// What the signature of a struck note covers: the patient's row in the session opens again, and what it says from then on is
    /// not what was signed. Null while the note stands, and for notes struck before this was kept.
    /// </summary>
    [NotAudited]
    public byte[]? StruckContent { get; private set; }

    /// <summary>The objectives of the plan that it refers to.</summary>
    public IReadOnlyList<NoteObjective> Objectives => _objectives;

    public IReadOnlyList<Addendum> Addenda => _addenda;

    /// <summary>Earlier versions of this note, and texts that came in second; newest last.</summary>
    public IReadOnlyList<NoteDraft> Drafts => _drafts;

    public uint Version { get; private set; }

    public bool IsSigned => SignedAt is not null;

    public bool IsStruck => StruckAt is not null;

    /// <summary>Keeps a text that lost a race beside the note, so that nothing anybody typed is gone.</summary>
    public void KeepDraft(string? text, Id<StaffMember> authorId, DateTimeOffset now, string? inTheirWords = null) =>
        _drafts.Add(new NoteDraft(this, text, inTheirWords, authorId, now));

    /// <summary>Says that what stands here was saved on purpose: it becomes a version when it is replaced.</summary>
    public void Save(DateTimeOffset now)
    {
        if (!IsSigned && !IsStruck && HasText)
        {
            SavedAt ??= now;
        }
    }

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
    /// <param name="reason">Why it does not stand.</param>
    /// <param name="by">Who strikes it.</param>
    /// <param name="signed">What its signature covers, from <see cref="Content"/>.</param>
    /// <param name="meantFor">Whom it was meant for; null where that is not known.</param>
    /// <param name="now">The instant.</param>
    /// <exception cref="RuleViolation">The note is a draft or struck already, no reason is given, or it is said to be meant for its own patient.</exception>
    public void Strike(string reason, StaffMember by, CanonicalContent signed, Id<Patient>? meantFor, DateTimeOffset now)
    {
        RuleViolation.Unless(IsSigned, "This note is still a draft: change it directly.");
        RuleViolation.Unless(!IsStruck, "This note is already struck.");
        RuleViolation.Unless(by is { IsActive: true, IsClinician: true }, "Only an active clinician strikes notes.");
        StrikeReason = FreeText.Required(reason, 500, "Say why the note is struck.", nameof(StrikeReason));
        RuleViolation.Unless(meantFor != PatientId, "This is the patient it was written for: choose another one, or nobody.", nameof(MeantForId));
        MeantForId = meantFor;
        StruckAt = now;
        StruckById = by.Id;
        StruckContent = signed.Bytes.ToArray();
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
        // Appended where there are any, so that what was signed without them keeps its hash.
        .. _objectives.Count == 0 ? [] : LinkedContent(),
        .. WithoutObjective is { } why ? [WithoutObjectiveMark, why.ToString()] : Array.Empty<string?>(),
        .. InTheirWords is { } words ? [WordsMark, words] : Array.Empty<string?>(),
        .. session.FamilyContent(PatientId),
        .. attendance.Where is { } where ? [WhereMark, where] : Array.Empty<string?>(),
        .. SignedDespite is null && SharedDespite is null ? Array.Empty<string?>() : [DespiteMark, SignedDespite, SharedDespite],
        .. IsLateEntry ? [LateMark] : Array.Empty<string?>(),
    ]);

    /// <summary>Writes the draft.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="now">When.</param>
    /// <param name="workedOn">The objectives to which the note may refer from now on, beside those to which it does.</param>
    internal void Write(NoteText text, Id<StaffMember> by, DateTimeOffset now, IEnumerable<Objective> workedOn)
    {
        RuleViolation.Unless(
            text.Participation is null || Enum.IsDefined(text.Participation.Value), "Choose a participation from 1 to 5.", nameof(Participation));
        RuleViolation.Unless(text.Affect is null || Enum.IsDefined(text.Affect.Value), "Choose an affect from the list.", nameof(Affect));
        RuleViolation.Unless(
            text.Response is null || Enum.IsDefined(text.Response.Value), "Choose a response from the list.", nameof(Response));
        RuleViolation.Unless(
            text.WithoutObjective is null || Enum.IsDefined(text.WithoutObjective.Value), "Choose a reason from the list.", nameof(WithoutObjective));
        Link(text.Objectives, workedOn);
        WithoutObjective = text.Objectives.Count > 0 ? null : text.WithoutObjective;
        Say(FreeText.OrNull(text.Text, MaximumText, nameof(Text)), FreeText.OrNull(text.InTheirWords, MaximumWords, nameof(InTheirWords)), by, now);
        Participation = text.Participation;
        Affect = text.Affect;
        Response = text.Response;
        WrittenById = by;
        WrittenAt = now;
    }

    /// <summary>Puts a version in the place of what stands here, which becomes a version itself.</summary>
    /// <param name="version">Of this note.</param>
    /// <param name="by">Who wants it back.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">It is a version of another note.</exception>
    internal void Restore(NoteDraft version, Id<StaffMember> by, DateTimeOffset now)
    {
        RuleViolation.Unless(version.NoteId == Id, "There is no such version of this note.", nameof(Text));
        if (version.Says(Text, InTheirWords))
        {
            return;
        }

        if (HasText && !_drafts.Exists(kept => kept.Says(Text, InTheirWords)))
        {
            KeepDraft(Text, TextById ?? WrittenById, TextAt ?? WrittenAt, InTheirWords);
        }

        (Text, InTheirWords, SavedAt) = (FreeText.OrNull(version.Text, MaximumText), version.InTheirWords, null);
        // Whoever brings words back has not written them.
        (TextById, TextAt) = (version.AuthorId, version.WrittenAt);
        WrittenById = by;
        WrittenAt = now;
    }

    internal Signature Sign(Session session, Attendance attendance, StaffMember signer, ChainLink? head, DateTimeOffset now, NoteFindings found)
    {
        SignedDespite = found.Reason;
        SharedDespite = found.SharedReason;
        IsLateEntry = found.IsLate;
        var signature = new Signature(this, SignatureMeaning.Author, signer, Content(session, attendance), head, now, addendumId: null);
        SignedAt = signature.SignedAt;
        return signature;
    }

    private bool HasText => Text is not null || InTheirWords is not null;

    private void Say(string? text, string? inTheirWords, Id<StaffMember> by, DateTimeOffset now)
    {
        if (text == Text && inTheirWords == InTheirWords)
        {
            return;
        }

        if (HasText && _drafts.MaxBy(kept => kept.Id.Value)?.Says(Text, InTheirWords) != true && NoteVersions.IsKept(this, text, inTheirWords, by, now))
        {
            KeepDraft(Text, TextById ?? WrittenById, TextAt ?? WrittenAt, InTheirWords);
        }

        (Text, InTheirWords, SavedAt) = (text, inTheirWords, null);
        (TextById, TextAt) = (by, now);
    }

    private void Link(IReadOnlyList<ObjectiveLink> links, IEnumerable<Objective> workedOn)
    {
        var before = _objectives.ToDictionary(linked => linked.ObjectiveId);
        var allowed = workedOn.Select(objective => objective.Id).Concat(before.Keys).ToHashSet();
        RuleViolation.Unless(
            links.All(link => allowed.Contains(link.ObjectiveId)),
            "The plan does not have one of these objectives any more. Load the page again to see those that are worked on.",
            nameof(Objectives));
        RuleViolation.Unless(links.DistinctBy(link => link.ObjectiveId).Count() == links.Count, "An objective stands twice in what was sent. Load the page again.", nameof(Objectives));
        RuleViolation.Unless(
            links.All(link => link.Progress is null || Enum.IsDefined(link.Progress.Value)), "Choose a progress from 1 to 5.", nameof(Objectives));
        _objectives.RemoveAll(linked => links.All(link => link.ObjectiveId != linked.ObjectiveId));
        foreach (var link in links)
        {
            if (before.TryGetValue(link.ObjectiveId, out var linked))
            {
                linked.Rate(link.Progress);
            }
            else
            {
                _objectives.Add(new NoteObjective(this, link));
            }
        }
    }

    private IEnumerable<string?> LinkedContent() =>
        _objectives.OrderBy(linked => linked.ObjectiveId.Value).SelectMany(linked => new[] { linked.ObjectiveId.ToString(), linked.Progress?.ToString() }).Prepend(ObjectivesMark);
}

using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Treatment;

/// <summary>How a version of a plan came about.</summary>
public enum PlanKind
{
    /// <summary>The first plan, in the first hours of treatment.</summary>
    Initial,

    /// <summary>The plan for the whole stay.</summary>
    Comprehensive,

    Review,
    Amendment,
}

/// <summary>
/// One version of the treatment plan of an episode: a draft until its author signs it, in force from then on until the next version is
/// signed. A signed version never changes.
/// </summary>
public sealed class TreatmentPlan : IBelongToPatient
{
    private readonly List<PlanAcknowledgement> _acknowledgements = [];
    private readonly List<PlanDraft> _drafts = [];

    private TreatmentPlan()
    {
    }

    public Id<TreatmentPlan> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    /// <summary>1 for the first version of this episode's plan, then counted on.</summary>
    public int Number { get; private set; }

    public PlanKind Kind { get; private set; }

    /// <summary>The version that it comes after; null for the first.</summary>
    public Id<TreatmentPlan>? PreviousId { get; private set; }

    /// <summary>Why it was amended; null for other kinds.</summary>
    [NotAudited]
    public string? Reason { get; private set; }

    /// <summary>The clinic date on which it was begun, and signed from the signature on.</summary>
    public DateOnly ClinicDate { get; private set; }

    public Id<StaffMember> StartedById { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    [NotAudited]
    public PlanContent Content { get; private set; } = PlanContent.Empty;

    /// <summary>The review that it came out of; null for other kinds.</summary>
    [NotAudited]
    public PlanReview? Review { get; private set; }

    public Id<StaffMember> WrittenById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>The opened page that wrote last, and which of its saves that was.</summary>
    [NotAudited]
    public string? WrittenFrom { get; private set; }

    /// <summary>When its author signed it; null while it is a draft.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    public Id<StaffMember>? SignedById { get; private set; }

    /// <summary>Who has to co-sign; null where nobody has to.</summary>
    public Id<StaffMember>? CoSignerId { get; private set; }

    public DateTimeOffset? CoSignedAt { get; private set; }

    /// <summary>When a physician certified that this care is needed; null while nobody did.</summary>
    public DateTimeOffset? CertifiedAt { get; private set; }

    public Id<StaffMember>? CertifiedById { get; private set; }

    /// <summary>Until when it was in force: the next version was signed, or the episode closed; null while it is.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public IReadOnlyList<PlanAcknowledgement> Acknowledgements => _acknowledgements;

    /// <summary>Texts that lost a race or were replaced by somebody else.</summary>
    public IReadOnlyList<PlanDraft> Drafts => _drafts;

    public uint Version { get; private set; }

    public bool IsSigned => SignedAt is not null;

    /// <summary>It is the plan by which the patient is treated.</summary>
    public bool IsInForce => IsSigned && EndedAt is null;

    public bool AwaitsCoSignature => IsSigned && CoSignerId is not null && CoSignedAt is null;

    /// <summary>Begins the next version of an episode's plan, with all that stands in the one before.</summary>
    /// <exception cref="RuleViolation">The episode is closed, the kind does not fit, a reason is missing, or the person may not write plans.</exception>
    public static TreatmentPlan Begin(
        Episode episode, TreatmentPlan? previous, PlanKind kind, string? reason, PlanReview? review, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(episode.IsOpen, "This patient was discharged: the plan stands as it was.");
        RuleViolation.Unless(MayWrite(by), "Only active clinicians write treatment plans.");
        RuleViolation.Unless(previous is null || previous.IsSigned, "A draft of the next plan is begun already. Go on with that one.");
        RuleViolation.Unless(
            previous is null ? kind is PlanKind.Initial or PlanKind.Comprehensive : kind is not PlanKind.Initial,
            previous is null ? "There is no plan yet: begin with the initial or the comprehensive plan." : "There is a plan already: amend or review it.");
        RuleViolation.Unless(kind is PlanKind.Review == review is not null, "A review says what it looked at.");
        return new TreatmentPlan
        {
            Id = Id<TreatmentPlan>.New(),
            PatientId = episode.PatientId,
            SiteId = episode.SiteId,
            EpisodeId = episode.Id,
            Number = (previous?.Number ?? 0) + 1,
            Kind = kind,
            PreviousId = previous?.Id,
            Reason = kind is PlanKind.Amendment ? FreeText.Required(reason, 300, "Say why the plan is amended.", nameof(Reason)) : null,
            ClinicDate = today,
            StartedById = by.Id,
            StartedAt = now,
            Content = previous?.Content ?? PlanContent.Empty,
            Review = review,
            WrittenById = by.Id,
            WrittenAt = now,
        };
    }

    public static bool MayWrite(StaffMember member) => member is { IsActive: true, IsClinician: true };

    /// <summary>Writes the draft. What another person wrote and this replaces is kept.</summary>
    /// <param name="content">All of the plan.</param>
    /// <param name="noted">Objectives that a signed note refers to.</param>
    /// <param name="from">The opened page that writes.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">It is signed, a text is too long, or an objective with notes is left out.</exception>
    public void Write(PlanContent content, IReadOnlySet<Guid> noted, string? from, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(!IsSigned, "This plan is signed and does not change any more. Amend it instead.");
        RuleViolation.Unless(MayWrite(by), "Only active clinicians write treatment plans.");
        var clean = content.Clean();
        DemandNoted(clean, noted);
        if (WrittenById != by.Id && Content.Lines.Count > 0 && !Content.Equals(clean))
        {
            Keep(Content, WrittenById, WrittenAt);
        }

        (Content, WrittenFrom, WrittenById, WrittenAt) = (clean, from, by.Id, now);
    }

    /// <summary>Writes what a review found and decided; the objectives follow the decisions.</summary>
    /// <param name="review">What was decided.</param>
    /// <param name="from">The opened page that writes.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="today">The clinic date.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">It is no review, it is signed, or a text is too long.</exception>
    public void Decide(PlanReview review, string? from, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(Kind is PlanKind.Review, "This version did not come out of a review.");
        RuleViolation.Unless(!IsSigned, "This review is signed and does not change any more.");
        RuleViolation.Unless(MayWrite(by), "Only active clinicians review treatment plans.");
        Review = review.Clean();
        Content = Content.As(Review.Decisions, today);
        (WrittenFrom, WrittenById, WrittenAt) = (from, by.Id, now);
    }

    /// <summary>Keeps a text that came second beside the plan.</summary>
    public void KeepDraft(PlanContent content, StaffMember by, DateTimeOffset now)
    {
        if (!_drafts.Exists(draft => draft.AuthorId == by.Id && draft.Content.Equals(content)))
        {
            Keep(content, by.Id, now);
        }
    }

    /// <summary>Signs the plan as its author: it is in force from now on, and the one before is not any more.</summary>
    /// <param name="signing">Who signs under which circumstances.</param>
    /// <param name="now">When.</param>
    /// <returns>The signatures in their order: those that staff witnesses first, then the author's.</returns>
    /// <exception cref="RuleViolation">It is signed already, something is missing, the episode is closed, or the person may not sign it.</exception>
    public IReadOnlyList<Signature> Sign(PlanSigning signing, DateTimeOffset now)
    {
        RuleViolation.Unless(!IsSigned, "This plan is signed already.");
        RuleViolation.Unless(signing.Episode.Id == EpisodeId && signing.Episode.IsOpen, "This patient was discharged meanwhile: the plan is not signed any more. The draft is kept.");
        RuleViolation.Unless(MayWrite(signing.Signer), "Only active clinicians sign treatment plans.");
        RuleViolation.Unless(
            signing.InForce?.Id == PreviousId, "Another version was signed meanwhile. Begin anew from that one; this draft is kept.");
        var obstacles = PlanCheck.Obstacles(Content, signing.Today, signing.Staff);
        RuleViolation.Unless(
            obstacles.Count == 0,
            obstacles.Count == 1 ? $"Not complete yet. {obstacles[0].Sentence}" : $"Not complete yet: {obstacles.Count} things are missing. They are named below.");
        DemandNoted(Content, signing.Noted);
        RuleViolation.Unless(
            Kind is not PlanKind.Review || Review is { WhyNotLower: not null, WhyNotHigher: not null },
            "Say why a less intensive level of care is not enough, and why a more intensive one is not needed.",
            nameof(PlanReview.WhyNotLower));
        RuleViolation.Unless(
            signing.Acknowledging.Any(said => said.By is AcknowledgedBy.Patient), "The patient signs too: let them type their name, or say why the signature is missing.", "PatientName");
        RuleViolation.Unless(
            !signing.NeedsGuardian || signing.Acknowledging.Any(said => said.By is AcknowledgedBy.Guardian),
            "The patient is a minor: a guardian signs too, or say why the signature is missing.",
            "GuardianName");
        ClinicDate = signing.Today;
        SignedAt = Signature.Stored(now);
        SignedById = signing.Signer.Id;
        CoSignerId = CoSignerOf(signing);
        signing.InForce?.GiveWayTo(this, SignedAt.Value);
        var content = Canonical();
        var signatures = new List<Signature>();
        var head = signing.Head;
        foreach (var said in signing.Acknowledging)
        {
            Add(Witness(said, signing.Signer, content, now, head));
        }

        Add(new Signature(this, SignatureMeaning.Author, signing.Signer, signing.Today, content, head, now, acknowledgementId: null));
        return signatures;

        void Add(Signature signature)
        {
            signatures.Add(signature);
            head = new ChainLink(signature.Sequence, signature.Hash);
        }
    }

    /// <summary>A signature that was missing, or a copy that was given, after the plan was signed.</summary>
    /// <exception cref="RuleViolation">The plan is not signed, or neither a name nor a reason is given.</exception>
    public Signature Acknowledge(Acknowledging said, StaffMember witness, ChainLink? head, DateTimeOffset now)
    {
        RuleViolation.Unless(IsSigned, "The plan is a draft still: it is acknowledged when it is signed.");
        RuleViolation.Unless(MayWrite(witness), "Only active clinicians witness signatures.");
        RuleViolation.Unless(
            said.Name is null || !_acknowledgements.Exists(a => a.By == said.By && a.Name is not null && a.By is not AcknowledgedBy.Family),
            "This signature is there already.");
        return Witness(said, witness, Canonical(), now, head);
    }

    /// <summary>Stands by what somebody else has signed.</summary>
    /// <exception cref="RuleViolation">No co-signature is awaited, or not from this person.</exception>
    public Signature CoSign(StaffMember supervisor, ChainLink? head, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(AwaitsCoSignature, "This plan awaits no co-signature.");
        RuleViolation.Unless(supervisor.IsActive && supervisor.Id != SignedById, "Nobody co-signs what they signed themselves.");
        RuleViolation.Unless(supervisor.Id == CoSignerId || supervisor.Roles.Contains(Role.Supervisor), "Only a supervisor co-signs.");
        var signature = new Signature(this, SignatureMeaning.CoSignature, supervisor, today, Canonical(), head, now, acknowledgementId: null);
        CoSignedAt = signature.SignedAt;
        return signature;
    }

    /// <summary>Certifies, as a physician, that care of this intensity is needed.</summary>
    /// <exception cref="RuleViolation">The plan is not in force or certified already, or this person does not prescribe.</exception>
    public Signature Certify(StaffMember physician, ChainLink? head, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(IsInForce, "Only the plan in force is certified.");
        RuleViolation.Unless(CertifiedAt is null, "This plan is certified already.");
        RuleViolation.Unless(physician.IsActive && physician.Roles.Contains(Role.Prescriber), "Only a physician or another prescriber certifies.");
        var signature = new Signature(this, SignatureMeaning.Certification, physician, today, Canonical(), head, now, acknowledgementId: null);
        (CertifiedAt, CertifiedById) = (signature.SignedAt, physician.Id);
        return signature;
    }

    /// <summary>The objectives as this version has them: new ones are made, the others follow.</summary>
    /// <param name="standing">Those of the episode that were made before.</param>
    /// <param name="today">The clinic date.</param>
    /// <returns>Those that are new.</returns>
    public IReadOnlyList<Objective> SetObjectives(IReadOnlyCollection<Objective> standing, DateOnly today)
    {
        var made = new List<Objective>();
        var placed = Content.Objectives.ToList();
        foreach (var one in placed)
        {
            if (standing.FirstOrDefault(objective => objective.Id.Value == one.Line.Key) is { } known)
            {
                known.Follow(one, today);
            }
            else
            {
                made.Add(new Objective(this, one, today));
            }
        }

        foreach (var left in standing.Where(objective => placed.TrueForAll(one => one.Line.Key != objective.Id.Value)))
        {
            left.Drop(today);
        }

        return made;
    }

    /// <summary>It is in force no more, because the next version is signed.</summary>
    /// <exception cref="RuleViolation">The other version does not come after this one.</exception>
    public void GiveWayTo(TreatmentPlan next, DateTimeOffset now)
    {
        RuleViolation.Unless(next.PreviousId == Id, "Another version was signed meanwhile. Begin anew from that one; this draft is kept.");
        EndedAt ??= Signature.Stored(now);
    }

    /// <summary>The episode is closed: no plan is in force any more.</summary>
    public void EndWithEpisode(DateTimeOffset now) => EndedAt ??= Signature.Stored(now);

    /// <summary>Everything the signatures cover, in one canonical form.</summary>
    public CanonicalContent Canonical() => CanonicalContent.Of(
    [
        "treatment-plan/1",
        Id.ToString(),
        PatientId.ToString(),
        EpisodeId.ToString(),
        CanonicalContent.Number(Number),
        Kind.ToString(),
        PreviousId?.ToString(),
        Reason,
        CanonicalContent.Date(ClinicDate),
        Content.Phase.ToString(),
        Content.Strengths,
        Content.Preferences,
        Content.Barriers,
        Content.DischargeCriteria,
        Content.RelapsePlan,
        .. Content.Lines.SelectMany(line => new[]
        {
            "line",
            line.Key.ToString(),
            line.Level.ToString(),
            line.Text,
            line.Side?.ToString(),
            line.RestsOn?.Kind.ToString(),
            line.RestsOn?.Reference,
            line.RestsOn?.Words,
            line.Type?.ToString(),
            line.Measure,
            line.Baseline,
            line.Target,
            line.TargetDate is { } target ? CanonicalContent.Date(target) : null,
            line.Instrument,
            line.AtMost is { } most ? CanonicalContent.Number(most) : null,
            line.Status.ToString(),
            line.EndedOn is { } ended ? CanonicalContent.Date(ended) : null,
            line.EndedBecause,
            line.ServiceId?.ToString(),
            line.Times is { } times ? CanonicalContent.Number(times) : null,
            line.EveryWeeks is { } weeks ? CanonicalContent.Number(weeks) : null,
            line.Minutes is { } minutes ? CanonicalContent.Number(minutes) : null,
            line.ResponsibleId?.ToString(),
        }),
        .. Review is null ? Array.Empty<string?>() :
        [
            "review",
            CanonicalContent.Date(Review.DueOn),
            CanonicalContent.Date(Review.Since),
            Review.WhyNotLower,
            Review.WhyNotHigher,
            Review.Summary,
            .. Review.Occasions.SelectMany(occasion => new[] { "occasion", occasion }),
            .. Review.Decisions.SelectMany(one => new[] { "decision", one.Key.ToString(), one.Decision.ToString(), one.Comment, one.By is { } by ? CanonicalContent.Date(by) : null }),
            .. Review.Figures.SelectMany(figure => new[] { "figure", figure }),
        ],
    ]);

    private static void DemandNoted(PlanContent content, IReadOnlySet<Guid> noted)
    {
        var left = noted.Except(content.Of(PlanLevel.Objective).Select(line => line.Key)).Count();
        RuleViolation.Unless(
            left == 0,
            left == 1
                ? "An objective that signed notes refer to was taken out. It stays in the plan: mark it met or discontinued, with the reason."
                : $"{left} objectives that signed notes refer to were taken out. They stay in the plan: mark them met or discontinued, with the reason.");
    }

    private static Id<StaffMember>? CoSignerOf(PlanSigning signing)
    {
        var signer = signing.Signer;
        if (!signer.NeedsCoSignature && (!signing.Rules.NeedsSupervisor || signer.Roles.Contains(Role.Supervisor)))
        {
            return null;
        }

        var supervisor = signing.CoSigner?.Id ?? signer.SupervisorId;
        RuleViolation.Unless(supervisor is not null, "A supervisor signs this program's plans. Choose who.", "CoSigner");
        RuleViolation.Unless(supervisor != signer.Id, "Nobody co-signs what they signed themselves. Choose another supervisor.", "CoSigner");
        RuleViolation.Unless(
            signing.CoSigner is null || (signing.CoSigner.IsActive && signing.CoSigner.Roles.Contains(Role.Supervisor)), "Choose an active supervisor.", "CoSigner");
        return supervisor;
    }

    private Signature Witness(Acknowledging said, StaffMember witness, CanonicalContent content, DateTimeOffset now, ChainLink? head)
    {
        var acknowledgement = new PlanAcknowledgement(this, said, witness, now);
        _acknowledgements.Add(acknowledgement);
        return new Signature(this, SignatureMeaning.Acknowledgement, witness, ClinicDate, acknowledgement.Content(content), head, now, acknowledgement.Id);
    }


    private void Keep(PlanContent content, Id<StaffMember> author, DateTimeOffset writtenAt) => _drafts.Add(new PlanDraft(this, content, author, writtenAt));
}

/// <summary>What has to be known when a plan is signed.</summary>
/// <param name="Episode">The episode of care, as it stands now.</param>
/// <param name="InForce">The plan that is in force now; null where there is none.</param>
/// <param name="Signer">The author.</param>
/// <param name="Staff">The names of everybody who works here.</param>
/// <param name="Noted">Objectives that a signed note refers to.</param>
/// <param name="Acknowledging">The patient's part, the guardian's, and copies that were given.</param>
/// <param name="NeedsGuardian">The patient is a minor by the rules of the site.</param>
/// <param name="Rules">What the program demands.</param>
/// <param name="CoSigner">The supervisor who was chosen; null for the signer's own.</param>
/// <param name="Head">The patient's last signature.</param>
/// <param name="Today">The clinic date.</param>
public sealed record PlanSigning(
    Episode Episode,
    TreatmentPlan? InForce,
    StaffMember Signer,
    IReadOnlyDictionary<Id<StaffMember>, string> Staff,
    IReadOnlySet<Guid> Noted,
    IReadOnlyList<Acknowledging> Acknowledging,
    bool NeedsGuardian,
    PlanRules Rules,
    StaffMember? CoSigner,
    ChainLink? Head,
    DateOnly Today);

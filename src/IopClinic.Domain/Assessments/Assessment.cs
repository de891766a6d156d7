using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Assessments;

/// <summary>Whether it is the patient's first, or looks again at what an earlier one found.</summary>
public enum AssessmentKind
{
    Initial,
    Reassessment,
}

/// <summary>What stands in the way of signing in one section.</summary>
/// <param name="Section">Which.</param>
/// <param name="Lacks">The questions without an answer, the answers that cannot be, and how many wait to be confirmed.</param>
public sealed record Obstacle(SectionOutline Section, IReadOnlyList<string> Lacks)
{
    public string Sentence => $"{Section.Title}: {string.Join("; ", Lacks).TrimEnd('.')}.";
}

/// <summary>The comprehensive assessment of a patient: a draft that several people may write, section by section, until it is signed.</summary>
public sealed class Assessment : IBelongToPatient
{
    private readonly List<AssessmentSection> _sections = [];
    private readonly List<AssessmentDraft> _drafts = [];
    private readonly List<Addendum> _addenda = [];

    private Assessment()
    {
    }

    public Id<Assessment> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public AssessmentKind Kind { get; private set; }

    /// <summary>The clinic date on which it was begun.</summary>
    public DateOnly ClinicDate { get; private set; }

    public Id<StaffMember> StartedById { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>The signed assessment that a re-assessment carries forward; null for the first.</summary>
    public Id<Assessment>? PreviousId { get; private set; }

    /// <summary>When it was signed; null while it is a draft.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Who signed it as its author.</summary>
    public Id<StaffMember>? SignedById { get; private set; }

    /// <summary>Who has to co-sign, because the author's credential needs it; null where nobody has to.</summary>
    public Id<StaffMember>? CoSignerId { get; private set; }

    public DateTimeOffset? CoSignedAt { get; private set; }

    public IReadOnlyList<AssessmentSection> Sections => _sections;

    /// <summary>Answers that lost a race or were replaced by somebody else.</summary>
    public IReadOnlyList<AssessmentDraft> Drafts => _drafts;

    public IReadOnlyList<Addendum> Addenda => _addenda;

    public uint Version { get; private set; }

    public bool IsSigned => SignedAt is not null;

    /// <summary>Signed by its author, and not yet by whoever answers for them.</summary>
    public bool AwaitsCoSignature => IsSigned && CoSignerId is not null && CoSignedAt is null;

    /// <summary>Who is named in the support network as the patient's guardian.</summary>
    public IEnumerable<Guardian> Guardians =>
        from section in _sections
        where section.Key == AssessmentCatalog.SupportNetwork
        let values = section.Values
        from row in values.RowsOf("people")
        let consent = AssessmentCatalog.ConsentOf(values[$"people.{row}.guardian"])
        where consent is not null
        select new Guardian(values[$"people.{row}.name"] ?? "the guardian", values[$"people.{row}.phone"], consent.Value);

    /// <summary>
    /// Everything that stands in the way of signing, by section: what is missing, what cannot be as it stands, and what nobody confirmed.
    /// What is saved while it is written may be half a row, or a date that its patient was not born on yet.
    /// </summary>
    /// <param name="born">The patient's birth date.</param>
    /// <param name="today">The clinic date.</param>
    public IReadOnlyList<Obstacle> Obstacles(DateOnly born, DateOnly today) =>
    [
        .. from outline in AssessmentCatalog.Sections
           let section = _sections.Single(s => s.Key == outline.Key)
           let open = section.Unconfirmed.Count()
           let lacks = outline.Missing(section.Values).Select(q => q.Label).Concat(section.Faults(born, today)).Concat(open > 0 ? [$"{open} to confirm"] : []).ToList()
           where lacks.Count > 0
           select new Obstacle(outline, lacks),
    ];

    /// <summary>The risk as the section on it judges it; null while nobody has. Asked with that section loaded.</summary>
    public RiskJudgement? Judgement => _sections.Find(section => section.Key == AssessmentCatalog.Risk)?.Judgement;

    /// <summary>Since which clinic date there must be a safety plan before this is signed; null where the risk asks for none.</summary>
    public DateOnly? NeedsSafetyPlanSince => Judgement is { Level: >= RiskLevel.Moderate } judged ? judged.On ?? ClinicDate : null;

    /// <summary>Begins an assessment with everything that is known of the patient filled in, to be confirmed or changed.</summary>
    /// <exception cref="RuleViolation">The patient has died, or the person may not assess.</exception>
    public static Assessment Begin(
        Patient patient, Id<Assessment>? previous, IEnumerable<KnownBefore> known, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(patient.DeceasedOn is null, "This patient is recorded as deceased and is not assessed any more.");
        RuleViolation.Unless(MayAssess(by), "Only clinical and intake staff assess patients.");
        var assessment = new Assessment
        {
            Id = Id<Assessment>.New(),
            PatientId = patient.Id,
            SiteId = patient.SiteId,
            Kind = previous is null ? AssessmentKind.Initial : AssessmentKind.Reassessment,
            PreviousId = previous,
            ClinicDate = today,
            StartedById = by.Id,
            StartedAt = now,
        };
        var all = known.ToLookup(k => k.Section);
        foreach (var outline in AssessmentCatalog.Sections)
        {
            var section = new AssessmentSection(assessment, outline.Key);
            section.Fill(all[outline.Key]);
            assessment._sections.Add(section);
        }

        return assessment;
    }

    /// <summary>Signs the assessment as its author: from now on it only takes addenda.</summary>
    /// <param name="signer">Who.</param>
    /// <param name="born">The patient's birth date.</param>
    /// <param name="head">The patient's last signature.</param>
    /// <param name="today">The clinic date.</param>
    /// <param name="now">When.</param>
    /// <param name="safetyPlanOn">The clinic date of the last complete safety plan; null where there is none.</param>
    /// <exception cref="RuleViolation">
    /// It is signed already, something required is missing or cannot be, the safety plan that the risk asks for is, or the person may not sign it.
    /// </exception>
    public Signature Sign(StaffMember signer, DateOnly born, ChainLink? head, DateOnly today, DateTimeOffset now, DateOnly? safetyPlanOn = null)
    {
        RuleViolation.Unless(!IsSigned, "This assessment is signed already.");
        RuleViolation.Unless(MayAssess(signer), "Only clinical and intake staff assess patients.");
        RuleViolation.Unless(
            signer.IsClinician || signer.NeedsCoSignature,
            "Without a clinical role an assessment is signed only with a supervisor who co-signs. Ask an administrator to name yours.");
        var obstacles = Obstacles(born, today);
        RuleViolation.Unless(
            obstacles.Count == 0,
            obstacles.Count == 1 ? $"Not complete yet. {obstacles[0].Sentence}" : $"Not complete yet: {obstacles.Count} sections still lack something.");
        RuleViolation.Unless(
            NeedsSafetyPlanSince is not { } since || safetyPlanOn >= since,
            $"The risk is judged {Judgement?.Level.ToString().ToLowerInvariant()}: a safety plan is written the same day, and this is signed after it. "
                + "“Safety plan” stands in the patient's banner.");
        var signature = new Signature(this, SignatureMeaning.Author, signer, today, Content(), head, now, addendumId: null);
        SignedAt = signature.SignedAt;
        SignedById = signer.Id;
        CoSignerId = signer.NeedsCoSignature ? signer.SupervisorId : null;
        return signature;
    }

    /// <summary>Stands by what somebody under supervision has signed.</summary>
    /// <exception cref="RuleViolation">No co-signature is awaited, or not from this person.</exception>
    public Signature CoSign(StaffMember supervisor, ChainLink? head, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(AwaitsCoSignature, "This assessment awaits no co-signature.");
        RuleViolation.Unless(
            supervisor.IsActive && supervisor.Id != SignedById && (supervisor.Id == CoSignerId || supervisor.Roles.Contains(Role.Supervisor)),
            "Only a supervisor co-signs, and nobody what they signed themselves.");
        var signature = new Signature(this, SignatureMeaning.CoSignature, supervisor, today, Content(), head, now, addendumId: null);
        CoSignedAt = signature.SignedAt;
        return signature;
    }

    /// <summary>Adds to a signed assessment.</summary>
    /// <exception cref="RuleViolation">It is not signed yet, or text or reason is missing.</exception>
    public Signature Append(string text, string reason, StaffMember author, ChainLink? head, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(IsSigned, "This assessment is still a draft: change it directly.");
        RuleViolation.Unless(MayAssess(author), "Only clinical and intake staff add to assessments.");
        var addendum = new Addendum(this, text, reason, author, now);
        _addenda.Add(addendum);
        return new Signature(this, SignatureMeaning.Addendum, author, today, addendum.Content(), head, now, addendum.Id);
    }

    /// <summary>
    /// Everything the signatures cover: each answer that is read, with where it comes from and who confirmed it. What is not asked any more
    /// nobody saw, and nobody signs. Asked with all sections loaded.
    /// </summary>
    public CanonicalContent Content() => CanonicalContent.Of(
    [
        "assessment/1",
        AssessmentCatalog.Edition,
        Id.ToString(),
        PatientId.ToString(),
        Kind.ToString(),
        CanonicalContent.Date(ClinicDate),
        PreviousId?.ToString(),
        .. _sections.OrderBy(section => section.Key, StringComparer.Ordinal).SelectMany(section => new[] { "section", section.Key }.Concat(
            section.Asked.OrderBy(answer => answer.Field, StringComparer.Ordinal).SelectMany(answer => new[]
            {
                answer.Field,
                answer.Answer.Value,
                answer.Answer.Source.ToString(),
                CanonicalContent.Date(answer.Answer.AsOf),
                answer.Answer.ById?.ToString(),
                CanonicalContent.Instant(answer.Answer.At),
            }))),
    ]);

    public static bool MayAssess(StaffMember member) => member.IsActive && (member.IsClinician || member.Roles.Contains(Role.Intake));

    /// <summary>Writes answers of a section. What another person wrote and this replaces is kept as a draft.</summary>
    /// <param name="section">One of <see cref="Sections"/>.</param>
    /// <param name="typed">By field what was sent; null empties the field.</param>
    /// <param name="confirmed">Fields whose answer from elsewhere is right as it stands.</param>
    /// <param name="from">The opened page that writes.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="today">The clinic date.</param>
    /// <param name="now">When.</param>
    public void Write(
        AssessmentSection section,
        IReadOnlyDictionary<string, string?> typed,
        IReadOnlySet<string> confirmed,
        string? from,
        StaffMember by,
        DateOnly today,
        DateTimeOffset now)
    {
        RuleViolation.Unless(!IsSigned, "This assessment is signed and does not change any more.");
        RuleViolation.Unless(MayAssess(by), "Only clinical and intake staff assess patients.");
        if (section.WrittenById is { } other && other != by.Id && section.Answers.Count > 0 && section.Differs(typed))
        {
            Keep(section, section.Answers.ToDictionary(answer => answer.Key, answer => answer.Value.Value), other, section.WrittenAt!.Value);
        }

        section.Write(typed, confirmed, from, by.Id, today, now);
    }

    /// <summary>Takes in what became known while it is being written; a signed assessment stays as it is. Asked with those sections loaded.</summary>
    public void Learn(IEnumerable<KnownBefore> known)
    {
        foreach (var told in IsSigned ? [] : known.GroupBy(k => k.Section))
        {
            _sections.Find(section => section.Key == told.Key)?.Learn(told);
        }
    }

    /// <summary>Keeps answers that came second beside the section that stands.</summary>
    public void KeepDraft(AssessmentSection section, IReadOnlyDictionary<string, string?> typed, StaffMember by, DateTimeOffset now)
    {
        var answers = typed.Where(answer => answer.Value is not null).ToDictionary(answer => answer.Key, answer => answer.Value!);
        if (!_drafts.Exists(d => d.Section == section.Key && d.AuthorId == by.Id
            && d.Answers.Count == answers.Count && answers.All(a => d.Answers.GetValueOrDefault(a.Key) == a.Value)))
        {
            Keep(section, answers, by.Id, now);
        }
    }

    private void Keep(AssessmentSection section, IReadOnlyDictionary<string, string> answers, Id<StaffMember> author, DateTimeOffset writtenAt) =>
        _drafts.Add(new AssessmentDraft(section, answers, author, writtenAt));
}

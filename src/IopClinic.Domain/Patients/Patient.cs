using IopClinic.Domain.Assessments;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Patients;

/// <summary>A person the clinic treats, or may come to treat.</summary>
public sealed class Patient : IBelongToPatient
{
    private readonly List<Allergy> _allergies = [];
    private readonly List<HistoryCondition> _history = [];
    private readonly List<SupportPerson> _supporters = [];
    private readonly List<PatientIdentifier> _identifiers = [];
    private readonly List<Diagnosis> _diagnoses = [];
    private List<Race> _races = [];

    private Patient()
    {
    }

    /// <exception cref="RuleViolation">A detail is missing or impossible.</exception>
    public Patient(Id<Site> siteId, Demographics who, ContactDetails contact, DateOnly today, DateTimeOffset now)
    {
        Id = Id<Patient>.New();
        SiteId = siteId;
        RegisteredAt = now;
        Identify(who, today);
        Reach(contact);
    }

    public Id<Patient> Id { get; private set; }

    Id<Patient> IBelongToPatient.PatientId => Id;

    /// <summary>The site that answers for them: the one that registered them, and from an admission on the one that treats them.</summary>
    public Id<Site> SiteId { get; private set; }

    /// <summary>The clinic's medical record number; issued by the database when the patient is first saved.</summary>
    public string Mrn { get; private set; } = "";

    public PersonName Name { get; private set; } = null!;

    public string? PreferredName { get; private set; }

    public string? Pronouns { get; private set; }

    public DateOnly BirthDate { get; private set; }

    public Gender Gender { get; private set; }

    public BirthSex BirthSex { get; private set; }

    public IReadOnlyList<Race> Races => _races;

    public Ethnicity Ethnicity { get; private set; }

    public string? Language { get; private set; }

    public bool NeedsInterpreter { get; private set; }

    public string? Phone { get; private set; }

    public string? OtherPhone { get; private set; }

    public string? Email { get; private set; }

    public PostalAddress Address { get; private set; } = PostalAddress.Unknown;

    public ContactMethod PreferredContact { get; private set; }

    public bool MayLeaveVoicemail { get; private set; }

    public string? ContactWishes { get; private set; }

    /// <summary>
    /// The ways by which the clinic may reach them of its own accord: the one they prefer, where it is known; a call or a letter where
    /// they said that they mind neither. Nothing else was agreed to.
    /// </summary>
    public IReadOnlyList<ContactMethod> AgreedWays
    {
        get
        {
            var hasPhone = Phone is not null || OtherPhone is not null;
            var hasAddress = Address.Line1 is not null;
            return PreferredContact switch
            {
                ContactMethod.Call => hasPhone ? [ContactMethod.Call] : [],
                ContactMethod.Text => hasPhone ? [ContactMethod.Text] : [],
                ContactMethod.Email => Email is not null ? [ContactMethod.Email] : [],
                ContactMethod.Mail => hasAddress ? [ContactMethod.Mail] : [],
                _ => [.. hasPhone ? (ContactMethod[])[ContactMethod.Call] : [], .. hasAddress ? (ContactMethod[])[ContactMethod.Mail] : []],
            };
        }
    }

    public EmergencyContact EmergencyContact { get; private set; } = EmergencyContact.Nobody;

    /// <summary>Strengths, preferences and culture: used on the roster row and in the plan.</summary>
    public PersonalStory Story { get; private set; } = PersonalStory.Untold;

    public RiskLevel Risk { get; private set; }

    /// <summary>When the risk was last judged; null while it never was.</summary>
    public DateTimeOffset? RiskAssessedAt { get; private set; }

    /// <summary>Who last judged the risk; null also where a critical answer, or somebody who is no clinician, raised it since.</summary>
    public Id<StaffMember>? RiskAssessedById { get; private set; }

    /// <summary>When the risk last rose to moderate or high; null while it is lower. A safety plan is due from that day on.</summary>
    public DateTimeOffset? RiskRoseAt { get; private set; }

    /// <summary>The day the patient died; null as far as the clinic knows.</summary>
    public DateOnly? DeceasedOn { get; private set; }

    /// <summary>True for a person a generator made up for the demo clinic.</summary>
    public bool IsGenerated { get; private set; }

    public DateTimeOffset RegisteredAt { get; private set; }

    public IReadOnlyList<Allergy> Allergies => _allergies;

    public IReadOnlyList<HistoryCondition> History => _history;

    public IReadOnlyList<SupportPerson> Supporters => _supporters;

    /// <summary>Who decides for the patient while they are a minor, as far as it is known.</summary>
    public IEnumerable<Guardian> Guardians => _supporters
        .Where(person => person is { EndedAt: null, Guardianship: not null })
        .Select(person => new Guardian(person.Name, person.Phone, person.Guardianship!.Value));

    /// <summary>Those that stand and those that once did.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses => _diagnoses;

    /// <summary>Those that stand, the principal one first.</summary>
    public IEnumerable<Diagnosis> StandingDiagnoses => _diagnoses.Where(d => d.Stands).OrderBy(d => d.Order).ThenBy(d => d.RecordedAt);

    public IReadOnlyList<PatientIdentifier> Identifiers => _identifiers;

    public uint Version { get; private set; }

    /// <summary>How the patient is called on lists and rosters: the preferred name, if one is known, with the family name.</summary>
    public string CalledName => Name.Called(PreferredName);

    /// <summary>From an admission on, the site of the program answers for them.</summary>
    internal void ComeUnder(Id<Site> site) => SiteId = site;

    /// <exception cref="RuleViolation">The birth date lies in the future or before 1900.</exception>
    public void Identify(Demographics who, DateOnly today)
    {
        RuleViolation.Unless(who.BirthDate <= today, "The birth date lies in the future.", nameof(BirthDate));
        RuleViolation.Unless(who.BirthDate.Year >= 1900, "Enter a birth date from 1900 on.", nameof(BirthDate));
        RuleViolation.Unless(DeceasedOn is null || who.BirthDate <= DeceasedOn, "The birth date lies after the death.", nameof(BirthDate));
        Name = who.Name;
        PreferredName = FreeText.OrNull(who.PreferredName, PersonName.MaximumLength, nameof(PreferredName));
        Pronouns = FreeText.OrNull(who.Pronouns, 40, nameof(Pronouns));
        BirthDate = who.BirthDate;
        Gender = who.Gender;
        BirthSex = who.BirthSex;
        _races = who.Races.Distinct().Order().ToList();
        Ethnicity = who.Ethnicity;
        Language = FreeText.OrNull(who.Language, 20, nameof(Language));
        NeedsInterpreter = who.NeedsInterpreter;
    }

    public void Reach(ContactDetails contact)
    {
        Phone = FreeText.OrNull(contact.Phone, 40, nameof(Phone));
        OtherPhone = FreeText.OrNull(contact.OtherPhone, 40, nameof(OtherPhone));
        Email = FreeText.OrNull(contact.Email, 254, nameof(Email));
        Address = contact.Address;
        PreferredContact = contact.Preferred;
        MayLeaveVoicemail = contact.MayLeaveVoicemail;
        ContactWishes = FreeText.OrNull(contact.Wishes, 400, nameof(contact.Wishes));
    }

    public void InEmergencyCall(EmergencyContact contact) => EmergencyContact = new EmergencyContact(
        FreeText.OrNull(contact.Name, 200, "EmergencyName"),
        FreeText.OrNull(contact.Relationship, 60, "EmergencyRelationship"),
        FreeText.OrNull(contact.Phone, 40, "EmergencyPhone"));

    public void Tell(PersonalStory story) => Story = new PersonalStory(
        FreeText.OrNull(story.Strengths, 2000, nameof(PersonalStory.Strengths)),
        FreeText.OrNull(story.Preferences, 2000, nameof(PersonalStory.Preferences)),
        FreeText.OrNull(story.CulturalBackground, 2000, nameof(PersonalStory.CulturalBackground)));

    /// <summary>Records a clinician's judgement of the risk of harm.</summary>
    public void JudgeRisk(RiskLevel risk, StaffMember clinician, DateTimeOffset now)
    {
        RuleViolation.Unless(risk is not RiskLevel.NotAssessed, "Choose the risk you judged.", nameof(Risk));
        RuleViolation.Unless(clinician.IsClinician, "Only a clinician judges risk.", nameof(Risk));
        StandAt(risk, now);
        RiskAssessedById = clinician.Id;
    }

    /// <summary>
    /// Takes over what an assessment says of the risk. What was said last counts, whoever says it where; somebody who is no clinician
    /// raises the risk, and never lowers it.
    /// </summary>
    /// <param name="risk">The level as it was judged in the assessment.</param>
    /// <param name="saidAt">When that was written or confirmed.</param>
    /// <param name="by">Who did, or who answers for it with their signature.</param>
    public void HearOfRisk(RiskLevel risk, DateTimeOffset saidAt, StaffMember by)
    {
        if (RiskAssessedAt > saidAt)
        {
            return;
        }

        if (by.IsClinician)
        {
            JudgeRisk(risk, by, saidAt);
        }
        else
        {
            RaiseRisk(risk, saidAt);
        }
    }

    /// <summary>A critical answer raises the risk, and never lowers it, until a clinician judges it.</summary>
    public void RaiseRisk(RiskLevel risk, DateTimeOffset now)
    {
        if (risk > Risk)
        {
            StandAt(risk, now);
            RiskAssessedById = null;
        }
    }

    private void StandAt(RiskLevel risk, DateTimeOffset now)
    {
        RiskRoseAt = risk < RiskLevel.Moderate ? null : risk > Risk ? now : RiskRoseAt;
        (Risk, RiskAssessedAt) = (risk, now);
    }

    /// <exception cref="RuleViolation">The substance is missing or already recorded.</exception>
    public Allergy AddAllergy(string substance, string? reaction, Criticality criticality, DateTimeOffset now, string? sourceId = null)
    {
        var allergy = new Allergy(this, substance, reaction, criticality, now, sourceId);
        RefuseWhenRecorded(allergy);
        _allergies.Add(allergy);
        return allergy;
    }

    /// <summary>Takes back a withdrawal.</summary>
    /// <exception cref="RuleViolation">The substance was recorded again meanwhile.</exception>
    public void Reinstate(Allergy allergy)
    {
        RefuseWhenRecorded(allergy);
        allergy.Reinstate();
    }

    public HistoryCondition AddHistory(ConditionHistory told, DateTimeOffset now)
    {
        var condition = new HistoryCondition(this, told, now);
        _history.Add(condition);
        return condition;
    }

    /// <summary>
    /// Records a diagnosis, or what is found otherwise of one that stands: that one ends, and stands in the record as it was. Asked with the
    /// diagnoses loaded.
    /// </summary>
    /// <exception cref="RuleViolation">The onset is impossible, or the person may not diagnose.</exception>
    public Diagnosis Diagnose(DiagnosisFinding found, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(by.IsActive && Assessment.MayAssess(by), "Only clinical staff diagnose.");
        RuleViolation.Unless(Enum.IsDefined(found.Status), "Choose how sure it is.", nameof(Diagnosis.Status));
        if (found.Onset is not null)
        {
            RuleViolation.Unless(
                RoughDate.TryParse(found.Onset, out var onset), "Write a year, a month or a day: 2009, 2009-06 or 2009-06-15.", nameof(Diagnosis.Onset));
            RuleViolation.Unless(onset.Last >= BirthDate, "That is before the patient was born.", nameof(Diagnosis.Onset));
            RuleViolation.Unless(onset.First <= today, "That lies in the future.", nameof(Diagnosis.Onset));
        }

        var stands = _diagnoses.Find(d => d.Stands && d.Code == found.Code);
        if (stands is not null && (found.IsClosing || stands.ValidFrom == today))
        {
            stands.State(found, by, now);
        }
        else if (stands is null || (stands.Status, stands.Onset) != (found.Status, found.Onset))
        {
            stands?.End(today.AddDays(-1));
            stands = new Diagnosis(this, found, stands?.Order ?? StandingDiagnoses.Select(d => d.Order).DefaultIfEmpty(0).Max() + 1, by, today, now);
            _diagnoses.Add(stands);
        }

        if (found.IsClosing)
        {
            stands.End(today);
        }

        return stands;
    }

    /// <summary>Puts a diagnosis before the one above it; the first is the principal one.</summary>
    public void MoveUp(Diagnosis diagnosis)
    {
        var standing = StandingDiagnoses.ToList();
        var at = standing.IndexOf(diagnosis);
        if (at > 0)
        {
            (standing[at - 1], standing[at]) = (standing[at], standing[at - 1]);
        }

        Arrange(standing);
    }

    /// <summary>
    /// Holds from now on what a signed assessment found, in its order; what it does not name ends. What was recorded after its author
    /// signed, while it awaited the co-signature, is later than it and stays.
    /// </summary>
    public void Adopt(IEnumerable<DiagnosisFinding> found, Assessment assessment, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        var later = _diagnoses.Where(d => d.RecordedAt > assessment.SignedAt).ToList();
        var adopted = found.Where(finding => !later.Exists(d => d.Code == finding.Code)).Select(finding => Diagnose(finding, by, today, now)).ToList();
        foreach (var diagnosis in adopted)
        {
            diagnosis.ComeFrom(assessment.Id);
        }

        foreach (var dropped in StandingDiagnoses.Except(adopted).Except(later).ToList())
        {
            dropped.End(today);
        }

        Arrange(adopted.Concat(later).Where(d => d.Stands));
    }

    private static void Arrange(IEnumerable<Diagnosis> standing)
    {
        foreach (var (index, diagnosis) in standing.Index())
        {
            diagnosis.StandAt(index + 1);
        }
    }

    public SupportPerson AddSupporter(string name, string relationship, string? phone, bool mayJoinFamilySessions)
    {
        var supporter = new SupportPerson(this, name, relationship, phone, mayJoinFamilySessions);
        _supporters.Add(supporter);
        return supporter;
    }

    public void AddIdentifier(string system, string value, string? kind)
    {
        if (!_identifiers.Exists(i => i.System == system && i.Value == value))
        {
            _identifiers.Add(new PatientIdentifier(this, system, value, kind));
        }
    }

    /// <exception cref="RuleViolation">The day lies in the future or before the birth.</exception>
    public void RecordDeath(DateOnly on, DateOnly today)
    {
        RuleViolation.Unless(on <= today, "The day of death lies in the future.", nameof(DeceasedOn));
        RuleViolation.Unless(on >= BirthDate, "The day of death lies before the birth.", nameof(DeceasedOn));
        DeceasedOn = on;
    }

    /// <summary>Marks the patient as made up by a generator.</summary>
    public void MarkGenerated() => IsGenerated = true;

    private void RefuseWhenRecorded(Allergy allergy) => RuleViolation.Unless(
        !_allergies.Exists(a => a != allergy && a.WithdrawnAt is null
            && string.Equals(a.Substance, allergy.Substance, StringComparison.OrdinalIgnoreCase)),
        $"{allergy.Substance} is already recorded.",
        nameof(Allergy.Substance));
}

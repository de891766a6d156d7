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

    public EmergencyContact EmergencyContact { get; private set; } = EmergencyContact.Nobody;

    /// <summary>Strengths, preferences and culture: used on the roster row and in the plan.</summary>
    public PersonalStory Story { get; private set; } = PersonalStory.Untold;

    public RiskLevel Risk { get; private set; }

    /// <summary>When the risk was last judged; null while it never was.</summary>
    public DateTimeOffset? RiskAssessedAt { get; private set; }

    /// <summary>Who last judged the risk.</summary>
    public Id<StaffMember>? RiskAssessedById { get; private set; }

    /// <summary>The day the patient died; null as far as the clinic knows.</summary>
    public DateOnly? DeceasedOn { get; private set; }

    /// <summary>True for a person a generator made up for the demo clinic.</summary>
    public bool IsGenerated { get; private set; }

    public DateTimeOffset RegisteredAt { get; private set; }

    public IReadOnlyList<Allergy> Allergies => _allergies;

    public IReadOnlyList<HistoryCondition> History => _history;

    public IReadOnlyList<SupportPerson> Supporters => _supporters;

    public IReadOnlyList<PatientIdentifier> Identifiers => _identifiers;

    public uint Version { get; private set; }

    /// <summary>How the patient is called on lists and rosters: the preferred name, if one is known, with the family name.</summary>
    public string CalledName => PreferredName is null ? Name.Full : $"{PreferredName} {Name.Family}";

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
        Risk = risk;
        RiskAssessedAt = now;
        RiskAssessedById = clinician.Id;
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

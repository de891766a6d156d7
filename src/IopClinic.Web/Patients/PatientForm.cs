using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Patients;

/// <summary>What registration asks, and what can be changed afterwards.</summary>
public class PatientForm
{
    public string Given { get; set; } = "";

    public string? Middle { get; set; }

    public string Family { get; set; } = "";

    public string? Suffix { get; set; }

    public string? PreferredName { get; set; }

    public string? Pronouns { get; set; }

    public DateOnly? BirthDate { get; set; }

    public Gender Gender { get; set; }

    public BirthSex BirthSex { get; set; }

    public List<Race> Races { get; set; } = [];

    public Ethnicity Ethnicity { get; set; }

    public string? Language { get; set; }

    public bool NeedsInterpreter { get; set; }

    public string? Phone { get; set; }

    public string? OtherPhone { get; set; }

    public string? Email { get; set; }

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? PostalCode { get; set; }

    public ContactMethod PreferredContact { get; set; }

    public bool MayLeaveVoicemail { get; set; }

    [ManyLines]
    public string? Wishes { get; set; }

    public string? EmergencyName { get; set; }

    public string? EmergencyRelationship { get; set; }

    public string? EmergencyPhone { get; set; }

    [ManyLines]
    public string? Strengths { get; set; }

    [ManyLines]
    public string? Preferences { get; set; }

    [ManyLines]
    public string? CulturalBackground { get; set; }

    public PersonName Name() => new(Given, Family, Middle, Suffix);

    public Demographics Who() => new()
    {
        Name = Name(),
        BirthDate = BirthDate!.Value,
        PreferredName = PreferredName,
        Pronouns = Pronouns,
        Gender = Gender,
        BirthSex = BirthSex,
        Races = Races,
        Ethnicity = Ethnicity,
        Language = Language,
        NeedsInterpreter = NeedsInterpreter,
    };

    public ContactDetails Contact() => new()
    {
        Phone = Phone,
        OtherPhone = OtherPhone,
        Email = Email,
        Address = new PostalAddress(Line1, Line2, City, State, PostalCode),
        Preferred = PreferredContact,
        MayLeaveVoicemail = MayLeaveVoicemail,
        Wishes = Wishes,
    };

    public EmergencyContact Emergency() => new(EmergencyName, EmergencyRelationship, EmergencyPhone);

    public PersonalStory Story() => new(Strengths, Preferences, CulturalBackground);

    /// <summary>Fills the form with what stands in the record.</summary>
    public void Show(Patient patient)
    {
        Given = patient.Name.Given;
        Middle = patient.Name.Middle;
        Family = patient.Name.Family;
        Suffix = patient.Name.Suffix;
        PreferredName = patient.PreferredName;
        Pronouns = patient.Pronouns;
        BirthDate = patient.BirthDate;
        Gender = patient.Gender;
        BirthSex = patient.BirthSex;
        Races = [.. patient.Races];
        Ethnicity = patient.Ethnicity;
        Language = patient.Language;
        NeedsInterpreter = patient.NeedsInterpreter;
        Phone = patient.Phone;
        OtherPhone = patient.OtherPhone;
        Email = patient.Email;
        Line1 = patient.Address.Line1;
        Line2 = patient.Address.Line2;
        City = patient.Address.City;
        State = patient.Address.State;
        PostalCode = patient.Address.PostalCode;
        PreferredContact = patient.PreferredContact;
        MayLeaveVoicemail = patient.MayLeaveVoicemail;
        Wishes = patient.ContactWishes;
        EmergencyName = patient.EmergencyContact.Name;
        EmergencyRelationship = patient.EmergencyContact.Relationship;
        EmergencyPhone = patient.EmergencyContact.Phone;
        Strengths = patient.Story.Strengths;
        Preferences = patient.Story.Preferences;
        CulturalBackground = patient.Story.CulturalBackground;
    }

    /// <summary>Every answer in the words its reader sees, by the name of its field.</summary>
    public IReadOnlyDictionary<string, string> Answers() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(Given)] = Given,
        [nameof(Middle)] = Middle ?? "",
        [nameof(Family)] = Family,
        [nameof(Suffix)] = Suffix ?? "",
        [nameof(PreferredName)] = PreferredName ?? "",
        [nameof(Pronouns)] = Pronouns ?? "",
        [nameof(BirthDate)] = BirthDate is { } born ? Shared.Show.Date(born) : "",
        [nameof(Gender)] = Shared.Show.Words(Gender),
        [nameof(BirthSex)] = Shared.Show.Words(BirthSex),
        [nameof(Races)] = string.Join(", ", Races.Order().Select(PatientWords.Of)),
        [nameof(Ethnicity)] = PatientWords.Of(Ethnicity),
        [nameof(Language)] = PatientWords.LanguageOf(Language) ?? "",
        [nameof(NeedsInterpreter)] = NeedsInterpreter ? "Yes" : "No",
        [nameof(Phone)] = Phone ?? "",
        [nameof(OtherPhone)] = OtherPhone ?? "",
        [nameof(Email)] = Email ?? "",
        [nameof(Line1)] = Line1 ?? "",
        [nameof(Line2)] = Line2 ?? "",
        [nameof(City)] = City ?? "",
        [nameof(State)] = State ?? "",
        [nameof(PostalCode)] = PostalCode ?? "",
        [nameof(PreferredContact)] = Shared.Show.Words(PreferredContact),
        [nameof(MayLeaveVoicemail)] = MayLeaveVoicemail ? "Yes" : "No",
        [nameof(Wishes)] = Wishes ?? "",
        [nameof(EmergencyName)] = EmergencyName ?? "",
        [nameof(EmergencyRelationship)] = EmergencyRelationship ?? "",
        [nameof(EmergencyPhone)] = EmergencyPhone ?? "",
        [nameof(Strengths)] = Strengths ?? "",
        [nameof(Preferences)] = Preferences ?? "",
        [nameof(CulturalBackground)] = CulturalBackground ?? "",
    };

    public sealed class Validator : PatientFormRules<PatientForm>;
}

/// <summary>How the answers about a patient must be written, on every form that asks them.</summary>
public abstract class PatientFormRules<T> : AbstractValidator<T> where T : PatientForm
{
    /// <param name="whoIsNew">Whether the form says who somebody is; without it, it always does.</param>
    protected PatientFormRules(Func<T, bool>? whoIsNew = null)
    {
        var named = whoIsNew ?? (_ => true);
        RuleFor(f => f.Given).NotEmpty().When(named).WithMessage("Enter the given name.").MaximumLength(PersonName.MaximumLength);
        RuleFor(f => f.Middle).MaximumLength(PersonName.MaximumLength);
        RuleFor(f => f.Family).NotEmpty().When(named).WithMessage("Enter the family name.").MaximumLength(PersonName.MaximumLength);
        RuleFor(f => f.Suffix).MaximumLength(20);
        RuleFor(f => f.PreferredName).MaximumLength(PersonName.MaximumLength);
        RuleFor(f => f.Pronouns).MaximumLength(40);
        RuleFor(f => f.BirthDate).NotNull().When(named).WithMessage("Enter the birth date.");
        RuleFor(f => f.Language).MaximumLength(20);
        RuleFor(f => f.Phone).MaximumLength(40).Must(IsTelephone).WithMessage(Telephone);
        RuleFor(f => f.OtherPhone).MaximumLength(40).Must(IsTelephone).WithMessage(Telephone);
        RuleFor(f => f.Email).MaximumLength(254)
            .Must(email => email is null || (email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < email.Length - 1))
            .WithMessage("Enter an email address, such as ana@example.org.");
        RuleFor(f => f.Line1).MaximumLength(200);
        RuleFor(f => f.Line2).MaximumLength(200);
        RuleFor(f => f.City).MaximumLength(100);
        RuleFor(f => f.State).MaximumLength(40);
        RuleFor(f => f.PostalCode).MaximumLength(20);
        RuleFor(f => f.Wishes).MaximumLength(400);
        RuleFor(f => f.EmergencyName).MaximumLength(200)
            .NotEmpty().When(f => f.EmergencyPhone is not null).WithMessage("Enter whose number this is.");
        RuleFor(f => f.EmergencyRelationship).MaximumLength(60);
        RuleFor(f => f.EmergencyPhone).MaximumLength(40).Must(IsTelephone).WithMessage(Telephone);
        RuleFor(f => f.Strengths).MaximumLength(2000);
        RuleFor(f => f.Preferences).MaximumLength(2000);
        RuleFor(f => f.CulturalBackground).MaximumLength(2000);
    }

    private const string Telephone = "Enter the number with its area code, such as (555) 010-0134.";

    private static bool IsTelephone(string? typed) => typed is null || typed.Count(char.IsAsciiDigit) is >= 7 and <= 20;
}

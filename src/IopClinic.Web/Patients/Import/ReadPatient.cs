using IopClinic.Web.Patients.Import.Fhir;

namespace IopClinic.Web.Patients.Import;

/// <summary>
/// Something read about a patient. It never prints its content: a log line that names one by accident names only its type.
/// </summary>
public abstract record ReadFact
{
    public sealed override string ToString() => GetType().Name;
}

/// <summary>
/// What the reader hands over: a patient with all that belongs to the patient, or the history of one who is not in the files.
/// </summary>
public abstract record ReadChart(ImportPlace Place, IReadOnlyList<ReadCondition> Conditions, IReadOnlyList<ReadAllergy> Allergies)
    : ReadFact;

/// <summary>
/// One patient, complete: all conditions and allergies of the files that were read together. <paramref name="ResourceKeys"/>
/// are the keys by which a later file's conditions refer to the patient; keep those that are unique.
/// </summary>
public sealed record ReadPatient(
    ImportPlace Place,
    SourceKey Key,
    string? ResourceId,
    IReadOnlyList<SourceKey> ResourceKeys,
    IReadOnlyList<ReadIdentifier> Identifiers,
    ReadName Name,
    IReadOnlyList<ReadName> OtherNames,
    DateOnly BirthDate,
    ReadDeath? Death,
    ReadGender? Gender,
    string? BirthSex,
    ReadGroups? Race,
    ReadGroups? Ethnicity,
    string? Pronouns,
    bool? NeedsInterpreter,
    IReadOnlyList<ReadTelecom> Telecoms,
    IReadOnlyList<ReadAddress> Addresses,
    IReadOnlyList<ReadLanguage> Languages,
    IReadOnlyList<ReadContact> Contacts,
    IReadOnlyList<ReadCondition> Conditions,
    IReadOnlyList<ReadAllergy> Allergies)
    : ReadChart(Place, Conditions, Allergies)
{
    /// <summary>What the patient likes to be called, when the source says so: the usual name's or the nickname's first name.</summary>
    public string? PreferredName => OtherNames
        .Where(name => name.Use is ReadNameUse.Nickname or ReadNameUse.Usual)
        .OrderBy(name => name.Use == ReadNameUse.Nickname ? 0 : 1)
        .Select(name => name.Given.Count > 0 ? name.Given[0] : null)
        .FirstOrDefault(given => given is not null && (Name.Given.Count == 0 || given != Name.Given[0]));
}

/// <summary>
/// Conditions and allergies of a patient who is not in the files, but may be in the clinic's records from an earlier import.
/// </summary>
public sealed record ReadHistory(
    ImportPlace Place, SourceKey Patient, IReadOnlyList<ReadCondition> Conditions, IReadOnlyList<ReadAllergy> Allergies)
    : ReadChart(Place, Conditions, Allergies);

/// <summary>An identity at the source, a system and a value in it: the same key means the same patient, whenever it is read.</summary>
public sealed record SourceKey(string System, string Value) : ReadFact
{
    /// <summary>The system of a resource's own id that is a UUID and so unique in the world.</summary>
    public const string Uuid = "urn:uuid";

    /// <summary>The system of a resource's own id that means nothing outside its source.</summary>
    public const string PlainId = "urn:fhir:resource-id";

    /// <summary>False for an id such as Patient/1, which may be another patient in every source.</summary>
    public bool IsUnique => System != PlainId;
}

/// <summary>
/// An identifier; <paramref name="Type"/> is a code of HL7 table 0203, such as MR (record number) or SS (social security).
/// </summary>
public sealed record ReadIdentifier(string? System, string Value, string? Type) : ReadFact
{
    /// <summary>True for numbers that a clinic does not need to treat somebody: social security, driver's licence, passport.</summary>
    public bool IsCivil => Type is "SS" or "SB" or "DL" or "PPN" or "TAX" || System is "http://hl7.org/fhir/sid/us-ssn";
}

public enum ReadNameUse
{
    Unsaid,
    Official,
    Usual,
    Nickname,
    Maiden,
    Old,
    Temp,
    Anonymous,
}

/// <summary>A name as the source writes it, digits included.</summary>
public sealed record ReadName(
    ReadNameUse Use,
    string? Family,
    IReadOnlyList<string> Given,
    IReadOnlyList<string> Prefix,
    IReadOnlyList<string> Suffix) : ReadFact;

public enum ReadGender
{
    Male,
    Female,
    Other,
    Unknown,
}

/// <summary>The patient has died; <paramref name="On"/> is null when the source does not say when.</summary>
public sealed record ReadDeath(PartialDate? On) : ReadFact;

/// <summary>US Core race or ethnicity: the OMB categories, any detailed ones, and the patient's own words.</summary>
public sealed record ReadGroups(IReadOnlyList<ReadCoding> Omb, IReadOnlyList<ReadCoding> Detailed, string? Text) : ReadFact;

/// <summary>A code exactly as given: system, code, display. Nothing here is translated into another system.</summary>
public sealed record ReadCoding(string? System, string? Code, string? Display) : ReadFact;

public enum ReadTelecomKind
{
    Phone,
    Email,
    Sms,
}

public sealed record ReadTelecom(ReadTelecomKind Kind, string Value, string? Use) : ReadFact;

public sealed record ReadAddress(
    string? Use, IReadOnlyList<string> Lines, string? City, string? State, string? PostalCode, string? Country) : ReadFact;

/// <summary>A language the patient speaks; <paramref name="Code"/> is a BCP 47 tag such as es or en-US.</summary>
public sealed record ReadLanguage(string? Code, string? Text, bool Preferred) : ReadFact;

/// <summary>A person around the patient; <paramref name="Relationship"/> is what the person is to the patient, in words.</summary>
public sealed record ReadContact(string? Name, string? Relationship, string? Phone, string? Email, bool IsForEmergencies) : ReadFact;

/// <summary>A condition of the patient's history, as given: it is not a diagnosis of this clinic.</summary>
public sealed record ReadCondition(
    ImportPlace Place,
    string SourceId,
    IReadOnlyList<ReadCoding> Codings,
    string? Text,
    PartialDate? Onset,
    string? OnsetText,
    PartialDate? Abatement,
    string? AbatementText,
    PartialDate? Recorded,
    string? ClinicalStatus,
    string? VerificationStatus) : ReadFact
{
    /// <summary>The code that stands for it: SNOMED CT when given, otherwise the first.</summary>
    public ReadCoding? Code => CodeSystems.Principal(Codings);

    /// <summary>What to show: the code's display, otherwise the text, otherwise the code.</summary>
    public string Display => Code?.Display ?? Text ?? Code?.Code ?? "";
}

/// <summary>An allergy or intolerance as given.</summary>
public sealed record ReadAllergy(
    ImportPlace Place,
    string SourceId,
    IReadOnlyList<ReadCoding> Codings,
    string? Text,
    string? Kind,
    IReadOnlyList<string> Categories,
    string? Criticality,
    IReadOnlyList<string> Reactions,
    PartialDate? Onset,
    PartialDate? Recorded,
    string? ClinicalStatus,
    string? VerificationStatus) : ReadFact
{
    /// <summary>The code that stands for it: SNOMED CT when given, otherwise the first.</summary>
    public ReadCoding? Code => CodeSystems.Principal(Codings);

    /// <summary>What to show: the code's display, otherwise the text, otherwise the code.</summary>
    public string Display => Code?.Display ?? Text ?? Code?.Code ?? "";

    /// <summary>True when it says that there is no allergy (of a kind): a statement to record, not a substance.</summary>
    public bool SaysNoneKnown =>
        Codings.Any(coding => coding.System == CodeSystems.Snomed && CodeSystems.NoKnownAllergy.Contains(coding.Code));
}

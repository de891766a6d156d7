namespace IopClinic.Domain.Patients;

/// <summary>Sex recorded at birth (US Core birth sex).</summary>
public enum BirthSex
{
    Unknown,
    Female,
    Male,
}

/// <summary>Gender for administration (FHIR administrative gender).</summary>
public enum Gender
{
    Unknown,
    Female,
    Male,
    Other,
}

/// <summary>Race by the categories of the Office of Management and Budget (US Core race).</summary>
public enum Race
{
    AmericanIndianOrAlaskaNative,
    Asian,
    BlackOrAfricanAmerican,
    NativeHawaiianOrPacificIslander,
    White,
    OtherRace,
    DeclinedToSay,
}

/// <summary>Ethnicity by the categories of the Office of Management and Budget (US Core ethnicity).</summary>
public enum Ethnicity
{
    Unknown,
    HispanicOrLatino,
    NotHispanicOrLatino,
    DeclinedToSay,
}

/// <summary>How the clinic may reach a patient. Whatever the way, the message never names the program.</summary>
public enum ContactMethod
{
    NoPreference,
    Call,
    Text,
    Email,
    Mail,
}

/// <summary>Risk of harm as a clinician last judged it; shown wherever the patient is shown.</summary>
public enum RiskLevel
{
    NotAssessed,
    None,
    Low,
    Moderate,
    High,
}

/// <summary>How dangerous another exposure would be (FHIR allergy criticality).</summary>
public enum Criticality
{
    Unknown,
    Low,
    High,
}

/// <summary>How a guardian consented to the treatment of a minor.</summary>
public enum GuardianConsent
{
    NotYet,
    InPerson,
    InWriting,
    ByPhoneOrVideo,
    ByCourtOrder,
}

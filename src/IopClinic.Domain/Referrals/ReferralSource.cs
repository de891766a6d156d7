namespace IopClinic.Domain.Referrals;

/// <summary>Who sent somebody to the clinic.</summary>
public enum ReferralSource
{
    Self,
    Family,
    Inpatient,
    PartialHospital,
    Residential,
    EmergencyOrCrisis,
    Physician,
    MentalHealthProgram,
    SubstanceUseProgram,
    School,
    Employer,
    Court,
    Community,
    Other,
}

/// <summary>What a source means for a hand-off, and for reports.</summary>
public static class ReferralSources
{
    /// <summary>True when the patient comes from a more intensive level of care, whose records and discharge date matter.</summary>
    public static bool IsStepDown(this ReferralSource source) =>
        source is ReferralSource.Inpatient or ReferralSource.PartialHospital or ReferralSource.Residential;

    /// <summary>The code of the field PSOURCE of SAMHSA's Treatment Episode Data Set, admissions.</summary>
    public static int TedsCode(this ReferralSource source) => source switch
    {
        ReferralSource.Self or ReferralSource.Family => 1,
        ReferralSource.Residential or ReferralSource.SubstanceUseProgram => 2,
        ReferralSource.Inpatient or ReferralSource.PartialHospital or ReferralSource.EmergencyOrCrisis or ReferralSource.Physician
            or ReferralSource.MentalHealthProgram => 3,
        ReferralSource.School => 4,
        ReferralSource.Employer => 5,
        ReferralSource.Court => 7,
        _ => 6,
    };
}

/// <summary>How soon somebody needs an answer.</summary>
public enum Urgency
{
    Routine,
    Soon,
    Urgent,
}

/// <summary>What stands against some times of day or days of the week.</summary>
public enum Constraint
{
    Work,
    School,
    Children,
    Transport,
}

/// <summary>How far a referral is.</summary>
public enum ReferralState
{
    Waiting,
    Booked,
    Waitlisted,
    Closed,
}

/// <summary>How a referral ended.</summary>
public enum ReferralOutcome
{
    Admitted,
    ReferredOut,
    Declined,
    NotEligible,
    NoContact,
}

/// <summary>Who is taken from the waitlist first.</summary>
public enum WaitPriority
{
    High,
    Usual,
    Low,
}

/// <summary>How somebody was tried to be reached.</summary>
public enum ContactWay
{
    Phone,
    Text,
    Email,
    Letter,
    InPerson,
}

/// <summary>What came of it.</summary>
public enum ContactResult
{
    Reached,
    LeftMessage,
    NoAnswer,
    WrongNumber,
}

/// <summary>How a criterion of admission looks after the first talk.</summary>
public enum Fit
{
    Unknown,
    Yes,
    No,
}

/// <summary>One criterion of a program, in the words it had then, and how it looks.</summary>
public sealed record CriterionAnswer(string Criterion, Fit Fit);

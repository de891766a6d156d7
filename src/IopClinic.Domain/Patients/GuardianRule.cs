using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Patients;

/// <summary>Somebody who decides for a minor, as far as the clinic knows them.</summary>
/// <param name="Name">Who.</param>
/// <param name="Phone">Where they are reached; null while it is not known.</param>
/// <param name="Consent">How they consented.</param>
public sealed record Guardian(string Name, string? Phone, GuardianConsent Consent);

/// <summary>
/// A minor below the age from which they consent alone is neither assessed nor admitted without a guardian who can be reached and who
/// consented. The ages are settings of the site, because they are state law.
/// </summary>
public static class GuardianRule
{
    /// <summary>What stands in the way, as a sentence; null when nothing does.</summary>
    /// <param name="born">The patient's birth date.</param>
    /// <param name="rules">Those of the site.</param>
    /// <param name="isSubstanceUse">Whether the treatment is for substance use: a program under 42 CFR Part 2.</param>
    /// <param name="guardians">Everybody who is said to be the patient's guardian.</param>
    /// <param name="on">The clinic date.</param>
    public static string? Refusal(DateOnly born, MinorRules rules, bool isSubstanceUse, IEnumerable<Guardian> guardians, DateOnly on)
    {
        if (!IsNeeded(born, rules, isSubstanceUse, on))
        {
            return null;
        }

        var all = guardians.ToList();
        if (all.Exists(g => g is { Phone: not null, Consent: not GuardianConsent.NotYet }))
        {
            return null;
        }

        var age = Age.On(born, on);
        return all.FirstOrDefault() switch
        {
            null => $"The patient is {age} and needs a guardian: name one among the support people, with phone number and how they consented.",
            { Phone: null } unreachable => $"The patient is {age}: add the phone number of {unreachable.Name}, their guardian.",
            var silent => $"The patient is {age}: record how {silent.Name}, their guardian, consented.",
        };
    }

    /// <summary>The same for a patient whose support people are loaded.</summary>
    public static string? Refusal(Patient patient, Site site, bool isSubstanceUse, DateOnly on) =>
        Refusal(patient.BirthDate, site.Minors, isSubstanceUse, patient.Guardians, on);

    /// <summary>Whether somebody must decide with or for the patient on that day.</summary>
    public static bool IsNeeded(DateOnly born, MinorRules rules, bool isSubstanceUse, DateOnly on) => Age.On(born, on) < rules.AloneFrom(isSubstanceUse);
}

using System.Globalization;
using IopClinic.Domain.Patients;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Patients;

/// <summary>The lists a patient is described from, in the words of the forms.</summary>
public static class PatientWords
{
    private static readonly string[] OfferedLanguages =
    [
        "en", "es", "ar", "zh", "fr", "de", "ht", "hi", "it", "ja", "km", "ko", "hmn", "ne", "fa", "pl", "pt", "ru", "so", "sw", "tl", "uk", "ur", "vi",
        "ase",
    ];

    public static IEnumerable<SelectListItem> Races { get; } =
        Enum.GetValues<Race>().Select(race => new SelectListItem(Of(race), race.ToString())).ToList();

    public static IEnumerable<SelectListItem> Ethnicities { get; } =
        Enum.GetValues<Ethnicity>().Select(ethnicity => new SelectListItem(Of(ethnicity), ethnicity.ToString())).ToList();

    public static IEnumerable<SelectListItem> DischargeReasons { get; } =
        Enum.GetValues<DischargeReason>().Select(reason => new SelectListItem(Of(reason), reason.ToString())).ToList();

    public static IEnumerable<SelectListItem> Consents { get; } =
        Enum.GetValues<GuardianConsent>().Select(consent => new SelectListItem(Of(consent), consent.ToString())).ToList();

    public static string Of(GuardianConsent consent, DateOnly? on = null) => consent switch
    {
        GuardianConsent.NotYet => "Has not consented yet",
        _ when on is { } day => $"Consented {Show.Words(consent).ToLowerInvariant()}, {Show.Date(day)}",
        _ => $"Consented {Show.Words(consent).ToLowerInvariant()}",
    };

    public static string Of(Race race) => race switch
    {
        Race.AmericanIndianOrAlaskaNative => "American Indian or Alaska Native",
        Race.BlackOrAfricanAmerican => "Black or African American",
        Race.NativeHawaiianOrPacificIslander => "Native Hawaiian or Pacific Islander",
        _ => Show.Words(race),
    };

    public static string Of(Ethnicity ethnicity) => ethnicity switch
    {
        Ethnicity.HispanicOrLatino => "Hispanic or Latino",
        Ethnicity.NotHispanicOrLatino => "Not Hispanic or Latino",
        _ => Show.Words(ethnicity),
    };

    public static string Of(DischargeReason reason) => reason switch
    {
        DischargeReason.Completed => "Treatment completed",
        DischargeReason.DroppedOut => "Dropped out of treatment",
        DischargeReason.TerminatedByFacility => "Ended by the clinic",
        DischargeReason.Transferred => "Transferred to another program or provider",
        DischargeReason.Incarcerated => "Incarcerated",
        DischargeReason.Death => "Death",
        _ => "Another reason",
    };

    public static string Of(Criticality criticality) => criticality switch
    {
        Criticality.High => "High: could be life-threatening",
        Criticality.Low => "Low",
        _ => "Not known",
    };

    /// <summary>The languages a form offers; one that is recorded and not among them stays.</summary>
    public static IEnumerable<SelectListItem> Languages(string? recorded) => OfferedLanguages
        .Concat(recorded is null || OfferedLanguages.Contains(recorded, StringComparer.OrdinalIgnoreCase) ? [] : [recorded])
        .Select(tag => new SelectListItem(LanguageOf(tag), tag));

    /// <summary>The English name of a language tag; the tag itself where nobody knows it.</summary>
    public static string? LanguageOf(string? tag)
    {
        switch (tag)
        {
            case null:
                return null;
            case "ase":
                return "American Sign Language";
            case "hmn":
                return "Hmong";
            case "ht":
                return "Haitian Creole";
            default:
                try
                {
                    return CultureInfo.GetCultureInfo(tag, predefinedOnly: true).EnglishName;
                }
                catch (CultureNotFoundException)
                {
                    return tag;
                }
        }
    }
}

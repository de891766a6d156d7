using System.Collections.Frozen;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>
/// The code systems that conditions and allergies usually come in. A code of any other system is kept as given and named in the report.
/// </summary>
internal static class CodeSystems
{
    public const string Snomed = "http://snomed.info/sct";

    private static readonly FrozenSet<string> Known = new[]
    {
        Snomed,
        "http://hl7.org/fhir/sid/icd-10-cm",
        "http://hl7.org/fhir/sid/icd-10",
        "http://hl7.org/fhir/sid/icd-9-cm",
        "http://loinc.org",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "http://hl7.org/fhir/sid/ndc",
        "http://hl7.org/fhir/ndfrt",
        "http://fdasis.nlm.nih.gov",
        "http://hl7.org/fhir/sid/cvx",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>SNOMED CT: no known allergy, drug allergy, food allergy, environmental allergy.</summary>
    public static readonly FrozenSet<string?> NoKnownAllergy =
        new string?[] { "716186003", "409137002", "429625007", "428607008" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The code that stands for all: SNOMED CT when given, otherwise the first.</summary>
    public static ReadCoding? Principal(IReadOnlyList<ReadCoding> codings) =>
        codings.FirstOrDefault(coding => coding.System == Snomed) ?? (codings.Count > 0 ? codings[0] : null);

    public static bool Knows(string system) => Known.Contains(system);
}

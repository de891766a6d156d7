namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>The resource types the import takes, and the count of those it does not.</summary>
internal static class ResourceTypes
{
    public const string Patient = "Patient";
    public const string Condition = "Condition";
    public const string Allergy = "AllergyIntolerance";
    private const int MostTypes = 200;

    public static bool Takes(string? type) => type is Patient or Condition or Allergy;

    public static void Count(Dictionary<string, int> counts, string? type)
    {
        var named = type is not null && char.IsAsciiLetterUpper(type[0]) && type.Length <= 64 && type.All(char.IsAsciiLetter)
            ? type
            : "Without a resource type";
        if (counts.Count >= MostTypes && !counts.ContainsKey(named))
        {
            named = "Other types";
        }

        counts[named] = counts.GetValueOrDefault(named) + 1;
    }
}

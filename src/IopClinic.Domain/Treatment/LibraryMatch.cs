using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Treatment;

/// <summary>Which areas of the library fit what was found about a patient.</summary>
public static class LibraryMatch
{
    /// <summary>Suicidal ideation: the code under which a raised risk is looked for.</summary>
    private const string RaisedRisk = "R45.851";

    /// <summary>
    /// The areas that fit, those that fit most exactly first, and of these those of the first finding first. Retired areas fit nothing.
    /// </summary>
    /// <param name="areas">The library.</param>
    /// <param name="codes">ICD-10-CM codes, the principal one first.</param>
    /// <param name="substances">Codes of TEDS for the substances used, the main one first (<see cref="Assessments.TedsCodes.Substances"/>).</param>
    /// <param name="risk">The risk as it was judged.</param>
    public static IReadOnlyList<ProblemArea> Of(
        IEnumerable<ProblemArea> areas, IEnumerable<string> codes, IEnumerable<string>? substances = null, RiskLevel risk = RiskLevel.NotAssessed)
    {
        var found = codes.Select(code => code.Trim().ToUpperInvariant())
            .Concat((substances ?? []).Select(ChapterOf).OfType<string>())
            .Concat(risk >= RiskLevel.Moderate ? [RaisedRisk] : [])
            .Where(code => code.Length > 0)
            .Distinct()
            .ToList();
        return
        [
            .. from area in areas
               where !area.IsRetired
               let fit = found.Select((code, at) => (Length: LongestFit(area, code), At: at))
                   .Where(one => one.Length > 0)
                   .OrderByDescending(one => one.Length).ThenBy(one => one.At)
                   .Cast<(int Length, int At)?>().FirstOrDefault()
               where fit is not null
               orderby fit.Value.Length descending, fit.Value.At, area.Name
               select area,
        ];
    }

    /// <summary>The beginning of the ICD-10-CM codes of a substance of TEDS; null for a code that is none.</summary>
    public static string? ChapterOf(string teds) => teds switch
    {
        "2" => "F10",
        "5" or "6" or "7" => "F11",
        "4" => "F12",
        "13" or "14" or "15" or "16" => "F13",
        "3" => "F14",
        "10" or "11" or "12" => "F15",
        "8" or "9" => "F16",
        "17" => "F18",
        "18" or "19" => "F19",
        _ => null,
    };

    /// <summary>How much of the code the area names; 0 where it does not fit.</summary>
    private static int LongestFit(ProblemArea area, string code) => area.CodePrefixes
        .Where(prefix => code.StartsWith(prefix, StringComparison.Ordinal))
        .Select(prefix => prefix.Length)
        .DefaultIfEmpty(0)
        .Max();
}

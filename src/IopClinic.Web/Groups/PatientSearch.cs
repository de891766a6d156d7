using System.Globalization;
using System.Text;

namespace IopClinic.Web.Groups;

/// <summary>How a typed name is compared with the search text that the database keeps of a patient.</summary>
public static class PatientSearch
{
    /// <summary>Small letters without accents, as the search text has them.</summary>
    public static string Searchable(string typed)
    {
        var plain = typed.Trim().Normalize(NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark);
        return string.Concat(plain).Normalize(NormalizationForm.FormC).ToLowerInvariant();
    }
}

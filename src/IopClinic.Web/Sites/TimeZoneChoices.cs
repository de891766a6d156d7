using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Sites;

/// <summary>The time zones a site can lie in: those of the United States by their everyday names, then all others by IANA name.</summary>
internal static class TimeZoneChoices
{
    /// <summary>Where most of the clinics are.</summary>
    public const string Usual = "America/New_York";

    private static readonly (string Iana, string Name)[] American =
    [
        (Usual, "Eastern (New York)"),
        ("America/Chicago", "Central (Chicago)"),
        ("America/Denver", "Mountain (Denver)"),
        ("America/Phoenix", "Mountain without daylight saving (Phoenix)"),
        ("America/Los_Angeles", "Pacific (Los Angeles)"),
        ("America/Anchorage", "Alaska (Anchorage)"),
        ("Pacific/Honolulu", "Hawaii (Honolulu)"),
        ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
        ("Pacific/Guam", "Chamorro (Guam)"),
    ];

    private static readonly IReadOnlyList<SelectListItem> Known = Build();

    /// <summary>All of them, and <paramref name="current"/> also where this machine would not offer it.</summary>
    public static IEnumerable<SelectListItem> With(string? current) =>
        string.IsNullOrEmpty(current) || Known.Any(zone => zone.Value == current)
            ? Known
            : Known.Append(new SelectListItem(current, current));

    /// <summary>"Eastern (New York)" of "America/New_York"; the IANA name itself outside the United States.</summary>
    public static string NameOf(string iana) => American.Where(zone => zone.Iana == iana).Select(zone => zone.Name).FirstOrDefault(iana);

    private static List<SelectListItem> Build()
    {
        var here = new SelectListGroup { Name = "United States" };
        var elsewhere = new SelectListGroup { Name = "Everywhere else" };
        var others = TimeZoneInfo.GetSystemTimeZones()
            .Select(zone => zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana : null)
            .OfType<string>()
            .Where(iana => iana.Contains('/', StringComparison.Ordinal) && !Array.Exists(American, zone => zone.Iana == iana))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return
        [
            .. American.Select(zone => new SelectListItem(zone.Name, zone.Iana) { Group = here }),
            .. others.Select(iana => new SelectListItem(iana.Replace('_', ' '), iana) { Group = elsewhere }),
        ];
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace IopClinic.Web.Shared;

/// <summary>One entry of the rail. <paramref name="Key"/> is the second key of "g …"; <paramref name="Also"/> lists paths that belong to it.</summary>
public sealed record Area(string Label, string Path, string Icon, string Can, char? Key = null, string? Section = null, string[]? Also = null)
{
    public bool Holds(PathString path) => new[] { Path }.Concat(Also ?? []).Any(p => path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The table of the rail's entries, and who sees which.</summary>
public static class Areas
{
    private static readonly Area[] All =
    [
        new("Today", "/Today", "calendar2-check", "UseToday", 't'),
        new("Sessions", "/Sessions", "journal-text", "ReadSchedule", 's'),
        new("Patients", "/Patients", "person-vcard", "FindPatients", 'p'),
        new("Groups", "/Groups", "people", "ReadSchedule", 'g'),
        new("History", "/History", "clock-history", "ReadHistory", 'h'),
        new("Sites", "/Sites", "geo-alt", "SetUpClinic", Section: "Set-up"),
        new("Staff", "/Staff", "person-badge", "SetUpClinic", Section: "Set-up"),
        new("Services", "/Services", "tags", "SetUpClinic", Section: "Set-up"),
        new("Programs", "/Programs", "signpost-split", "SetUpClinic", Section: "Set-up"),
    ];

    /// <summary>The entries that this person may open, in the rail's order.</summary>
    public static async Task<IReadOnlyList<Area>> OpenToAsync(ClaimsPrincipal person, IAuthorizationService permissions)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(permissions);
        var open = new List<Area>(All.Length);
        foreach (var area in All)
        {
            if (person.Identity?.IsAuthenticated == true && (await permissions.AuthorizeAsync(person, area.Can)).Succeeded)
            {
                open.Add(area);
            }
        }

        return open;
    }
}

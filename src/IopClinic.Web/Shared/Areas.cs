using System.Security.Claims;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;

namespace IopClinic.Web.Shared;

/// <summary>One entry of the rail. <paramref name="Key"/> is the second key of "g …".</summary>
/// <param name="Also">How other addresses begin that belong to it.</param>
public sealed record Area(string Label, string Path, string Icon, string Permission, char? Key = null, string? Section = null, params string[] Also)
{
    public bool Holds(PathString path) => Also.Prepend(Path).Any(beginning => path.StartsWithSegments(beginning, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The table of the rail's entries, and who sees which.</summary>
public static class Areas
{
    private static readonly Area[] All =
    [
        new("Today", "/Today", "calendar2-check", Can.UseToday, 't'),
        new("Work", "/Work", "check2-square", Can.SeeWork, 'w'),
        new("Referrals", "/Referrals", "telephone-inbound", Can.TakeReferrals, 'r'),
        new("Calendar", "/Schedule", "calendar-week", Can.ReadSchedule, 's', Also: ["/Sessions", "/Appointments"]),
        new("Patients", "/Patients", "person-vcard", Can.FindPatients, 'p'),
        new("Outreach", "/Outreach", "telephone-outbound", Can.LogSessions, 'o'),
        new("Plans", "/Plans", "signpost-2", Can.WritePlans, 'l'),
        new("Co-signatures", "/CoSignatures", "pen", Can.CoSign, 'c'),
        new("Tracks", "/Tracks", "grid-3x3", Can.ReadSchedule, 'k'),
        new("Groups", "/Groups", "people", Can.ReadSchedule, 'g'),
        new("Hours", "/Hours", "clock", Can.ReadAttendance),
        new("Census", "/Census", "bar-chart", Can.ReadInsight, 'n'),
        new("Attendance", "/Attendance", "graph-up", Can.ReadInsight, 'a'),
        new("Authorizations", "/Authorizations", "file-earmark-check", Can.KeepAuthorizations),
        new("Billing", "/Billing/Lines", "receipt", Can.BillServices),
        new("Phrases", "/Phrases", "chat-square-quote", Can.LogSessions),
        new("Reminders", "/Reminders", "bell", Can.ReadSchedule),
        new("Leave", "/Leave", "sun", Can.ManageGroups),
        new("Emergency review", "/Emergency/Review", "shield-exclamation", Can.ReviewGlass, 'e'),
        new("History", "/History", "clock-history", Can.ReadHistory, 'h'),
        new("Sites", "/Sites", "geo-alt", Can.SetUpClinic, Section: "Set-up"),
        new("Staff", "/Staff", "person-badge", Can.SetUpClinic, Section: "Set-up"),
        new("Services", "/Services", "tags", Can.SetUpClinic, Section: "Set-up"),
        new("Programs", "/Programs", "signpost-split", Can.SetUpClinic, Section: "Set-up"),
        new("Plan library", "/PlanLibrary", "collection", Can.SetUpClinic, Section: "Set-up"),
        new("Skills", "/Skills", "mortarboard", Can.SetUpClinic, Section: "Set-up"),
        new("Curricula", "/Curricula", "list-columns", Can.SetUpClinic, Section: "Set-up"),
        new("Diagnosis codes", "/Diagnoses/List", "list-ol", Can.SetUpClinic, Section: "Set-up"),
        new("Assessment times", "/AssessmentTimes", "calendar-plus", Can.KeepAssessmentTimes, Section: "Set-up"),
    ];

    /// <summary>The entries that this person may open, in the rail's order.</summary>
    public static async Task<IReadOnlyList<Area>> OpenToAsync(ClaimsPrincipal person, IAuthorizationService permissions)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(permissions);
        var open = new List<Area>(All.Length);
        foreach (var area in All)
        {
            if (person.Identity?.IsAuthenticated == true && (await permissions.AuthorizeAsync(person, area.Permission)).Succeeded)
            {
                open.Add(area);
            }
        }

        return open;
    }
}

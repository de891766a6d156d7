using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Who could do something for a patient.</summary>
internal static class WhoTreats
{
    /// <summary>Clinicians to whom the chart is open: the care team that day, and the supervisors of its members, who work where the patient is treated.</summary>
    public static async Task<List<StaffMember>> WhoTreatsAsync(this ClinicDb db, Id<Patient> patient, DateOnly today)
    {
        var site = (await db.Patients.Where(p => p.Id == patient).Select(p => new { p.Id, p.SiteId }).SingleAsync()).SiteId;
        var team = db.CareTeams.Where(m => m.PatientId == patient && m.From <= today && (m.Until == null || m.Until >= today)).Select(m => m.StaffMemberId);
        var people = await db.Staff.AsNoTracking()
            .Where(s => s.DeactivatedAt == null && (team.Contains(s.Id) || db.Staff.Any(under => under.SupervisorId == s.Id && team.Contains(under.Id))))
            .ToListAsync();
        var members = await team.ToListAsync();
        return [.. people.Where(s => s.IsClinician && (members.Contains(s.Id) || s.Roles.Contains(Role.Supervisor)) && (s.SiteId == site || s.OtherSiteIds.Contains(site)))];
    }
}

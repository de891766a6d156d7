using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Forms the care team that an admission needs.</summary>
public sealed class FormTeam(ClinicDb db, ClinicClock clock)
{
    /// <summary>
    /// Makes the clinician the primary one from that day on; whoever was it before leaves the team the day before. The caller saves.
    /// </summary>
    public async Task AroundAsync(Patient patient, StaffMember clinician, DateOnly from, Id<StaffMember>? by)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(clinician);
        var standing = await db.CareTeams
            .Where(m => m.PatientId == patient.Id && (m.Until == null || m.Until >= from)).ToListAsync();
        if (standing.Exists(m => m.StaffMemberId == clinician.Id && m.Part == CareTeamPart.PrimaryClinician && m.IsOn(from) && m.Until is null))
        {
            return;
        }

        foreach (var before in standing.Where(m => m.StaffMemberId == clinician.Id || m.Part == CareTeamPart.PrimaryClinician))
        {
            before.End(from);
        }

        // Two statements: the place must be free before it is taken.
        await db.SaveChangesAsync();
        db.CareTeams.Add(new CareTeamMember(patient, clinician, CareTeamPart.PrimaryClinician, from, null, by, clock.Now));
    }
}

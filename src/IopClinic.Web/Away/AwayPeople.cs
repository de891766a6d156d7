using IopClinic.Database;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Away;

/// <summary>Whose leave the reader keeps.</summary>
internal static class AwayPeople
{
    /// <summary>The clinicians of the reader's sites.</summary>
    public static IQueryable<StaffMember> CliniciansOfMine(this ClinicDb db)
    {
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        return db.Staff.Where(s => (s.Roles.Contains(Role.Clinician) || s.Roles.Contains(Role.Supervisor) || s.Roles.Contains(Role.Prescriber))
            && (!isBounded || reached.Contains(s.SiteId)));
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using Microsoft.EntityFrameworkCore;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Assessments;

internal static class AssessmentQueries
{
    /// <summary>
    /// The program whose rules an assessment follows: the one that the patient is in, else the one that the last referral was screened for,
    /// else the first of the site; null where the site has none.
    /// </summary>
    public static async Task<Program?> ProgramConcernedAsync(this ClinicDb db, Id<Patient> id, Id<Site> site)
    {
        var chosen = await db.Episodes.AsNoTracking().Where(e => e.PatientId == id && e.DischargedOn == null).Select(e => (Id<Program>?)e.ProgramId).FirstOrDefaultAsync()
            ?? await db.Referrals.AsNoTracking().Where(r => r.PatientId == id).OrderByDescending(r => r.ReceivedAt).Select(r => r.ScreenedForId).FirstOrDefaultAsync();
        return await db.Programs.AsNoTracking().Where(p => p.Id == chosen || p.SiteId == site)
            .OrderByDescending(p => p.Id == chosen).ThenBy(p => p.RetiredAt != null).ThenBy(p => p.Name).FirstOrDefaultAsync();
    }
}

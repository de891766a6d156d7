using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>
/// What a C-SSRS screen says reaches the assessment under way, whoever entered it. What staff finishes is taken in at once. A patient's
/// own browser reaches no assessment: what is finished there is taken in whenever the assessment is shown or written next.
/// </summary>
internal sealed class LearnOfScreens(ClinicDb db)
{
    /// <summary>The assessment of this patient that is being written, if there is one, learns.</summary>
    public async Task OfAsync(Id<Patient> id)
    {
        if (await db.Assessments.Include(a => a.Sections.Where(s => s.Key == AssessmentCatalog.Risk))
            .SingleOrDefaultAsync(a => a.PatientId == id && a.SignedAt == null) is { } underWay)
        {
            await IntoAsync(underWay);
        }
    }

    /// <summary>Asked with the section on risk loaded. What it heard already changes nothing, so this may be asked at every look.</summary>
    /// <returns>The last screen that was finished since the assessment was begun; null where there is none, or none may be seen.</returns>
    public async Task<Id<MeasureAdministration>?> IntoAsync(Assessment underWay)
    {
        var screen = underWay.IsSigned ? null : await db.Measures.AsNoTracking()
            .Where(m => m.PatientId == underWay.PatientId && m.InstrumentCode == WhatIsKnown.Screen
                && m.CompletedAt != null && m.CompletedAt >= underWay.StartedAt && m.WithdrawnAt == null)
            .OrderByDescending(m => m.CompletedAt).FirstOrDefaultAsync();
        if (screen is not null)
        {
            underWay.Learn(WhatIsKnown.OfScreen(screen));
        }

        return screen?.Id;
    }
}

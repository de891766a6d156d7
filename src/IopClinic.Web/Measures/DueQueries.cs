using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>What a patient's program wants by now, with the form that was begun for it.</summary>
/// <param name="Draft">The newest form that is begun and not finished; null where there is none.</param>
/// <param name="Days">How long it has waited.</param>
public sealed record DueOf(Id<Patient> PatientId, string Patient, DueMeasure Due, int Days, Id<MeasureAdministration>? Draft)
{
    public string Code => Due.InstrumentCode;

    public string When => Days switch
    {
        0 => "due today",
        1 => "due since yesterday",
        _ => $"due for {Days} days",
    };
}

internal static class DueQueries
{
    /// <summary>What is due of these episodes, the longest first. Instruments that are off, or made for another age, are left out.</summary>
    public static async Task<IReadOnlyList<DueOf>> DueAsync(
        this ClinicDb db, InstrumentLibrary library, IQueryable<Episode> episodes, DateOnly today, CancellationToken stop = default)
    {
        var earliest = today.AddDays(-Due.DaysAfterDischarge);
        var treated = await (
            from episode in episodes.AsNoTracking()
            where episode.AdmittedOn <= today && (episode.DischargedOn == null || episode.DischargedOn >= earliest)
            join patient in db.Patients on episode.PatientId equals patient.Id
            select new { Episode = episode, PatientId = patient.Id, patient.Name, patient.PreferredName, patient.BirthDate }).ToListAsync(stop);
        var programs = treated.Select(one => one.Episode.ProgramId).Distinct().ToList();
        var patients = treated.Select(one => one.PatientId).Distinct().ToList();
        var (asked, completed, open) = await db.TogetherAsync(
            () => db.Cadences.AsNoTracking().Where(c => programs.Contains(c.ProgramId)).ToListAsync(stop),
            () => db.Measures.AsNoTracking()
                .Where(m => patients.Contains(m.PatientId) && m.WithdrawnAt == null && m.CompletedAt != null)
                .GroupBy(m => new { m.PatientId, m.InstrumentCode })
                .Select(forms => new { forms.Key.PatientId, forms.Key.InstrumentCode, On = forms.Max(m => m.ClinicDate) })
                .ToListAsync(stop),
            () => db.Measures.AsNoTracking()
                .Where(m => patients.Contains(m.PatientId) && m.WithdrawnAt == null && m.CompletedAt == null)
                .OrderByDescending(m => m.StartedAt).Select(m => new { m.PatientId, m.InstrumentCode, m.Id })
                .ToListAsync(stop));
        var cadences = asked.ToLookup(c => c.ProgramId);
        var given = completed.ToLookup(form => form.PatientId);
        var begun = open.ToLookup(form => (form.PatientId, form.InstrumentCode), form => form.Id);
        return
        [
            .. treated.SelectMany(one => Due.On(
                    one.Episode, cadences[one.Episode.ProgramId], given[one.PatientId].ToDictionary(form => form.InstrumentCode, form => form.On), today)
                .Where(due => library.Find(due.InstrumentCode) is { IsOnByDefault: true } instrument && instrument.Identity.Fits(one.BirthDate, today))
                .Select(due => new DueOf(
                    one.PatientId,
                    one.Name.Called(one.PreferredName),
                    due,
                    due.DaysOn(today),
                    begun[(one.PatientId, due.InstrumentCode)].Select(id => (Id<MeasureAdministration>?)id).FirstOrDefault())))
                .DistinctBy(due => (due.PatientId, due.Code))
                .OrderByDescending(due => due.Days).ThenBy(due => due.Patient, StringComparer.OrdinalIgnoreCase).ThenBy(due => due.Code, StringComparer.Ordinal),
        ];
    }
}

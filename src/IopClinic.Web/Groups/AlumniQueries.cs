using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>One of a group's alumni.</summary>
/// <param name="Id">Their place.</param>
/// <param name="PatientId">Who they are.</param>
/// <param name="Called">The name they are called by in the group.</param>
/// <param name="Name">Their full name; null to those who know them from the group alone.</param>
/// <param name="Days">From when until when they have the place.</param>
/// <param name="Came">The sessions they came to.</param>
/// <param name="IsBack">Whether they were admitted again, to those who may know it.</param>
public sealed record AlumnusRow(Id<AlumniPlace> Id, Id<Patient> PatientId, string Called, string? Name, DateRange Days, int Came, bool IsBack);

public static class AlumniQueries
{
    /// <summary>All who have or had a place among the alumni of a group, as far as the reader knows of them.</summary>
    public static async Task<IReadOnlyList<AlumnusRow>> AlumniOfAsync(this ClinicDb db, Group group, CancellationToken stop)
    {
        var id = group.Id;
        var found = await (
            from place in db.AlumniPlaces.AsNoTracking()
            from patient in db.Patients.Where(p => p.Id == place.PatientId).DefaultIfEmpty()
            where place.GroupId == id
            orderby place.Called, place.From
            select new
            {
                place.Id,
                place.PatientId,
                place.Called,
                place.From,
                place.Until,
                Known = (Id<Patient>?)patient!.Id,
                Given = patient!.PreferredName ?? patient.Name.Given,
                Family = (string?)patient.Name.Family,
                Came = db.AlumniPresences.Count(p => p.PlaceId == place.Id),
                IsBack = db.Episodes.Any(e => e.PatientId == place.PatientId && e.DischargedOn == null),
            }).ToListAsync(stop);
        return found.ConvertAll(a => new AlumnusRow(
            a.Id, a.PatientId, a.Called, a.Known is null ? null : $"{a.Given} {a.Family}", new DateRange(a.From, a.Until), a.Came, a.IsBack));
    }
}

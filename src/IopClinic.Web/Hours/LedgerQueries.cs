using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Hours;

/// <summary>The hours of patients, week by week, from the rows they come from.</summary>
internal static class LedgerQueries
{
    /// <summary>The places in sessions between two dates of everybody in these episodes, by episode.</summary>
    public static async Task<ILookup<Id<Episode>, LedgerRow>> LedgerRowsAsync(
        this ClinicDb db, IQueryable<Episode> episodes, DateOnly from, DateOnly until, CancellationToken stop)
    {
        var rows = await (
            from episode in episodes
            join place in db.RosterPlaces on new { episode.PatientId, EpisodeId = (Id<Episode>?)episode.Id } equals new { place.PatientId, place.EpisodeId }
            where place.ClinicDate >= @from && place.ClinicDate <= until
            join session in db.Sessions on place.SessionId equals session.Id
            where session.CancelledAt == null
            join service in db.Services on session.ServiceId equals service.Id
            from attendance in db.Attendances.Where(a => a.SessionId == place.SessionId && a.PatientId == place.PatientId).DefaultIfEmpty()
            orderby session.StartsAt, session.Id
            select new
            {
                place.PatientId,
                EpisodeId = episode.Id,
                session.Id,
                session.ClinicDate,
                session.StartsAt,
                session.EndsAt,
                session.BreakMinutes,
                session.Title,
                session.ServiceId,
                Service = service.Name,
                service.CountsTowardHours,
                Status = (Domain.Sessions.AttendanceStatus?)attendance!.Status,
                Minutes = (int?)attendance!.Minutes,
                place.MakeUpAt,
            }).AsNoTracking().ToListAsync(stop);
        return rows.ToLookup(row => row.EpisodeId, row => new LedgerRow(
            row.Id, row.ClinicDate, row.StartsAt, row.EndsAt, row.Title, row.ServiceId, row.Service, row.CountsTowardHours,
            (int)(row.EndsAt - row.StartsAt).TotalMinutes - row.BreakMinutes, row.Status, row.Minutes ?? 0, row.MakeUpAt is not null));
    }

    /// <summary>Minutes a week that count which the plans in force of these episodes prescribe, by patient.</summary>
    public static async Task<Dictionary<Id<Patient>, int>> PrescribedMinutesAsync(this ClinicDb db, IQueryable<Episode> episodes, CancellationToken stop)
    {
        var counted = (await db.Services.AsNoTracking().Where(s => s.CountsTowardHours).Select(s => s.Id).ToListAsync(stop)).ToHashSet();
        var plans = await (
            from episode in episodes
            join plan in db.TreatmentPlans on new { episode.PatientId, EpisodeId = episode.Id } equals new { plan.PatientId, plan.EpisodeId }
            where plan.SignedAt != null && plan.EndedAt == null
            select new { plan.PatientId, plan.Content }).AsNoTracking().ToListAsync(stop);
        return plans.GroupBy(plan => plan.PatientId).ToDictionary(
            of => of.Key,
            of => (int)Math.Round(Prescription.Of(of.First().Content).Where(line => counted.Contains(line.ServiceId)).Sum(line => line.WeeklyMinutes)));
    }

    /// <summary>Whether an episode covers a week from its Monday to its Sunday.</summary>
    public static bool Covers(this ClinicWeek week, DateOnly admittedOn, DateOnly? dischargedOn) =>
        admittedOn <= week.Monday && (dischargedOn is null || dischargedOn >= week.Sunday);
}

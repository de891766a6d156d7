using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;
using Program = IopClinic.Domain.Programs.Program;

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

    /// <summary>Everybody at the site who was in treatment in that week, with their hours.</summary>
    /// <param name="db">The database.</param>
    /// <param name="programs">The programs of the site that are looked at.</param>
    /// <param name="week">Which week.</param>
    /// <param name="today">The date at the site: what plans prescribe is told of weeks that are not over.</param>
    /// <param name="now">The instant.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<IReadOnlyList<InWeek>> HoursOfWeekAsync(
        this ClinicDb db, IReadOnlyCollection<Program> programs, ClinicWeek week, DateOnly today, DateTimeOffset now, CancellationToken stop)
    {
        var (monday, sunday) = (week.Monday, week.Sunday);
        var byKey = programs.ToDictionary(p => p.Id);
        var keys = byKey.Keys.ToList();
        var episodes = db.Episodes.AsNoTracking().Where(e => keys.Contains(e.ProgramId) && e.AdmittedOn <= sunday && (e.DischargedOn == null || e.DischargedOn >= monday));
        var (people, rows, prescribed) = await db.TogetherAsync(
            () => (
                from episode in episodes
                join patient in db.Patients on episode.PatientId equals patient.Id
                join track in db.Tracks on episode.TrackId equals track.Id
                select new { patient.Id, patient.Mrn, patient.Name, patient.PreferredName, EpisodeId = episode.Id, Track = track.Name, episode.ProgramId, episode.AdmittedOn, episode.DischargedOn }).ToListAsync(stop),
            () => db.LedgerRowsAsync(episodes, monday, sunday, stop),
            // The plan in force now says nothing of weeks that are over.
            async () => sunday < today ? [] : await db.PrescribedMinutesAsync(episodes, stop));
        var last = today < sunday ? today : sunday;
        return
        [
            .. from one in people
               let program = byKey[one.ProgramId]
               let ledger = new WeekLedger(
                   week, program.WeeklyMinutesMinimum, program.WeeklyMinutesMaximum, prescribed.TryGetValue(one.Id, out var minutes) ? minutes : null,
                   week.Covers(one.AdmittedOn, one.DischargedOn), [.. rows[one.EpisodeId]], now)
               orderby one.Name.Family, one.Name.Given, one.EpisodeId.Value
               select new InWeek(
                   new HoursOfWeek(one.Id, one.EpisodeId, ledger), one.ProgramId, one.Name.Called(one.PreferredName), one.Mrn, one.Track,
                   Episode.WeekOn(one.AdmittedOn, last)),
        ];
    }

    /// <summary>Minutes a week that count which the plans in force of these episodes prescribe, by patient.</summary>
    public static async Task<Dictionary<Id<Patient>, int>> PrescribedMinutesAsync(this ClinicDb db, IQueryable<Episode> episodes, CancellationToken stop)
    {
        var (counted, plans) = await db.TogetherAsync(
            () => db.Services.AsNoTracking().Where(s => s.CountsTowardHours).Select(s => s.Id).ToHashSetAsync(stop),
            () => (
                from episode in episodes
                join plan in db.TreatmentPlans on new { episode.PatientId, EpisodeId = episode.Id } equals new { plan.PatientId, plan.EpisodeId }
                where plan.SignedAt != null && plan.EndedAt == null
                select new { plan.PatientId, plan.Content }).AsNoTracking().ToListAsync(stop));
        return plans.GroupBy(plan => plan.PatientId).ToDictionary(
            of => of.Key,
            of => (int)Math.Round(Prescription.Of(of.First().Content).Where(line => counted.Contains(line.ServiceId)).Sum(line => line.WeeklyMinutes)));
    }

    /// <summary>Whether an episode covers a week from its Monday to its Sunday.</summary>
    public static bool Covers(this ClinicWeek week, DateOnly admittedOn, DateOnly? dischargedOn) =>
        admittedOn <= week.Monday && (dischargedOn is null || dischargedOn >= week.Sunday);
}

/// <summary>Somebody in treatment in a week.</summary>
/// <param name="Hours">Who it is, and their hours.</param>
/// <param name="ProgramId">Their program.</param>
/// <param name="Patient">As lists name them.</param>
/// <param name="Mrn">Their number.</param>
/// <param name="Track">Their track.</param>
/// <param name="Week">Of their program.</param>
public sealed record InWeek(HoursOfWeek Hours, Id<Program> ProgramId, string Patient, string Mrn, string Track, int Week)
{
    public Id<Patient> PatientId => Hours.PatientId;

    public WeekLedger Ledger => Hours.Ledger;
}

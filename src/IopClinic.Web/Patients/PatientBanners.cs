using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Web.Hours;
using IopClinic.Web.Safety;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Loads the banner of a patient.</summary>
public static class PatientBanners
{
    /// <summary>The banner of that patient in one query; null when there is no such patient.</summary>
    public static async Task<PatientBanner?> For(ClinicDb db, Id<Patient> patientId, DateOnly today)
    {
        var attended = db.AttendedMinutes(ClinicWeek.Of(today));
        var found = await db.Patients.AsNoTracking()
            .Where(p => p.Id == patientId)
            .Select(p => new
            {
                p.SiteId,
                InTreatment = ClinicDb.InTreatment(p.Id, today),
                IsExpected = ClinicDb.IsExpected(p.Id, today),
                p.Name,
                p.PreferredName,
                p.Pronouns,
                p.BirthDate,
                p.Mrn,
                p.Risk,
                p.RiskRoseAt,
                Zone = db.Sites.First(s => s.Id == p.SiteId).TimeZone,
                Plan = db.SafetyPlans.Where(s => s.PatientId == p.Id).Max(s => (DateOnly?)s.ClinicDate),
                CompletePlan = db.SafetyPlans.Where(s => s.PatientId == p.Id && s.IsComplete).Max(s => (DateOnly?)s.ClinicDate),
                p.DeceasedOn,
                p.IsGenerated,
                Allergies = p.Allergies.Where(a => a.WithdrawnAt == null).OrderBy(a => a.Substance).Select(a => a.Substance).ToList(),
                Alerts = db.MeasureAlerts.Where(a => a.PatientId == p.Id && a.AcknowledgedAt == null)
                    .Select(a => new { a.MeasureId, a.InstrumentCode }).Distinct().ToList(),
                Minutes = attended.Where(a => a.PatientId == p.Id).Sum(a => a.Minutes),
                Episode = (
                    from episode in db.Episodes
                    where episode.PatientId == p.Id && episode.DischargedOn == null
                    join program in db.Programs on episode.ProgramId equals program.Id
                    join track in db.Tracks on episode.TrackId equals track.Id
                    orderby episode.AdmittedOn descending
                    select new
                    {
                        Program = program.Name,
                        Track = track.Name,
                        episode.AdmittedOn,
                        episode.PlannedWeeks,
                        program.WeeklyMinutesMinimum,
                    }).FirstOrDefault(),
            })
            .SingleOrDefaultAsync();
        return found is null
            ? null
            : new PatientBanner
            {
                Id = patientId.ToString(),
                State = new PatientState(patientId, found.SiteId, found.InTreatment, found.IsExpected),
                Name = found.Name.Full,
                PreferredName = found.PreferredName,
                Pronouns = found.Pronouns,
                Age = Show.Age(found.BirthDate, found.DeceasedOn ?? today),
                BirthDate = found.BirthDate,
                Mrn = found.Mrn,
                SiteZone = ClinicClock.Zone(found.Zone),
                Risk = found.Risk,
                Allergies = found.Allergies,
                Alerts = found.Alerts.ConvertAll(a => (a.InstrumentCode, $"/Patients/{patientId}/Measures/{a.MeasureId}")),
                SafetyPlanOn = found.Plan,
                IsSafetyPlanDue = found.DeceasedOn is null && SafetyPlan.IsDue(found.Risk, PlanQueries.DayOf(found.RiskRoseAt, found.Zone), found.CompletePlan),
                Deceased = found.DeceasedOn,
                IsGenerated = found.IsGenerated,
                ProgramName = found.Episode?.Program,
                TrackName = found.Episode?.Track,
                WeekOfProgram = found.Episode is null ? null : Episode.WeekOn(found.Episode.AdmittedOn, today),
                PlannedWeeks = found.Episode?.PlannedWeeks,
                MinutesThisWeek = found.Episode is null ? null : found.Minutes,
                WeeklyMinimumMinutes = found.Episode?.WeeklyMinutesMinimum,
                ChartHref = $"/Patients/{patientId}",
            };
    }
}

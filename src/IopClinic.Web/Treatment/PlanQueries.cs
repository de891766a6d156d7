using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Questions asked of treatment plans in more than one place.</summary>
internal static class PlanQueries
{
    /// <summary>Unexcused absences after which a plan is looked at anew.</summary>
    private const int MissedForReview = 2;

    /// <summary>What of a signed version the calendar counts, in the zone of the site.</summary>
    public static PlanMilestone Milestone(this TreatmentPlan plan, TimeZoneInfo zone) => new(
        plan.Kind, plan.ClinicDate, plan.CertifiedAt is { } at ? ClinicClock.DateIn(zone, at) : null);

    /// <summary>
    /// What calls for a review besides the calendar, for each of these patients since the day given: a risk that rose, sessions that were
    /// missed, an assessment that found another level of care.
    /// </summary>
    public static async Task<ILookup<Id<Patient>, string>> OccasionsAsync(this ClinicDb db, IReadOnlyDictionary<Id<Patient>, DateOnly> since, TimeZoneInfo zone)
    {
        var patients = since.Keys.ToList();
        if (patients.Count == 0)
        {
            return Array.Empty<(Id<Patient>, string)>().ToLookup(one => one.Item1, one => one.Item2);
        }

        var earliest = since.Values.Min();
        var (risks, missed, assessed) = await db.TogetherAsync(
            () => db.Patients.AsNoTracking().Where(p => patients.Contains(p.Id) && p.RiskRoseAt != null && (p.Risk == RiskLevel.Moderate || p.Risk == RiskLevel.High))
                .Select(p => new { p.Id, p.Risk, At = p.RiskRoseAt!.Value }).ToListAsync(),
            () => db.Attendances.AsNoTracking()
                .Where(a => patients.Contains(a.PatientId) && a.ClinicDate > earliest && a.Status == AttendanceStatus.UnexcusedAbsence)
                .Select(a => new { a.PatientId, a.ClinicDate }).ToListAsync(),
            () => (
                from assessment in db.Assessments.AsNoTracking()
                where patients.Contains(assessment.PatientId) && assessment.SignedAt != null && assessment.ClinicDate > earliest
                join section in db.AssessmentSections on new { assessment.Id, Key = "level-of-care" } equals new { Id = section.AssessmentId, section.Key }
                select new { assessment.PatientId, assessment.ClinicDate, section.Answers }).ToListAsync());
        return risks.Where(r => ClinicClock.DateIn(zone, r.At) is var day && day > since[r.Id]).Select(r => (r.Id, $"The risk rose to {Show.Words(r.Risk).ToLowerInvariant()} on {Show.Date(ClinicClock.DateIn(zone, r.At))}"))
            .Concat(missed.Where(m => m.ClinicDate > since[m.PatientId]).GroupBy(m => m.PatientId).Where(m => m.Count() >= MissedForReview)
                .Select(m => (m.Key, $"{m.Count()} sessions were missed without an excuse")))
            .Concat(assessed.Where(a => a.ClinicDate > since[a.PatientId] && a.Answers.GetValueOrDefault("recommended")?.Value is { } level && level != "iop")
                .Select(a => (a.PatientId, $"The assessment of {Show.Date(a.ClinicDate)} recommends another level of care")))
            .ToLookup(one => one.Item1, one => one.Item2);
    }

    /// <summary>"Review due Dec 4", "Initial plan late since Nov 2".</summary>
    public static string Words(PlanDeadline deadline, DateOnly today) =>
        $"{Show.Words(deadline.Duty)} {(deadline.On < today ? "late since" : deadline.On == today ? "due today," : "due")} {Show.Date(deadline.On)}";

    public static Tone Tone(PlanDeadline deadline, DateOnly today) =>
        deadline.On < today ? Shared.Tone.Danger : deadline.On <= today.AddDays(7) ? Shared.Tone.Warn : Shared.Tone.Quiet;

    /// <summary>The zone of the program's site.</summary>
    public static Task<string> ZoneOfAsync(this ClinicDb db, Program program) => db.Sites.AsNoTracking().Where(s => s.Id == program.SiteId).Select(s => s.TimeZone).SingleAsync();
}

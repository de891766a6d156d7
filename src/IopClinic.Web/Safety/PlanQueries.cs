using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Safety;

/// <summary>Somebody for whom a safety plan has to be written today.</summary>
/// <param name="PatientId">Whose.</param>
/// <param name="Patient">As lists name them.</param>
/// <param name="Risk">The danger they are in.</param>
/// <param name="RoseOn">The clinic date on which it rose; null where that is not known.</param>
/// <param name="ClinicianIds">Their primary clinicians; none outside of treatment.</param>
/// <param name="IsMine">Whether that is the reader.</param>
public sealed record DuePlan(Id<Patient> PatientId, string Patient, RiskLevel Risk, DateOnly? RoseOn, IReadOnlyList<Id<StaffMember>> ClinicianIds, bool IsMine);

/// <summary>What is asked about safety plans in more than one place.</summary>
public static class PlanQueries
{
    /// <summary>Nobody treats more people in danger at a time.</summary>
    private const int Most = 200;

    /// <summary>The clinic date of the last version that can be gone by; null where there is none.</summary>
    public static Task<DateOnly?> LastPlanOnAsync(this ClinicDb db, Id<Patient> id) =>
        db.SafetyPlans.Where(plan => plan.PatientId == id && plan.IsComplete).MaxAsync(plan => (DateOnly?)plan.ClinicDate);

    /// <summary>Whose safety plan is due, of those whose charts are open to the reader: one's own patients first.</summary>
    public static async Task<IReadOnlyList<DuePlan>> DuePlansAsync(this ClinicDb db, DateOnly today, CancellationToken stop)
    {
        if (db.Reach is not { } reach)
        {
            return [];
        }

        var charts = reach.Charts;
        var inDanger = await (
            from patient in db.Patients.AsNoTracking()
            where charts.Contains(patient.Id) && patient.DeceasedOn == null && (patient.Risk == RiskLevel.Moderate || patient.Risk == RiskLevel.High)
                && (ClinicDb.InTreatment(patient.Id, today) || ClinicDb.IsExpected(patient.Id, today))
            join site in db.Sites on patient.SiteId equals site.Id
            select new
            {
                patient.Id,
                patient.Name,
                patient.PreferredName,
                patient.Risk,
                patient.RiskRoseAt,
                site.TimeZone,
                CompleteOn = db.SafetyPlans.Where(plan => plan.PatientId == patient.Id && plan.IsComplete).Max(plan => (DateOnly?)plan.ClinicDate),
                Clinicians = db.Episodes.Where(e => e.PatientId == patient.Id && e.DischargedOn == null).Select(e => e.PrimaryClinicianId).ToList(),
            }).Take(Most).ToListAsync(stop);
        return
        [
            .. inDanger.Where(p => SafetyPlan.IsDue(p.Risk, DayOf(p.RiskRoseAt, p.TimeZone), p.CompleteOn))
                .Select(p => new DuePlan(p.Id, p.Name.Called(p.PreferredName), p.Risk, DayOf(p.RiskRoseAt, p.TimeZone),
                    p.Clinicians, p.Clinicians.Contains(reach.Person)))
                .OrderByDescending(p => p.IsMine).ThenByDescending(p => p.Risk).ThenBy(p => p.Patient, StringComparer.CurrentCulture),
        ];
    }

    /// <summary>The clinic date of that moment where the patient is treated.</summary>
    public static DateOnly? DayOf(DateTimeOffset? moment, string zone) =>
        moment is { } at ? ClinicClock.DateIn(ClinicClock.Zone(zone), at) : null;
}

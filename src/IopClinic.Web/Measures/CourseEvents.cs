using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>What the record knows of a patient that may have moved a course: beginnings and ends, crises, and medication.</summary>
internal static class CourseEvents
{
    /// <summary>Of each kind the latest; a course of years is not drawn with more.</summary>
    private const int Most = 120;

    private const string Medication = "medication";

    /// <summary>What the record knows beside the episodes: newest first, each once.</summary>
    public static async Task<IReadOnlyList<TrendEvent>> CourseEventsAsync(this ClinicDb db, Id<Patient> id)
    {
        var (alerts, plans, sessions, assessments) = await db.TogetherAsync(
            () => db.MeasureAlerts.AsNoTracking().Where(a => a.PatientId == id).OrderByDescending(a => a.RaisedAt).Take(Most)
                .Select(a => new { a.RaisedAt, a.InstrumentCode, a.AcknowledgedAt }).ToListAsync(),
            () => db.SafetyPlans.AsNoTracking().Where(p => p.PatientId == id).OrderByDescending(p => p.Number).Take(Most)
                .Select(p => new { p.ClinicDate, p.Number }).ToListAsync(),
            // A service has no kind of its own for this: what it is called says it.
            () => (
                from attendance in db.Attendances.AsNoTracking()
                where attendance.PatientId == id
                    && attendance.Status != AttendanceStatus.ExcusedAbsence && attendance.Status != AttendanceStatus.UnexcusedAbsence
                join session in db.Sessions.AsNoTracking() on new { attendance.SessionId, attendance.ClinicDate } equals new { SessionId = session.Id, session.ClinicDate }
                where session.CancelledAt == null
                join service in db.Services on session.ServiceId equals service.Id
                let isCrisis = EF.Functions.ILike(service.Name, "%crisis%")
                where isCrisis || (service.Kind == SessionKind.Individual && EF.Functions.ILike(service.Name, "%medication%"))
                orderby attendance.ClinicDate descending
                select new { attendance.ClinicDate, service.Name, IsCrisis = isCrisis }).Take(Most).ToListAsync(),
            () => db.Assessments.AsNoTracking().Include(a => a.Sections.Where(s => s.Key == "medical"))
                .Where(a => a.PatientId == id && a.SignedAt != null).OrderBy(a => a.SignedAt).Take(Most).ToListAsync());
        return InOrder(
            alerts.Select(a => new TrendEvent(
                    ClinicClock.DateIn(db.Actor.Zone, a.RaisedAt), $"Critical answer, {a.InstrumentCode}{(a.AcknowledgedAt is null ? ", open" : "")}", TrendEventKind.CriticalAnswer))
                .Concat(plans.Select(p => new TrendEvent(p.ClinicDate, p.Number == 1 ? "Safety plan" : $"Safety plan, version {p.Number}", TrendEventKind.SafetyPlan)))
                .Concat(sessions.Select(s => new TrendEvent(s.ClinicDate, s.Name, s.IsCrisis ? TrendEventKind.CrisisSession : TrendEventKind.Medication)))
                .Concat(assessments.Zip(assessments.Skip(1), (before, after) => (after.ClinicDate, Words: Changes(MedicalIn(before), MedicalIn(after))))
                    .Where(found => found.Words is not null)
                    .Select(found => new TrendEvent(found.ClinicDate, $"Medication otherwise than in the assessment before: {found.Words}", TrendEventKind.Medication))));
    }

    /// <summary>Newest first, each once.</summary>
    public static IReadOnlyList<TrendEvent> InOrder(IEnumerable<TrendEvent> events) => [.. events.Distinct().OrderByDescending(e => e.On).ThenBy(e => e.Kind)];

    /// <summary>What is taken now and was not, or otherwise, and what is not taken any more; null where nothing changed.</summary>
    public static string? Changes(Values before, Values after)
    {
        var (then, now) = (TakenIn(before), TakenIn(after));
        var changes = now.Where(drug => !then.ContainsKey(drug.Key)).Select(drug => $"{drug.Value.Name} added")
            .Concat(now.Where(drug => then.TryGetValue(drug.Key, out var old) && !string.Equals(old.Dose, drug.Value.Dose, StringComparison.OrdinalIgnoreCase))
                .Select(drug => $"{drug.Value.Name} {(drug.Value.Dose.Length > 0 ? drug.Value.Dose : "without a dose")}"))
            .Concat(then.Where(drug => !now.ContainsKey(drug.Key)).Select(drug => $"{drug.Value.Name} no longer"))
            .ToList();
        return changes.Count == 0 ? null : string.Join("; ", changes);
    }

    private static Values MedicalIn(Assessment assessment) =>
        assessment.Sections is [var medical] ? medical.Values : new Values(new Dictionary<string, string>());

    /// <summary>By name, in whatever letters and order it was written; what is taken twice a day in two doses is one.</summary>
    private static Dictionary<string, (string Name, string Dose)> TakenIn(Values values) =>
        values.RowsOf(Medication)
            .Select(row => (Name: values[$"{Medication}.{row}.name"], Dose: values[$"{Medication}.{row}.dose"]))
            .Where(drug => drug.Name is not null)
            .GroupBy(drug => drug.Name!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                same => same.Key,
                same => (same.Key, string.Join(" and ", same.Select(drug => drug.Dose).OfType<string>().Order(StringComparer.OrdinalIgnoreCase))),
                StringComparer.OrdinalIgnoreCase);
}

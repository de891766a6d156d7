using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Outreach;

/// <summary>Who may be about to stay away or to get worse, of the patients in treatment whose charts are open to the reader.</summary>
public sealed class EarlyWarnings(ClinicDb db, ClinicClock clock, InstrumentLibrary library)
{
    /// <summary>Nobody treats more people at a time.</summary>
    private const int Most = 1000;

    /// <summary>A questionnaire that is older says nothing of now.</summary>
    private const int DaysOfMeasures = 180;

    /// <summary>A last result that is older is no news.</summary>
    private const int DaysOfNews = 28;

    /// <param name="mine">Whose own patients alone; null for all.</param>
    /// <param name="today">The clinic date.</param>
    /// <param name="stop">When nobody waits any more.</param>
    public async Task<IReadOnlyList<Warned>> OfAsync(Id<StaffMember>? mine, DateOnly today, CancellationToken stop)
    {
        var charts = db.Reach?.Charts ?? [];
        var treated = await (
            from episode in db.Episodes.AsNoTracking()
            where episode.DischargedOn == null && episode.AdmittedOn <= today && charts.Contains(episode.PatientId) && (mine == null || episode.PrimaryClinicianId == mine)
            join patient in db.Patients on episode.PatientId equals patient.Id
            where patient.DeceasedOn == null
            join clinician in db.Staff on episode.PrimaryClinicianId equals clinician.Id
            orderby episode.AdmittedOn descending
            select new { patient.Id, patient.Name, patient.PreferredName, patient.Risk, patient.RiskRoseAt, Clinician = clinician.Name }).Take(Most).ToListAsync(stop);
        var people = treated.DistinctBy(p => p.Id).ToList();
        var keys = people.ConvertAll(p => p.Id);
        var shares = await SharesAsync(keys, today, stop);
        var worse = await WorseAsync(keys, today, stop);
        var open = await db.OpenOutreachAsync(keys, stop);
        var since = clock.Now.AddDays(-OutreachRules.WarningDays);
        return
        [
            .. from one in people
               let attendance = Say(shares.GetValueOrDefault((one.Id, true)), shares.GetValueOrDefault((one.Id, false)))
               let risk = one.RiskRoseAt > since
                   ? $"Risk rose to {Show.Words(one.Risk).ToLowerInvariant()} on {Show.Day(ClinicClock.DateIn(db.Actor.Zone, one.RiskRoseAt.Value))}"
                   : null
               let why = new[] { risk, attendance }.OfType<string>().Concat(worse[one.Id]).ToList()
               where why.Count > 0
               orderby one.Risk is RiskLevel.High ? 0 : one.Risk is RiskLevel.Moderate ? 1 : 2, why.Count descending, one.Name.Family, one.Id.Value
               select new Warned(
                   one.Id, one.Name.Called(one.PreferredName), one.Risk, one.Clinician.Full, why,
                   open.TryGetValue(one.Id, out var task) ? task : null),
        ];
    }

    /// <summary>Attendance of the last days (true) and of as many before them.</summary>
    private async Task<Dictionary<(Id<Patient> Patient, bool IsLast), AttendanceShare>> SharesAsync(List<Id<Patient>> patients, DateOnly today, CancellationToken stop)
    {
        var (begin, before) = (today.AddDays(1 - OutreachRules.WarningDays), today.AddDays(1 - (2 * OutreachRules.WarningDays)));
        var counted = await db.Attendances.AsNoTracking()
            .Where(a => patients.Contains(a.PatientId) && a.ClinicDate >= before && a.ClinicDate <= today)
            .GroupBy(a => new { a.PatientId, IsLast = a.ClinicDate >= begin, a.Status })
            .Select(same => new { same.Key.PatientId, same.Key.IsLast, same.Key.Status, Count = same.Count() })
            .ToListAsync(stop);
        return counted.GroupBy(c => (c.PatientId, c.IsLast)).ToDictionary(
            group => group.Key,
            group => new AttendanceShare(
                group.Sum(c => c.Count),
                group.Where(c => !c.Status.IsAbsence()).Sum(c => c.Count),
                group.Where(c => c.Status is AttendanceStatus.ExcusedAbsence).Sum(c => c.Count)));
    }

    private async Task<ILookup<Id<Patient>, string>> WorseAsync(List<Id<Patient>> patients, DateOnly today, CancellationToken stop)
    {
        var (since, news) = (today.AddDays(-DaysOfMeasures), today.AddDays(-DaysOfNews));
        var results = await db.Measures.AsNoTracking()
            .Where(m => patients.Contains(m.PatientId) && m.ClinicDate >= since && m.CompletedAt != null && m.WithdrawnAt == null && m.Total != null)
            .Select(m => new { m.PatientId, m.InstrumentCode, m.ClinicDate, m.StartedAt, Total = m.Total!.Value })
            .ToListAsync(stop);
        return (
            from ofOne in results.GroupBy(r => (r.PatientId, r.InstrumentCode))
            let latest = ofOne.OrderByDescending(r => r.ClinicDate).ThenByDescending(r => r.StartedAt).Take(2).ToList()
            where latest.Count == 2 && latest[0].ClinicDate >= news
            let instrument = library.Find(ofOne.Key.InstrumentCode)
            where instrument?.Change.Between(latest[1].Total, latest[0].Total).IsReliableDeterioration == true
            orderby ofOne.Key.InstrumentCode
            select (ofOne.Key.PatientId, Words: $"{instrument.Code} from {latest[1].Total:0.#} to {latest[0].Total:0.#} on {Show.Day(latest[0].ClinicDate)}: reliably worse"))
            .ToLookup(one => one.PatientId, one => one.Words);
    }

    private static string? Say(AttendanceShare last, AttendanceShare before)
    {
        var came = $"Came to {last.Came} of {last.Planned} sessions in {OutreachRules.WarningDays} days ({last.Percent} %)"
            + (last.Excused == 0 ? "" : $", {last.Excused} excused");
        return AttendanceWarning.Of(last, before) switch
        {
            AttendanceFault.None => null,
            AttendanceFault.Low => came,
            _ => $"{came}, after {before.Percent} % in the {OutreachRules.WarningDays} days before",
        };
    }
}

/// <summary>Somebody to look after before they stay away.</summary>
/// <param name="Why">Each reason in words and numbers.</param>
/// <param name="Task">The outreach that is open already.</param>
public sealed record Warned(Id<Patient> PatientId, string Patient, RiskLevel Risk, string Clinician, IReadOnlyList<string> Why, Id<OutreachTask>? Task);

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>
/// The weekly mix of services that a plan prescribes, against what the program demands, and what is scheduled and was delivered in the
/// week at hand.
/// </summary>
public sealed record PlanMix(IReadOnlyList<PlanMix.Line> Lines, int Prescribed, int Minimum, int Scheduled, int Delivered)
{
    public bool IsBelow => Prescribed < Minimum;

    public string Sentence => Lines.Count == 0
        ? $"No intervention names a service and how often yet; the program asks for {Show.Minutes(Minimum)} a week."
        : $"{Show.Minutes(Prescribed)} a week prescribed of {Show.Minutes(Minimum)} that the program asks for"
            + (IsBelow ? $": {Show.Minutes(Minimum - Prescribed)} are missing." : ".");

    public static async Task<PlanMix> OfAsync(
        ClinicDb db, Id<Patient> patient, PlanContent content, PlanNames names, Domain.Programs.Program program, DateOnly today, DateTimeOffset now)
    {
        var (monday, sunday) = (ClinicWeek.Of(today).Monday, ClinicWeek.Of(today).Sunday);
        var (booked, counted) = await db.TogetherAsync(
            () => (
                from place in db.RosterPlaces.AsNoTracking()
                where place.PatientId == patient && place.ClinicDate >= monday && place.ClinicDate <= sunday
                join session in db.Sessions on place.SessionId equals session.Id
                where session.CancelledAt == null
                from attendance in db.Attendances.Where(a => a.SessionId == place.SessionId && a.PatientId == place.PatientId).DefaultIfEmpty()
                select new
                {
                    session.ServiceId,
                    session.StartsAt,
                    session.EndsAt,
                    session.BreakMinutes,
                    Attended = attendance == null ? (int?)null : attendance.Minutes,
                }).ToListAsync(),
            () => db.Services.AsNoTracking().Where(s => s.CountsTowardHours).Select(s => s.Id).ToListAsync());
        var prescribed = Prescription.Of(content);
        var keys = prescribed.Select(one => one.ServiceId).Concat(booked.Select(one => one.ServiceId)).Distinct();
        var lines = keys.Select(service =>
        {
            var of = booked.Where(one => one.ServiceId == service).ToList();
            return new Line(
                names.Services.GetValueOrDefault(service, "Another service"),
                prescribed.FirstOrDefault(one => one.ServiceId == service),
                of.Sum(one => (int)(one.EndsAt - one.StartsAt).TotalMinutes - one.BreakMinutes),
                of.Sum(one => one.Attended ?? 0),
                counted.Contains(service));
        }).OrderByDescending(line => line.Prescribed?.WeeklyMinutes ?? 0).ThenBy(line => line.Service, StringComparer.CurrentCulture).ToList();
        return new PlanMix(
            lines,
            (int)Math.Round(lines.Where(line => line.Counts).Sum(line => line.Prescribed?.WeeklyMinutes ?? 0)),
            program.WeeklyMinutesMinimum,
            lines.Where(line => line.Counts).Sum(line => line.Scheduled),
            lines.Where(line => line.Counts).Sum(line => line.Delivered));
    }

    /// <summary>One service.</summary>
    /// <param name="Service">Its name.</param>
    /// <param name="Prescribed">What the plan prescribes; null where it is booked all the same.</param>
    /// <param name="Scheduled">Minutes booked in the week at hand.</param>
    /// <param name="Delivered">Minutes attended in it so far.</param>
    /// <param name="Counts">Whether it counts toward the program's hours.</param>
    public sealed record Line(string Service, PrescribedService? Prescribed, int Scheduled, int Delivered, bool Counts)
    {
        public string Words => $"{Service}: {(Prescribed is { } p ? PlanWords.Frequency(p.Times, p.EveryWeeks, p.Minutes) : "not in the plan")}{(Counts ? "" : " (does not count toward hours)")}";
    }
}

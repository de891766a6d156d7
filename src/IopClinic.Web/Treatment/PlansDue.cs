using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Plans, reviews, co-signatures and certifications that have to be signed, of the patients whose charts are open to the reader.</summary>
public static class PlansDue
{
    /// <summary>Nobody treats more people at a time.</summary>
    private const int Most = 1000;

    /// <summary>What is due later than that is shown when everything is asked for.</summary>
    internal const int DaysAhead = 7;

    /// <summary>All of them, the late ones first.</summary>
    /// <param name="db">The record.</param>
    /// <param name="me">Who asks.</param>
    /// <param name="clinicians">Only of the patients whose primary clinician is among them; null for all.</param>
    /// <param name="today">The clinic date.</param>
    public static async Task<IReadOnlyList<Line>> PlansDueAsync(this ClinicDb db, Id<StaffMember> me, IReadOnlyCollection<Id<StaffMember>>? clinicians, DateOnly today)
    {
        var charts = db.Reach?.Charts ?? [];
        var episodes = await (
            from episode in db.Episodes.AsNoTracking()
            where episode.DischargedOn == null && charts.Contains(episode.PatientId) && (clinicians == null || clinicians.Contains(episode.PrimaryClinicianId))
            join patient in db.Patients on episode.PatientId equals patient.Id
            join program in db.Programs on episode.ProgramId equals program.Id
            join site in db.Sites on episode.SiteId equals site.Id
            join clinician in db.Staff on episode.PrimaryClinicianId equals clinician.Id
            orderby episode.AdmittedOn
            select new
            {
                episode.Id,
                episode.PatientId,
                episode.AdmittedOn,
                patient.Name,
                patient.PreferredName,
                Program = program.Name,
                program.Plans,
                site.TimeZone,
                episode.PrimaryClinicianId,
                Clinician = clinician.Name,
            }).Take(Most).ToListAsync();
        var keys = episodes.ConvertAll(e => e.Id);
        var patients = episodes.ConvertAll(e => e.PatientId);
        var plans = await db.TreatmentPlans.AsNoTracking().Where(p => patients.Contains(p.PatientId) && keys.Contains(p.EpisodeId))
            .Select(p => new Version(p.Id, p.PatientId, p.EpisodeId, p.Kind, p.ClinicDate, p.SignedAt, p.CoSignerId, p.CoSignedAt, p.CertifiedAt, p.EndedAt)).ToListAsync();
        var ofEpisode = plans.ToLookup(p => p.EpisodeId);
        var coursed = episodes.ConvertAll(e =>
        {
            var zone = ClinicClock.Zone(e.TimeZone);
            var signed = ofEpisode[e.Id].Where(p => p.SignedAt is not null)
                .Select(p => new PlanMilestone(p.Kind, p.On, p.CertifiedAt is { } at ? ClinicClock.DateIn(zone, at) : null)).ToList();
            return (Episode: e, Deadlines: PlanCalendar.Of(e.AdmittedOn, e.Plans, signed));
        });
        var reviewed = coursed.Where(one => one.Deadlines.Any(d => d.Duty is PlanDuty.Review))
            .GroupBy(one => one.Episode.PatientId).ToDictionary(one => one.Key, one => one.Max(c => c.Deadlines.First(d => d.Duty is PlanDuty.Review).Since));
        var occasions = await db.OccasionsAsync(reviewed, db.Actor.Zone);
        var lines = new List<Line>();
        foreach (var (episode, deadlines) in coursed)
        {
            var name = episode.Name.Called(episode.PreferredName);
            var versions = ofEpisode[episode.Id].ToList();
            var draft = versions.Find(p => p.SignedAt is null && p.EndedAt is null);
            foreach (var deadline in deadlines.Where(d => d.Duty is not PlanDuty.ComprehensivePlan || deadlines.All(other => other.Duty is not PlanDuty.InitialPlan)))
            {
                var because = deadline.Duty is PlanDuty.Review ? occasions[episode.PatientId].ToList() : [];
                // What happened calls for the review at once.
                var on = because.Count > 0 && deadline.On > today ? today : deadline.On;
                Add(Show.Words(deadline.Duty), deadline.Duty, deadline.Since, on, on < today, because, deadline.Duty is PlanDuty.Certification ? versions.Find(p => p.SignedAt is not null && p.EndedAt is null) : draft);
            }

            foreach (var waits in versions.Where(p => p is { SignedAt: not null, CoSignerId: not null, CoSignedAt: null }))
            {
                Add("Co-signature", null, waits.On, waits.On.AddDays(CoSigning.DueDays), waits.On.AddDays(CoSigning.DueDays) < today, waits.CoSignerId == me ? ["It is yours to co-sign"] : [], waits);
            }

            void Add(string what, PlanDuty? duty, DateOnly since, DateOnly on, bool isLate, IReadOnlyList<string> because, Version? version) => lines.Add(new Line(
                episode.PatientId, episode.Id, name, episode.Program, episode.PrimaryClinicianId, episode.Clinician.Full, what, duty, since, on, isLate, because,
                version is null ? null : $"/Patients/{episode.PatientId}/Plans/{version.Id}{(version.SignedAt is not null ? "" : version.Kind is PlanKind.Review ? "/Review" : "/Write")}"));
        }

        return [.. lines.OrderByDescending(line => line.IsLate).ThenBy(line => line.On).ThenBy(line => line.Patient, StringComparer.CurrentCulture)];
    }

    /// <summary>One thing to sign.</summary>
    /// <param name="Since">What it is counted from: tells this one from the next of its kind.</param>
    /// <param name="Href">Where a draft of it, or what is to be signed, is; null where nothing is begun.</param>
    public sealed record Line(
        Id<Patient> PatientId, Id<Episode> EpisodeId, string Patient, string Program, Id<StaffMember> ClinicianId, string Clinician, string What, PlanDuty? Duty, DateOnly Since, DateOnly On, bool IsLate, IReadOnlyList<string> Because, string? Href)
    {
        /// <summary>Late, due this week, or waiting for a co-signature.</summary>
        public bool IsSoon(DateOnly today) => IsLate || On <= today.AddDays(DaysAhead) || Duty is null;

        /// <summary>What is begun for it; null where something is there already, or a physician has to sign.</summary>
        public PlanKind? Begins => Href is not null ? null : Duty switch
        {
            PlanDuty.InitialPlan => PlanKind.Initial,
            PlanDuty.ComprehensivePlan => PlanKind.Comprehensive,
            PlanDuty.Review => PlanKind.Review,
            _ => null,
        };
    }

    private sealed record Version(
        Id<TreatmentPlan> Id,
        Id<Patient> PatientId,
        Id<Episode> EpisodeId,
        PlanKind Kind,
        DateOnly On,
        DateTimeOffset? SignedAt,
        Id<StaffMember>? CoSignerId,
        DateTimeOffset? CoSignedAt,
        DateTimeOffset? CertifiedAt,
        DateTimeOffset? EndedAt);
}

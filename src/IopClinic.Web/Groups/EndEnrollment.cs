using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>
/// Ends enrollments with their last day and takes the patient off the roster of every later session of the group. Saved by the caller.
/// </summary>
public sealed class EndEnrollment(ClinicDb db)
{
    /// <exception cref="RuleViolation">It ended earlier already, or a later session has a record of the patient.</exception>
    public async Task OnAsync(Enrollment enrollment, DateOnly lastDay, CancellationToken stop = default)
    {
        enrollment.End(lastDay);
        var patientId = enrollment.PatientId;
        var later = await db.Set<GroupSession>()
            .Include(s => s.Roster.Where(p => p.PatientId == patientId))
            .Include(s => s.Attendances.Where(a => a.PatientId == patientId))
            .Include(s => s.Notes.Where(n => n.PatientId == patientId))
            // A make-up was promised for its own day, and stands whatever group the patient is in.
            .Where(s => s.GroupId == enrollment.GroupId && s.ClinicDate > lastDay && s.Roster.Any(p => p.PatientId == patientId && p.MakeUpAt == null))
            .OrderBy(s => s.ClinicDate)
            .AsSplitQuery()
            .ToListAsync(stop);
        // An enrollment that begins again after this one keeps the places of its own days.
        var others = await db.Enrollments.AsNoTracking()
            .Where(e => e.GroupId == enrollment.GroupId && e.PatientId == patientId && e.Id != enrollment.Id)
            .ToListAsync(stop);
        var released = later.Where(s => !others.Exists(e => e.Days.Covers(s.ClinicDate))).ToList();
        if (released.FindLast(s => s.Attendances.Any(a => a.PatientId == patientId) || s.Notes.Any(n => n.PatientId == patientId)) is { } recorded)
        {
            throw new RuleViolation(
                $"{recorded.Title} on {Show.Day(recorded.ClinicDate)} already has a record of the patient. "
                    + "The last day must be that day or a later one.",
                "LastDay");
        }

        foreach (var session in released)
        {
            session.Release(patientId);
        }
    }

    /// <summary>Ends every enrollment of an episode that would go on after <paramref name="lastDay"/>: the patient is discharged.</summary>
    /// <exception cref="RuleViolation">A later session has a record of the patient.</exception>
    public async Task AllOfAsync(Episode episode, DateOnly lastDay, CancellationToken stop = default)
    {
        var running = await db.Enrollments
            .Where(e => e.EpisodeId == episode.Id && (e.Until == null || e.Until > lastDay))
            .ToListAsync(stop);
        foreach (var enrollment in running)
        {
            await OnAsync(enrollment, lastDay, stop);
        }

        await GiveBackMakeUpsAsync(episode, lastDay, stop);
    }

    private async Task GiveBackMakeUpsAsync(Episode episode, DateOnly lastDay, CancellationToken stop)
    {
        var (episodeId, patientId) = (episode.Id, episode.PatientId);
        var later = await db.Set<GroupSession>()
            .Include(s => s.Roster.Where(p => p.PatientId == patientId))
            .Include(s => s.Attendances.Where(a => a.PatientId == patientId))
            .Include(s => s.Notes.Where(n => n.PatientId == patientId))
            .Where(s => s.ClinicDate > lastDay && s.Roster.Any(p => p.PatientId == patientId && p.EpisodeId == episodeId && p.MakeUpAt != null))
            .AsSplitQuery()
            .ToListAsync(stop);
        foreach (var session in later)
        {
            RuleViolation.Unless(
                session.Attendances.All(a => a.PatientId != patientId) && session.Notes.All(n => n.PatientId != patientId),
                $"{session.Title} on {Show.Day(session.ClinicDate)} already has a record of the patient. The last day must be that day or a later one.",
                "LastDay");
            session.GiveBack(patientId);
        }
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>
/// Ends an episode of care with everything that hangs on it: enrollments end that day, places on later rosters become free, and
/// one-to-one and family sessions that were booked for later are cancelled.
/// </summary>
public sealed class DischargePatient(ClinicDb db, ClinicClock clock)
{
    /// <summary>Does all of it to tracked rows; the caller saves.</summary>
    /// <returns>The places that became free.</returns>
    /// <exception cref="RuleViolation">The episode is closed, the date is impossible, or the patient attended after it.</exception>
    public async Task<int> DoAsync(Episode episode, DateOnly on, DischargeReason reason, string? note, StaffMember by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(episode);
        episode.Discharge(on, reason, note, by, today);
        if (!await db.Episodes.AnyAsync(e => e.PatientId == episode.PatientId && e.Id != episode.Id && e.DischargedOn == null))
        {
            foreach (var member in await db.CareTeams.Where(m => m.PatientId == episode.PatientId).ToListAsync())
            {
                member.EndWithDischarge(on);
            }
        }

        foreach (var plan in await db.TreatmentPlans.Where(p => p.EpisodeId == episode.Id && p.SignedAt != null && p.EndedAt == null).ToListAsync())
        {
            plan.EndWithEpisode(clock.Now);
        }

        foreach (var outreach in await db.OutreachTasks.Where(t => t.EpisodeId == episode.Id && t.ClosedAt == null).ToListAsync())
        {
            outreach.EndWithEpisode(clock.Now);
        }

        var places = await db.RosterPlaces.CountAsync(p => p.EpisodeId == episode.Id && p.ClinicDate > on);
        await new EndEnrollment(db).AllOfAsync(episode, on);
        var booked = await db.Sessions.AsSplitQuery()
            .Include(s => s.Attendances).Include(s => s.Notes)
            .Where(s => s.ClinicDate > on && s.CancelledAt == null && !(s is GroupSession) && s.Roster.Any(p => p.EpisodeId == episode.Id))
            .OrderBy(s => s.ClinicDate)
            .ToListAsync();
        foreach (var session in booked)
        {
            RuleViolation.Unless(
                session.Attendances.Count == 0 && session.Notes.Count == 0,
                $"{session.Title} on {Show.Date(session.ClinicDate)} already has a record of this patient. Discharge on that day or later.",
                nameof(Episode.DischargedOn));
            session.Cancel("The episode of care has ended.", by, clock.Now);
        }

        return places;
    }
}

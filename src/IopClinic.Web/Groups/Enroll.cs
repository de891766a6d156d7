using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>
/// Gives patients their places in groups, and with them a place on every session of those days that is neither cancelled nor signed.
/// The groups and their sessions are saved before; what this does is saved by the caller, all of it or nothing.
/// </summary>
public sealed class Enroll(ClinicDb db)
{
    /// <param name="groups">Tracked groups.</param>
    /// <param name="episodes">The open episodes of those who join.</param>
    /// <param name="from">First day in the group.</param>
    /// <param name="until">Last day in the group; null while no end is set.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RuleViolation">The group is full, somebody is in it already, or the dates do not fit.</exception>
    public async Task IntoAsync(
        IReadOnlyCollection<Group> groups, IReadOnlyCollection<Episode> episodes, DateOnly from, DateOnly? until = null, CancellationToken stop = default)
    {
        var ids = groups.Select(group => group.Id).ToList();
        // Whoever asks holds the groups: their places find their way into them.
        await db.Enrollments.Where(enrollment => ids.Contains(enrollment.GroupId)).LoadAsync(stop);
        foreach (var group in groups)
        {
            foreach (var episode in episodes)
            {
                group.Enroll(episode, from, until);
            }
        }

        foreach (var session in await OpenSessionsAsync(ids, episodes, from, until, stop))
        {
            foreach (var episode in episodes)
            {
                session.Seat(episode);
            }
        }
    }

    /// <summary>With the places of those who join, and of nobody else: a term of several groups is long.</summary>
    private Task<List<GroupSession>> OpenSessionsAsync(
        List<Id<Group>> groups, IReadOnlyCollection<Episode> episodes, DateOnly from, DateOnly? until, CancellationToken stop)
    {
        var patients = episodes.Select(episode => episode.PatientId).ToList();
        return db.Set<GroupSession>()
            .Include(s => s.Roster.Where(place => patients.Contains(place.PatientId)))
            .Where(s => groups.Contains(s.GroupId) && s.CancelledAt == null)
            .Where(s => s.ClinicDate >= from && (until == null || s.ClinicDate <= until))
            .Where(s => !db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Signed > 0))
            .ToListAsync(stop);
    }
}

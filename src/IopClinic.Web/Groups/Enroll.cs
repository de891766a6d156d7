using IopClinic.Database;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>
/// Gives patients their places in a group, and with them a place on every session of those days that is neither cancelled nor signed.
/// The group and its sessions are saved before; what this does is saved by the caller, all of it or nothing.
/// </summary>
public sealed class Enroll(ClinicDb db)
{
    /// <param name="group">A tracked group.</param>
    /// <param name="episodes">The open episodes of those who join.</param>
    /// <param name="from">First day in the group.</param>
    /// <param name="until">Last day in the group; null while no end is set.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="Domain.RuleViolation">The group is full, somebody is in it already, or the dates do not fit.</exception>
    public async Task<IReadOnlyList<Enrollment>> IntoAsync(
        Group group, IReadOnlyCollection<Episode> episodes, DateOnly from, DateOnly? until = null, CancellationToken stop = default)
    {
        await db.Entry(group).Collection(g => g.Enrollments).LoadAsync(stop);
        var enrollments = episodes.Select(episode => group.Enroll(episode, from, until)).ToList();
        foreach (var session in await OpenSessionsAsync(group, from, until, stop))
        {
            foreach (var episode in episodes)
            {
                session.Seat(episode);
            }
        }

        return enrollments;
    }

    private Task<List<GroupSession>> OpenSessionsAsync(Group group, DateOnly from, DateOnly? until, CancellationToken stop) =>
        db.Set<GroupSession>()
            .Include(s => s.Roster)
            .Where(s => s.GroupId == group.Id && s.CancelledAt == null)
            .Where(s => s.ClinicDate >= from && (until == null || s.ClinicDate <= until))
            .Where(s => !db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Signed > 0))
            .ToListAsync(stop);
}

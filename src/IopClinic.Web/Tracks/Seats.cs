using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>Gives everybody who is enrolled their place on new sessions of their groups. Saved by the caller.</summary>
public sealed class Seats(ClinicDb db)
{
    public async Task FillAsync(IReadOnlyCollection<Id<Group>> groups, IReadOnlyCollection<GroupSession> sessions, CancellationToken stop = default)
    {
        if (sessions.Count == 0)
        {
            return;
        }

        var first = sessions.Min(s => s.ClinicDate);
        var enrolled = (await db.Enrollments.AsNoTracking()
            .Where(e => groups.Contains(e.GroupId) && (e.Until == null || e.Until >= first) && db.Episodes.Any(one => one.Id == e.EpisodeId && one.DischargedOn == null))
            .ToListAsync(stop)).ToLookup(e => e.GroupId);
        var ids = enrolled.SelectMany(own => own).Select(e => e.EpisodeId).Distinct().ToList();
        var episodes = await db.Episodes.Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, stop);
        foreach (var session in sessions)
        {
            foreach (var enrollment in enrolled[session.GroupId].Where(e => e.Covers(session.ClinicDate)))
            {
                session.Seat(episodes[enrollment.EpisodeId]);
            }
        }
    }
}

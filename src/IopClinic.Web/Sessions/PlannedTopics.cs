using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>What a curriculum has for a session.</summary>
public static class PlannedTopics
{
    /// <summary>The topic that a group's curriculum has for its session of a date; null where it follows none.</summary>
    public static async Task<string?> PlannedTopicAsync(this ClinicDb db, Id<Group> groupId, DateOnly date, CancellationToken stop = default)
    {
        var follows = await (
            from followed in db.Groups.AsNoTracking()
            join curriculum in db.Curricula.AsNoTracking() on followed.CurriculumId equals curriculum.Id
            where followed.Id == groupId && followed.CurriculumFrom <= date
            select new { Curriculum = curriculum, followed.CurriculumStart, followed.CurriculumFrom }).FirstOrDefaultAsync(stop);
        if (follows is null)
        {
            return null;
        }

        var before = await db.Set<GroupSession>().Where(s => s.GroupId == groupId && s.ClinicDate >= follows.CurriculumFrom && s.ClinicDate < date)
            .Select(s => s.CancelledAt != null).ToListAsync(stop);
        return follows.Curriculum.TopicOf(follows.CurriculumStart, before.Count, before.Count(isCancelled => isCancelled));
    }
}

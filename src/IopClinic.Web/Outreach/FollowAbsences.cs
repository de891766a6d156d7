using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Outreach;

/// <summary>
/// Makes work of what was recorded on a roll: opens an outreach for whoever stayed away without excuse, raises the one that is open, and
/// takes back what was corrected. The caller saves it together with the attendance.
/// </summary>
public sealed class FollowAbsences(ClinicDb db, ClinicClock clock)
{
    /// <summary>Nobody's absences in a row reach further back.</summary>
    public const int DaysBack = 60;

    /// <summary>The outreach that is open for any of these patients.</summary>
    public static IQueryable<OutreachTask> OpenOf(ClinicDb db, IReadOnlyCollection<Id<Patient>> patients) =>
        db.OutreachTasks.Where(t => patients.Contains(t.PatientId) && t.ClosedAt == null);

    /// <param name="session">As it now stands, tracked.</param>
    /// <param name="before">What stood recorded before.</param>
    /// <param name="zone">Of the site.</param>
    /// <param name="known">What <see cref="OpenOf"/> answered for all of them, tracked; null where nobody has asked yet.</param>
    public async Task RunAsync(
        Session session, IReadOnlyDictionary<Id<Patient>, AttendanceStatus> before, TimeZoneInfo zone, IReadOnlyCollection<OutreachTask>? known = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        var changed = session.Attendances.Where(a => !before.TryGetValue(a.PatientId, out var was) || was != a.Status).ToDictionary(a => a.PatientId, a => a.Status);
        if (changed.Count == 0)
        {
            return;
        }

        var keys = changed.Keys.ToList();
        var open = (known ?? await OpenOf(db, keys).ToListAsync()).Where(t => changed.ContainsKey(t.PatientId)).ToDictionary(t => t.PatientId);
        var away = changed.Where(one => one.Value is AttendanceStatus.UnexcusedAbsence).Select(one => one.Key).ToHashSet();
        keys = [.. keys.Where(id => away.Contains(id) || open.ContainsKey(id))];
        if (keys.Count == 0)
        {
            return;
        }

        var places = session.Roster.Where(place => keys.Contains(place.PatientId)).ToDictionary(place => place.PatientId, place => place.EpisodeId);
        var episodeIds = places.Values.OfType<Id<Episode>>().Concat(open.Values.Select(t => t.EpisodeId)).ToList();
        var since = open.Values.Where(t => keys.Contains(t.PatientId)).Select(t => t.ClinicDate).Append(session.ClinicDate).Min().AddDays(-DaysBack);
        var (episodes, risks, entries) = await db.TogetherAsync(
            () => db.Episodes.AsNoTracking().Where(e => episodeIds.Contains(e.Id)).ToDictionaryAsync(e => e.Id),
            () => db.Patients.Where(p => keys.Contains(p.Id)).Select(p => new { p.Id, p.Risk }).ToDictionaryAsync(p => p.Id, p => p.Risk),
            () => db.RollOf(keys, since).Where(r => r.SessionId != session.Id).ToListAsync());
        var roll = entries.ToLookup(r => r.PatientId, r => r.Entry);
        var staff = (await db.HouseAsync()).Staff;
        foreach (var id in keys.Where(id => risks.ContainsKey(id)))
        {
            var entry = new RollEntry(session.Id, session.ClinicDate, session.StartsAt, session.EndsAt, changed[id]);
            if (open.TryGetValue(id, out var task))
            {
                var all = roll[id].Where(r => r.On >= episodes[task.EpisodeId].AdmittedOn).Append(entry).ToList();
                task.Follow(all, entry.IsUnexcused ? entry : null, staff[task.OwnerId], risks[id], zone, clock.Now);
            }
            else if (places.GetValueOrDefault(id) is { } key && episodes.GetValueOrDefault(key) is { IsOpen: true } episode)
            {
                // Only what was recorded of this time in treatment.
                var all = roll[id].Where(r => r.On >= episode.AdmittedOn).Append(entry);
                var primary = staff[episode.PrimaryClinicianId];
                var owner = primary.IsActive ? primary : session.Clinicians.Select(c => staff[c.StaffMemberId]).FirstOrDefault(s => s.IsActive) ?? primary;
                db.OutreachTasks.Add(new OutreachTask(episode, entry, AbsenceRun.Of(all, entry), owner, risks[id], zone, clock.Now));
            }
        }
    }
}

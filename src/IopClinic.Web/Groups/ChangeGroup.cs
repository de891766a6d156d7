using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tracks;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>How a group is to meet from a day on; its break stays.</summary>
public sealed record GroupPlan(
    DateOnly From, IReadOnlyList<DayOfWeek> Weekdays, TimeOnly StartsAt, int Minutes, SessionMode Mode, Id<Room>? RoomId,
    IReadOnlyCollection<Id<StaffMember>> Facilitators);

/// <summary>
/// Changes a group and its coming sessions from a day on. Those before that day stay as they happened; so do time and day of one that has
/// a record, has begun, or was moved on its own. First it looks, then it saves what was seen.
/// </summary>
internal sealed class ChangeGroup(ClinicDb db, ClinicClock clock)
{
    /// <summary>What speaks against other rooms and leaders; another time is held against everything.</summary>
    private static readonly ClashKind[] OfRoomsAndLeaders =
        [ClashKind.Room, ClashKind.RoomTooSmall, ClashKind.Leader, ClashKind.Leave, ClashKind.Credential, ClashKind.Availability];

    private Site _site = null!;
    private Service _service = null!;
    private List<Step> _steps = [];

    public Group Group { get; private set; } = null!;

    public ClashSheet Sheet { get; private set; } = null!;

    /// <summary>How many sessions change.</summary>
    public int Count => _steps.Count;

    private sealed record Step(GroupSession Session, Occurrence To);

    /// <summary>Works out what every session becomes and holds it against the schedule. Nothing is saved, but what is loaded is changed.</summary>
    /// <param name="id">The group.</param>
    /// <param name="version">What whoever changes it has seen of it.</param>
    /// <param name="to">How it is to meet.</param>
    /// <param name="form">What is otherwise for single sessions.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RuleViolation">A part of it is impossible.</exception>
    /// <exception cref="DbUpdateConcurrencyException">Somebody else saved another change of the group.</exception>
    public async Task LookAsync(Id<Group> id, uint version, GroupPlan to, SheetForm form, CancellationToken stop)
    {
        Group = await db.Groups.Include(g => g.Facilitators).Include(g => g.Enrollments).AsSplitQuery().FirstAsync(g => g.Id == id, stop);
        if (Group.Version != version)
        {
            throw new DbUpdateConcurrencyException("Somebody else saved another change of the group.");
        }

        _site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == Group.SiteId, stop);
        _service = await db.Services.FirstAsync(s => s.Id == Group.ServiceId, stop);
        RuleViolation.Unless(to.From >= clock.Today(_site.Zone), "Sessions of the past stay as they were. Choose today or a later day.", nameof(to.From));
        // Facilitators are rows of their own; without this, two people who change only them would not notice each other.
        db.Entry(Group).Property(g => g.Mode).IsModified = true;

        var before = new { Time = (Group.StartsAt, Group.Minutes), Weekdays = Group.Weekdays.ToHashSet(), Leaders = Group.LeadersInOrder() };
        var instead = Group.MeetInstead(new WeeklyTime(to.Weekdays, to.StartsAt, to.Minutes, Group.BreakAfter, Group.BreakMinutes));
        var isOtherTime = instead.Count > 0 || before.Time != (Group.StartsAt, Group.Minutes);
        Group.MeetIn(_site.Rooms.FirstOrDefault(r => r.Id == to.RoomId), to.Mode);
        Group.LedBy(await GroupChoices.ChosenAsync(db, to.Facilitators, stop), _service, to.From);

        var changes = form.ReadChanges(_site, [.. (await new FactsReader(db).CliniciansAsync(_site.Id, stop)).Select(c => c.Id)])
            .GroupBy(change => change.Date).ToDictionary(alike => alike.Key, alike => alike.Aggregate((one, later) => one.With(later)));
        var sessions = await db.Set<GroupSession>().Include(s => s.Clinicians).Include(s => s.Roster).AsSplitQuery()
            .Where(s => s.GroupId == id && s.ClinicDate >= to.From && s.CancelledAt == null)
            .Where(s => !db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Signed > 0))
            .OrderBy(s => s.ClinicDate).ThenBy(s => s.StartsAt).ToListAsync(stop);
        var ids = sessions.ConvertAll(s => s.Id);
        var recorded = await db.SessionCounts.Where(c => ids.Contains(c.SessionId) && c.Recorded > 0).Select(c => c.SessionId).ToListAsync(stop);
        _steps = [.. sessions.Select((session, turn) => new Step(session, OccurrenceOf(session, turn)))];

        var people = isOtherTime ? sessions.SelectMany(s => s.Roster).Select(place => place.PatientId).Distinct().ToList() : [];
        var facts = _steps.Count == 0
            ? new ScheduleFacts { Site = _site }
            : await new FactsReader(db).ReadAsync(_site, _steps.Min(s => s.To.Date), _steps.Max(s => s.To.Date), people, ids, stop);
        Sheet = ClashSheet.Of(
            _steps.ConvertAll(step => step.To), facts, kind => isOtherTime || OfRoomsAndLeaders.Contains(kind), fix => fix is not FixKind.Skip);

        Occurrence OccurrenceOf(GroupSession session, int turn)
        {
            var (date, starts, minutes) = (session.ClinicDate, ClinicClock.TimeIn(_site.Zone, session.StartsAt), (int)(session.EndsAt - session.StartsAt).TotalMinutes);
            var wasMoved = !before.Weekdays.Contains(date.DayOfWeek) || (starts, minutes) != before.Time;
            var mayMove = session.StartsAt > clock.Now && !recorded.Contains(session.Id);
            if (isOtherTime && mayMove && !wasMoved)
            {
                (starts, minutes) = (Group.StartsAt, Group.Minutes);
                // In the week it begins in, nothing moves to before that day.
                if (instead.TryGetValue(date.DayOfWeek, out var other)
                    && date.AddDays(Weekly.FromMonday(other) - Weekly.FromMonday(date.DayOfWeek)) is var moved && moved >= to.From)
                {
                    date = moved;
                }
            }

            var change = changes.GetValueOrDefault(date);
            return new Occurrence(0, Group.Name, _service, date, mayMove ? change?.Starts ?? starts : starts, minutes)
            {
                Room = Group.Mode is SessionMode.OnSite ? change?.Room ?? Group.RoomId : Group.RoomId,
                Leaders = change?.Leader is { } leader ? [leader] : session.LeadersAfter(Group, before.Leaders, turn),
                Patients = isOtherTime ? [.. session.Roster.Select(place => place.PatientId)] : [],
                Places = Group.Heads,
                CountedMinutes = _service.CountsTowardHours ? minutes - Group.BreakMinutes : 0,
                Of = session.Id,
            };
        }
    }

    /// <summary>Saves what was looked at.</summary>
    /// <param name="reason">Why, although something stands against it that may be.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>How many places are given up, as somebody is not in treatment on the new date.</returns>
    /// <exception cref="RuleViolation">Somebody took a room, a clinician or a patient meanwhile.</exception>
    public async Task<int> SaveAsync(string? reason, StaffMember by, CancellationToken stop)
    {
        var episodeIds = _steps.SelectMany(step => step.Session.Roster).Select(place => place.EpisodeId).OfType<Id<Episode>>().Distinct().ToList();
        var episodes = await db.Episodes.AsNoTracking().Where(e => episodeIds.Contains(e.Id)).ToListAsync(stop);
        var leaderIds = _steps.SelectMany(step => step.To.Leaders).Distinct().ToList();
        var leaders = await db.Staff.Where(s => leaderIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        Group.LastsUntil(_steps.Select(step => step.To.Date).Append(Group.Until).Max());
        db.ClashWaivers.AddRange(Sheet.Causes.Select(cause => new ClashWaiver(Group, cause, reason!, by, clock.Now)));
        var gone = 0;
        foreach (var (session, to) in _steps)
        {
            if ((session.ClinicDate, ClinicClock.TimeIn(_site.Zone, session.StartsAt), (session.EndsAt - session.StartsAt).TotalMinutes) != (to.Date, to.Starts, to.Minutes))
            {
                gone += session.MoveTo(to.Date, to.Starts, to.Minutes, _site.Zone, clock.Today(_site.Zone), episodes).Count;
            }

            session.MeetIn(_site.Rooms.FirstOrDefault(r => r.Id == to.Room), Group.Mode);
            session.FreeAllBut(to.Leaders);
        }

        var reserve = new Reserve(db);
        await reserve.SaveAsync(_site, stop);
        // Only now: whoever takes over is asked for the new time, and not for the old one.
        foreach (var (session, to) in _steps)
        {
            session.HandTo([.. to.Leaders.Select(id => leaders[id])], _service);
        }

        await reserve.SaveAsync(_site, stop);
        return gone;
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>What a move asks for: who goes where, from when, on which days.</summary>
/// <param name="Track">Where to, with the program's other tracks not needed.</param>
/// <param name="From">First day there.</param>
/// <param name="Until">Last day in the groups; null while no end is set.</param>
/// <param name="Weekdays">On which they come; none for all.</param>
/// <param name="Groups">Groups that somebody chose; in the other blocks the choice is automatic.</param>
public sealed record MoveWish(Track Track, DateOnly From, DateOnly? Until, IReadOnlyCollection<DayOfWeek> Weekdays, IReadOnlyCollection<Id<Group>> Groups);

/// <summary>
/// Puts patients into a track: their places in its groups and sessions, chosen and looked through before anything is saved, in the place
/// of those they had. One piece for enrolling, for moving between tracks and for stepping down.
/// </summary>
public sealed class TrackMove(ClinicDb db)
{
    private static readonly ClashKind[] Asked = [ClashKind.Patient, ClashKind.Constraint, ClashKind.WeeklyMaximum];

    /// <summary>One patient on the way into the track.</summary>
    /// <param name="Episode">Whose.</param>
    /// <param name="Choices">By block.</param>
    /// <param name="Ends">Places in groups that they give up.</param>
    public sealed record Mover(Episode Episode, IReadOnlyList<BlockChoice> Choices, IReadOnlyList<Enrollment> Ends)
    {
        public IEnumerable<Group> Groups => Choices.Select(choice => choice.Chosen).OfType<Group>();
    }

    /// <summary>One patient's way into one group.</summary>
    private sealed record Line(Mover Mover, Group Group, IReadOnlyList<GroupSession> Sessions);

    private List<Line> _lines = [];
    private MoveWish _wish = null!;
    private Site _site = null!;
    private IReadOnlyCollection<OccurrenceChange> _changes = [];
    private IReadOnlyList<Occurrence> _occurrences = [];

    public IReadOnlyList<Mover> Movers { get; private set; } = [];

    public ClashSheet Sheet { get; private set; } = null!;

    /// <summary>How many places on sessions are given.</summary>
    public int Places => Sheet is null ? 0 : _lines.Sum(line => line.Sessions.Count);

    public Site Site => _site;

    public Track Track => _wish.Track;

    /// <summary>The sessions whose places are given up, or given anew.</summary>
    public IReadOnlyCollection<Id<Session>> Given { get; private set; } = [];

    /// <summary>Counted minutes that the move gives in a week.</summary>
    public int MinutesIn(DateOnly monday) => _occurrences.Where(o => ClinicWeek.Of(o.Date).Monday == monday).Sum(o => o.CountedMinutes);

    /// <summary>What may be and was given a reason, to be kept with the groups it is about.</summary>
    public IEnumerable<ClashWaiver> Waivers(string? reason, StaffMember by, DateTimeOffset now) =>
        Sheet.Causes.Select(cause => new ClashWaiver(_lines[cause.Line].Group, cause, reason ?? "", by, now));

    /// <summary>Chooses groups and looks through what would follow. Nothing is changed.</summary>
    /// <exception cref="RuleViolation">A chosen group is not of this track or is full, or no group of the track is running by then.</exception>
    public async Task PrepareAsync(
        IReadOnlyCollection<Episode> episodes, MoveWish wish, IReadOnlyCollection<OccurrenceChange> changes, CancellationToken stop = default)
    {
        (_wish, _changes) = (wish, changes);
        _site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => db.Programs.Any(p => p.Id == wish.Track.ProgramId && p.SiteId == s.Id), stop);
        var groups = await db.Groups.Where(g => g.TrackId == wish.Track.Id && g.Capacity > 0 && g.Until >= wish.From).ToListAsync(stop);
        RuleViolation.Unless(groups.Count > 0, $"No group of {wish.Track.Name} is planned for then. Lay out its week first.", nameof(MoveWish.From));
        RuleViolation.Unless(wish.Groups.All(id => groups.Exists(g => g.Id == id)), "Choose groups of this track.", nameof(MoveWish.Groups));
        var places = (await db.PlacesAsync(groups.ConvertAll(g => g.Id), stop)).ToDictionary(p => p.Key, p => p.ToList());
        var people = episodes.Select(e => e.PatientId).ToList();
        var running = (await db.Enrollments.Where(e => people.Contains(e.PatientId) && (e.Until == null || e.Until >= wish.From) && (e.Until == null || e.Until >= e.From)).ToListAsync(stop))
            .ToLookup(e => e.EpisodeId);
        var prescribed = await PrescribedAsync(people, stop);
        var blocks = TrackWeek.Blocks(groups);
        Movers = [.. episodes.Select(episode => Choose(episode, blocks, running[episode.Id], places, prescribed))];
        await LookAsync(stop);
    }

    /// <summary>Does what was prepared; saved by the caller.</summary>
    /// <param name="reason">Why they are moved; null where they are already in the track and only get their groups.</param>
    /// <param name="by">Who moves them.</param>
    /// <param name="now">When.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RuleViolation">A group is full, or a later session of a group they leave has a record of them.</exception>
    public async Task DoAsync(string? reason, StaffMember by, DateTimeOffset now, CancellationToken stop = default)
    {
        var ending = new EndEnrollment(db);
        foreach (var mover in Movers)
        {
            foreach (var enrollment in mover.Ends)
            {
                await ending.OnAsync(enrollment, _wish.From.AddDays(-1), stop);
            }

            if (reason is not null)
            {
                mover.Episode.MoveTo(_wish.Track, _wish.From, _wish.Weekdays, reason, by, now);
            }
        }

        foreach (var line in _lines)
        {
            line.Group.Enroll(line.Mover.Episode, _wish.From < line.Group.From ? line.Group.From : _wish.From, _wish.Until, _wish.Weekdays);
            foreach (var session in line.Sessions)
            {
                session.Seat(line.Mover.Episode);
            }
        }
    }

    private Mover Choose(
        Episode episode, IReadOnlyList<IReadOnlyList<Group>> blocks, IEnumerable<Enrollment> running,
        Dictionary<Id<Group>, List<Place>> places, ILookup<Id<Patient>, Id<Domain.Services.Service>> prescribed)
    {
        var kept = running.ToList();
        var wanted = new Place(new DateRange(_wish.From, _wish.Until), [.. _wish.Weekdays]);
        var choices = TrackWeek.Choose(
            blocks, _wish.Weekdays,
            group => group.Capacity - Group.PlacesTaken(places.GetValueOrDefault(group.Id) ?? [], wanted) + (kept.Exists(e => e.GroupId == group.Id) ? 1 : 0),
            group => kept.Exists(e => e.GroupId == group.Id) || prescribed[episode.PatientId].Contains(group.ServiceId),
            group => _wish.Groups.Contains(group.Id));
        foreach (var chosen in choices.Select(choice => choice.Chosen).OfType<Group>())
        {
            // Those who are put in after them see what is left.
            (places.TryGetValue(chosen.Id, out var taken) ? taken : places[chosen.Id] = []).Add(wanted);
        }

        return new Mover(episode, choices, [.. kept.Where(e => !IsKept(e, choices))]);
    }

    /// <summary>A place that goes on as it is.</summary>
    private bool IsKept(Enrollment enrollment, IReadOnlyList<BlockChoice> choices) =>
        choices.Any(choice => choice.Chosen?.Id == enrollment.GroupId) && enrollment.Weekdays.Count == 0 && _wish.Weekdays.Count == 0
        && enrollment.Until == _wish.Until && enrollment.From <= _wish.From;

    private async Task LookAsync(CancellationToken stop)
    {
        var (joined, people) = (Movers.SelectMany(m => m.Groups).Select(g => g.Id).Distinct().ToList(), Movers.Select(m => m.Episode.PatientId).ToList());
        var (from, until) = (_wish.From, _wish.Until);
        var sessions = (await db.Set<GroupSession>().Include(s => s.Roster.Where(p => people.Contains(p.PatientId)))
            .Where(s => joined.Contains(s.GroupId) && s.CancelledAt == null && s.ClinicDate >= from && (until == null || s.ClinicDate <= until)
                && !db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Signed > 0))
            .OrderBy(s => s.StartsAt).ToListAsync(stop)).ToLookup(s => s.GroupId);
        var counted = await db.Services.Where(s => s.CountsTowardHours).Select(s => s.Id).ToListAsync(stop);
        var skipped = _changes.Where(change => change.IsSkipped).Select(change => (change.Line, change.Date)).ToHashSet();
        // Places they are to leave take none of their time: those in groups they give up, and those they have already.
        var left = Movers.SelectMany(m => m.Ends).Select(e => e.GroupId).ToList();
        // A make-up in such a group stays. Among several who are moved, whose it is would be lost here: then the database refuses by name.
        var stays = people.Count > 1 ? [] : await db.RosterPlaces.Where(p => people.Contains(p.PatientId) && p.ClinicDate >= from && p.MakeUpAt != null).Select(p => p.SessionId).ToListAsync(stop);
        var given = (await db.Set<GroupSession>().Where(s => left.Contains(s.GroupId) && s.ClinicDate >= from && !stays.Contains(s.Id)).Select(s => s.Id).ToListAsync(stop))
            .Concat(sessions.SelectMany(own => own).Select(s => s.Id)).Distinct().ToList();
        _lines = [];
        var occurrences = new List<Occurrence>();
        foreach (var mover in Movers)
        {
            foreach (var group in mover.Groups.Where(g => mover.Ends.Any(e => e.GroupId == g.Id) || !db.Enrollments.Local.Any(e => e.GroupId == g.Id && e.EpisodeId == mover.Episode.Id)))
            {
                var line = _lines.Count;
                var coming = sessions[group.Id].Where(s => (_wish.Weekdays.Count == 0 || _wish.Weekdays.Contains(s.ClinicDate.DayOfWeek))
                    && !skipped.Contains((line, s.ClinicDate))).ToList();
                _lines.Add(new Line(mover, group, coming));
                occurrences.AddRange(coming.Select(s => new Occurrence(
                    line, group.Name, null, s.ClinicDate, ClinicClock.TimeIn(_site.Zone, s.StartsAt), (int)(s.EndsAt - s.StartsAt).TotalMinutes)
                {
                    Patients = [mover.Episode.PatientId],
                    CountedMinutes = counted.Contains(s.ServiceId) ? s.ClinicalMinutes : 0,
                    Of = s.Id,
                }));
            }
        }

        var facts = occurrences.Count == 0
            ? new ScheduleFacts { Site = _site }
            : await new FactsReader(db).ReadAsync(_site, occurrences.Min(o => o.Date), occurrences.Max(o => o.Date), people, given, stop);
        (_occurrences, Given) = (occurrences, given.ToHashSet());
        Sheet = ClashSheet.Of(occurrences, facts, kind => Asked.Contains(kind), fix => fix is FixKind.Skip);
    }

    /// <summary>The services that plans in force prescribe, for whoever may read them.</summary>
    private async Task<ILookup<Id<Patient>, Id<Domain.Services.Service>>> PrescribedAsync(List<Id<Patient>> people, CancellationToken stop)
    {
        var plans = await db.TreatmentPlans.AsNoTracking().Where(p => people.Contains(p.PatientId) && p.SignedAt != null && p.EndedAt == null).ToListAsync(stop);
        return plans.SelectMany(plan => plan.Content.Lines, (plan, line) => (plan.PatientId, line.ServiceId))
            .Where(line => line.ServiceId is not null).ToLookup(line => line.PatientId, line => line.ServiceId!.Value);
    }
}

using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>
/// Every proposed session held against everything that could stand against it, before anything is saved: by cause, the hard ones first.
/// </summary>
public sealed class ClashSheet
{
    /// <summary>How many rooms, clinicians or times one cause is offered.</summary>
    private const int MostOffers = 3;

    private const int StepMinutes = 15;

    private readonly ScheduleFacts _facts;
    private readonly IReadOnlyList<Occurrence> _occurrences;
    private readonly TimeZoneInfo _zone;
    private readonly ILookup<(Resource, Guid, DateOnly), Occurrence> _proposed;
    private readonly HashSet<Id<Sessions.Session>> _replaced;
    private readonly Dictionary<Id<Room>, Room> _rooms;
    private readonly Dictionary<Id<StaffMember>, StaffMember> _leaders;
    private readonly Dictionary<DayOfWeek, OpeningHours> _open;

    private ClashSheet(IReadOnlyList<Occurrence> occurrences, ScheduleFacts facts)
    {
        _facts = facts;
        _occurrences = occurrences;
        _zone = facts.Site.Zone;
        _proposed = occurrences
            .SelectMany(o => Needs(o).Select(need => (need.Resource, need.Id, Occurrence: o)))
            .ToLookup(need => (need.Resource, need.Id, need.Occurrence.Date), need => need.Occurrence);
        _replaced = [.. occurrences.Select(o => o.Of).OfType<Id<Sessions.Session>>()];
        _rooms = facts.Rooms.ToDictionary(room => room.Id);
        _leaders = facts.Leaders.ToDictionary(leader => leader.Id);
        _open = facts.Site.OpeningHours.ToDictionary(hours => hours.Day);
    }

    /// <summary>By cause, hard ones first, then by line and date.</summary>
    public IReadOnlyList<Cause> Causes { get; private set; } = [];

    public bool HasHard => Causes.Any(cause => cause.IsHard);

    public bool HasSoft => Causes.Any(cause => !cause.IsHard);

    public bool IsClean => Causes.Count == 0;

    /// <param name="occurrences">What is proposed, together: it is held against itself too.</param>
    /// <param name="facts">What is there already.</param>
    /// <param name="isAsked">Which kinds are asked for; null for all.</param>
    /// <param name="isOffered">Which ways to settle a cause are open; null for all.</param>
    public static ClashSheet Of(
        IReadOnlyList<Occurrence> occurrences, ScheduleFacts facts, Func<ClashKind, bool>? isAsked = null, Func<FixKind, bool>? isOffered = null)
    {
        var sheet = new ClashSheet(occurrences, facts);
        var clashes = occurrences.SelectMany(sheet.ClashesOf).Concat(sheet.WeeksOverMaximum()).Where(clash => isAsked?.Invoke(clash.Kind) != false).ToList();
        var byDay = occurrences.ToLookup(o => (o.Line, o.Date));
        sheet.Causes =
        [
            .. from clash in clashes
               group clash by (clash.Kind, clash.Line, clash.Subject) into alike
               let dated = alike.OrderBy(clash => clash.Date).ToList()
               let concerned = dated.Select(clash => clash.Date).Distinct().SelectMany(date => byDay[(alike.Key.Line, date)]).ToList()
               let fixes = sheet.FixesOf(alike.Key.Kind, alike.Key.Subject, concerned, isOffered ?? (_ => true))
               let cause = new Cause(alike.Key.Kind, alike.Key.Line, alike.Key.Subject, sheet.SentenceOf(alike.Key.Kind, alike.Key.Subject, concerned), dated, fixes)
               orderby cause.IsHard descending, cause.Line, cause.Kind, dated[0].Date
               select cause,
        ];
        return sheet;
    }

    /// <summary>What stands against one session, the week's maximum left out.</summary>
    private IEnumerable<Clash> ClashesOf(Occurrence o)
    {
        foreach (var (resource, id) in Needs(o))
        {
            foreach (var taken in TakenAt(resource, id, o))
            {
                yield return taken.IsLeave
                    ? New(ClashKind.Leave, id, "on leave")
                    : New(Kind(resource), id, $"{taken.Title}, {Times(ClinicClock.TimeIn(_zone, taken.StartsAt), ClinicClock.TimeIn(_zone, taken.EndsAt))}");
            }

            foreach (var other in ProposedAt(resource, id, o))
            {
                yield return New(Kind(resource), id, $"{other.Title}, {Times(other.Starts, other.Ends)}, of the same plan");
            }
        }

        if (o.Room is { } roomId && _rooms.GetValueOrDefault(roomId) is { } room && Heads(o) > room.Capacity)
        {
            yield return New(ClashKind.RoomTooSmall, roomId.Value, $"holds {room.Capacity}, {Heads(o)} are expected");
        }

        if (_facts.ClosureOn(o.Date) is { } closure)
        {
            yield return New(ClashKind.Closure, null, closure);
        }
        else if (o.Room is not null && !IsOpen(o))
        {
            // The house is closed then; what meets in none of its rooms needs nobody to open it.
            yield return New(
                ClashKind.OpeningHours, null, _open.GetValueOrDefault(o.Date.DayOfWeek) is { } hours ? $"open {Times(hours.Opens, hours.Closes)}" : "closed that day");
        }

        foreach (var leaderId in o.Leaders)
        {
            if (_leaders.GetValueOrDefault(leaderId) is not { } leader)
            {
                continue;
            }

            if (!MayLead(leader, o))
            {
                yield return New(ClashKind.Credential, leaderId.Value, Demand(o));
            }

            if (!Works(leader, o))
            {
                yield return New(ClashKind.Availability, leaderId.Value, WorksOn(leader, o.Date));
            }
        }

        foreach (var constraint in o.Patients.Count == 0 ? [] : _facts.Constraints)
        {
            if (o.Patients.Contains(constraint.PatientId) && constraint.Keeps(o.Date, o.Starts, o.Ends))
            {
                yield return New(
                    ClashKind.Constraint, constraint.PatientId.Value, $"{constraint.Kind.ToString().ToLowerInvariant()}, {Times(constraint.Starts, constraint.Ends)}");
            }
        }

        Clash New(ClashKind kind, Guid? subject, string words) => new(kind, o.Line, o.Date, subject, words);
    }

    /// <summary>Weeks of a patient that would hold more minutes than the program allows.</summary>
    private IEnumerable<Clash> WeeksOverMaximum()
    {
        var booked = _facts.Weeks.ToDictionary(week => (week.Patient, week.Monday), week => week.Minutes);
        return
            from o in _occurrences
            where o.CountedMinutes > 0
            from patient in o.Patients
            group o by (Patient: patient, Monday: Hours.ClinicWeek.Of(o.Date).Monday) into week
            where _facts.WeeklyMaximum.ContainsKey(week.Key.Patient)
            let most = _facts.WeeklyMaximum[week.Key.Patient]
            let planned = booked.GetValueOrDefault(week.Key) + week.Sum(o => o.CountedMinutes)
            where planned > most
            let last = week.OrderBy(o => o.Date).ThenBy(o => o.Starts).Last()
            select new Clash(ClashKind.WeeklyMaximum, last.Line, last.Date, week.Key.Patient.Value, $"{HoursOf(planned)} of at most {HoursOf(most)}");
    }

    private List<Fix> FixesOf(ClashKind kind, Guid? subject, List<Occurrence> concerned, Func<FixKind, bool> isOffered)
    {
        var fixes = new List<Fix>();
        if (kind is ClashKind.Room or ClashKind.RoomTooSmall && isOffered(FixKind.OtherRoom))
        {
            fixes.AddRange(_facts.Rooms
                .Where(room => room.Id.Value != subject && !room.IsRetired && concerned.TrueForAll(o => Heads(o) <= room.Capacity && IsFree(Resource.Room, room.Id.Value, o)))
                .OrderBy(room => room.Capacity).ThenBy(room => room.Name, StringComparer.CurrentCulture)
                .Take(MostOffers)
                .Select(room => new Fix(FixKind.OtherRoom, $"Meet in {room.Name}", room.Id.Value)));
        }

        if (kind is ClashKind.Leader or ClashKind.Leave or ClashKind.Credential or ClashKind.Availability && isOffered(FixKind.OtherLeader))
        {
            fixes.AddRange(_facts.Leaders
                .Where(leader => leader.Id.Value != subject && concerned.TrueForAll(o => !o.Leaders.Contains(leader.Id)
                    && MayLead(leader, o) && Works(leader, o) && IsFree(Resource.Clinician, leader.Id.Value, o)))
                // Whoever said when they work is known to be there.
                .OrderByDescending(leader => leader.WorkingHours.Count > 0).ThenBy(leader => leader.Name.Family, StringComparer.CurrentCulture)
                .Take(MostOffers)
                .Select(leader => new Fix(FixKind.OtherLeader, $"Led by {leader.Name.Full}", leader.Id.Value)));
        }

        if (kind is ClashKind.Room or ClashKind.Leader or ClashKind.Patient or ClashKind.OpeningHours or ClashKind.Availability or ClashKind.Constraint
            && isOffered(FixKind.OtherTime) && OtherStart(concerned) is { } starts)
        {
            fixes.Add(new Fix(FixKind.OtherTime, $"Start at {Time(starts)}", Starts: starts));
        }

        if (isOffered(FixKind.Skip))
        {
            fixes.Add(new Fix(FixKind.Skip, concerned.Count == 1 ? "Leave out this day" : $"Leave out these {concerned.Count} days"));
        }

        return fixes;
    }

    /// <summary>The start nearest to the proposed one at which nothing stands against any of these sessions.</summary>
    private TimeOnly? OtherStart(List<Occurrence> concerned)
    {
        if (concerned.Count == 0 || concerned.Exists(o => o.Starts != concerned[0].Starts) || concerned.Exists(o => _facts.ClosureOn(o.Date) is not null))
        {
            return null;
        }

        var proposed = concerned[0].Starts;
        var day = Enumerable.Range(0, 24 * 60 / StepMinutes).Select(step => TimeOnly.MinValue.AddMinutes(step * StepMinutes))
            .Where(start => start != proposed)
            .OrderBy(start => Math.Abs((start - TimeOnly.MinValue).TotalMinutes - (proposed - TimeOnly.MinValue).TotalMinutes));
        foreach (var start in day)
        {
            if (concerned.TrueForAll(o => Suits(o with { Starts = start })))
            {
                return start;
            }
        }

        return null;

        bool Suits(Occurrence o) =>
            o.Starts < o.Ends && IsOpen(o)
            && Needs(o).All(need => IsFree(need.Resource, need.Id, o))
            && o.Leaders.All(id => _leaders.GetValueOrDefault(id) is not { } leader || Works(leader, o))
            && !_facts.Constraints.Any(c => o.Patients.Contains(c.PatientId) && c.Keeps(o.Date, o.Starts, o.Ends));
    }

    private string SentenceOf(ClashKind kind, Guid? subject, List<Occurrence> concerned)
    {
        var title = concerned[0].Title;
        return kind switch
        {
            ClashKind.Room => $"{RoomName(subject)} is taken when {title} would meet.",
            ClashKind.Leader => $"{LeaderName(subject)} already leads something else when {title} would meet.",
            ClashKind.Patient => $"{PatientName(subject)} is already booked when {title} would meet.",
            ClashKind.Leave => $"{LeaderName(subject)} is on leave when {title} would meet.",
            ClashKind.Credential => $"{LeaderName(subject)} may not lead {concerned[0].Service?.Name}: it demands {Demand(concerned[0])}.",
            ClashKind.RoomTooSmall => $"{RoomName(subject)} is too small for {title}.",
            ClashKind.Closure => $"{_facts.Site.Name} is closed on days on which {title} would meet.",
            ClashKind.OpeningHours => $"{title} lies outside the opening hours of {_facts.Site.Name}.",
            ClashKind.Availability => $"{LeaderName(subject)} does not work when {title} would meet.",
            ClashKind.Constraint => $"{PatientName(subject)} cannot come when {title} meets.",
            _ => $"{PatientName(subject)} would have more hours a week than the program’s maximum.",
        };
    }

    private static IEnumerable<(Resource Resource, Guid Id)> Needs(Occurrence o)
    {
        if (o.Room is { } room)
        {
            yield return (Resource.Room, room.Value);
        }

        foreach (var leader in o.Leaders)
        {
            yield return (Resource.Clinician, leader.Value);
        }

        foreach (var patient in o.Patients)
        {
            yield return (Resource.Patient, patient.Value);
        }
    }

    private bool IsFree(Resource resource, Guid id, Occurrence o) => !TakenAt(resource, id, o).Any() && !ProposedAt(resource, id, o).Any();

    private IEnumerable<Taken> TakenAt(Resource resource, Guid id, Occurrence o)
    {
        var (from, until) = Span(o);
        foreach (var taken in _facts.TakenOf(resource, id, o.Date))
        {
            if (taken.StartsAt < until && from < taken.EndsAt && (taken.Session is not { } session || !_replaced.Contains(session)))
            {
                yield return taken;
            }
        }
    }

    /// <summary>Other sessions of the same plan that need it at the same time.</summary>
    private IEnumerable<Occurrence> ProposedAt(Resource resource, Guid id, Occurrence o) =>
        _proposed[(resource, id, o.Date)].Where(other => other.Line != o.Line && other.Starts < o.Ends && o.Starts < other.Ends);

    private (DateTimeOffset From, DateTimeOffset Until) Span(Occurrence o)
    {
        var from = ClinicClock.InstantOf(o.Date, o.Starts, _zone);
        return (from, from.AddMinutes(o.Minutes));
    }

    private bool IsOpen(Occurrence o) => _open.Count == 0
        || (_open.GetValueOrDefault(o.Date.DayOfWeek) is { } hours && hours.Opens <= o.Starts && o.Ends <= hours.Closes && o.Starts < o.Ends);

    private static bool Works(StaffMember leader, Occurrence o) =>
        leader.WorkingHours.Count == 0 || leader.WorkingHours.Any(hours => hours.Day == o.Date.DayOfWeek && hours.From <= o.Starts && o.Ends <= hours.Until);

    private static string WorksOn(StaffMember leader, DateOnly date)
    {
        var hours = leader.WorkingHours.Where(h => h.Day == date.DayOfWeek).OrderBy(h => h.From).ToList();
        return hours.Count == 0 ? $"not on {date.DayOfWeek}s" : $"works {string.Join(" and ", hours.Select(h => Times(h.From, h.Until)))}";
    }

    private static bool MayLead(StaffMember leader, Occurrence o) => o.Service?.MayBeLedBy(leader, o.Date) ?? true;

    private static string Demand(Occurrence o) => o.Service?.Demands ?? "";

    /// <summary>People it must hold: places and leaders.</summary>
    private static int Heads(Occurrence o) => o.Places is { } places ? places : o.Patients.Count + o.Leaders.Count;

    private string RoomName(Guid? id) => _rooms.GetValueOrDefault(new(id!.Value))?.Name ?? "The room";

    private string LeaderName(Guid? id) => _leaders.GetValueOrDefault(new(id!.Value))?.Name.Full ?? "The leader";

    private string PatientName(Guid? id) => _facts.Patients.GetValueOrDefault(new(id!.Value)) ?? "A patient";

    private static ClashKind Kind(Resource resource) => resource switch
    {
        Resource.Room => ClashKind.Room,
        Resource.Clinician => ClashKind.Leader,
        _ => ClashKind.Patient,
    };

    private static string Time(TimeOnly time) => time.ToString("t", System.Globalization.CultureInfo.CurrentCulture);

    private static string Times(TimeOnly from, TimeOnly until) => $"{Time(from)} – {Time(until)}";

    private static string HoursOf(int minutes) => string.Create(System.Globalization.CultureInfo.CurrentCulture, $"{minutes / 60m:0.##} h");
}

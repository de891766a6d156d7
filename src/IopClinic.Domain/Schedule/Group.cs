using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>A standing group that meets weekly; each meeting is a <see cref="GroupSession"/>.</summary>
public sealed class Group
{
    /// <summary>The longest span of dates one group may plan.</summary>
    public const int MaximumWeeks = 53;

    private readonly List<GroupFacilitator> _facilitators = [];
    private readonly List<Enrollment> _enrollments = [];
    private List<DayOfWeek> _weekdays = [];

    private Group()
    {
    }

    /// <exception cref="RuleViolation">A part of the plan is missing or impossible.</exception>
    public Group(Site site, Track track, Service service, string name, WeeklyTime time, DateOnly from, DateOnly until, int capacity)
    {
        RuleViolation.Unless(service.Kind is SessionKind.Group, "Choose a service for groups.", nameof(ServiceId));
        RuleViolation.Unless(!service.IsRetired, "This service is no longer offered.", nameof(ServiceId));
        RuleViolation.Unless(from <= until, "The last day lies before the first.", nameof(Until));
        RuleViolation.Unless(
            until.DayNumber - from.DayNumber <= MaximumWeeks * 7, $"Plan at most {MaximumWeeks} weeks at a time.", nameof(Until));
        RuleViolation.Unless(capacity is >= 1 and <= 100, "A group has 1 to 100 places.", nameof(Capacity));
        time.Check();
        Id = Id<Group>.New();
        SiteId = site.Id;
        TrackId = track.Id;
        ServiceId = service.Id;
        Name = FreeText.Required(name, 80, "Give the group a name.", nameof(Name));
        _weekdays = time.Weekdays.Distinct().Order().ToList();
        StartsAt = time.StartsAt;
        Minutes = time.Minutes;
        BreakAfter = time.BreakAfter;
        BreakMinutes = time.BreakMinutes;
        From = from;
        Until = until;
        Capacity = capacity;
    }

    public Id<Group> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<Track> TrackId { get; private set; }

    public Id<Service> ServiceId { get; private set; }

    public Id<Room>? RoomId { get; private set; }

    public string Name { get; private set; } = "";

    public SessionMode Mode { get; private set; }

    public IReadOnlyList<DayOfWeek> Weekdays => _weekdays;

    /// <summary>Wall-clock time of the site.</summary>
    public TimeOnly StartsAt { get; private set; }

    /// <summary>From start to end, break included.</summary>
    public int Minutes { get; private set; }

    /// <summary>Minutes after the start at which the break begins.</summary>
    public int BreakAfter { get; private set; }

    public int BreakMinutes { get; private set; }

    public DateOnly From { get; private set; }

    public DateOnly Until { get; private set; }

    /// <summary>Patients it has places for.</summary>
    public int Capacity { get; private set; }

    public IReadOnlyList<GroupFacilitator> Facilitators => _facilitators;

    public IReadOnlyList<Enrollment> Enrollments => _enrollments;

    public uint Version { get; private set; }

    /// <summary>Puts the group into a room of its site; without one it meets by telehealth or elsewhere.</summary>
    /// <exception cref="RuleViolation">The room is retired, elsewhere, or too small.</exception>
    public void MeetIn(Room? room, SessionMode mode)
    {
        RuleViolation.Unless(room is not null || mode is not SessionMode.OnSite, "Choose a room for a group on site.", nameof(RoomId));
        RuleViolation.Unless(room is null || room.SiteId == SiteId, "Choose a room of this site.", nameof(RoomId));
        RuleViolation.Unless(room is null || !room.IsRetired, "This room is no longer in use.", nameof(RoomId));
        RuleViolation.Unless(
            room is null || room.Capacity >= Capacity, $"{room?.Name} holds {room?.Capacity} people, fewer than the group.", nameof(RoomId));
        RoomId = room?.Id;
        Mode = mode;
    }

    /// <exception cref="RuleViolation">Nobody is named, or someone is not an active clinician.</exception>
    public void LedBy(IReadOnlyCollection<StaffMember> clinicians)
    {
        RuleViolation.Unless(clinicians.Count > 0, "Choose at least one facilitator.", "Facilitators");
        foreach (var clinician in clinicians)
        {
            RuleViolation.Unless(
                clinician is { IsActive: true, IsClinician: true }, $"{clinician.Name.Full} is not an active clinician.", "Facilitators");
        }

        _facilitators.RemoveAll(f => clinicians.All(c => c.Id != f.StaffMemberId));
        _facilitators.AddRange(clinicians
            .DistinctBy(c => c.Id)
            .Where(c => _facilitators.TrueForAll(f => f.StaffMemberId != c.Id))
            .Select(c => new GroupFacilitator(this, c)));
    }

    /// <summary>The clinic dates it meets on.</summary>
    public IEnumerable<DateOnly> Dates()
    {
        for (var date = From; date <= Until; date = date.AddDays(1))
        {
            if (_weekdays.Contains(date.DayOfWeek))
            {
                yield return date;
            }
        }
    }

    /// <summary>One session for each date, at the wall-clock time of the site on that date.</summary>
    /// <exception cref="RuleViolation">The plan has no date at all.</exception>
    public IReadOnlyList<GroupSession> PlanSessions(Site site)
    {
        var zone = site.Zone;
        var sessions = Dates().Select(date => new GroupSession(this, date, zone)).ToList();
        RuleViolation.Unless(sessions.Count > 0, "No chosen weekday lies between the first and the last day.", nameof(Weekdays));
        return sessions;
    }

    /// <summary>Enrolls a patient; their place on each session of those days follows with <see cref="Session.Seat"/>.</summary>
    /// <exception cref="RuleViolation">The group is full, the patient already in it, or the dates do not fit.</exception>
    public Enrollment Enroll(Episode episode, DateOnly from, DateOnly? until = null)
    {
        RuleViolation.Unless(episode.IsOpen, "Admit the patient first: there is no open episode.");
        RuleViolation.Unless(from <= Until, "The group has ended by then.", nameof(Enrollment.From));
        RuleViolation.Unless(from >= episode.AdmittedOn, "The patient is admitted later than that.", nameof(Enrollment.From));
        RuleViolation.Unless(until is null || until >= from, "The last day lies before the first.", nameof(Enrollment.Until));
        var days = new DateRange(from, until);
        RuleViolation.Unless(
            !_enrollments.Exists(e => e.PatientId == episode.PatientId && e.Days.Overlaps(days)), "The patient is already in this group then.");
        RuleViolation.Unless(PlacesTaken(days) < Capacity, $"{Name} is full: all {Capacity} places are taken.");
        var enrollment = new Enrollment(this, episode, from, until);
        _enrollments.Add(enrollment);
        return enrollment;
    }

    /// <summary>The most places taken on any one day of a range.</summary>
    public int PlacesTaken(DateRange days) => PlacesTaken(_enrollments.Select(e => e.Days), days);

    /// <summary>The most of these places taken on any one day of a range, for who may know how many there are and not whose.</summary>
    public static int PlacesTaken(IEnumerable<DateRange> places, DateRange days)
    {
        var overlapping = places.Where(taken => taken.Overlaps(days)).ToList();
        return overlapping
            .Select(taken => taken.From < days.From ? days.From : taken.From)
            .Distinct()
            .Select(day => overlapping.Count(taken => taken.Covers(day)))
            .DefaultIfEmpty()
            .Max();
    }
}

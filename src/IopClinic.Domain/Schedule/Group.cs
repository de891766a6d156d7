using IopClinic.Domain.Hours;
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
    private const int MostPlaces = 100;

    private readonly List<GroupFacilitator> _facilitators = [];
    private readonly List<Enrollment> _enrollments = [];
    private readonly List<AlumniPlace> _alumni = [];
    private List<DayOfWeek> _weekdays = [];

    private Group()
    {
    }

    /// <param name="site">Where its track is.</param>
    /// <param name="track">Whose patients come.</param>
    /// <param name="service">What it is.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="time">When it meets.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">Last day.</param>
    /// <param name="capacity">Places for patients; 0 where alumni alone come.</param>
    /// <param name="alumniCapacity">Places for alumni; 0 where none come.</param>
    /// <exception cref="RuleViolation">A part of the plan is missing or impossible.</exception>
    public Group(
        Site site, Track track, Service service, string name, WeeklyTime time, DateOnly from, DateOnly until, int capacity, int alumniCapacity = 0)
    {
        RuleViolation.Unless(service.Kind is SessionKind.Group, "Choose a service for groups.", nameof(ServiceId));
        RuleViolation.Unless(!service.IsRetired, "This service is no longer offered.", nameof(ServiceId));
        RuleViolation.Unless(
            capacity is >= 0 and <= MostPlaces && alumniCapacity is >= 0 and <= MostPlaces && capacity + alumniCapacity is >= 1 and <= MostPlaces,
            "A group has 1 to 100 places.", nameof(Capacity));
        Id = Id<Group>.New();
        SiteId = site.Id;
        TrackId = track.Id;
        ServiceId = service.Id;
        Name = FreeText.Required(name, 80, "Give the group a name.", nameof(Name));
        MeetAt(time);
        From = from;
        Until = until;
        Capacity = capacity;
        AlumniCapacity = alumniCapacity;
        Recurrence.Check();
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

    /// <summary>1 for every week, 2 for every other.</summary>
    public int EveryWeeks { get; private set; } = 1;

    /// <summary>What becomes of its dates on which the site is closed.</summary>
    public OnClosedDay ClosedDays { get; private set; } = OnClosedDay.Meet;

    /// <summary>Whether one of its facilitators leads at a time, in turn; otherwise all of them lead together.</summary>
    public bool FacilitatorsTakeTurns { get; private set; }

    /// <summary>The topics it goes through; null where each session chooses its own.</summary>
    public Id<Curriculum>? CurriculumId { get; private set; }

    /// <summary>The topic, counted from 0, that the first session on or after <see cref="CurriculumFrom"/> has.</summary>
    public int CurriculumStart { get; private set; }

    public DateOnly? CurriculumFrom { get; private set; }

    /// <summary>When it meets, as a rule.</summary>
    public Recurrence Recurrence => new(_weekdays, From, Until, null, EveryWeeks, ClosedDays);

    /// <summary>Patients it has places for; 0 where alumni alone come.</summary>
    public int Capacity { get; private set; }

    /// <summary>Alumni it has places for beside its patients; 0 where none come.</summary>
    public int AlumniCapacity { get; private set; }

    /// <summary>All who have a place in it, patients and alumni.</summary>
    public int Heads => Capacity + AlumniCapacity;

    public IReadOnlyList<AlumniPlace> Alumni => _alumni;

    public IReadOnlyList<GroupFacilitator> Facilitators => _facilitators;

    public IReadOnlyList<Enrollment> Enrollments => _enrollments;

    public uint Version { get; private set; }

    /// <summary>Gives the group another weekly time. Sessions that are planned keep theirs until they are moved.</summary>
    /// <exception cref="RuleViolation">A part of it is impossible.</exception>
    public void MeetAt(WeeklyTime time)
    {
        time.Check();
        _weekdays = time.Weekdays.Distinct().Order().ToList();
        StartsAt = time.StartsAt;
        Minutes = time.Minutes;
        BreakAfter = time.BreakAfter;
        BreakMinutes = time.BreakMinutes;
    }

    /// <summary>
    /// Gives the group another weekly time with as many meetings a week as before. Whoever comes on some of its days only comes on those
    /// that take their place. Its enrollments must be at hand.
    /// </summary>
    /// <returns>The weekday that takes the place of each on which it meets no longer, both in the order of the week.</returns>
    /// <exception cref="RuleViolation">It would meet more or less often, or a part of the time is impossible.</exception>
    public IReadOnlyDictionary<DayOfWeek, DayOfWeek> MeetInstead(WeeklyTime time)
    {
        var wanted = time.Weekdays.Distinct().ToList();
        RuleViolation.Unless(
            wanted.Count == _weekdays.Count,
            $"{Name} meets on {_weekdays.Count} day{(_weekdays.Count == 1 ? "" : "s")} a week. Choose as many; to meet more or less often, end it and set up another.",
            nameof(Weekdays));
        var instead = InWeek(_weekdays.Except(wanted)).Zip(InWeek(wanted.Except(_weekdays))).ToDictionary(pair => pair.First, pair => pair.Second);
        MeetAt(time);
        _enrollments.ForEach(enrollment => enrollment.ComeInstead(instead));
        return instead;

        static IEnumerable<DayOfWeek> InWeek(IEnumerable<DayOfWeek> days) => days.OrderBy(ClinicWeek.PlaceOf);
    }

    /// <exception cref="RuleViolation">The number of weeks is out of range.</exception>
    public void Repeat(int everyWeeks, OnClosedDay closedDays)
    {
        (EveryWeeks, ClosedDays) = (everyWeeks, closedDays);
        Recurrence.Check();
    }

    /// <summary>Goes through the topics of a curriculum from a date on; null leaves the topic to each session.</summary>
    /// <param name="curriculum">Which.</param>
    /// <param name="topic">The topic it begins with, counted from 0.</param>
    /// <param name="from">The date of the first session that follows it.</param>
    /// <exception cref="RuleViolation">There is no such topic.</exception>
    public void Teach(Curriculum? curriculum, int topic, DateOnly from)
    {
        RuleViolation.Unless(
            curriculum is null || (topic >= 0 && topic < curriculum.Topics.Count), "Choose a topic of the curriculum to begin with.", nameof(CurriculumStart));
        CurriculumId = curriculum?.Id;
        CurriculumStart = curriculum is null ? 0 : topic;
        CurriculumFrom = curriculum is null ? null : from;
    }

    /// <summary>Plans on until a later day.</summary>
    /// <exception cref="RuleViolation">That day is not later, or too far.</exception>
    public void Extend(DateOnly until)
    {
        RuleViolation.Unless(until > Until, $"{Name} is planned until {Until:MMMM d, yyyy} already. Enter a later day.", nameof(Until));
        RuleViolation.Unless(
            until.DayNumber - Until.DayNumber <= Recurrence.MostWeeks * 7, $"Plan at most {Recurrence.MostWeeks} weeks at a time.", nameof(Until));
        Until = until;
    }

    /// <summary>Lasts until its last meeting, which lies after the last day where closed days are made good at the end.</summary>
    public void LastsUntil(DateOnly meeting) => Until = meeting > Until ? meeting : Until;

    /// <summary>Ends the group with a day; its later sessions are called off by the caller.</summary>
    /// <exception cref="RuleViolation">It ends no later than that already.</exception>
    public void End(DateOnly lastDay)
    {
        RuleViolation.Unless(lastDay <= Until, $"{Name} ends before that.", nameof(Until));
        Until = lastDay < From ? From : lastDay;
    }

    /// <summary>Puts the group into a room of its site; without one it meets by telehealth or elsewhere.</summary>
    /// <exception cref="RuleViolation">The room is retired, elsewhere, or too small.</exception>
    public void MeetIn(Room? room, SessionMode mode)
    {
        RuleViolation.Unless(room is not null || mode is not SessionMode.OnSite, "Choose a room for a group on site.", nameof(RoomId));
        RuleViolation.Unless(room is null || room.SiteId == SiteId, "Choose a room of this site.", nameof(RoomId));
        RuleViolation.Unless(room is null || !room.IsRetired, "This room is no longer in use.", nameof(RoomId));
        RuleViolation.Unless(
            room is null || room.Capacity >= Heads, $"{room?.Name} holds {room?.Capacity} people, fewer than the group.", nameof(RoomId));
        RoomId = room?.Id;
        Mode = mode;
    }

    /// <summary>Puts these clinicians in the place of those who led it.</summary>
    /// <param name="clinicians">All who lead it from now on.</param>
    /// <param name="service">The service of the group, which may demand a credential.</param>
    /// <param name="from">The first day on which they lead; null for all days of the group.</param>
    /// <exception cref="RuleViolation">Nobody is named, or someone is not an active clinician, or begins to lead without the credential.</exception>
    public void LedBy(IReadOnlyCollection<StaffMember> clinicians, Service service, DateOnly? from = null)
    {
        RuleViolation.Unless(service.Id == ServiceId, "This is not the service of the group.", nameof(ServiceId));
        RuleViolation.Unless(clinicians.Count > 0, "Choose at least one facilitator.", "Facilitators");
        foreach (var clinician in clinicians)
        {
            RuleViolation.Unless(
                clinician is { IsActive: true, IsClinician: true }, $"{clinician.Name.Full} is not an active clinician.", "Facilitators");
            if (_facilitators.TrueForAll(f => f.StaffMemberId != clinician.Id))
            {
                service.RefuseUnlessLedBy(clinician, Recurrence.Dates().Where(date => from is null || date >= from), "Facilitators");
            }
        }

        var order = clinicians.DistinctBy(c => c.Id).Select((c, position) => (Clinician: c, Position: position)).ToList();
        _facilitators.RemoveAll(f => order.TrueForAll(o => o.Clinician.Id != f.StaffMemberId));
        foreach (var (clinician, position) in order)
        {
            if (_facilitators.Find(f => f.StaffMemberId == clinician.Id) is { } known)
            {
                known.Stand(position);
            }
            else
            {
                _facilitators.Add(new GroupFacilitator(this, clinician, position));
            }
        }
    }

    /// <summary>Whether one facilitator leads at a time, in turn.</summary>
    public void TakeTurns(bool inTurn) => FacilitatorsTakeTurns = inTurn;

    /// <summary>Its facilitators in the order in which they were named.</summary>
    public IReadOnlyList<Id<StaffMember>> LeadersInOrder() => [.. _facilitators.OrderBy(f => f.Position).Select(f => f.StaffMemberId)];

    /// <summary>Who leads its session of that turn, counted from 0.</summary>
    public IReadOnlyList<Id<StaffMember>> LeadersOf(int turn)
    {
        var order = LeadersInOrder();
        return FacilitatorsTakeTurns && order.Count > 0 ? [order[turn % order.Count]] : order;
    }

    /// <summary>What it proposes to meet on these dates, each with what is otherwise for it.</summary>
    /// <param name="service">Its service; null where nobody asks what its leaders need or what counts.</param>
    /// <param name="dates">In order.</param>
    /// <param name="changes">What is otherwise for single dates; those left out take no turn.</param>
    /// <param name="line">The line of the form.</param>
    /// <param name="turn">How many sessions went before, for facilitators who take turns.</param>
    /// <exception cref="RuleViolation">One would end on the next day.</exception>
    public IReadOnlyList<Occurrence> Propose(
        Service? service, IEnumerable<DateOnly> dates, IReadOnlyCollection<OccurrenceChange>? changes = null, int line = 0, int turn = 0)
    {
        var otherwise = (changes ?? []).Where(change => change.Line == line).GroupBy(change => change.Date)
            .ToDictionary(alike => alike.Key, alike => alike.Aggregate((one, later) => one.With(later)));
        foreach (var starts in otherwise.Values.Select(change => change.Starts).OfType<TimeOnly>())
        {
            new WeeklyTime(_weekdays, starts, Minutes).Check();
        }

        return
        [
            .. dates.Where(date => otherwise.GetValueOrDefault(date) is not { IsSkipped: true }).Select((date, position) =>
            {
                var change = otherwise.GetValueOrDefault(date);
                return new Occurrence(line, Name, service, date, change?.Starts ?? StartsAt, Minutes)
                {
                    Room = Mode is SessionMode.OnSite ? change?.Room ?? RoomId : RoomId,
                    Leaders = change?.Leader is { } leader ? [leader] : LeadersOf(turn + position),
                    Places = Heads,
                    CountedMinutes = service?.CountsTowardHours == true ? Minutes - BreakMinutes : 0,
                };
            }),
        ];
    }

    /// <summary>The sessions that were proposed, at the wall-clock time of the site.</summary>
    public IReadOnlyList<GroupSession> Plan(IEnumerable<Occurrence> proposed, Site site)
    {
        var zone = site.Zone;
        return [.. proposed.Select(occurrence => new GroupSession(this, occurrence, zone))];
    }

    /// <summary>One session for each of its dates, at the wall-clock time of the site on that date.</summary>
    /// <exception cref="RuleViolation">The plan has no date at all.</exception>
    public IReadOnlyList<GroupSession> PlanSessions(Site site) => Plan(Propose(null, Recurrence.Dates()), site);

    /// <summary>Enrolls a patient; their place on each session of those days follows with <see cref="Session.Seat"/>.</summary>
    /// <exception cref="RuleViolation">The group is full, the patient already in it, or the dates do not fit.</exception>
    /// <param name="episode">Whose.</param>
    /// <param name="from">First day in the group.</param>
    /// <param name="until">Last day in the group; null while no end is set.</param>
    /// <param name="weekdays">The weekdays on which they come; none for all on which it meets.</param>
    public Enrollment Enroll(Episode episode, DateOnly from, DateOnly? until = null, IReadOnlyCollection<DayOfWeek>? weekdays = null)
    {
        RuleViolation.Unless(episode.IsOpen, "Admit the patient first: there is no open episode.");
        RuleViolation.Unless(from <= Until, "The group has ended by then.", nameof(Enrollment.From));
        RuleViolation.Unless(from >= episode.AdmittedOn, "The patient is admitted later than that.", nameof(Enrollment.From));
        RuleViolation.Unless(until is null || until >= from, "The last day lies before the first.", nameof(Enrollment.Until));
        var days = new DateRange(from, until);
        RuleViolation.Unless(
            !_enrollments.Exists(e => e.PatientId == episode.PatientId && e.Days.Overlaps(days)), "The patient is already in this group then.");
        var comesOn = (weekdays ?? []).Where(_weekdays.Contains).ToList();
        RuleViolation.Unless(weekdays is null or { Count: 0 } || comesOn.Count > 0, $"{Name} meets on none of these weekdays.", nameof(Enrollment.Weekdays));
        RuleViolation.Unless(
            PlacesTaken(new Place(days, comesOn)) < Capacity, $"{Name} is full: all {Capacity} places are taken.");
        var enrollment = new Enrollment(this, episode, from, until, comesOn);
        _enrollments.Add(enrollment);
        return enrollment;
    }

    /// <summary>Has another number of places for alumni from now on. Its alumni must be at hand.</summary>
    /// <param name="places">How many; 0 where none come.</param>
    /// <param name="room">Where it meets; null where it meets elsewhere.</param>
    /// <param name="today">From when on.</param>
    /// <exception cref="RuleViolation">Too many for the group or its room, or fewer than have a place already.</exception>
    public void HoldAlumni(int places, Room? room, DateOnly today)
    {
        RuleViolation.Unless(
            places >= 0 && Capacity + places is >= 1 and <= MostPlaces, "A group has 1 to 100 places, those for patients among them.", nameof(AlumniCapacity));
        RuleViolation.Unless(room is null || room.Id == RoomId, "This is not the room of the group.", nameof(AlumniCapacity));
        RuleViolation.Unless(
            room is null || room.Capacity >= Capacity + places,
            $"{room?.Name} holds {room?.Capacity} people: beside {Capacity} patients there is room for {room?.Capacity - Capacity}.", nameof(AlumniCapacity));
        var taken = AlumniTaken(new DateRange(today, null));
        RuleViolation.Unless(places >= taken, $"{taken} alumni have a place already. End one first.", nameof(AlumniCapacity));
        AlumniCapacity = places;
    }

    /// <summary>Gives a former patient a place among the alumni. The alumni of the group must be at hand.</summary>
    /// <param name="patient">Who.</param>
    /// <param name="episodes">All their episodes.</param>
    /// <param name="called">The name they are called by in the group.</param>
    /// <param name="days">From a first day to a last, or on.</param>
    /// <param name="by">Who gives it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">
    /// They were never discharged or are in treatment, have a place then, there is none left, or the group takes no alumni or has ended.
    /// </exception>
    public AlumniPlace Welcome(
        Patient patient, IReadOnlyCollection<Episode> episodes, string called, DateRange days, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(AlumniCapacity > 0, $"{Name} has no places for alumni.");
        RuleViolation.Unless(
            episodes.Count > 0 && episodes.All(episode => episode.PatientId == patient.Id && !episode.IsOpen) && patient.DeceasedOn is null,
            "Alumni are people who were discharged. Whoever is in treatment is enrolled instead.", nameof(AlumniPlace.PatientId));
        RuleViolation.Unless(days.From <= Until, "The group has ended by then.", nameof(AlumniPlace.From));
        RuleViolation.Unless(
            episodes.All(episode => days.From > episode.DischargedOn), "They were still in treatment on that day.", nameof(AlumniPlace.From));
        RuleViolation.Unless(days.Until is null || days.Until >= days.From, "The last day lies before the first.", nameof(AlumniPlace.Until));
        RuleViolation.Unless(
            !_alumni.Exists(place => place.PatientId == patient.Id && place.Days.Overlaps(days)), "They have a place in this group then.",
            nameof(AlumniPlace.PatientId));
        RuleViolation.Unless(AlumniTaken(days) < AlumniCapacity, $"All {AlumniCapacity} places for alumni are taken.");
        var place = new AlumniPlace(this, patient, called, days, by, now);
        _alumni.Add(place);
        return place;
    }

    /// <summary>The most places that alumni take on any one day of a range.</summary>
    public int AlumniTaken(DateRange days) => PlacesTaken(_alumni.Select(place => Place.Of(place.Days)), Place.Of(days));

    /// <summary>The most places taken on any one day of a range.</summary>
    public int PlacesTaken(Place wanted) => PlacesTaken(_enrollments.Select(e => e.Place), wanted);

    /// <summary>The most places taken on any one day of a range.</summary>
    public int PlacesTaken(DateRange days) => PlacesTaken(Place.Of(days));

    /// <summary>The most of these places taken on any one day of those wanted, for who may know how many there are and not whose.</summary>
    public static int PlacesTaken(IEnumerable<Place> places, Place wanted)
    {
        var overlapping = places.Where(taken => taken.Days.Overlaps(wanted.Days)).ToList();
        var weekdays = wanted.Weekdays.Count > 0 ? wanted.Weekdays : Enum.GetValues<DayOfWeek>();
        return overlapping
            .Select(taken => taken.Days.From < wanted.Days.From ? wanted.Days.From : taken.Days.From)
            .Distinct()
            .SelectMany(_ => weekdays, (day, weekday) => overlapping.Count(taken => taken.Days.Covers(day) && taken.IsOn(weekday)))
            .DefaultIfEmpty()
            .Max();
    }
}

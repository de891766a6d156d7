using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Seed;

/// <summary>The demo clinic's houses and rooms, its programs with their tracks, and the timetable of groups.</summary>
internal sealed class DemoHouse
{
    private readonly Dictionary<string, Service> _services;

    public DemoHouse(DemoPlace place)
    {
        Site = new Site("Harbor Point", place.Zone);
        Site.Describe("Harbor Point", place.Zone, place.Address("40 Quayside Street", "Second floor"), place.Phone(0));
        Site.OpenAt([
            .. Weekdays.Select(day => new OpeningHours(day, new TimeOnly(8, 0), new TimeOnly(21, 0))),
            .. Weekend.Select(day => new OpeningHours(day, new TimeOnly(8, 30), new TimeOnly(16, 0))),
        ]);
        Harbor = Site.AddRoom("Harbor", 20);
        Maple = Site.AddRoom("Maple", 18);
        Cedar = Site.AddRoom("Cedar (art)", 18);
        Studio = Site.AddRoom("Studio (movement)", 20);
        SmallRooms = [.. Enumerable.Range(1, 4).Select(number => Site.AddRoom($"Room {number}", 4))];

        Northgate = new Site("Northgate", place.Zone);
        Northgate.Describe("Northgate", place.Zone, place.Address("1180 Northgate Avenue"), place.Phone(1));
        Northgate.OpenAt([
            .. Weekdays.Select(day => new OpeningHours(day, new TimeOnly(9, 0), new TimeOnly(17, 0))),
        ]);
        Northgate.AddRoom("Orchard", 12);
        Northgate.AddRoom("Room 1", 3);

        Services = StandardServices.Create();
        _services = Services.ToDictionary(service => service.Name);

        DualDiagnosis = new Program(Site.Id, "Adult Dual Diagnosis IOP", LevelOfCare.IntensiveOutpatient);
        DualDiagnosis.Describe(
            DualDiagnosis.Name, LevelOfCare.IntensiveOutpatient, weeklyMinimum: 540, weeklyMaximum: 1140, plannedWeeks: 10, isPart2: true);
        Morning = DualDiagnosis.AddTrack("Morning", PartOfDay.Morning);
        Evening = DualDiagnosis.AddTrack("Evening", PartOfDay.Evening);
        WeekendTrack = DualDiagnosis.AddTrack("Weekend", PartOfDay.Weekend);
        YoungAdult = new Program(Site.Id, "Young Adult Mental Health IOP", LevelOfCare.IntensiveOutpatient);
        YoungAdult.Describe(
            YoungAdult.Name, LevelOfCare.IntensiveOutpatient, weeklyMinimum: 540, weeklyMaximum: 1140, plannedWeeks: 8, isPart2: false);
        Afternoon = YoungAdult.AddTrack("Afternoon", PartOfDay.Afternoon);
    }

    public Site Site { get; }

    public Site Northgate { get; }

    public Room Harbor { get; }

    public Room Maple { get; }

    public Room Cedar { get; }

    public Room Studio { get; }

    /// <summary>Rooms for one-to-ones and families.</summary>
    public IReadOnlyList<Room> SmallRooms { get; }

    public IReadOnlyList<Service> Services { get; }

    public Program DualDiagnosis { get; }

    public Track Morning { get; }

    public Track Evening { get; }

    public Track WeekendTrack { get; }

    public Program YoungAdult { get; }

    public Track Afternoon { get; }

    private static DayOfWeek[] Weekdays =>
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    private static DayOfWeek[] Weekend => [DayOfWeek.Saturday, DayOfWeek.Sunday];

    public Service Service(string name) => _services[name];

    /// <summary>
    /// The timetable: the demo clinician leads two groups or more on every day of the week, so that whoever signs in finds work.
    /// </summary>
    public IReadOnlyList<Group> PlanGroups(DemoStaff staff, DateOnly from, DateOnly until)
    {
        DayOfWeek[] monWedFri = [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday];
        DayOfWeek[] tueThu = [DayOfWeek.Tuesday, DayOfWeek.Thursday];
        DayOfWeek[] monWed = [DayOfWeek.Monday, DayOfWeek.Wednesday];
        var maya = staff.Clinician;

        return
        [
            Meet(Morning, StandardServices.GroupTherapy, "Morning process group", monWedFri, "09:00", 60, Harbor, maya, staff.Resident),
            Meet(Morning, StandardServices.DbtSkills, "DBT skills, morning", monWedFri, "10:15", 60, Maple, staff.Rahman),
            Meet(Morning, StandardServices.RelapsePrevention, "Relapse prevention, morning", monWedFri, "11:30", 60, Maple, maya),
            Meet(Morning, StandardServices.Psychoeducation, "Understanding mind and brain", tueThu, "09:00", 60, Harbor, maya),
            Meet(Morning, StandardServices.Art, "Open studio", tueThu, "10:15", 60, Cedar, staff.Morita),
            Meet(Morning, StandardServices.CbtGroup, "CBT, morning", tueThu, "11:30", 60, Maple, maya, staff.Resident),

            Meet(Evening, StandardServices.GroupTherapy, "Evening process group", monWed, "17:30", 60, Harbor, staff.Whitehorse),
            Meet(Evening, StandardServices.DbtSkills, "DBT skills, evening", monWed, "18:35", 60, Maple, staff.Rahman, staff.Resident),
            Meet(Evening, StandardServices.RelapsePrevention, "Relapse prevention, evening", monWed, "19:45", 60, Maple, staff.Baptiste),
            Meet(Evening, StandardServices.CbtGroup, "CBT, evening", tueThu, "17:30", 60, Maple, staff.Whitehorse),
            Meet(Evening, StandardServices.Mindfulness, "Mindful evening", tueThu, "18:35", 60, Studio, staff.Supervisor),
            Meet(Evening, StandardServices.PeerSupport, "Recovery circle", tueThu, "19:45", 60, Harbor, staff.Baptiste),

            // The long first group has a break, so that clinical minutes and clock minutes differ somewhere.
            Meet(WeekendTrack, StandardServices.DbtSkills, "Weekend DBT skills", Weekend, "09:00", 90, Maple, maya),
            Meet(WeekendTrack, StandardServices.GroupTherapy, "Weekend process group", Weekend, "10:45", 60, Harbor, maya, staff.Baptiste),
            Meet(WeekendTrack, StandardServices.Yoga, "Yoga for recovery", Weekend, "12:30", 60, Studio, staff.Morita),
            Meet(WeekendTrack, StandardServices.RelapsePrevention, "Weekend relapse prevention", Weekend, "13:45", 60, Harbor, staff.Baptiste),

            Meet(Afternoon, StandardServices.SkillsWorkshop, "Launch: skills for daily life", tueThu, "14:00", 60, Harbor, staff.Whitehorse),
            Meet(Afternoon, StandardServices.GroupTherapy, "Young adult process group", tueThu, "15:15", 60, Harbor, staff.Whitehorse),
        ];

        Group Meet(
            Track track, string service, string name, DayOfWeek[] days, string startsAt, int minutes, Room room, params StaffMember[] leaders)
        {
            var time = new WeeklyTime(
                days,
                TimeOnly.Parse(startsAt, System.Globalization.CultureInfo.InvariantCulture),
                minutes,
                BreakAfter: minutes > 60 ? 45 : 0,
                BreakMinutes: minutes > 60 ? 10 : 0);
            var group = new Group(Site, track, Service(service), name, time, from, until, capacity: 16);
            group.MeetIn(room, SessionMode.OnSite);
            group.LedBy(leaders);
            return group;
        }
    }
}

using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Seed;

/// <summary>The demo clinic's houses and rooms, its programs with their tracks, and the timetable of groups.</summary>
internal sealed class DemoHouse
{
    /// <summary>Groups to which alumni come.</summary>
    public const string RecoveryCircle = "Recovery circle";

    public const string MindAndBrain = "Understanding mind and brain";

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
        Library = StandardPlanLibrary.Create(Services);
        Skills = StandardSkills.Create();

        DualDiagnosis = new Program(Site.Id, "Adult Dual Diagnosis IOP", LevelOfCare.IntensiveOutpatient);
        DualDiagnosis.Describe(
            DualDiagnosis.Name, LevelOfCare.IntensiveOutpatient, weeklyMinimum: 540, weeklyMaximum: 1140, plannedWeeks: 10, isPart2: true);
        Morning = DualDiagnosis.AddTrack("Morning", PartOfDay.Morning);
        Evening = DualDiagnosis.AddTrack("Evening", PartOfDay.Evening);
        WeekendTrack = DualDiagnosis.AddTrack("Weekend", PartOfDay.Weekend);
        Morning.Hold(DemoPeople.Morning.Count + DemoPeople.Imported.Count);
        // Full: whoever can come in the evening only has to wait.
        Evening.Hold(DemoPeople.Evening.Count + (DemoPeople.Imported.Count / 2));
        WeekendTrack.Hold(DemoPeople.Weekend.Count + 5);
        DualDiagnosis.Screen(
            [
                "Adult of 18 years or more", "A mental-health and a substance-use condition", "Medically stable, no managed withdrawal needed",
                "No immediate danger to themselves or others", "Can live at home safely during the program", "Can come for nine hours a week",
            ],
            firstSessionDays: 7);
        YoungAdult = new Program(Site.Id, "Young Adult Mental Health IOP", LevelOfCare.IntensiveOutpatient);
        YoungAdult.Describe(
            YoungAdult.Name, LevelOfCare.IntensiveOutpatient, weeklyMinimum: 540, weeklyMaximum: 1140, plannedWeeks: 8, isPart2: false);
        YoungAdult.DemandPlans(PlanRules.Usual with { CertificationDays = 60 });
        Afternoon = YoungAdult.AddTrack("Afternoon", PartOfDay.Afternoon);
        Afternoon.Hold(DemoPeople.YoungAdults.Count + 2);
        YoungAdult.Screen(
            [
                "18 to 25 years old", "Symptoms that get in the way of school, work or home", "No immediate danger to themselves or others",
                "Can come on two afternoons and to one-to-ones",
            ],
            firstSessionDays: 7);
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

    /// <summary>What treatment plans draw from.</summary>
    public IReadOnlyList<ProblemArea> Library { get; }

    /// <summary>What its sessions teach.</summary>
    public IReadOnlyList<Skill> Skills { get; }

    /// <summary>What the DBT groups, and the one that explains, go through.</summary>
    public IReadOnlyList<Curriculum> Curricula { get; } =
    [
        new(
            "DBT skills, one round",
            [
                "Orientation: what skills are for", "Wise mind", "Observing and describing", "Taking part without judging", "Getting through a crisis: stop and breathe",
                "Getting through a crisis: the senses", "Accepting what is so", "Naming an emotion", "Checking the facts", "Acting opposite to an urge",
                "Looking after body and sleep", "Asking for something", "Saying no", "Keeping a friendship", "Keeping one’s self-respect", "The middle way",
            ],
            advancesWhenCancelled: false),
        new(
            "Mind and brain",
            ["What stress does", "Sleep", "How anxiety keeps itself alive", "Depression from the inside", "Craving and reward", "Trauma and memory", "Medication, plainly", "Families and illness"],
            advancesWhenCancelled: true),
    ];

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

    /// <summary>The federal holidays still to come of this year and of the next, at both sites, and a day on which one of them is painted.</summary>
    public IReadOnlyList<Closure> Closures(DateOnly today)
    {
        Closure[] holidays =
        [
            .. from site in new[] { Site, Northgate }
               from year in new[] { today.Year, today.Year + 1 }
               from closure in FederalHoliday.Missing(site.Id, year, [])
               where closure.From > today
               select closure,
        ];
        var painted = Enumerable.Range(24, 7).Select(today.AddDays).First(day => day.DayOfWeek is DayOfWeek.Friday);
        return [.. holidays, new Closure(Northgate.Id, "Painters in the house", painted, painted)];
    }

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
            Meet(Morning, StandardServices.Psychoeducation, MindAndBrain, tueThu, "09:00", 60, Harbor, maya),
            Meet(Morning, StandardServices.Art, "Open studio", tueThu, "10:15", 60, Cedar, staff.Morita),
            Meet(Morning, StandardServices.CbtGroup, "CBT, morning", tueThu, "11:30", 60, Maple, maya, staff.Resident),

            Meet(Evening, StandardServices.GroupTherapy, "Evening process group", monWed, "17:30", 60, Harbor, staff.Whitehorse),
            Meet(Evening, StandardServices.DbtSkills, "DBT skills, evening", monWed, "18:35", 60, Maple, staff.Rahman, staff.Resident),
            Meet(Evening, StandardServices.RelapsePrevention, "Relapse prevention, evening", monWed, "19:45", 60, Maple, staff.Baptiste),
            Meet(Evening, StandardServices.CbtGroup, "CBT, evening", tueThu, "17:30", 60, Maple, staff.Whitehorse),
            Meet(Evening, StandardServices.Mindfulness, "Mindful evening", tueThu, "18:35", 60, Studio, staff.Supervisor),
            Meet(Evening, StandardServices.PeerSupport, RecoveryCircle, tueThu, "19:45", 60, Harbor, staff.Baptiste),

            // The long first group has a break, so that clinical minutes and clock minutes differ somewhere.
            Meet(WeekendTrack, StandardServices.DbtSkills, "Weekend DBT skills", Weekend, "09:00", 90, Maple, maya),
            Meet(WeekendTrack, StandardServices.GroupTherapy, "Weekend process group", Weekend, "10:45", 60, Harbor, maya, staff.Baptiste),
            Meet(WeekendTrack, StandardServices.Yoga, "Yoga for recovery", Weekend, "12:30", 60, Studio, staff.Morita),
            Meet(WeekendTrack, StandardServices.RelapsePrevention, "Staying on course", Weekend, "13:45", 60, Harbor, staff.Baptiste),

            // New: it begins today, or on Monday.
            FamilyEvening(staff, from.AddDays(8 * 7), until),

            Meet(Afternoon, StandardServices.SkillsWorkshop, "Skills for daily life", tueThu, "14:00", 60, Harbor, staff.Whitehorse),
            Meet(Afternoon, StandardServices.GroupTherapy, "Young adult process group", tueThu, "15:15", 60, Harbor, staff.Whitehorse),
        ];

        Group Meet(
            Track track,
            string service,
            string name,
            DayOfWeek[] days,
            string startsAt,
            int minutes,
            Room room,
            params StaffMember[] leaders)
        {
            var time = new WeeklyTime(
                days,
                TimeOnly.Parse(startsAt, System.Globalization.CultureInfo.InvariantCulture),
                minutes,
                BreakAfter: minutes > 60 ? 45 : 0,
                BreakMinutes: minutes > 60 ? 10 : 0);
            var group = new Group(
                Site, track, Service(service), name, time, from, until, capacity: 16, alumniCapacity: name is RecoveryCircle or MindAndBrain ? 4 : 0);
            group.MeetIn(room, SessionMode.OnSite);
            group.LedBy(leaders, Service(service));
            group.Teach(
                service switch
                {
                    StandardServices.DbtSkills => Curricula[0],
                    StandardServices.Psychoeducation => Curricula[1],
                    _ => null,
                },
                0,
                from);
            return group;
        }
    }

    /// <summary>Patients of the morning with whom of their families they agreed to, every week.</summary>
    private Group FamilyEvening(DemoStaff staff, DateOnly today, DateOnly until)
    {
        var first = today.DayOfWeek is DayOfWeek.Saturday ? today.AddDays(2) : today.DayOfWeek is DayOfWeek.Sunday ? today.AddDays(1) : today;
        var group = new Group(
            Site, Morning, Service(StandardServices.MultiFamily), "Families together", new WeeklyTime([first.DayOfWeek], new TimeOnly(16, 10), 75), first, until, capacity: 16);
        group.MeetIn(Maple, SessionMode.OnSite);
        group.LedBy([staff.Clinician], Service(StandardServices.MultiFamily));
        return group;
    }
}

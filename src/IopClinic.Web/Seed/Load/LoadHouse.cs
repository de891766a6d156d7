using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Seed.Load;

/// <summary>Twelve patients who meet on three days of the week for three groups, with whoever leads them and sees them alone.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Track">As the program knows it.</param>
/// <param name="Clinician">Leads the groups, and is everybody's primary clinician.</param>
/// <param name="Days">Of the week.</param>
/// <param name="Groups">In the order of the day.</param>
/// <param name="Office">Where they are seen alone.</param>
/// <param name="AloneAt">When they are seen alone: four a day.</param>
internal sealed record LoadTrack(
    int Number, Track Track, StaffMember Clinician, IReadOnlyList<DayOfWeek> Days, IReadOnlyList<Group> Groups, Room Office, IReadOnlyList<TimeOnly> AloneAt)
{
    /// <summary>Patients at a time.</summary>
    public const int Seats = 12;

    /// <summary>The date on which the patient of a seat is seen alone has this weekday.</summary>
    public DayOfWeek DayAlone(int seat) => Days[seat % Days.Count];
}

/// <summary>One site: its rooms, its program with tracks and groups, and who works there. All of it made as an administrator would.</summary>
internal sealed class LoadHouse
{
    /// <summary>Minutes of a session alone, so that one begins every hour.</summary>
    public const int MinutesAlone = 50;

    private const int MinutesOfGroup = 60;
    private const int TracksPerSupervisor = 7;

    private static readonly DayOfWeek[][] Weeks =
    [
        [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday], [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Thursday],
        [DayOfWeek.Tuesday, DayOfWeek.Thursday, DayOfWeek.Friday], [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Thursday],
        [DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Friday],
    ];

    private static readonly DayOfWeek[] Weekend = [DayOfWeek.Wednesday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    private static readonly (PartOfDay Part, double[] Groups, double[] Alone)[] Parts =
    [
        (PartOfDay.Morning, [9, 10 + (1 / 6.0), 11 + (1 / 3.0)], [13, 14, 15, 16]),
        (PartOfDay.Afternoon, [13, 14 + (1 / 6.0), 15 + (1 / 3.0)], [9, 10, 11, 12]),
        (PartOfDay.Evening, [17, 18 + (1 / 6.0), 19 + (1 / 3.0)], [13, 14, 15, 16]),
    ];

    private static readonly string[] Offered =
    [
        StandardServices.GroupTherapy, StandardServices.DbtSkills, StandardServices.RelapsePrevention, StandardServices.CbtGroup, StandardServices.Psychoeducation,
        StandardServices.Mindfulness,
    ];

    private readonly List<StaffMember> _staff = [];
    private readonly Chance _chance;
    private readonly int _number;

    public LoadHouse(int number, LoadSize size, IReadOnlyList<Service> services, DateOnly from, DateOnly today)
    {
        (_number, _chance, Services) = (number, Chance.Of(size.Seed, number, -1), services);
        Place = LoadPlaces.Of(number);
        var name = number == 0 ? "Harbor Point" : $"{Place.City} {number + 1}";
        Site = new Site(name, Place.Zone);
        Site.Describe(name, Place.Zone, Place.Address($"{40 + number} Quayside Street"), Place.Phone(number));
        Site.OpenAt(Enum.GetValues<DayOfWeek>().Select(day => new OpeningHours(day, new TimeOnly(8, 0), new TimeOnly(21, 0))));
        Program = new Program(Site.Id, $"Adult IOP {name}", LevelOfCare.IntensiveOutpatient);
        Program.Describe(Program.Name, LevelOfCare.IntensiveOutpatient, weeklyMinimum: 540, weeklyMaximum: 1140, plannedWeeks: LoadStays.PlannedWeeks, isPart2: true);
        Program.Screen(["Adult of 18 years or more", "No immediate danger to themselves or others", "Can come for nine hours a week"], firstSessionDays: 7);
        var office = number == 0 ? DemoSignIns.All.ToDictionary(one => one.Role, one => Join(one.Given, one.Family, one.Role, one.Email)) : Office();
        Prescriber = office[Role.Prescriber];
        Prescriber.Hold([new("PMHNP", $"0024-{100_000 + number}", today.AddYears(-25), null)]);
        var tracks = (size.Seats + LoadTrack.Seats - 1) / LoadTrack.Seats;
        var rooms = Enumerable.Range(0, (tracks + Parts.Length - 1) / Parts.Length).Select(at => Site.AddRoom($"Group room {at + 1}", 20)).ToList();
        Tracks = [.. Enumerable.Range(0, tracks).Select(at => Open(at, rooms[at / Parts.Length], office, from, today))];
        Site.PutOnCall([office[Role.Supervisor], Prescriber]);
    }

    public DemoPlace Place { get; }

    public Site Site { get; }

    public Program Program { get; }

    public IReadOnlyList<Service> Services { get; }

    public IReadOnlyList<LoadTrack> Tracks { get; }

    public IReadOnlyList<StaffMember> Staff => _staff;

    public StaffMember Prescriber { get; }

    public Service Service(Id<Service> id) => Services.First(service => service.Id == id);

    private Dictionary<Role, StaffMember> Office() => new[] { Role.Supervisor, Role.Prescriber, Role.Intake, Role.Administrator, Role.PrivacyOfficer }
        .ToDictionary(role => role, role => Join(role, 0));

    private LoadTrack Open(int number, Room room, Dictionary<Role, StaffMember> office, DateOnly from, DateOnly today)
    {
        var part = Parts[number % Parts.Length];
        var days = number > 0 ? Weeks[number % Weeks.Length] : Weeks.FirstOrDefault(week => week.Contains(today.DayOfWeek)) ?? Weekend;
        var clinician = number == 0 && office.TryGetValue(Role.Clinician, out var first) ? first : Join(Role.Clinician, number + 1);
        clinician.Hold([new(_chance.Next(2) == 0 ? "LCSW" : "LPC", $"07{number:00}-{_chance.Next(100_000):000000}", today.AddYears(-25), null)]);
        if (number > 0 && number % TracksPerSupervisor == 0)
        {
            office[Role.Supervisor] = Join(Role.Supervisor, number / TracksPerSupervisor);
        }

        clinician.WorkUnder(office[Role.Supervisor].Id, needsCoSignature: false);
        var track = Program.AddTrack($"{part.Part} {number + 1}", part.Part);
        track.Hold(LoadTrack.Seats + 1);
        var groups = part.Groups.Select((hour, at) => Meet(number, track, at, days, Clock(hour), room, clinician, from, today)).ToList();
        return new LoadTrack(number, track, clinician, days, groups, Site.AddRoom($"Office {number + 1}", 4), [.. part.Alone.Select(Clock)]);
    }

    private Group Meet(int number, Track track, int at, DayOfWeek[] days, TimeOnly starts, Room room, StaffMember clinician, DateOnly from, DateOnly today)
    {
        const int MostDays = 360;
        var service = Services.First(one => one.Name == Offered[(number + (at * 2)) % Offered.Length]);
        var group = new Group(Site, track, service, $"{service.Name} {number + 1}.{at + 1}", new WeeklyTime(days, starts, MinutesOfGroup), from, from.AddDays(MostDays), LoadTrack.Seats + 4);
        group.MeetIn(room, SessionMode.OnSite);
        group.LedBy([clinician], service);
        // As it is planned on from year to year.
        for (var last = today.AddDays(90); group.Until < last;)
        {
            group.Extend(group.Until.AddDays(MostDays) < last ? group.Until.AddDays(MostDays) : last);
        }

        return group;
    }

    private StaffMember Join(Role role, int number)
    {
        var stock = NameStock.By(_chance);
        return Join(
            _chance.Of(_chance.Next(2) == 0 ? stock.Women : stock.Men), _chance.Of(stock.Families), role,
            $"{role.ToString().ToLowerInvariant()}{(number == 0 ? "" : number)}.site{_number + 1}@load.example");
    }

    private StaffMember Join(string given, string family, Role role, string email)
    {
        var member = new StaffMember(new PersonName(given, family), email, Site.Id, [role]);
        _staff.Add(member);
        return member;
    }

    private static TimeOnly Clock(double hour) => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(Math.Round(hour * 60)));
}

using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Schedule;

/// <summary>A small clinic to plan groups in.</summary>
internal sealed class Timetable
{
    public static readonly DateOnly Monday = new(2026, 11, 2);

    public static readonly DateTimeOffset Now = new(2026, 11, 2, 14, 0, 0, TimeSpan.Zero);

    private readonly Program _program;
    private readonly Dictionary<Id<Patient>, Patient> _patients = [];

    public Timetable(string timeZone = "America/New_York")
    {
        Site = new Site("Riverside", timeZone);
        Room = Site.AddRoom("Willow", 14);
        _program = new Program(Site.Id, "Day program", LevelOfCare.IntensiveOutpatient);
        Track = _program.AddTrack("Morning", PartOfDay.Morning);
        Leader = new StaffMember(new PersonName("Ana", "Ruiz"), "ana@clinic.example", Site.Id, [Role.Clinician]);
    }

    public Site Site { get; }

    public Room Room { get; }

    public Track Track { get; }

    public StaffMember Leader { get; }

    public Service Service { get; } = new("Skills", SessionKind.Group, 75, countsTowardHours: true);

    public Group Group(WeeklyTime? time = null, DateOnly? from = null, DateOnly? until = null, int capacity = 12)
    {
        var group = new Group(Site, Track, Service, "Morning skills", time ?? Nine(), from ?? Monday, until ?? Monday.AddDays(83), capacity);
        group.MeetIn(Room, SessionMode.OnSite);
        group.LedBy([Leader], Service);
        return group;
    }

    public Episode Admitted(string given = "Rosalind", DateOnly? on = null)
    {
        var who = new Demographics { Name = new PersonName(given, "Achterberg"), BirthDate = new DateOnly(1990, 5, 1) };
        var patient = new Patient(Site.Id, who, new ContactDetails(), Monday, Now);
        _patients.Add(patient.Id, patient);
        return Episode.Admit(patient, _program, Track, Leader, on ?? Monday, 10, AdmissionGrounds.NotAskedFor, Monday);
    }

    public Patient PatientOf(Episode episode) => _patients[episode.PatientId];

    public static WeeklyTime Nine(int minutes = 75, int breakAfter = 0, int breakMinutes = 0) =>
        new([DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday], new TimeOnly(9, 0), minutes, breakAfter, breakMinutes);
}

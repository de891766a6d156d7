using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Tests.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Groups;

/// <summary>A house of its own for one test: rooms, a track, services, two clinicians and patients in treatment since a month ago.</summary>
internal sealed class House
{
    private static int _count;

    public required ClinicHost Clinic { get; init; }

    public required DateOnly Today { get; init; }

    public required Site Site { get; init; }

    public required Room Willow { get; init; }

    public required Room Cedar { get; init; }

    public required Track Track { get; init; }

    public required Program Program { get; init; }

    public required Service Skills { get; init; }

    public required Service OneToOne { get; init; }

    public required Service Family { get; init; }

    public required StaffMember Ana { get; init; }

    public required StaffMember Ben { get; init; }

    public required IReadOnlyList<Patient> Patients { get; init; }

    public required IReadOnlyList<Episode> Episodes { get; init; }

    /// <summary>The next Monday after today.</summary>
    public DateOnly Monday => Enumerable.Range(1, 7).Select(Today.AddDays).First(d => d.DayOfWeek is DayOfWeek.Monday);

    public static async Task<House> OpenAsync(ClinicHost clinic, int patients = 0)
    {
        var clock = clinic.Services.GetRequiredService<ClinicClock>();
        var number = Interlocked.Increment(ref _count);
        var site = new Site($"House {number}", "America/New_York");
        var today = clock.Today(site.Zone);
        var willow = site.AddRoom("Willow", 14);
        var cedar = site.AddRoom("Cedar", 14);
        var program = new Program(site.Id, $"Program {number}", LevelOfCare.IntensiveOutpatient);
        var track = program.AddTrack("Morning", PartOfDay.Morning);
        StaffMember Person(string given, string family) =>
            new(new PersonName(given, family), $"{given}{number}@house.example", site.Id, [Role.Clinician]);
        var ana = Person("Ana", "Ruiz");
        var people = Enumerable.Range(1, patients)
            .Select(i => new Patient(
                site.Id,
                new Demographics { Name = new PersonName($"Pat{i}", $"Tester{number}"), BirthDate = new DateOnly(1990, 1, 1).AddDays(i) },
                new ContactDetails(),
                today,
                clock.Now))
            .ToList();
        var house = new House
        {
            Clinic = clinic,
            Today = today,
            Site = site,
            Willow = willow,
            Cedar = cedar,
            Program = program,
            Track = track,
            Skills = new Service($"Skills {number}", SessionKind.Group, 75, true),
            OneToOne = new Service($"Individual {number}", SessionKind.Individual, 50, true),
            Family = new Service($"Family {number}", SessionKind.Family, 60, true),
            Ana = ana,
            Ben = Person("Ben", "Ito"),
            Patients = people,
            Episodes = people.ConvertAll(p => Episode.Admit(p, program, track, ana, today.AddDays(-28), 10, AdmissionGrounds.NotAskedFor, today)),
        };
        await clinic.InDatabaseAsync(async db =>
        {
            db.Sites.Add(site);
            db.Programs.Add(program);
            db.Services.AddRange(house.Skills, house.OneToOne, house.Family);
            db.Staff.AddRange(house.Ana, house.Ben);
            db.Patients.AddRange(people);
            db.Episodes.AddRange(house.Episodes);
            await db.SaveChangesAsync();
            // The demo clinic's people work here too; its clinician and prescriber are on every care team beside Ana.
            await db.Database.ExecuteSqlAsync(
                $"update staff set other_site_ids = other_site_ids || {site.Id.Value} where email like '%@demo.example'");
            var clinician = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            var prescriber = await db.Staff.SingleAsync(s => s.Email == "prescriber@demo.example");
            db.CareTeams.AddRange(people.SelectMany(p => new[]
            {
                new CareTeamMember(p, ana, CareTeamPart.PrimaryClinician, today.AddDays(-28), null, null, clock.Now),
                new CareTeamMember(p, clinician, CareTeamPart.Clinician, today.AddDays(-28), null, null, clock.Now),
                new CareTeamMember(p, prescriber, CareTeamPart.Prescriber, today.AddDays(-28), null, null, clock.Now),
            }));
            await db.SaveChangesAsync();
        });
        return house;
    }

    /// <summary>What a patient works on: objectives of a plan that was set on the first day of treatment.</summary>
    public async Task<IReadOnlyList<Objective>> PlanAsync(Episode episode, params string[] texts)
    {
        var plan = Planned.Plan(episode, Ana, Clinic.Services.GetRequiredService<ClinicClock>().Now, [.. texts.Select(Planned.Objective)]);
        var objectives = plan.SetObjectives([], episode.AdmittedOn);
        await Clinic.InDatabaseAsync(async db =>
        {
            db.TreatmentPlans.Add(plan);
            db.Objectives.AddRange(objectives);
            await db.SaveChangesAsync();
        });
        return objectives;
    }

    /// <summary>A group on Mondays at nine or another time, four weeks long, with its sessions.</summary>
    public async Task<Group> GroupAsync(
        string name = "Morning skills", int capacity = 12, DateOnly? from = null, Room? room = null, StaffMember? leader = null, TimeOnly? at = null)
    {
        var first = from ?? Monday;
        var group = new Group(
            Site, Track, Skills, name, new WeeklyTime([DayOfWeek.Monday], at ?? new TimeOnly(9, 0), 75), first, first.AddDays(27), capacity);
        group.MeetIn(room ?? Willow, SessionMode.OnSite);
        group.LedBy([leader ?? Ana], Skills);
        await Clinic.InDatabaseAsync(async db =>
        {
            db.Groups.Add(group);
            db.Sessions.AddRange(group.PlanSessions(Site));
            await db.SaveChangesAsync();
        });
        return group;
    }

    public async Task<IndividualSession> OneToOneAsync(Episode episode, DateOnly date, TimeOnly startsAt, Room? room = null, StaffMember? clinician = null)
    {
        var session = new IndividualSession(
            new Booking(Site, OneToOne, date, startsAt, 50, clinician ?? Ben, room ?? Cedar, SessionMode.OnSite), episode);
        await Clinic.InDatabaseAsync(async db =>
        {
            db.Sessions.Add(session);
            await db.SaveChangesAsync();
        });
        return session;
    }
}

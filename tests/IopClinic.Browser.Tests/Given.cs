using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Browser.Tests;

/// <summary>What a journey finds when it begins, made with the clinic's own verbs.</summary>
internal static class Given
{
    public const string Topic = "Saying no and staying friends";

    /// <summary>
    /// A group session of the demo clinician that began some minutes ago, with new patients on its roster named Member One, Member Two ...
    /// Each of them works on these objectives.
    /// </summary>
    public static async Task<GroupSession> AGroupUnderWayAsync(this ClinicOnScreen clinic, int members, int minutesAgo = 20, params string[] objectives) =>
        await clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.DemoPersonAsync(Role.Clinician);
            var colleague = await db.DemoPersonAsync(Role.Supervisor);
            var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == clinician.SiteId);
            var now = TimeProvider.System.GetUtcNow();
            var today = ClinicClock.DateIn(site.Zone, now);
            var begins = ClinicClock.TimeIn(site.Zone, now.AddMinutes(-minutesAgo));
            // A journey begun in the first minutes after midnight finds a session that began at midnight.
            begins = begins > ClinicClock.TimeIn(site.Zone, now) ? TimeOnly.MinValue : begins;
            var program = new Program(site.Id, $"Journey {Guid.CreateVersion7():N}", LevelOfCare.IntensiveOutpatient);
            var track = program.AddTrack("Journey", PartOfDay.Morning);
            var service = await db.Services.OrderBy(s => s.Name)
                .FirstAsync(s => s.Kind == SessionKind.Group && s.CountsTowardHours && !s.FamiliesTakePart && s.RetiredAt == null && s.DemandedCredentials.Count == 0);
            var group = new Group(
                site, track, service, "Assertiveness", new WeeklyTime([today.DayOfWeek], begins, MinutesUntilMidnight(begins)), today, today, Math.Max(1, members));
            group.MeetIn(null, SessionMode.InHome);
            group.LedBy([clinician, colleague], service);
            // The clinician's other sessions of the day make way: this one is what the journey is about.
            await FreeAsync(db, today, clinician.Id, colleague.Id);
            var session = group.PlanSessions(site).Single();
            foreach (var number in Enumerable.Range(1, members))
            {
                var patient = new Patient(
                    site.Id,
                    new Demographics { Name = new PersonName("Member", Spelled(number)), BirthDate = new DateOnly(1990, 1, 1).AddDays(number) },
                    new ContactDetails(),
                    today,
                    now);
                var episode = Episode.Admit(patient, program, track, clinician, today.AddDays(-20), 10, AdmissionGrounds.NotAskedFor, today);
                db.AddRange(patient, episode, group.Enroll(episode, today));
                session.Seat(episode);
                if (objectives.Length > 0)
                {
                    var plan = Planned.Plan(episode, clinician, now, [.. objectives.Select(Planned.Objective)]);
                    db.TreatmentPlans.Add(plan);
                    db.Objectives.AddRange(plan.SetObjectives([], episode.AdmittedOn));
                }
            }

            db.AddRange(program, group, session);
            await db.SaveChangesAsync();
            return session;
        });

    public static string AddressOf(Session session) => $"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}";

    public static Task<StaffMember> DemoPersonAsync(this ClinicDb db, Role role)
    {
        var email = DemoSignIns.All.Single(p => p.Role == role).Email;
        return db.Staff.SingleAsync(s => s.Email == email);
    }

    /// <summary>The order of the names is the order of the rows.</summary>
    private static string Spelled(int number) => $"{(char)('A' + ((number - 1) / 26))}{(char)('a' + ((number - 1) % 26))}ster";

    private static int MinutesUntilMidnight(TimeOnly begins) => (int)Math.Min(60, (TimeOnly.MaxValue - begins).TotalMinutes);

    /// <summary>These clinicians have nothing to do on that day any more, at whatever hour a journey is run.</summary>
    public static async Task FreeAsync(ClinicDb db, DateOnly day, params Id<StaffMember>[] clinicians)
    {
        var booked = await db.Sessions
            .Include(s => s.Attendances).Include(s => s.Notes).Include(s => s.Clinicians)
            .Where(s => s.ClinicDate == day && s.CancelledAt == null && s.Clinicians.Any(c => clinicians.Contains(c.StaffMemberId)))
            .ToListAsync();
        var canceller = await db.Staff.SingleAsync(s => s.Id == clinicians[0]);
        foreach (var session in booked.Where(s => s.Attendances.Count == 0 && s.Notes.Count == 0))
        {
            session.Cancel("Makes way for a journey", canceller, TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync();
    }
}

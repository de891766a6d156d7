using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>A time that is free for an intake assessment.</summary>
public sealed record Slot(Id<AssessmentTime> TimeId, DateOnly Date, TimeOnly StartsAt, TimeOnly EndsAt, string Clinician, string? Room)
{
    /// <summary>When in the day, or week, that is.</summary>
    public PartOfDay Part => Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? PartOfDay.Weekend
        : StartsAt.Hour < 12 ? PartOfDay.Morning
        : StartsAt.Hour < 17 ? PartOfDay.Afternoon
        : PartOfDay.Evening;

    public string When => $"{Show.Day(Date)}, {Show.Time(StartsAt)}";

    /// <summary>Whether somebody with this availability can come; who was not asked can.</summary>
    public bool Suits(IReadOnlyCollection<PartOfDay> availability) => availability.Count == 0 || availability.Contains(Part);
}

/// <summary>The free times for intake assessments of a site, and their booking.</summary>
public sealed class AssessmentSlots(ClinicDb db, ClinicClock clock)
{
    /// <summary>Days ahead that are offered.</summary>
    private const int DaysAhead = 21;

    /// <summary>After the assessment the chart stays open to the assessor for this many days, unless an admission follows.</summary>
    private const int DaysToWrite = 14;

    /// <summary>Free times, soonest first.</summary>
    public async Task<IReadOnlyList<Slot>> FreeAsync(Site site, int most)
    {
        var found = await db.Database.SqlQuery<FreeTime>($"""
            select f.time_id as "TimeId", f.clinic_date as "Date", f.starts_at as "StartsAt", f.ends_at as "EndsAt",
              s.name_given || ' ' || s.name_family as "Clinician", r.name as "Room"
            from free_assessment_times({site.Id.Value}, {clock.Now}, {DaysAhead}) f
            join staff s on s.id = f.staff_member_id
            left join rooms r on r.id = f.room_id
            order by f.starts_at, s.name_family, f.time_id
            limit {most}
            """).ToListAsync();
        return found.ConvertAll(f => new Slot(
            new Id<AssessmentTime>(f.TimeId), f.Date, ClinicClock.TimeIn(site.Zone, f.StartsAt), ClinicClock.TimeIn(site.Zone, f.EndsAt), f.Clinician, f.Room));
    }

    /// <summary>Books the intake assessment of a referral at a free time, and opens the chart to the assessor. It saves.</summary>
    /// <returns>What was booked, in a sentence.</returns>
    /// <exception cref="RuleViolation">The time is taken, or an assessment is booked already.</exception>
    public async Task<string> BookAsync(Referral referral, Id<AssessmentTime> timeId, DateOnly date, Id<StaffMember> by)
    {
        var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == referral.SiteId);
        var free = await FreeAsync(site, most: 1000);
        RuleViolation.Unless(
            free.Any(slot => slot.TimeId == timeId && slot.Date == date), "That time was taken a moment ago. Choose another one.");
        RuleViolation.Unless(
            referral.AssessmentId is not { } booked || !await db.Sessions.AnyAsync(s => s.Id == booked && s.CancelledAt == null),
            "An assessment is booked already. Cancel it before you book another.");
        var time = await db.AssessmentTimes.SingleAsync(t => t.Id == timeId);
        var service = await db.Services.Where(s => s.TakesPlaceBeforeAdmission && s.RetiredAt == null).OrderBy(s => s.Name).FirstOrDefaultAsync()
            ?? throw new RuleViolation("No service is offered before an admission yet. An administrator marks one under Services.");
        var clinician = await db.Staff.SingleAsync(s => s.Id == time.StaffMemberId);
        var patient = await db.Patients.SingleAsync(p => p.Id == referral.PatientId);
        var room = site.Rooms.FirstOrDefault(r => r.Id == time.RoomId);
        var session = new IndividualSession(
            new Booking(
                site, service, date, time.StartsAt, time.Minutes, clinician, room, room is null ? SessionMode.Telehealth : SessionMode.OnSite),
            patient);
        db.Sessions.Add(session);
        await JoinTeamAsync(patient, clinician, clock.Today(site.Zone), date.AddDays(DaysToWrite), by);
        referral.Book(session, clock.Now);
        await new Reserve(db).SaveAsync(site);
        return $"The assessment is booked for {Show.Day(date)}, {Show.Time(time.StartsAt)}, with {clinician.Name.Full}.";
    }

    private async Task JoinTeamAsync(Patient patient, StaffMember clinician, DateOnly today, DateOnly until, Id<StaffMember> by)
    {
        var standing = await db.CareTeams
            .Where(m => m.PatientId == patient.Id && m.StaffMemberId == clinician.Id && (m.Until == null || m.Until >= today)).ToListAsync();
        if (standing.Exists(m => m.Until is null || m.Until >= until))
        {
            return;
        }

        foreach (var before in standing)
        {
            before.End(today);
        }

        if (standing.Count > 0)
        {
            // Two statements: the place must be free before it is taken.
            await db.SaveChangesAsync();
        }

        db.CareTeams.Add(new CareTeamMember(patient, clinician, CareTeamPart.Clinician, today, until, by, clock.Now));
    }

    private sealed record FreeTime(Guid TimeId, DateOnly Date, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Clinician, string? Room);
}

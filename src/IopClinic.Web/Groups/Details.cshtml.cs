using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using IopClinic.Web.Skills;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>One standing group: who is in it, who leads it, and its sessions.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class DetailsModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int ShortList = 8;

    [BindProperty(SupportsGet = true)]
    public Id<Group> Id { get; set; }

    /// <summary>Every session, not only those around today.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    public Group Group { get; private set; } = null!;

    public GroupFacts Facts { get; private set; } = null!;

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public IReadOnlyList<Member> Former { get; private set; } = [];

    /// <summary>Who has a place among its alumni from today on, to those who know of them.</summary>
    public IReadOnlyList<AlumnusRow> Alumni { get; private set; } = [];

    public IReadOnlyList<SessionRow> Coming { get; private set; } = [];

    public IReadOnlyList<SessionRow> Past { get; private set; } = [];

    public int ComingCount { get; private set; }

    public int PastCount { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>Places that stay free from today on.</summary>
    public int Free { get; private set; }

    /// <summary>What most of the members that the reader treats have not been taught yet.</summary>
    public IReadOnlyList<NextSkill> Next { get; private set; } = [];

    public bool HasEnded => Group.Until < Today;

    public bool MayManage => May(Can.ManageGroups) && !HasEnded;

    public sealed record GroupFacts(
        string Track, string Program, string Service, string? Room, IReadOnlyList<string> Facilitators, string SiteName, TimeZoneInfo Zone,
        string? ClosedDays);

    /// <param name="Week">Week of the program: today's for who is in it, the last one for who has left.</param>
    public sealed record Member(Id<Enrollment> EnrollmentId, Id<Patient> PatientId, string Name, int Week, DateOnly From, DateOnly? Until, bool Begins);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await db.Groups.AsNoTracking().Include(g => g.Facilitators)
            .FirstOrDefaultAsync(g => g.Id == Id, HttpContext.RequestAborted) is not { } group)
        {
            return Missing();
        }

        Group = group;
        await LoadAsync();
        return Page();
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var site = (await db.HouseAsync()).Sites[Group.SiteId];
        Today = clock.Today(site.Zone);
        var leaders = Group.Facilitators.Select(f => f.StaffMemberId).ToList();
        Facts = new GroupFacts(
            await db.Tracks.Where(t => t.Id == Group.TrackId).Select(t => t.Name).FirstAsync(stop),
            await db.Programs.Where(p => p.Tracks.Any(t => t.Id == Group.TrackId)).Select(p => p.Name).FirstAsync(stop),
            await db.Services.Where(s => s.Id == Group.ServiceId).Select(s => s.Name).FirstAsync(stop),
            await db.Rooms.Where(r => r.Id == Group.RoomId).Select(r => r.Name).FirstOrDefaultAsync(stop),
            [.. (await db.Staff.Where(s => leaders.Contains(s.Id)).OrderBy(s => s.Name.Family).Select(s => s.Name).ToListAsync(stop)).Select(n => n.Full)],
            site.Name,
            site.Zone,
            ClosedDays.Sentence(Group, site));
        var places = (await db.PlacesAsync([Id], stop))[Id];
        Free = Math.Max(0, Group.Capacity - Domain.Schedule.Group.PlacesTaken(places, Place.Of(new(HasEnded ? Group.Until : Today, null))));
        await LoadMembersAsync(stop);
        Alumni = [.. (await db.AlumniOfAsync(Group, stop)).Where(row => row.Days.Overlaps(new DateRange(Today, null)))];
        if (May(Can.LogSessions) && !HasEnded)
        {
            await LoadNextAsync(stop);
        }

        var sessions = db.Sessions.Where(s => ((GroupSession)s).GroupId == Id);
        ComingCount = await sessions.CountAsync(s => s.ClinicDate >= Today, stop);
        PastCount = await sessions.CountAsync(s => s.ClinicDate < Today, stop);
        var count = All ? int.MaxValue : ShortList;
        Coming = await sessions.Where(s => s.ClinicDate >= Today).OrderBy(s => s.ClinicDate).Take(count).ToRowsAsync(db, clock.Now, named: false, stop);
        Past = [.. (await sessions.Where(s => s.ClinicDate < Today).OrderByDescending(s => s.ClinicDate).Take(count)
            .ToRowsAsync(db, clock.Now, named: false, stop)).Reverse()];
    }

    private async Task LoadNextAsync(CancellationToken stop)
    {
        var members = Members.Where(member => !member.Begins).Select(member => member.PatientId).ToList();
        var taught = await db.TaughtTo(members).Select(one => new { one.PatientId, one.SkillId }).Distinct().ToListAsync(stop);
        Next = members.Count == 0 ? [] : NextSkill.For(
            await db.CatalogueAsync(),
            members,
            taught.Select(one => (one.PatientId, one.SkillId)),
            SkillFamilies.Of(await db.Services.AsNoTracking().SingleAsync(s => s.Id == Group.ServiceId, stop)));
    }

    private async Task LoadMembersAsync(CancellationToken stop)
    {
        var found = await (
            from enrollment in db.Enrollments.AsNoTracking()
            join patient in db.Patients.AsNoTracking() on enrollment.PatientId equals patient.Id
            join episode in db.Episodes.AsNoTracking() on enrollment.EpisodeId equals episode.Id
            where enrollment.GroupId == Id && (enrollment.Until == null || enrollment.Until >= enrollment.From)
            orderby patient.Name.Family, patient.Name.Given
            select new { enrollment.Id, enrollment.PatientId, enrollment.From, enrollment.Until, episode.AdmittedOn, patient.PreferredName, patient.Name })
            .ToListAsync(stop);
        var members = found.ConvertAll(m => new Member(
            m.Id,
            m.PatientId,
            $"{m.PreferredName ?? m.Name.Given} {m.Name.Family}",
            Episode.WeekOn(m.AdmittedOn, m.Until < Today ? m.Until.Value : Today),
            m.From,
            m.Until,
            m.From > Today));
        Members = members.FindAll(m => m.Until is null || m.Until >= Today);
        Former = [.. members.Where(m => m.Until < Today).OrderByDescending(m => m.Until)];
    }
}

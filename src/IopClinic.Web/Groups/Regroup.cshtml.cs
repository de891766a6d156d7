using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using IopClinic.Web.Tracks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>Splits some members of a group off into a new one at the same time, or merges the whole of it into another group.</summary>
[Authorize(Can.ManageGroups)]
public sealed class RegroupModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Group> Id { get; set; }

    [BindProperty]
    public SplitForm Split { get; set; } = new();

    [BindProperty]
    public MergeForm Merge { get; set; } = new();

    public Group Group { get; private set; } = null!;

    public IReadOnlyList<(Id<Enrollment> Id, string Name)> Members { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Others { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await LoadAsync();
        var today = await db.TodayAtAsync(Group.SiteId, clock, HttpContext.RequestAborted);
        Split.From = Merge.From = Group.From > today ? Group.From : today;
        Split.Name = $"{Group.Name} 2";
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Group = Existing(await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == Id, stop));
        var today = await db.TodayAtAsync(Group.SiteId, clock, stop);
        Members = (await (
            from enrollment in db.Enrollments.AsNoTracking()
            join patient in db.Patients.AsNoTracking() on enrollment.PatientId equals patient.Id
            where enrollment.GroupId == Id && (enrollment.Until == null || (enrollment.Until >= today && enrollment.Until >= enrollment.From))
            orderby patient.Name.Family, patient.Name.Given
            select new { enrollment.Id, PatientId = patient.Id, patient.PreferredName, patient.Name }).ToListAsync(stop)).ConvertAll(m => (m.Id, $"{m.PreferredName ?? m.Name.Given} {m.Name.Family}"));
        Clinicians = await GroupChoices.CliniciansAsync(db, stop);
        Rooms = await GroupChoices.RoomsAsync(db, Group.SiteId, stop);
        Others = (await db.Groups.AsNoTracking().Where(g => g.TrackId == Group.TrackId && g.Id != Id && g.Capacity > 0 && g.Until >= today).OrderBy(g => g.StartsAt).ThenBy(g => g.Name).ToListAsync(stop))
            .ConvertAll(g => new SelectListItem($"{g.Name}, {Weekly.Words(g.Weekdays, g.StartsAt, g.Minutes)}", g.Id.ToString()));
    }

    public async Task<IActionResult> OnPostSplitAsync()
    {
        var stop = HttpContext.RequestAborted;
        var (group, site, from) = await BeginAsync(Split.From!.Value, stop);
        var leaving = await db.Enrollments.Where(e => e.GroupId == Id && Split.Members.Contains(e.Id)).ToListAsync(stop);
        RuleViolation.Unless(leaving.Count > 0 && leaving.Count == Split.Members.Distinct().Count(), "Choose who goes into the new group.", nameof(Split.Members));
        var service = await db.Services.FirstAsync(s => s.Id == group.ServiceId, stop);
        var track = await db.Tracks.FirstAsync(t => t.Id == group.TrackId, stop);
        var room = site.Rooms.FirstOrDefault(r => r.Id == Split.RoomId);
        RuleViolation.Unless(Split.RoomId is null || room is not null, $"Choose a room of {site.Name}.", nameof(Split.RoomId));
        var leader = await db.Staff.FirstOrDefaultAsync(s => s.Id == Split.LeaderId, stop) ?? throw new RuleViolation("Choose a clinician from the list.", nameof(Split.LeaderId));
        // It meets when the other does: on the very days that are left of it.
        var dates = await db.Set<GroupSession>().Where(s => s.GroupId == Id && s.ClinicDate >= from && s.CancelledAt == null).OrderBy(s => s.ClinicDate).Select(s => s.ClinicDate).ToListAsync(stop);
        RuleViolation.Unless(dates.Count > 0, "No session is left from that day on.", nameof(Split.From));
        var time = new WeeklyTime(group.Weekdays, group.StartsAt, group.Minutes, group.BreakAfter, group.BreakMinutes);
        var capacity = room is null ? group.Capacity : Math.Min(group.Capacity, room.Capacity);
        RuleViolation.Unless(leaving.Count <= capacity, $"{room?.Name} holds {room?.Capacity} people.", nameof(Split.RoomId));
        var split = new Group(site, track, service, Split.Name, time, from, group.Until, capacity);
        split.MeetIn(room, group.Mode);
        split.LedBy([leader], service);
        split.Repeat(group.EveryWeeks, group.ClosedDays);
        db.Groups.Add(split);
        db.Sessions.AddRange(split.Plan(split.Propose(service, dates), site));
        await new Reserve(db).SaveAsync(site, stop);
        await MoveAsync(leaving, split, from, stop);
        await new Reserve(db).SaveAsync(site, stop);
        Toast($"{split.Name} is set up with {dates.Count} session{(dates.Count == 1 ? "" : "s")} and {leaving.Count} patient{(leaving.Count == 1 ? "" : "s")}.");
        return RedirectToPage("/Groups/Details", new { id = split.Id });
    }

    public async Task<IActionResult> OnPostMergeAsync()
    {
        var stop = HttpContext.RequestAborted;
        var (group, site, from) = await BeginAsync(Merge.From!.Value, stop);
        var into = await db.Groups.FirstOrDefaultAsync(g => g.Id == Merge.Into && g.TrackId == group.TrackId && g.Id != Id && g.Capacity > 0, stop)
            ?? throw new RuleViolation("Choose a group of the same track.", nameof(Merge.Into));
        var later = await db.Set<GroupSession>().Where(s => s.GroupId == Id && s.ClinicDate >= from && s.CancelledAt == null)
            .Select(s => new { Session = s, IsRecorded = db.SessionCounts.Any(c => c.SessionId == s.Id && c.Recorded > 0) }).ToListAsync(stop);
        RuleViolation.Unless(later.TrueForAll(s => !s.IsRecorded), "A session from that day on has a record already. Choose a later day.", nameof(Merge.From));
        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        var members = await db.Enrollments.Where(e => e.GroupId == Id && (e.Until == null || (e.Until >= from && e.Until >= e.From))).ToListAsync(stop);
        RuleViolation.Unless(
            !await db.AlumniPlaces.AnyAsync(a => a.GroupId == Id && (a.Until == null || (a.Until >= from && a.Until >= a.From)), stop),
            $"Alumni come to {group.Name} after that day. End their places first, and give them others in {into.Name}.", nameof(Merge.Into));
        foreach (var open in later)
        {
            open.Session.Cancel($"Merged into {into.Name}", by, clock.Now);
        }

        group.End(from.AddDays(-1));
        await db.SaveChangesAsync(stop);
        await CarryMakeUpsAsync([.. later.Select(open => open.Session.Id)], into, by, stop);
        await MoveAsync(members, into, from, stop);
        await new Reserve(db).SaveAsync(site, stop);
        Toast($"{group.Name} goes on in {into.Name}: {(members.Count == 1 ? "one patient is" : $"{members.Count} patients are")} enrolled there from {Show.Day(from)} on.");
        return RedirectToPage("/Groups/Details", new { id = into.Id });
    }

    /// <summary>
    /// Whoever comes to one of these sessions for a make-up, comes to the other group's on that day. Where it meets on no such day, the
    /// place stays with the cancelled session, of which they are to be told.
    /// </summary>
    private async Task CarryMakeUpsAsync(List<Id<Session>> cancelled, Group into, StaffMember by, CancellationToken stop)
    {
        var makeUps = await db.RosterPlaces.AsNoTracking().Where(p => cancelled.Contains(p.SessionId) && p.MakeUpAt != null).ToListAsync(stop);
        if (makeUps.Count == 0)
        {
            return;
        }

        var days = makeUps.ConvertAll(p => p.ClinicDate);
        var ids = makeUps.Select(p => p.EpisodeId).OfType<Id<Episode>>().ToList();
        var episodes = await db.Episodes.Where(e => ids.Contains(e.Id) && e.DischargedOn == null).ToDictionaryAsync(e => e.Id, stop);
        var sessions = await db.Set<GroupSession>().Include(s => s.Roster)
            .Where(s => s.GroupId == into.Id && s.CancelledAt == null && days.Contains(s.ClinicDate) && s.StartsAt > clock.Now).ToListAsync(stop);
        foreach (var place in makeUps)
        {
            if (sessions.Find(s => s.ClinicDate == place.ClinicDate) is { } session && place.EpisodeId is { } id && episodes.TryGetValue(id, out var episode)
                && session.Roster.All(p => p.PatientId != place.PatientId))
            {
                session.SeatForMakeUp(episode, place.MakeUpReason, by, clock.Now);
            }
        }
    }

    private async Task<(Group Group, Site Site, DateOnly From)> BeginAsync(DateOnly from, CancellationToken stop)
    {
        var group = Existing(await db.Groups.Include(g => g.Facilitators).FirstOrDefaultAsync(g => g.Id == Id, stop));
        var site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == group.SiteId, stop);
        RuleViolation.Unless(from >= clock.Today(site.Zone), "What has taken place stays. Choose today or a later day.", "From");
        RuleViolation.Unless(from <= group.Until, "The group has ended by then.", "From");
        return (group, site, from);
    }

    /// <summary>Ends these places the day before, and gives the same in the other group.</summary>
    private async Task MoveAsync(List<Enrollment> leaving, Group into, DateOnly from, CancellationToken stop)
    {
        var ids = leaving.Select(e => e.EpisodeId).ToList();
        var episodes = await db.Episodes.Where(e => ids.Contains(e.Id) && e.DischargedOn == null).ToDictionaryAsync(e => e.Id, stop);
        var sessions = await db.Set<GroupSession>().Include(s => s.Roster)
            .Where(s => s.GroupId == into.Id && s.CancelledAt == null && s.ClinicDate >= from && !db.SessionCounts.Any(c => c.SessionId == s.Id && c.Signed > 0)).ToListAsync(stop);
        var ending = new EndEnrollment(db);
        foreach (var enrollment in leaving.Where(e => episodes.ContainsKey(e.EpisodeId)))
        {
            var until = enrollment.Until;
            await ending.OnAsync(enrollment, from.AddDays(-1), stop);
            var given = into.Enroll(episodes[enrollment.EpisodeId], from > into.From ? from : into.From, until, enrollment.Weekdays);
            foreach (var session in sessions.Where(s => given.Covers(s.ClinicDate)))
            {
                session.Seat(episodes[enrollment.EpisodeId]);
            }
        }
    }

    public sealed class SplitForm
    {
        public string Name { get; set; } = "";

        public DateOnly? From { get; set; }

        public Id<StaffMember>? LeaderId { get; set; }

        public Id<Room>? RoomId { get; set; }

        public List<Id<Enrollment>> Members { get; set; } = [];

        public sealed class Validator : AbstractValidator<SplitForm>
        {
            public Validator()
            {
                RuleFor(f => f.Name).NotEmpty().WithMessage("Give the new group a name.").MaximumLength(80);
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day.");
                RuleFor(f => f.LeaderId).NotNull().WithMessage("Choose who leads it.");
                RuleFor(f => f.Members).NotEmpty().WithMessage("Choose who goes into the new group.").Must(m => m.Count <= 100).WithMessage("Choose at most 100.");
            }
        }
    }

    public sealed class MergeForm
    {
        public Id<Group>? Into { get; set; }

        public DateOnly? From { get; set; }

        public sealed class Validator : AbstractValidator<MergeForm>
        {
            public Validator()
            {
                RuleFor(f => f.Into).NotNull().WithMessage("Choose a group.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day.");
            }
        }
    }
}

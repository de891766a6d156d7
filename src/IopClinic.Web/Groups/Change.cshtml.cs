using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>Moves a group to another room or other facilitators, from a day on.</summary>
[Authorize(Can.ManageGroups)]
public sealed class ChangeModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Group> Id { get; set; }

    [BindProperty]
    public ChangeForm Form { get; set; } = new();

    public string GroupName { get; private set; } = "";

    /// <summary>What somebody else saved while this form was open; null as long as nobody did.</summary>
    public string? Theirs { get; private set; }

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is not { } group)
        {
            return Missing();
        }

        var today = await db.TodayAtAsync(group.SiteId, clock, HttpContext.RequestAborted);
        Form = new ChangeForm
        {
            Version = group.Version,
            From = group.From > today ? group.From : today,
            Mode = group.Mode,
            RoomId = group.RoomId,
            Facilitators = [.. group.Facilitators.Select(f => f.StaffMemberId)],
        };
        await LoadAsync();
        return Page();
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var group = Existing(await db.Groups.AsNoTracking().Where(g => g.Id == Id).Select(g => new { g.Name, g.SiteId }).FirstOrDefaultAsync(stop));
        GroupName = group.Name;
        Rooms = await GroupChoices.RoomsAsync(db, group.SiteId, stop);
        Clinicians = await GroupChoices.CliniciansAsync(db, stop);
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        var theirs = (await FindAsync())!;
        var room = Rooms.FirstOrDefault(r => r.Value == theirs.RoomId?.ToString())?.Text ?? "no room";
        var leaders = theirs.Facilitators.Select(f => Clinicians.FirstOrDefault(c => c.Value == f.StaffMemberId.ToString())?.Text).OfType<string>();
        Theirs = $"Saved meanwhile: {room}, led by {string.Join(", ", leaders)}. Below is what you chose; saving again puts yours in its place.";
        // The next save knows of theirs.
        ModelState.Remove("Form.Version");
        Form.Version = theirs.Version;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Groups.Include(g => g.Facilitators).FirstOrDefaultAsync(g => g.Id == Id, stop) is not { } group)
        {
            return Missing();
        }

        var site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == group.SiteId, stop);
        var from = Form.From!.Value;
        RuleViolation.Unless(from >= clock.Today(site.Zone), "Sessions of the past stay as they were. Choose today or a later day.", nameof(Form.From));
        db.Entry(group).Property(g => g.Version).OriginalValue = Form.Version;
        // Facilitators are rows of their own; without this, two people who change only them would not notice each other.
        db.Entry(group).Property(g => g.Mode).IsModified = true;
        var before = group.Facilitators.Select(f => f.StaffMemberId).ToList();
        group.MeetIn(site.Rooms.FirstOrDefault(r => r.Id == Form.RoomId), Form.Mode);
        var service = await db.Services.FirstAsync(s => s.Id == group.ServiceId, stop);
        group.LedBy(await GroupChoices.ChosenAsync(db, Form.Facilitators, stop), service, from);
        var sessions = await db.Set<GroupSession>()
            .Include(s => s.Clinicians)
            .Where(s => s.GroupId == Id && s.ClinicDate >= from && s.CancelledAt == null)
            .Where(s => !db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Signed > 0))
            .OrderBy(s => s.ClinicDate)
            .ToListAsync(stop);
        foreach (var (session, turn) in sessions.Select((session, turn) => (session, turn)))
        {
            session.Follow(group, before, turn);
        }

        await new Reserve(db).SaveAsync(site, stop);
        Toast($"{group.Name}: {sessions.Count} coming session{(sessions.Count == 1 ? " is" : "s are")} changed.");
        return RedirectToPage("/Groups/Details", new { id = Id });
    }

    private Task<Group?> FindAsync() =>
        db.Groups.AsNoTracking().Include(g => g.Facilitators).FirstOrDefaultAsync(g => g.Id == Id, HttpContext.RequestAborted);

    public sealed class ChangeForm
    {
        public uint Version { get; set; }

        public DateOnly? From { get; set; }

        public SessionMode Mode { get; set; }

        public Id<Room>? RoomId { get; set; }

        public List<Id<StaffMember>> Facilitators { get; set; } = [];

        public sealed class Validator : AbstractValidator<ChangeForm>
        {
            public Validator()
            {
                RuleFor(f => f.From).NotNull().WithMessage("Enter the day from which this holds.");
                RuleFor(f => f.Facilitators).NotEmpty().WithMessage("Choose at least one facilitator.");
            }
        }
    }
}

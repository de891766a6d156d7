using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
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

/// <summary>Sets up a standing group with all its sessions.</summary>
[Authorize(Can.ManageGroups)]
public sealed class NewModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int UsualWeeks = 12;

    /// <summary>The first day, as chosen on the calendar; the next ones likewise.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public TimeOnly? Start { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Minutes { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Room>? Room { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Leader { get; set; }

    [BindProperty]
    public NewGroup Form { get; set; } = new();

    public IReadOnlyList<SelectListItem> Services { get; private set; } = [];

    /// <summary>The usual minutes of each service, by its key.</summary>
    public IReadOnlyDictionary<string, int> UsualMinutes { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    /// <summary>What stands against its sessions; null until it was looked at.</summary>
    public SheetView? Sheet { get; private set; }

    public async Task OnGetAsync()
    {
        Form.From = Date ?? clock.Today(db.Actor.Zone);
        Form.StartsAt = Start ?? Form.StartsAt;
        Form.Minutes = Minutes is >= 5 and <= 480 ? Minutes : null;
        Form.RoomId = Room;
        Form.Facilitators = Leader is { } leader ? [leader] : [];
        Form.Weekdays = Date is { } date ? [date.DayOfWeek] : [];
        Form.Until = Form.From.Value.AddDays((UsualWeeks * 7) - 1);
        await LoadAsync();
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var services = await db.Services.AsNoTracking()
            .Where(s => s.Kind == SessionKind.Group && s.RetiredAt == null)
            .OrderBy(s => s.Name)
            .Select(s => new { s.Id, s.Name, s.DefaultMinutes })
            .ToListAsync(stop);
        Services = services.ConvertAll(s => new SelectListItem($"{s.Name} ({Show.Minutes(s.DefaultMinutes)})", s.Id.ToString()));
        UsualMinutes = services.ToDictionary(s => s.Id.ToString(), s => s.DefaultMinutes);
        Tracks = await GroupChoices.TracksAsync(db, stop);
        Clinicians = await GroupChoices.CliniciansAsync(db, stop);
        Rooms = await GroupChoices.RoomsAsync(db, null, stop);
    }

    /// <summary>Looks at every session and sets the group up where nothing stands against it, or a reason was given.</summary>
    /// <param name="settle">The button of the clash sheet that was pressed: then it is only looked at again.</param>
    public async Task<IActionResult> OnPostAsync(string? settle)
    {
        var stop = HttpContext.RequestAborted;
        var track = await db.Tracks.FirstOrDefaultAsync(t => t.Id == Form.TrackId, stop)
            ?? throw new RuleViolation("Choose a track from the list.", nameof(Form.TrackId));
        var service = await db.Services.FirstOrDefaultAsync(s => s.Id == Form.ServiceId, stop)
            ?? throw new RuleViolation("Choose a service from the list.", nameof(Form.ServiceId));
        var site = await db.Sites.Include(s => s.Rooms)
            .FirstAsync(s => db.Programs.Any(p => p.Id == track.ProgramId && p.SiteId == s.Id), stop);
        RuleViolation.Unless(db.Reach?.Sites.Contains(site.Id) != false, "Choose a track from the list.", nameof(Form.TrackId));
        RuleViolation.Unless(
            Form.RoomId is null || site.Rooms.Any(r => r.Id == Form.RoomId), $"Choose a room of {site.Name}, where this track meets.", nameof(Form.RoomId));

        var time = new WeeklyTime(
            Form.Weekdays, Form.StartsAt!.Value, Form.Minutes ?? service.DefaultMinutes, Form.BreakAfter ?? 0, Form.BreakMinutes ?? 0);
        var group = new Group(site, track, service, Form.Name, time, Form.From!.Value, Form.Until!.Value, Form.Capacity!.Value, Form.AlumniCapacity ?? 0);
        group.MeetIn(site.Rooms.FirstOrDefault(r => r.Id == Form.RoomId), Form.Mode);
        // Whoever lacks the credential stands on the clash sheet, with those who have it.
        group.LedBy(await GroupChoices.ChosenAsync(db, Form.Facilitators, stop), service, DateOnly.MaxValue);
        var (proposed, sheet) = await LookAsync(group, service, site, stop);
        if (settle is not null)
        {
            Form.Keep([.. Form.ReadChanges(), .. SheetView.Settled(sheet, settle)]);
            (proposed, sheet) = await LookAsync(group, service, site, stop);
            // What is shown again is the form, and no longer what was sent.
            ModelState.Clear();
        }

        if (settle is not null || !Form.MaySave(sheet))
        {
            Sheet = new SheetView(sheet, proposed.Count, Form, "/Groups/New");
            await LoadAsync();
            Response.StatusCode = settle is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
            return Page();
        }

        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        db.Groups.Add(group);
        db.Sessions.AddRange(group.Plan(proposed, site));
        db.ClashWaivers.AddRange(sheet.Causes.Select(cause => new ClashWaiver(group, cause, Form.Reason!, by, clock.Now)));
        await new Reserve(db).SaveAsync(site, stop);

        Toast($"{group.Name} is set up with {proposed.Count} session{(proposed.Count == 1 ? "" : "s")}. {(group.Capacity == 0 ? "Give its alumni their places now." : "Enroll its patients now.")}");
        return RedirectToPage("/Groups/Details", new { id = group.Id });
    }

    private async Task<(IReadOnlyList<Occurrence> Proposed, ClashSheet Sheet)> LookAsync(Group group, Service service, Site site, CancellationToken stop)
    {
        var reader = new FactsReader(db);
        var changes = Form.ReadChanges(site, [.. (await reader.CliniciansAsync(site.Id, stop)).Select(c => c.Id)]);
        var proposed = group.Propose(service, group.Recurrence.Dates(), changes);
        RuleViolation.Unless(proposed.Count > 0, "Every session is left out: nothing would be planned.");
        var facts = await reader.ReadAsync(site, proposed.Min(o => o.Date), proposed.Max(o => o.Date), stop: stop);
        return (proposed, ClashSheet.Of(proposed, facts));
    }

    public sealed class NewGroup : SheetForm
    {
        public string Name { get; set; } = "";

        public Id<Service>? ServiceId { get; set; }

        public Id<Track>? TrackId { get; set; }

        public List<Id<StaffMember>> Facilitators { get; set; } = [];

        public Id<Room>? RoomId { get; set; }

        public SessionMode Mode { get; set; }

        public int? Capacity { get; set; } = 12;

        public int? AlumniCapacity { get; set; }

        public List<DayOfWeek> Weekdays { get; set; } = [];

        public TimeOnly? StartsAt { get; set; } = new(9, 0);

        public int? Minutes { get; set; }

        public int? BreakAfter { get; set; }

        public int? BreakMinutes { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public sealed class Validator : AbstractValidator<NewGroup>
        {
            public Validator()
            {
                RuleFor(f => f.Name).NotEmpty().WithMessage("Give the group a name.").MaximumLength(80);
                RuleFor(f => f.ServiceId).NotNull().WithMessage("Choose a service.");
                RuleFor(f => f.TrackId).NotNull().WithMessage("Choose a track.");
                RuleFor(f => f.Facilitators).NotEmpty().WithMessage("Choose at least one facilitator.");
                RuleFor(f => f.Capacity).NotNull().WithMessage("Say how many patients it takes.");
                RuleFor(f => f.Weekdays).NotEmpty().WithMessage("Choose at least one weekday.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day.");
                RuleFor(f => f.Until).NotNull().WithMessage("Enter the last day.");
                RuleFor(f => f.Reason).MaximumLength(300);
                RuleFor(f => f.BreakAfter).NotNull().When(f => f.BreakMinutes > 0).WithMessage("Say after how many minutes the break begins.");
                RuleFor(f => f.BreakMinutes).NotNull().When(f => f.BreakAfter > 0).WithMessage("Say how long the break is.");
            }
        }
    }
}

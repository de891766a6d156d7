using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using IopClinic.Web.Tracks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>Gives a group another time, room or other facilitators, from a day on.</summary>
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

    /// <summary>What stands against the change; null until it was looked at.</summary>
    public SheetView? Sheet { get; private set; }

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
            Weekdays = [.. group.Weekdays],
            StartsAt = group.StartsAt,
            Minutes = group.Minutes,
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
        Theirs = $"Saved meanwhile: {Weekly.Words(theirs.Weekdays, theirs.StartsAt, theirs.Minutes)}, {room}, led by {string.Join(", ", leaders)}. Below is what you chose; saving again puts yours in its place.";
        // The next save knows of theirs.
        ModelState.Remove("Form.Version");
        Form.Version = theirs.Version;
    }

    /// <summary>Looks at what the change would bring and saves it where nothing stands against it, or a reason was given.</summary>
    /// <param name="settle">The button of the clash sheet that was pressed: then it is only looked at again.</param>
    public async Task<IActionResult> OnPostAsync(string? settle)
    {
        var stop = HttpContext.RequestAborted;
        if (!await db.Groups.AnyAsync(g => g.Id == Id, stop))
        {
            return Missing();
        }

        var change = new ChangeGroup(db, clock);
        await change.LookAsync(Id, Form.Version, Form.Plan, Form, stop);
        if (settle is not null)
        {
            Form.Keep([.. Form.ReadChanges(), .. SheetView.Settled(change.Sheet, settle)]);
            db.ChangeTracker.Clear();
            await change.LookAsync(Id, Form.Version, Form.Plan, Form, stop);
            // What is shown again is the form, and no longer what was sent.
            ModelState.Clear();
        }

        if (settle is not null || !Form.MaySave(change.Sheet))
        {
            Sheet = new SheetView(change.Sheet, change.Count, Form, $"/Groups/{Id}/Change");
            // What was looked at is not to be saved with anything else.
            db.ChangeTracker.Clear();
            await LoadAsync();
            Response.StatusCode = settle is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
            return Page();
        }

        var gone = await change.SaveAsync(Form.Reason, await db.Staff.SingleAsync(s => s.Id == SignedIn, stop), stop);
        Toast($"{change.Group.Name}: {change.Count} coming session{(change.Count == 1 ? " is" : "s are")} changed."
            + (gone > 0 ? $" {gone} place{(gone == 1 ? " is" : "s are")} given up of those who are not in treatment on the new date." : ""));
        return RedirectToPage("/Groups/Details", new { id = Id });
    }

    private Task<Group?> FindAsync() =>
        db.Groups.AsNoTracking().Include(g => g.Facilitators).FirstOrDefaultAsync(g => g.Id == Id, HttpContext.RequestAborted);

    public sealed class ChangeForm : SheetForm
    {
        public uint Version { get; set; }

        public DateOnly? From { get; set; }

        public List<DayOfWeek> Weekdays { get; set; } = [];

        public TimeOnly? StartsAt { get; set; }

        public int? Minutes { get; set; }

        public SessionMode Mode { get; set; }

        public Id<Room>? RoomId { get; set; }

        public List<Id<StaffMember>> Facilitators { get; set; } = [];

        internal GroupPlan Plan => new(From!.Value, Weekdays, StartsAt!.Value, Minutes!.Value, Mode, RoomId, Facilitators);

        public sealed class Validator : AbstractValidator<ChangeForm>
        {
            public Validator()
            {
                RuleFor(f => f.From).NotNull().WithMessage("Enter the day from which this holds.");
                RuleFor(f => f.Weekdays).NotEmpty().WithMessage("Choose at least one weekday.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it takes.");
                RuleFor(f => f.Reason).MaximumLength(300);
                RuleFor(f => f.Facilitators).NotEmpty().WithMessage("Choose at least one facilitator.");
            }
        }
    }
}

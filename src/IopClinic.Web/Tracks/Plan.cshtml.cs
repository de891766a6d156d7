using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>Lays out the week of a track in one form: its blocks, the groups of each, and weeks of sessions, looked through before they are saved.</summary>
[Authorize(Can.ManageGroups)]
public sealed class PlanModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int UsualWeeks = 12;
    private const int UsualBlocks = 3;
    private const int UsualMinutes = 60;
    private const int UsualPause = 15;

    private (IReadOnlyList<Line> Lines, Site Site)? _built;

    public static IReadOnlyList<SelectListItem> ClosedDayChoices { get; } =
    [
        new("Leave the day out", nameof(OnClosedDay.Skip)),
        new("Meet on the next open day", nameof(OnClosedDay.Move)),
        new("Leave it out and meet once more at the end", nameof(OnClosedDay.Extend)),
        new("Meet all the same", nameof(OnClosedDay.Meet)),
    ];

    [BindProperty(SupportsGet = true)]
    public Id<Track> Id { get; set; }

    /// <summary>The track whose groups are copied; none where the week begins empty.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Track>? Copy { get; set; }

    [BindProperty]
    public WeekForm Form { get; set; } = new();

    public Track Track { get; private set; } = null!;

    public Site Site { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> Services { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Curricula { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    public SheetView? Sheet { get; private set; }

    private sealed record Line(Group Group, Service Service, IReadOnlyList<Occurrence> Occurrences);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        var today = clock.Today(Site.Zone);
        // A week is laid out from a Monday on.
        Form.From = today.AddDays((8 - (int)today.DayOfWeek) % 7);
        Form.Capacity = Track.Capacity ?? Form.Capacity;
        var first = Track.PartOfDay switch
        {
            PartOfDay.Afternoon => new TimeOnly(13, 0),
            PartOfDay.Evening => new TimeOnly(17, 30),
            _ => new TimeOnly(9, 0),
        };
        if (Copy is { } other)
        {
            await CopyAsync(other, first);
        }
        else
        {
            Form.Blocks = [.. Enumerable.Range(0, UsualBlocks).Select(n => new BlockForm
            {
                StartsAt = first.AddMinutes(n * (UsualMinutes + UsualPause)),
                Minutes = UsualMinutes,
                Groups = [new()],
            })];
        }

        return Page();
    }

    /// <summary>Adds a block or a group, or takes one out: the form comes back with it.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostShapeAsync(string? shape)
    {
        await LoadAsync();
        // What is shown again is the form, and no longer what was sent.
        ModelState.Clear();
        Form.Shape(shape);
        return Page();
    }

    /// <summary>Settles a cause, or all of them, and looks again.</summary>
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostSettleAsync(string? settle)
    {
        var sheet = await LookAsync();
        Form.Keep([.. Form.ReadChanges(), .. SheetView.Settled(sheet, settle)]);
        _built = null;
        ModelState.Clear();
        await LookAsync();
        await LoadAsync();
        return Page();
    }

    /// <summary>Looks through the plan without saving it.</summary>
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostLookAsync()
    {
        await LookAsync();
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var sheet = await LookAsync();
        if (!Form.MaySave(sheet))
        {
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var (lines, site) = await BuildAsync();
        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        foreach (var (group, _, occurrences) in lines)
        {
            db.Groups.Add(group);
            db.Sessions.AddRange(group.Plan(occurrences, site));
        }

        db.ClashWaivers.AddRange(sheet.Causes.Select(cause => new ClashWaiver(lines[cause.Line].Group, cause, Form.Reason!, by, clock.Now)));
        await new Reserve(db).SaveAsync(site, stop);
        var sessions = lines.Sum(line => line.Occurrences.Count);
        Toast($"{Counted(lines.Count, "group")} with {Counted(sessions, "session")} are set up. Enroll the patients now.");
        return RedirectToPage("/Tracks/Enroll", new { id = Id });
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        await FindAsync();
        var services = await db.Services.AsNoTracking()
            .Where(s => s.Kind == SessionKind.Group && s.RetiredAt == null).OrderBy(s => s.Name).ToListAsync(stop);
        Services = services.ConvertAll(s => new SelectListItem(s.Name, s.Id.ToString()));
        Clinicians = await GroupChoices.CliniciansAsync(db, stop);
        Rooms = await GroupChoices.RoomsAsync(db, Site.Id, stop);
        Curricula = (await db.Curricula.AsNoTracking().Where(c => c.RetiredAt == null).OrderBy(c => c.Name).ToListAsync(stop))
            .ConvertAll(c => new SelectListItem($"{c.Name} ({c.Topics.Count} topics)", c.Id.ToString()));
        Tracks = await GroupChoices.TracksAsync(db, stop);
    }

    private async Task FindAsync()
    {
        var stop = HttpContext.RequestAborted;
        Track = Existing(await db.Tracks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == Id, stop));
        Site = await db.Sites.AsNoTracking().Include(s => s.Rooms).FirstAsync(s => db.Programs.Any(p => p.Id == Track.ProgramId && p.SiteId == s.Id), stop);
        if (db.Reach?.Sites.Contains(Site.Id) == false)
        {
            throw new NothingHereException();
        }
    }

    private async Task<ClashSheet> LookAsync()
    {
        var (lines, site) = await BuildAsync();
        var occurrences = lines.SelectMany(line => line.Occurrences).ToList();
        RuleViolation.Unless(occurrences.Count > 0, "Every session is left out: nothing would be planned.");
        var facts = await new FactsReader(db).ReadAsync(site, occurrences.Min(o => o.Date), occurrences.Max(o => o.Date), stop: HttpContext.RequestAborted);
        var sheet = ClashSheet.Of(occurrences, facts);
        Sheet = new SheetView(sheet, occurrences.Count, Form, $"/Tracks/{Id}/Plan?handler=Settle");
        return sheet;
    }

    /// <summary>The groups as the form describes them, with the sessions that each proposes.</summary>
    private async Task<(IReadOnlyList<Line> Lines, Site Site)> BuildAsync()
    {
        if (_built is { } done)
        {
            return done;
        }

        var stop = HttpContext.RequestAborted;
        await FindAsync();
        RuleViolation.Unless(!Track.IsRetired, "This track takes no new patients. Reopen it first.");
        var services = await db.Services.AsNoTracking().ToDictionaryAsync(s => s.Id, stop);
        var clinicians = await GroupChoices.ChosenAsync(db, [.. Form.Used().SelectMany(used => used.Group.Leaders())], stop);
        var curricula = await db.Curricula.AsNoTracking().ToDictionaryAsync(c => c.Id, stop);
        var first = Form.From!.Value;
        var last = first.AddDays((Form.Weeks!.Value * 7) - 1);
        var closures = await db.Closures.AsNoTracking().Where(c => c.SiteId == Site.Id).ToListAsync(stop);
        var changes = Form.ReadChanges(Site, [.. (await new FactsReader(db).CliniciansAsync(Site.Id, stop)).Select(c => c.Id)]);
        var lines = new List<Line>();
        foreach (var (block, form, field) in Form.Used())
        {
            var service = services.GetValueOrDefault(form.ServiceId!.Value) ?? throw new RuleViolation("Choose a service from the list.", $"{field}.ServiceId");
            var weekdays = form.Weekdays.Count > 0 ? form.Weekdays : Form.Weekdays;
            var time = new WeeklyTime(weekdays, block.StartsAt!.Value, block.Minutes!.Value, block.BreakAfter ?? 0, block.BreakMinutes ?? 0);
            var group = At(field, () => new Group(
                Site, Track, service, string.IsNullOrWhiteSpace(form.Name) ? service.Name : form.Name, time, first, last, form.Capacity ?? Form.Capacity!.Value));
            At(field, () =>
            {
                group.Repeat(Form.EveryWeeks ?? 1, Form.ClosedDays);
                RuleViolation.Unless(form.RoomId is null || Site.Rooms.Any(r => r.Id == form.RoomId), $"Choose a room of {Site.Name}.", nameof(form.RoomId));
                group.MeetIn(Site.Rooms.FirstOrDefault(r => r.Id == form.RoomId), form.Mode);
                group.LedBy(
                    [.. form.Leaders().Select(id => clinicians.Find(c => c.Id == id) ?? throw new RuleViolation("Choose a clinician from the list.", nameof(form.LeaderId)))],
                    // Whoever lacks the credential stands on the clash sheet, with those who have it.
                    service, DateOnly.MaxValue);
                group.TakeTurns(form.TakeTurns && form.CoLeaderId is not null);
                group.Teach(form.CurriculumId is { } chosen ? curricula.GetValueOrDefault(chosen) : null, 0, first);
                return group;
            });
            var dates = group.Recurrence.Dates(date => closures.Exists(c => c.Days.Covers(date)));
            group.LastsUntil(dates[^1]);
            lines.Add(new Line(group, service, group.Propose(service, dates, changes, lines.Count)));
        }

        RuleViolation.Unless(lines.Count > 0, "Describe at least one group: its service, its leader and its room.");
        _built = (lines, Site);
        return (lines, Site);

        // The sentence belongs to the group it is about.
        static T At<T>(string field, Func<T> act)
        {
            try
            {
                return act();
            }
            catch (RuleViolation refused)
            {
                var name = refused.Field switch
                {
                    "Facilitators" => nameof(GroupForm.LeaderId),
                    nameof(Group.Minutes) or nameof(Group.BreakMinutes) => null,
                    { } other => other,
                    null => null,
                };
                throw new RuleViolation(refused.Message, name is null ? $"{field[..field.IndexOf(".Groups", StringComparison.Ordinal)]}.{refused.Field ?? "Minutes"}" : $"{field}.{name}");
            }
        }
    }

    /// <summary>The running groups of another track, at the times of this one.</summary>
    private async Task CopyAsync(Id<Track> other, TimeOnly first)
    {
        var today = clock.Today(Site.Zone);
        var groups = await db.Groups.AsNoTracking().Include(g => g.Facilitators)
            .Where(g => g.TrackId == other && g.Capacity > 0 && g.Until >= today).OrderBy(g => g.StartsAt).ThenBy(g => g.Name).ToListAsync(HttpContext.RequestAborted);
        if (groups.Count == 0)
        {
            return;
        }

        var shift = other == Id ? TimeSpan.Zero : first - groups[0].StartsAt;
        Form.Weekdays = [.. groups.SelectMany(g => g.Weekdays).Distinct()];
        Form.Blocks =
        [
            .. groups.GroupBy(g => (g.StartsAt, g.Minutes, g.BreakAfter, g.BreakMinutes)).Select(block => new BlockForm
            {
                StartsAt = block.Key.StartsAt.Add(shift),
                Minutes = block.Key.Minutes,
                BreakAfter = block.Key.BreakAfter is 0 ? null : block.Key.BreakAfter,
                BreakMinutes = block.Key.BreakMinutes is 0 ? null : block.Key.BreakMinutes,
                Groups = [.. block.Select(g => new GroupForm
                {
                    Name = g.Name,
                    ServiceId = g.ServiceId,
                    LeaderId = g.LeadersInOrder().Cast<Id<StaffMember>?>().FirstOrDefault(),
                    CoLeaderId = g.LeadersInOrder().Skip(1).Cast<Id<StaffMember>?>().FirstOrDefault(),
                    TakeTurns = g.FacilitatorsTakeTurns,
                    RoomId = Site.Rooms.Any(r => r.Id == g.RoomId) ? g.RoomId : null,
                    Mode = g.Mode,
                    Capacity = g.Capacity,
                    CurriculumId = g.CurriculumId,
                    Weekdays = Form.Weekdays.ToHashSet().SetEquals(g.Weekdays) ? [] : [.. g.Weekdays],
                })],
            }),
        ];
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public sealed class WeekForm : SheetForm
    {
        private const int MostBlocks = 12;
        private const int MostGroups = 8;

        public DateOnly? From { get; set; }

        public int? Weeks { get; set; } = UsualWeeks;

        public int? EveryWeeks { get; set; } = 1;

        public OnClosedDay ClosedDays { get; set; }

        public List<DayOfWeek> Weekdays { get; set; } = [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday];

        /// <summary>Places of every group that does not say otherwise.</summary>
        public int? Capacity { get; set; } = 12;

        public List<BlockForm> Blocks { get; set; } = [];

        /// <summary>The groups that are described, with the name of each in front of its fields.</summary>
        public IEnumerable<(BlockForm Block, GroupForm Group, string Field)> Used() =>
            from block in Blocks.Select((block, at) => (Form: block, At: at))
            from @group in block.Form.Groups.Select((line, at) => (Form: line, At: at))
            where !@group.Form.IsBlank
            select (block.Form, @group.Form, $"Blocks[{block.At}].Groups[{@group.At}]");

        /// <summary>"block", "group-2", "less-2" or "less-2-1".</summary>
        public void Shape(string? how)
        {
            switch (how?.Split('-'))
            {
                case ["block"] when Blocks.Count < MostBlocks:
                    var last = Blocks.LastOrDefault();
                    Blocks.Add(new BlockForm
                    {
                        StartsAt = last?.StartsAt?.AddMinutes((last.Minutes ?? UsualMinutes) + UsualPause) ?? new TimeOnly(9, 0),
                        Minutes = last?.Minutes ?? UsualMinutes,
                        Groups = [new()],
                    });
                    break;
                case ["group", var number] when At(Blocks, number) is { Groups.Count: < MostGroups } block:
                    block.Groups.Add(new());
                    break;
                case ["less", var number] when Blocks.Count > 1 && At(Blocks, number) is { } block:
                    Blocks.Remove(block);
                    Changes = null;
                    break;
                case ["less", var number, var line] when At(Blocks, number) is { Groups.Count: > 1 } block && At(block.Groups, line) is { } @group:
                    block.Groups.Remove(@group);
                    // They are counted by line, and lines have moved.
                    Changes = null;
                    break;
            }
        }

        private static T? At<T>(List<T> list, string number)
            where T : class => int.TryParse(number, out var at) && at >= 0 && at < list.Count ? list[at] : null;

        public sealed class Validator : AbstractValidator<WeekForm>
        {
            public Validator()
            {
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day.");
                RuleFor(f => f.Weeks).NotNull().WithMessage("Say for how many weeks.")
                    .InclusiveBetween(1, Recurrence.MostWeeks).WithMessage($"Plan 1 to {Recurrence.MostWeeks} weeks at a time.");
                RuleFor(f => f.EveryWeeks).InclusiveBetween(1, 12).WithMessage("Meet every 1 to 12 weeks.");
                RuleFor(f => f.Weekdays).NotEmpty().WithMessage("Choose at least one weekday.");
                RuleFor(f => f.Capacity).NotNull().WithMessage("Say how many patients a group takes.")
                    .InclusiveBetween(1, 100).WithMessage("A group has 1 to 100 places.");
                RuleFor(f => f.Reason).MaximumLength(300);
                RuleFor(f => f.Blocks).Must(blocks => blocks.Count <= MostBlocks && blocks.TrueForAll(b => b.Groups.Count <= MostGroups))
                    .WithMessage($"Lay out at most {MostBlocks} blocks with {MostGroups} groups each.");
                RuleForEach(f => f.Blocks).Where(block => block.Groups.Exists(g => !g.IsBlank)).ChildRules(block =>
                {
                    block.RuleFor(b => b.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                    block.RuleFor(b => b.Minutes).NotNull().WithMessage("Say how long it lasts.")
                        .InclusiveBetween(5, 480).WithMessage("A session lasts 5 to 480 minutes.");
                    block.RuleFor(b => b.BreakAfter).NotNull().When(b => b.BreakMinutes > 0).WithMessage("Say after how many minutes the break begins.");
                    block.RuleFor(b => b.BreakMinutes).NotNull().When(b => b.BreakAfter > 0).WithMessage("Say how long the break is.");
                    block.RuleForEach(b => b.Groups).Where(g => !g.IsBlank).ChildRules(line =>
                    {
                        line.RuleFor(g => g.ServiceId).NotNull().WithMessage("Choose a service.");
                        line.RuleFor(g => g.LeaderId).NotNull().WithMessage("Choose who leads it.");
                        line.RuleFor(g => g.Name).MaximumLength(80);
                        line.RuleFor(g => g.Capacity).InclusiveBetween(1, 100).WithMessage("A group has 1 to 100 places.");
                    });
                });
            }
        }
    }

    public sealed class BlockForm
    {
        public TimeOnly? StartsAt { get; set; }

        public int? Minutes { get; set; }

        public int? BreakAfter { get; set; }

        public int? BreakMinutes { get; set; }

        public List<GroupForm> Groups { get; set; } = [];
    }

    public sealed class GroupForm
    {
        public string? Name { get; set; }

        public Id<Service>? ServiceId { get; set; }

        public Id<StaffMember>? LeaderId { get; set; }

        public Id<StaffMember>? CoLeaderId { get; set; }

        /// <summary>Whether the two lead in turn.</summary>
        public bool TakeTurns { get; set; }

        public Id<Room>? RoomId { get; set; }

        public SessionMode Mode { get; set; }

        public int? Capacity { get; set; }

        public Id<Curriculum>? CurriculumId { get; set; }

        /// <summary>Where it does not meet on all days of the track.</summary>
        public List<DayOfWeek> Weekdays { get; set; } = [];

        public bool IsBlank => ServiceId is null && LeaderId is null && RoomId is null && string.IsNullOrWhiteSpace(Name);

        public IEnumerable<Id<StaffMember>> Leaders() => new[] { LeaderId, CoLeaderId }.OfType<Id<StaffMember>>();
    }
}

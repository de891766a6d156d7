using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Work;

/// <summary>One piece of work: whose it is, and to put it off or hand it over. It is there as long as the work is.</summary>
[Authorize(Can.SeeWork)]
public sealed class ItemPage(ClinicDb db, ClinicClock clock, WorkQueries work) : ClinicPage
{
    private WorkLine _line = null!;

    [BindProperty(SupportsGet = true)]
    public WorkKind Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Subject { get; set; } = "";

    [BindProperty]
    public SnoozeForm Snooze { get; set; } = new();

    [BindProperty]
    public HandOverForm HandOver { get; set; } = new();

    public WorkLine Line => _line;

    public WorkItem Item => _line.Item;

    public DateOnly Today => clock.Today(db.Actor.Zone);

    public DateTimeOffset Now => clock.Now;

    public DateOnly Latest => Today.AddDays(WorkRules.LongestSnooze);

    public IReadOnlyDictionary<Id<StaffMember>, string> NameOf { get; private set; } = new Dictionary<Id<StaffMember>, string>();

    /// <summary>On whose desk it is put off or from whose it is handed on: the reader's, or that of somebody they answer for. Null where it is neither.</summary>
    public Id<StaffMember>? Desk { get; private set; }

    /// <summary>Whether the reader is among those who said why it waits or went, or answers for one of them.</summary>
    public bool SeesReasons { get; private set; }

    public bool IsMine => Desk == SignedIn;

    public WorkSnooze? PutOff => Desk is { } desk ? Line.SnoozeOf(desk) : null;

    /// <summary>Who could take it over.</summary>
    public IReadOnlyList<SelectListItem> Colleagues { get; private set; } = [];

    protected internal override async Task<bool> EnterAsync()
    {
        var stop = HttpContext.RequestAborted;
        var team = await work.TeamAsync(User, SignedIn, stop);
        var line = (await work.OfAsync(User, team, stop)).FirstOrDefault(one => one.Item.Kind == Kind && one.Item.Subject == Subject);
        if (line is null)
        {
            return false;
        }

        _line = line;
        IReadOnlyList<Id<StaffMember>> answersFor = May(Can.SetUpClinic) ? team : db.Reach?.Supervisees ?? [];
        var concerned = line.Owners.Concat(line.HandedOver is { } given ? [given.FromId] : []).ToList();
        SeesReasons = concerned.Exists(one => one == SignedIn || db.Reach?.Supervisees.Contains(one) == true);
        Desk = line.Owners.Contains(SignedIn) ? SignedIn : line.Owners.Where(answersFor.Contains).Select(owner => (Id<StaffMember>?)owner).FirstOrDefault();
        return true;
    }

    public Task OnGetAsync()
    {
        Snooze.Until = Today.AddDays(1);
        return LoadAsync();
    }

    public async Task<IActionResult> OnPostSnoozeAsync()
    {
        db.WorkSnoozes.Add(WorkSnooze.PutOff(Item, Owner, Snooze.Until!.Value, Snooze.Reason, SignedIn, Today, Now));
        await db.SaveChangesAsync();
        Toast($"Put off until {Show.Day(Snooze.Until.Value)}.");
        return RedirectToPage("/Work/Index");
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostTakeBackAsync()
    {
        db.WorkSnoozes.Add(WorkSnooze.TakeBack(Item, Owner, SignedIn, Today, Now));
        await db.SaveChangesAsync();
        Toast("It waits again.");
        return RedirectToPage("/Work/Index");
    }

    public async Task<IActionResult> OnPostHandOverAsync()
    {
        RuleViolation.Unless(Kind.MayHandOver(), "Only the person themselves can do this.");
        // Of two who hand it over at once, the second finds that it is gone.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({Subject}, 0))");
        var before = await db.WorkHandOvers.Where(h => h.Kind == Kind && h.Subject == Subject).OrderByDescending(h => h.At).Select(h => h.FromId).FirstOrDefaultAsync();
        RuleViolation.Unless(before != Owner || Kind is WorkKind.Outreach, "It was handed over a moment ago. Load the page again.");
        var able = await AbleAsync();
        var given = new WorkHandOver(Item, Owner, HandOver.To, [.. able.Select(one => one.Id)], HandOver.Reason, SignedIn, Now);
        db.WorkHandOvers.Add(given);
        if (Kind is WorkKind.Outreach)
        {
            // An outreach says itself whose it is.
            var task = await db.OutreachTasks.SingleAsync(t => t.Id == new Id<Domain.Outreach.OutreachTask>(Guid.Parse(Subject)));
            RuleViolation.Unless(task.OwnerId == given.FromId, "You were told of it, and somebody else has it: only its owner hands it over.");
            task.HandOver(able.Single(one => one.Id == given.ToId), [.. able.Select(one => one.Id)], Now);
        }

        await db.SaveChangesAsync();
        Toast($"It is with {able.Single(one => one.Id == given.ToId).Name.Full} now.");
        return RedirectToPage("/Work/Index");
    }

    public override async Task LoadAsync()
    {
        var people = Line.Owners.Concat(Line.PutOff.Select(off => off.StaffMemberId)).Concat(Line.HandedOver is { } given ? [given.FromId] : []).ToList();
        NameOf = await db.Staff.AsNoTracking().Where(s => people.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name.Full);
        Colleagues = Desk is not { } desk || !Kind.MayHandOver()
            ? []
            : [.. (await AbleAsync()).Where(one => !Line.Owners.Contains(one.Id)).OrderBy(one => one.Name.Family).Select(one => new SelectListItem(one.Name.Full, $"{one.Id}"))];
    }

    private Id<StaffMember> Owner => Desk ?? throw new RuleViolation("This is neither yours nor of somebody you answer for.");

    /// <summary>To whom the work is open: of a session who leads it and who answers for them, of a patient the team and who answers for it.</summary>
    private async Task<List<StaffMember>> AbleAsync()
    {
        if (Kind is not WorkKind.Note && Item.PatientId is { } patient)
        {
            return await db.WhoTreatsAsync(patient, Today);
        }

        var session = new Id<Session>(Guid.Parse(Subject));
        var leaders = db.Set<SessionClinician>().Where(c => c.SessionId == session).Select(c => c.StaffMemberId);
        return await db.Staff.AsNoTracking()
            .Where(s => s.DeactivatedAt == null && (leaders.Contains(s.Id)
                || (s.Roles.Contains(Role.Supervisor) && db.Staff.Any(under => under.SupervisorId == s.Id && leaders.Contains(under.Id)))))
            .ToListAsync();
    }

    public sealed class SnoozeForm
    {
        public DateOnly? Until { get; set; }

        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<SnoozeForm>
        {
            public Validator()
            {
                RuleFor(f => f.Until).NotNull().WithMessage("Choose the day on which it comes back.");
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why it can wait.").MaximumLength(WorkRules.LongestReason).WithMessage($"Shorten this to {WorkRules.LongestReason} characters.");
            }
        }
    }

    public sealed class HandOverForm
    {
        public Id<StaffMember>? To { get; set; }

        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<HandOverForm>
        {
            public Validator()
            {
                RuleFor(f => f.To).NotNull().WithMessage("Choose who takes it over.");
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why you hand it over.").MaximumLength(WorkRules.LongestReason).WithMessage($"Shorten this to {WorkRules.LongestReason} characters.");
            }
        }
    }
}

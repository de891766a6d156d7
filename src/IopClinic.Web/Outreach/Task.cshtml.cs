using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Outreach;

/// <summary>One outreach: whom to reach and how, what to say, what was tried, and what came of it.</summary>
[Authorize(Can.LogSessions)]
public sealed class TaskPage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty(SupportsGet = true)]
    public Id<OutreachTask> Task { get; set; }

    [BindProperty]
    public AttemptForm Attempt { get; set; } = new();

    [BindProperty]
    public EndingForm Ending { get; set; } = new();

    [BindProperty]
    public HandOverForm HandOver { get; set; } = new();

    public OutreachTask Outreach { get; private set; } = null!;

    public Patient Patient { get; private set; } = null!;

    public Site Site { get; private set; } = null!;

    public Episode Episode { get; private set; } = null!;

    /// <summary>The unexcused absences in a row, oldest first.</summary>
    public IReadOnlyList<OfRoll> Absences { get; private set; } = [];

    /// <summary>The first session to which they came since; null where they did not.</summary>
    public OfRoll? CameSince { get; private set; }

    public IReadOnlyDictionary<Id<StaffMember>, string> Names { get; private set; } = new Dictionary<Id<StaffMember>, string>();

    public IReadOnlyList<ScriptPart> Script { get; private set; } = [];

    /// <summary>Who could take it over.</summary>
    public IReadOnlyList<SelectListItem> Colleagues { get; private set; } = [];

    /// <summary>Whether the reader decides how treatment goes on.</summary>
    public bool MayDecide { get; private set; }

    public DateTimeOffset Now => Clock.Now;

    public static IReadOnlyList<SelectListItem> Results { get; } =
        [.. Enum.GetValues<OutreachResult>().Select(result => new SelectListItem(OutreachWords.Of(result), result.ToString()))];

    public static IReadOnlyList<SelectListItem> Outcomes { get; } =
    [
        .. Enum.GetValues<OutreachOutcome>().Where(outcome => outcome is not (OutreachOutcome.Corrected or OutreachOutcome.Discharged))
            .Select(outcome => new SelectListItem(OutreachWords.Of(outcome), outcome.ToString())),
    ];

    public static IReadOnlyList<SelectListItem> Decisions { get; } =
        [.. Enum.GetValues<OutreachDecision>().Select(decision => new SelectListItem(OutreachWords.Of(decision), decision.ToString()))];

    protected override string Reads => "Outreach";

    protected internal override async Task<bool> EnterAsync()
    {
        var patient = await Db.OpenToReader().Where(t => t.Id == Task).Select(t => (Guid?)t.PatientId.Value).SingleOrDefaultAsync();
        Id = patient is { } key ? new(key) : default;
        return patient is not null && await base.EnterAsync();
    }

    public async Task OnGetAsync()
    {
        var here = TimeZoneInfo.ConvertTime(Now, Zone);
        (Attempt.On, Attempt.At) = (DateOnly.FromDateTime(here.DateTime), new TimeOnly(here.Hour, here.Minute));
        await LoadAsync();
    }

    public async Task<IActionResult> OnPostAttemptAsync()
    {
        var task = await TaskAsync();
        // What was tried in this minute is tried now.
        var at = ClinicClock.InstantOf(Attempt.On!.Value, Attempt.At!.Value, Zone);
        task.Try(Attempt.Way!.Value, Attempt.Result!.Value, Attempt.Note, at, await MeAsync(), Clock.Now);
        return await SavedAsync(Attempt.Result is OutreachResult.Reached ? "Noted: they were reached. Close the outreach once it is clear how they go on." : "The try is noted.");
    }

    [WithForm(nameof(HandOver))]
    public async Task<IActionResult> OnPostHandOverAsync()
    {
        var task = await TaskAsync();
        var to = await Db.Staff.SingleOrDefaultAsync(s => s.Id == HandOver.To) ?? throw new RuleViolation("Choose who takes it over.", nameof(HandOverForm.To));
        task.HandOver(to, [.. (await Db.WhoTreatsAsync(Id, Today)).Select(s => s.Id)], Clock.Now);
        return await SavedAsync($"It is with {to.Name.Full} now.");
    }

    [WithForm(nameof(Ending))]
    public async Task<IActionResult> OnPostCloseAsync()
    {
        var task = await TaskAsync();
        var episode = await Db.Episodes.AsNoTracking().SingleAsync(e => e.Id == task.EpisodeId);
        task.Close(Ending.Outcome!.Value, Ending.Decision, Ending.Note, episode, await MeAsync(), Clock.Now);
        return await SavedAsync("The outreach is closed.");
    }

    public override async Task LoadAsync()
    {
        Outreach = await Db.OutreachTasks.AsNoTracking().Include(t => t.Attempts).SingleAsync(t => t.Id == Task && t.PatientId == Id);
        Patient = await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id);
        Site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == Outreach.SiteId);
        Episode = await Db.Episodes.AsNoTracking().SingleAsync(e => e.Id == Outreach.EpisodeId);
        var roll = await Db.RollOf([Id], Outreach.ClinicDate.AddDays(-FollowAbsences.DaysBack)).ToListAsync();
        var known = roll.Where(r => r.On >= Episode.AdmittedOn).Where(r => Outreach.ClosedAt is not { } closed || r.StartsAt <= closed).ToList();
        var absences = AbsenceRun.Longest(known.Select(r => r.Entry), Outreach.AbsentAt).Select(entry => entry.SessionId).ToHashSet();
        Absences = [.. known.Where(r => absences.Contains(r.SessionId))];
        CameSince = known.FirstOrDefault(r => r.Entry.Came && r.StartsAt > (Absences.Count == 0 ? Outreach.AbsentAt : Absences[^1].StartsAt));
        var me = await Db.Staff.AsNoTracking().SingleAsync(s => s.Id == SignedIn);
        MayDecide = OutreachTask.MayDecide(me, Episode);
        var reach = await Db.WhoTreatsAsync(Id, Today);
        Colleagues = [.. reach.Where(s => s.Id != Outreach.OwnerId).OrderBy(s => s.Name.Family).Select(s => new SelectListItem(s.Name.Full, $"{s.Id}"))];
        var staff = Outreach.Attempts.Select(a => a.ById).Append(Outreach.OwnerId).Append(Episode.PrimaryClinicianId)
            .Concat(new[] { Outreach.EscalatedToId, Outreach.ClosedById }.OfType<Id<StaffMember>>()).Distinct().ToList();
        Names = (await Db.Staff.AsNoTracking().Where(s => staff.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync())
            .ToDictionary(s => s.Id, s => s.Name.Full);
        Script = OutreachScript.Of(Patient, me.Name.Given, Site.Phone, Outreach.Level);
    }

    private Task<OutreachTask> TaskAsync() => Db.OutreachTasks.SingleAsync(t => t.Id == Task && t.PatientId == Id);

    private Task<StaffMember> MeAsync() => Db.Staff.SingleAsync(s => s.Id == SignedIn);

    private async Task<IActionResult> SavedAsync(string sentence)
    {
        await Db.SaveChangesAsync();
        Toast(sentence);
        return Redirect($"/Outreach/{Task}");
    }

    public sealed class AttemptForm
    {
        public OutreachWay? Way { get; set; }

        public OutreachResult? Result { get; set; }

        public DateOnly? On { get; set; }

        public TimeOnly? At { get; set; }

        [ManyLines]
        public string? Note { get; set; }

        public sealed class Validator : AbstractValidator<AttemptForm>
        {
            public Validator()
            {
                RuleFor(f => f.Way).NotNull().WithMessage("Choose how it was tried.");
                RuleFor(f => f.Result).NotNull().WithMessage("Choose what came of it.");
                RuleFor(f => f.On).NotNull().WithMessage("Enter the day.");
                RuleFor(f => f.At).NotNull().WithMessage("Enter the time.");
                RuleFor(f => f.Note).MaximumLength(OutreachAttempt.LongestNote).WithMessage($"Shorten this to {OutreachAttempt.LongestNote:N0} characters.");
            }
        }
    }

    public sealed class EndingForm
    {
        public OutreachOutcome? Outcome { get; set; }

        public OutreachDecision? Decision { get; set; }

        [ManyLines]
        public string? Note { get; set; }

        public sealed class Validator : AbstractValidator<EndingForm>
        {
            public Validator()
            {
                RuleFor(f => f.Outcome).NotNull().WithMessage("Choose what came of it.");
                RuleFor(f => f.Note).MaximumLength(OutreachTask.LongestText).WithMessage($"Shorten this to {OutreachTask.LongestText:N0} characters.");
            }
        }
    }

    public sealed class HandOverForm
    {
        public Id<StaffMember>? To { get; set; }

        public sealed class Validator : AbstractValidator<HandOverForm>
        {
            public Validator() => RuleFor(f => f.To).NotNull().WithMessage("Choose who takes it over.");
        }
    }
}

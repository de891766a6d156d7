using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Account;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>The review of a plan: what the record shows, what is decided of each objective, why this level of care, and the signature.</summary>
[Authorize(Can.WritePlans)]
public sealed class ReviewPage(ClinicDb db, ClinicClock clock, InstrumentLibrary instruments) : TreatmentPage(db, clock)
{
    private const string Unfinished = "because";

    private const int Attempts = 3;

    [BindProperty]
    public ReviewForm Form { get; set; } = new();

    public ReviewPack Pack { get; private set; } = null!;

    public IReadOnlyList<PlanRemark> Obstacles { get; private set; } = [];

    public bool NeedsGuardian { get; private set; }

    public bool ChoosesSupervisor { get; private set; }

    public IReadOnlyList<SelectListItem> Supervisors { get; private set; } = [];

    /// <summary>After a conflict: what stands now and what was typed here.</summary>
    public IReadOnlyList<Conflict>? Theirs { get; private set; }

    public static IReadOnlyList<SelectListItem> DecisionItems { get; } =
        [.. Enum.GetValues<ReviewDecision>().Select(decision => new SelectListItem(PlanWords.Of(decision), decision.ToString()))];

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Plan.IsSigned || Plan.Kind is not PlanKind.Review ? Redirect(Address) : Page();
    }

    /// <summary>Saves and stays.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await SaveAsync() is { } refused)
        {
            return refused;
        }

        Toast("Saved.");
        return Redirect($"{Address}/Review");
    }

    /// <summary>Saves, and goes on to change the wording of the plan.</summary>
    public async Task<IActionResult> OnPostReviseAsync() => await SaveAsync() ?? Redirect($"{Address}/Write");

    /// <summary>Saves while it is being written.</summary>
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        var (plan, isStale) = await WriteAsync(isSigning: false);
        return isStale
            ? new JsonResult(new { sentence = "Somebody else wrote in this review while you did. What you typed stands on this page. Press Save to see both." }) { StatusCode = StatusCodes.Status409Conflict }
            : new JsonResult(new
            {
                at = Show.Time(ClinicClock.TimeIn(Zone, Clock.Now)),
                version = plan.Version,
                asksOtherwise = false,
                refused = Array.Empty<object>(),
            });
    }

    /// <summary>Saves and signs in one step.</summary>
    [NeedsConfirmation]
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostSignAsync()
    {
        await HoldAsync();
        Db.ChangeTracker.Clear();
        if (await SaveAsync(isSigning: true) is { } refused)
        {
            return refused;
        }

        RuleViolation.Unless(IsFinished(Plan.Review!.WhyNotLower), "Complete the sentence: why is a less intensive level of care not enough?", nameof(Form.WhyNotLower));
        RuleViolation.Unless(IsFinished(Plan.Review!.WhyNotHigher), "Complete the sentence: why is a more intensive level of care not needed?", nameof(Form.WhyNotHigher));
        Form.Sign.Reviewed = SignPlan.PrintOf(Plan);
        await new SignPlan(Db, Clock).DoAsync(Plan, Form.Sign, SignedIn, Today);
        Toast("The review is signed, and the plan as reviewed is in force.");
        return Redirect(Address);
    }

    public override async Task LoadAsync()
    {
        await LoadPlanAsync();
        var review = Plan.Review ?? new PlanReview();
        var patient = await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id);
        Pack = await ReviewPack.OfAsync(Db, patient, Episode, Program, Plan.Content, instruments, review.Since, Today);
        if (!this.Sent(nameof(Form)))
        {
            Form = ReviewForm.Of(Plan);
            Form.WhyNotLower ??= Pack.LowerStarter();
            Form.WhyNotHigher ??= Pack.HigherStarter();
        }

        Form.Decisions.RemoveAll(decision => decision is null);
        foreach (var objective in Plan.Content.Objectives.Where(placed => Form.Decisions.TrueForAll(decision => decision.Key != placed.Line.Key)))
        {
            if (objective.Line.Status is ObjectiveStatus.Active || review.Of(objective.Line.Key) is not null)
            {
                Form.Decisions.Add(new DecisionForm
                {
                    Key = objective.Line.Key,
                    By = objective.Line.TargetDate > Today ? objective.Line.TargetDate : NextDate,
                });
            }
        }

        Obstacles = PlanCheck.Obstacles(Plan.Content.As(Form.ToReview(review).Decisions, Today), Today, Staff);
        var me = await Db.Staff.AsNoTracking().SingleAsync(s => s.Id == SignedIn);
        NeedsGuardian = await new SignPlan(Db, Clock).NeedsGuardianAsync(Plan, Today);
        ChoosesSupervisor = !me.NeedsCoSignature && Program.Plans.NeedsSupervisor && !me.Roles.Contains(Domain.Staff.Role.Supervisor);
        Supervisors = await new SignPlan(Db, Clock).SupervisorsAsync(me.Id);
    }

    /// <summary>Where the date of an objective has passed: the next review, or the planned discharge where that comes first.</summary>
    private DateOnly NextDate => Today.AddDays(Program.Plans.ReviewDays) is var next && Episode.PlannedDischarge > Today && Episode.PlannedDischarge < next ? Episode.PlannedDischarge : next;

    private static bool IsFinished(string? text) => text is not null && !text.TrimEnd('.', ' ', '\n', '…').EndsWith(Unfinished, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when all is saved; else the page again with both texts.</summary>
    private async Task<IActionResult?> SaveAsync(bool isSigning = false)
    {
        var (plan, isStale) = await WriteAsync(isSigning);
        Plan = plan;
        if (!isStale)
        {
            return null;
        }

        Db.ChangeTracker.Clear();
        await LoadAsync();
        var (saved, typed) = (Plan.Review!, Form.ToReview(Plan.Review!));
        Theirs = Conflict.Among(
            [
                ("Why not a lower level", saved.WhyNotLower, typed.WhyNotLower),
                ("Why not a higher level", saved.WhyNotHigher, typed.WhyNotHigher),
                ("Summary", saved.Summary, typed.Summary),
                .. Plan.Content.Objectives.Select(placed => ($"Objective {placed.Number}", Words(saved.Of(placed.Line.Key)), Words(typed.Of(placed.Line.Key)))),
            ]);
        (Form.Version, Form.Page, Form.Turn) = (Plan.Version, FormKeys.New(), 0);
        ModelState.Remove("Form.Version");
        ModelState.Remove("Form.Page");
        ModelState.Remove("Form.Turn");
        ModelState.AddModelError("", "Somebody else wrote in this review while you did. Both stand below; what you save now replaces theirs.");
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();

        static string? Words(ObjectiveDecision? decision) => decision is null ? null : $"{PlanWords.Of(decision.Decision)}. {decision.Comment}".Trim();
    }

    private async Task<(TreatmentPlan Plan, bool IsStale)> WriteAsync(bool isSigning)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plan = Existing(await Db.TreatmentPlans.AsSplitQuery().Include(p => p.Acknowledgements).Include(p => p.Drafts)
                .SingleOrDefaultAsync(p => p.Id == PlanId && p.PatientId == Id && p.Review != null));
            var episodeNow = await Db.Episodes.AsNoTracking().SingleAsync(e => e.Id == plan.EpisodeId && e.PatientId == Id);
            RuleViolation.Unless(episodeNow.IsOpen, "This patient was discharged meanwhile. What you typed stays here, and the review is kept as it was saved last.");
            RuleViolation.Unless(!plan.IsSigned, "This review is signed and does not change any more.");
            var turn = PageTurn.In(plan.WrittenFrom, Form.Page);
            if (turn > Form.Turn)
            {
                return (plan, false);
            }

            var typed = Form.ToReview(plan.Review!).Clean();
            if (plan.Version != Form.Version && turn is null && !(plan.Review! with { Figures = [] }).Equals(typed with { Figures = [] }))
            {
                return (plan, true);
            }

            plan.Decide(isSigning ? typed with { Figures = await FiguresAsync(plan, episodeNow) } : typed, Form.From, await MeAsync(), Today, Clock.Now);
            try
            {
                await Db.SaveChangesAsync();
                return (plan, false);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                Db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>What the record shows at this moment, as it is signed.</summary>
    private async Task<IReadOnlyList<string>> FiguresAsync(TreatmentPlan plan, Domain.Patients.Episode episode)
    {
        var patient = await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id);
        var program = await Db.Programs.AsNoTracking().SingleAsync(p => p.Id == episode.ProgramId);
        return (await ReviewPack.OfAsync(Db, patient, episode, program, plan.Content, instruments, plan.Review!.Since, Today)).Figures();
    }

    public sealed class ReviewForm
    {
        public uint Version { get; set; }

        public string? Page { get; set; }

        public int Turn { get; set; }

        public List<DecisionForm> Decisions { get; set; } = [];

        [ManyLines]
        public string? WhyNotLower { get; set; }

        [ManyLines]
        public string? WhyNotHigher { get; set; }

        [ManyLines]
        public string? Summary { get; set; }

        public SigningForm Sign { get; set; } = new();

        internal string? From => PageTurn.Of(Page, Turn);

        internal static ReviewForm Of(TreatmentPlan plan) => new()
        {
            Version = plan.Version,
            Page = FormKeys.New(),
            Decisions =
            [
                .. (plan.Review?.Decisions ?? []).Select(decision => new DecisionForm
                {
                    Key = decision.Key,
                    Decision = decision.Decision,
                    Comment = decision.Comment,
                    By = decision.By,
                }),
            ],
            WhyNotLower = plan.Review?.WhyNotLower,
            WhyNotHigher = plan.Review?.WhyNotHigher,
            Summary = plan.Review?.Summary,
        };

        internal PlanReview ToReview(PlanReview stands) => stands with
        {
            Decisions = [.. Decisions.OfType<DecisionForm>().Select(decision => new ObjectiveDecision(decision.Key, decision.Decision, decision.Comment, decision.By))],
            WhyNotLower = WhyNotLower,
            WhyNotHigher = WhyNotHigher,
            Summary = Summary,
        };

        public sealed class Validator : AbstractValidator<ReviewForm>
        {
            public Validator()
            {
                RuleFor(f => f.Page).NotEmpty().WithMessage("Open the review again.").MaximumLength(FormKeys.Length).WithMessage("Open the review again.");
                RuleFor(f => f.Turn).InclusiveBetween(0, PageTurn.Most).WithMessage("Open the review again.");
                foreach (var text in new System.Linq.Expressions.Expression<Func<ReviewForm, string?>>[] { f => f.WhyNotLower, f => f.WhyNotHigher, f => f.Summary })
                {
                    RuleFor(text).MaximumLength(PlanContent.LongestText).WithMessage($"Shorten this to {PlanContent.LongestText:N0} characters.");
                }

                RuleFor(f => f.Decisions).Must(decisions => decisions.Count <= PlanContent.MostLines).WithMessage("Open the review again.");
                RuleForEach(f => f.Decisions).NotNull().WithMessage("A decision could not be read. Load the page again.");
                RuleForEach(f => f.Decisions).ChildRules(decision => decision.RuleFor(d => d.Comment).MaximumLength(PlanLine.LongestText)
                    .WithMessage($"Shorten this to {PlanLine.LongestText:N0} characters.")).When(f => f.Decisions.TrueForAll(decision => decision is not null));
                RuleFor(f => f.Sign).SetValidator(new SigningForm.Validator());
            }
        }
    }

    public sealed class DecisionForm
    {
        public Guid Key { get; set; }

        public ReviewDecision Decision { get; set; }

        /// <summary>By when it is met from now on.</summary>
        public DateOnly? By { get; set; }

        [ManyLines]
        public string? Comment { get; set; }
    }
}

using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Referrals;

/// <summary>One referral: the next step is one click, everything done so far stands below.</summary>
[Authorize(Can.TakeReferrals)]
public sealed class ReferralModel(ClinicDb db, ClinicClock clock) : ReferralPage(db, clock)
{
    private const int SlotsOffered = 9;

    /// <summary>Where the site has no program yet.</summary>
    private const int UsualFirstSessionDays = 7;

    /// <summary>The program whose criteria are shown.</summary>
    [BindProperty(SupportsGet = true, Name = "program")]
    public Id<Program>? ScreenFor { get; set; }

    [BindProperty]
    public AttemptForm Attempt { get; set; } = new();

    [BindProperty]
    public ScreenForm Screen { get; set; } = new();

    [BindProperty]
    public WaitForm Wait { get; set; } = new();

    [BindProperty]
    public PapersForm Papers { get; set; } = new();

    [BindProperty]
    public OutcomeForm Outcome { get; set; } = new();

    public Referral Referral { get; private set; } = null!;

    public Site Site { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    public Session? Assessment { get; private set; }

    public string? Assessor { get; private set; }

    public ReferralState State => Referral.State(Assessment is not null);

    public IReadOnlyList<Slot> Slots { get; private set; } = [];

    public IReadOnlyList<Program> Programs { get; private set; } = [];

    public Program? Screened { get; private set; }

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    public string? WaitsFor { get; private set; }

    /// <summary>What somebody else saved while one of the forms was typed; null while nobody did.</summary>
    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public IReadOnlyDictionary<Id<Domain.Staff.StaffMember>, string> Names { get; private set; } = new Dictionary<Id<Domain.Staff.StaffMember>, string>();

    /// <summary>The last day of the first session here for somebody who steps down; null where no discharge date is known.</summary>
    public DateOnly? FirstSessionBy => Referral.FacilityDischarge?.AddDays(Screened?.FirstSessionDays ?? UsualFirstSessionDays);

    public static IEnumerable<SelectListItem> Fits { get; } =
    [
        new("Not known yet", nameof(Fit.Unknown)), new("Yes", nameof(Fit.Yes)), new("No", nameof(Fit.No)),
    ];

    /// <summary>An admission closes a referral by itself.</summary>
    public static IEnumerable<SelectListItem> Outcomes { get; } = Enum.GetValues<ReferralOutcome>()
        .Where(outcome => outcome is not ReferralOutcome.Admitted)
        .Select(outcome => new SelectListItem(Show.Words(outcome), outcome.ToString())).ToList();

    public async Task OnGetAsync() => await LoadAsync();

    [WithForm(nameof(Attempt))]
    public async Task<IActionResult> OnPostAttemptAsync()
    {
        var referral = await ReferralAsync();
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        referral.Try(Attempt.Way, Attempt.Result!.Value, Attempt.Note, me, Clock.Now);
        return await SavedAsync("The try is noted.");
    }

    [WithForm(nameof(Screen))]
    public async Task<IActionResult> OnPostScreenAsync()
    {
        var referral = await AsSeenAsync(Screen.Version);
        var program = await Db.Programs.SingleOrDefaultAsync(p => p.Id == Screen.ProgramId && p.SiteId == referral.SiteId)
            ?? throw new RuleViolation("Choose the program from the list.");
        RuleViolation.Unless(
            Screen.Answers.Select(a => a.Criterion).SequenceEqual(program.Criteria),
            "The criteria of the program were changed meanwhile. Look at them again.");
        referral.ScreenFor(program, Screen.Answers.Select(a => new CriterionAnswer(a.Criterion, a.Fit)));
        return await SavedAsync("The screen is saved.");
    }

    [WithForm(nameof(Wait))]
    public async Task<IActionResult> OnPostWaitAsync()
    {
        var referral = await AsSeenAsync(Wait.Version);
        var program = await Db.Programs.Include(p => p.Tracks)
            .SingleOrDefaultAsync(p => p.SiteId == referral.SiteId && p.RetiredAt == null && p.Tracks.Any(t => t.Id == Wait.TrackId && t.RetiredAt == null))
            ?? throw new RuleViolation("Choose a track from the list.", nameof(Wait.TrackId));
        var track = program.Tracks.Single(t => t.Id == Wait.TrackId);
        referral.WaitFor(program, track, Wait.Priority, Wait.NextAction, Wait.NextActionOn, Today, Clock.Now);
        return await SavedAsync($"They are on the waitlist of {track.Name}.");
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostLeaveWaitlistAsync()
    {
        (await ReferralAsync()).LeaveWaitlist();
        return await SavedAsync("They are off the waitlist.");
    }

    [WithForm(nameof(Papers))]
    public async Task<IActionResult> OnPostPapersAsync()
    {
        (await AsSeenAsync(Papers.Version)).Receive(
            new HandOff(Papers.RecordsRequested, Papers.RecordsReceived, Papers.DischargeSummary, Papers.MedicationList), Today);
        return await SavedAsync("The hand-off is noted.");
    }

    [WithForm(nameof(Outcome))]
    public async Task<IActionResult> OnPostCloseAsync()
    {
        var referral = await AsSeenAsync(Outcome.Version);
        RuleViolation.Unless(
            !await Db.Sessions.AnyAsync(s => s.Id == referral.AssessmentId && s.CancelledAt == null && s.StartsAt > Clock.Now),
            "An assessment is booked. Cancel it first, so that its time is free for somebody else.");
        RuleViolation.Unless(Outcome.Outcome is not ReferralOutcome.Admitted, "An admission closes the referral by itself.", nameof(Outcome.Outcome));
        referral.Close(Outcome.Outcome!.Value, Outcome.OutcomeReason, Outcome.ReferredTo, SignedIn, Clock.Now);
        return await SavedAsync("The referral is closed.");
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostReopenAsync()
    {
        (await ReferralAsync()).Reopen();
        return await SavedAsync("The referral is open again.");
    }

    /// <summary>Books a free time for the assessment.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostBookAsync(Id<AssessmentTime> time, DateOnly date)
    {
        Toast(await new AssessmentSlots(Db, Clock).BookAsync(await ReferralAsync(), time, date, SignedIn));
        return RedirectToPage(new { id = Id.ToString() });
    }

    public override async Task LoadAsync()
    {
        Now = Clock.Now;
        Referral = await Db.Referrals.AsNoTracking().Include(r => r.Attempts).SingleAsync(r => r.Id == Id);
        Site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == Referral.SiteId);
        Assessment = await Db.Sessions.AsNoTracking().Include(s => s.Clinicians)
            .SingleOrDefaultAsync(s => s.ClinicDate == Referral.AssessmentOn && s.Id == Referral.AssessmentId && s.CancelledAt == null);
        var staff = Referral.Attempts.Select(a => a.ById).Append(Referral.TakenById)
            .Concat(Assessment?.Clinicians.Select(c => c.StaffMemberId) ?? []).ToList();
        if (Referral.ClosedById is { } closer)
        {
            staff.Add(closer);
        }

        Names = (await Db.Staff.AsNoTracking().Where(s => staff.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync())
            .ToDictionary(s => s.Id, s => s.Name.Full);
        Assessor = Assessment is null ? null : string.Join(", ", Assessment.Clinicians.Select(c => Names[c.StaffMemberId]));
        Programs = await Db.Programs.AsNoTracking().Include(p => p.Tracks).Where(p => p.SiteId == Site.Id && p.RetiredAt == null).OrderBy(p => p.Name).ToListAsync();
        Tracks = GroupChoices.TracksOf(Programs);
        // Also a track that takes nobody any more: they wait until somebody chooses another one.
        WaitsFor = Referral.WaitsForId is { } waits
            ? await (from p in Db.Programs from t in p.Tracks where t.Id == waits select t.Name + ", " + p.Name).SingleAsync()
            : null;
        Screened = Programs.FirstOrDefault(p => p.Id == (this.Sent(nameof(Screen)) ? Screen.ProgramId : ScreenFor ?? Referral.ScreenedForId))
            ?? (Programs is [var first, ..] ? first : null);
        Slots = Referral.IsOpen && Assessment is null
            ? [.. (await new AssessmentSlots(Db, Clock).FreeAsync(Site, most: 200)).Where(slot => slot.Suits(Referral.Availability)).Take(SlotsOffered)]
            : [];
        Fill();
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        var version = Referral.Version;
        if (this.Sent(nameof(Screen)))
        {
            var known = Referral.ScreenedForId == Screen.ProgramId ? Referral.Screen.ToDictionary(a => a.Criterion, a => a.Fit) : [];
            Conflicts = Conflict.Among(Screen.Answers.Select(a => (a.Criterion, (string?)FitOf(known.GetValueOrDefault(a.Criterion)), (string?)FitOf(a.Fit))));
            Screen.Version = version;
        }
        else if (this.Sent(nameof(Wait)))
        {
            Conflicts = Conflict.Among(
                ("Track", WaitsFor, NameOf(Wait.TrackId)),
                ("Priority", Show.Words(Referral.WaitPriority), Show.Words(Wait.Priority)),
                ("Next action", Referral.NextAction, Wait.NextAction),
                ("On", DateOf(Referral.NextActionOn), DateOf(Wait.NextActionOn)));
            Wait.Version = version;
        }
        else if (this.Sent(nameof(Papers)))
        {
            var saved = Referral.HandOff;
            Conflicts = Conflict.Among(
                ("Records requested", DateOf(saved.RecordsRequested), DateOf(Papers.RecordsRequested)),
                ("Records received", DateOf(saved.RecordsReceived), DateOf(Papers.RecordsReceived)),
                ("Discharge summary received", DateOf(saved.DischargeSummary), DateOf(Papers.DischargeSummary)),
                ("Medication list received", DateOf(saved.MedicationList), DateOf(Papers.MedicationList)));
            Papers.Version = version;
        }
        else if (this.Sent(nameof(Outcome)))
        {
            Conflicts = Conflict.Among(
                ("The referral", ReferralWords.Of(State, Referral.Outcome), Outcome.Outcome is { } outcome ? Show.Words(outcome) : null));
            Outcome.Version = version;
        }

        static string? DateOf(DateOnly? day) => day is { } date ? Show.Date(date) : null;

        string? NameOf(Id<Track>? track) => Tracks.FirstOrDefault(t => t.Value == track?.ToString()) is { } found ? $"{found.Text}, {found.Group.Name}" : null;

        static string FitOf(Fit fit) => fit is Fit.Unknown ? "Not known yet" : Show.Words(fit);
    }

    /// <summary>The referral, to be changed as it stood when the form was opened: whoever saved since then is not written over.</summary>
    private async Task<Referral> AsSeenAsync(uint version)
    {
        var referral = await ReferralAsync();
        return referral.Version == version ? referral : throw new DbUpdateConcurrencyException();
    }

    /// <summary>What stands in the record, in the forms that did not come back.</summary>
    private void Fill()
    {
        if (!this.Sent(nameof(Screen)) && Screened is { } program)
        {
            var known = Referral.ScreenedForId == program.Id ? Referral.Screen.ToDictionary(a => a.Criterion, a => a.Fit) : [];
            Screen = new ScreenForm
            {
                Version = Referral.Version,
                ProgramId = program.Id,
                Answers = [.. program.Criteria.Select(c => new AnswerForm { Criterion = c, Fit = known.GetValueOrDefault(c) })],
            };
        }

        if (!this.Sent(nameof(Wait)))
        {
            Wait = new WaitForm
            {
                Version = Referral.Version,
                TrackId = Referral.WaitsForId,
                Priority = Referral.WaitPriority,
                NextAction = Referral.NextAction,
                NextActionOn = Referral.NextActionOn,
            };
        }

        if (!this.Sent(nameof(Papers)))
        {
            var papers = Referral.HandOff;
            Papers = new PapersForm
            {
                Version = Referral.Version,
                RecordsRequested = papers.RecordsRequested,
                RecordsReceived = papers.RecordsReceived,
                DischargeSummary = papers.DischargeSummary,
                MedicationList = papers.MedicationList,
            };
        }

        if (!this.Sent(nameof(Outcome)))
        {
            Outcome = new OutcomeForm
            {
                Version = Referral.Version,
            };
        }
    }

    private async Task<IActionResult> SavedAsync(string sentence)
    {
        await Db.SaveChangesAsync();
        Toast(sentence);
        return RedirectToPage(new { id = Id.ToString() });
    }

    public sealed class AttemptForm
    {
        public ContactWay Way { get; set; }

        public ContactResult? Result { get; set; }

        public string? Note { get; set; }

        public sealed class Validator : AbstractValidator<AttemptForm>
        {
            public Validator()
            {
                RuleFor(f => f.Result).NotNull().WithMessage("Choose what came of it.");
                RuleFor(f => f.Note).MaximumLength(500);
            }
        }
    }

    public sealed class ScreenForm
    {
        public Id<Program>? ProgramId { get; set; }

        public List<AnswerForm> Answers { get; set; } = [];

        /// <summary>What the referral was when the form was opened.</summary>
        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<ScreenForm>
        {
            public Validator()
            {
                RuleFor(f => f.ProgramId).NotNull().WithMessage("Choose the program.");
                RuleFor(f => f.Answers).Must(answers => answers.Count <= Program.MostCriteria).WithMessage("These are too many criteria.");
            }
        }
    }

    public sealed class AnswerForm
    {
        public string Criterion { get; set; } = "";

        public Fit Fit { get; set; }
    }

    public sealed class WaitForm
    {
        public Id<Track>? TrackId { get; set; }

        public WaitPriority Priority { get; set; } = WaitPriority.Usual;

        public string? NextAction { get; set; }

        public DateOnly? NextActionOn { get; set; }

        /// <summary>What the referral was when the form was opened.</summary>
        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<WaitForm>
        {
            public Validator()
            {
                RuleFor(f => f.TrackId).NotNull().WithMessage("Choose the track.");
                RuleFor(f => f.NextAction).MaximumLength(300)
                    .NotEmpty().When(f => f.NextActionOn is not null).WithMessage("Say what is to be done on that day.");
            }
        }
    }

    public sealed class PapersForm
    {
        public DateOnly? RecordsRequested { get; set; }

        public DateOnly? RecordsReceived { get; set; }

        public DateOnly? DischargeSummary { get; set; }

        public DateOnly? MedicationList { get; set; }

        /// <summary>What the referral was when the form was opened.</summary>
        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<PapersForm>
        {
            public Validator() => RuleFor(f => f.RecordsReceived)
                .GreaterThanOrEqualTo(f => f.RecordsRequested).When(f => f.RecordsRequested is not null && f.RecordsReceived is not null)
                .WithMessage("They came before they were requested.");
        }
    }

    public sealed class OutcomeForm
    {
        public ReferralOutcome? Outcome { get; set; }

        [ManyLines]
        public string? OutcomeReason { get; set; }

        public string? ReferredTo { get; set; }

        /// <summary>What the referral was when the form was opened.</summary>
        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<OutcomeForm>
        {
            public Validator()
            {
                RuleFor(f => f.Outcome).NotNull().WithMessage("Choose how it ended.");
                RuleFor(f => f.OutcomeReason).NotEmpty().WithMessage("Enter the reason.").MaximumLength(1000);
                RuleFor(f => f.ReferredTo).MaximumLength(200)
                    .NotEmpty().When(f => f.Outcome is ReferralOutcome.ReferredOut).WithMessage("Enter where they were referred to.");
            }
        }
    }
}

using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>A version of a plan as it is read and printed, with what changed since the one before, and its signatures.</summary>
[Authorize(Can.ReadCharts)]
public sealed class PlanPage(ClinicDb db, ClinicClock clock) : TreatmentPage(db, clock)
{
    [BindProperty]
    public SigningForm Sign { get; set; } = new();

    [BindProperty]
    public AcknowledgeForm Acknowledge { get; set; } = new();

    public IReadOnlyList<PlanRemark> Obstacles { get; private set; } = [];

    public IReadOnlyList<SignatureView> Signatures { get; private set; } = [];

    /// <summary>What is otherwise than in the version before.</summary>
    public IReadOnlyList<PlanChange> Changes { get; private set; } = [];

    public int? PreviousNumber { get; private set; }

    public PlanMix Mix { get; private set; } = null!;

    /// <summary>Who has to co-sign, while they have not.</summary>
    public string? CoSigner { get; private set; }

    public bool MayCoSign { get; private set; }

    public bool MayCertify { get; private set; }

    public bool NeedsGuardian { get; private set; }

    /// <summary>A supervisor has to be chosen, because the program asks for one and the author names none.</summary>
    public bool ChoosesSupervisor { get; private set; }

    public IReadOnlyList<SelectListItem> Supervisors { get; private set; } = [];

    public bool MayWrite => MayHere(Can.WritePlans);

    public static IReadOnlyList<SelectListItem> MissingItems { get; } =
        [.. Enum.GetValues<MissingSignature>().Select(missing => new SelectListItem(Capital(PlanWords.Of(missing)), missing.ToString()))];

    public static IReadOnlyList<SelectListItem> ByItems { get; } = [.. Enum.GetValues<AcknowledgedBy>().Select(by => new SelectListItem(PlanWords.Of(by), by.ToString()))];

    public Task OnGetAsync() => LoadAsync();

    [NeedsConfirmation]
    [AlsoNeeds(Can.WritePlans)]
    public async Task<IActionResult> OnPostSignAsync()
    {
        await new SignPlan(Db, Clock).DoAsync(await HoldAsync(), Sign, SignedIn, Today);
        Toast("The plan is signed and in force.");
        return RedirectToPage();
    }

    [NeedsConfirmation]
    [AlsoNeeds(Can.WritePlans)]
    [WithForm(nameof(Sign))]
    public async Task<IActionResult> OnPostCoSignAsync()
    {
        var plan = await HoldAsync();
        SignPlan.DemandReviewed(plan, Sign.Reviewed);
        Db.Signatures.Add(plan.CoSign(await MeAsync(), await HeadAsync(), Today, Clock.Now));
        await Db.SaveChangesAsync();
        Toast("The plan is co-signed.");
        // The record may have been open for the co-signature alone.
        return RedirectToPage("/Today/Index");
    }

    [NeedsConfirmation]
    [AlsoNeeds(Can.WritePlans)]
    [WithForm(nameof(Sign))]
    public async Task<IActionResult> OnPostCertifyAsync()
    {
        var plan = await HoldAsync();
        SignPlan.DemandReviewed(plan, Sign.Reviewed);
        Db.Signatures.Add(plan.Certify(await MeAsync(), await HeadAsync(), Today, Clock.Now));
        await Db.SaveChangesAsync();
        Toast("The plan is certified.");
        return RedirectToPage();
    }

    [NeedsConfirmation]
    [AlsoNeeds(Can.WritePlans)]
    public async Task<IActionResult> OnPostAcknowledgeAsync()
    {
        var plan = await HoldAsync();
        var said = new Acknowledging(Acknowledge.By!.Value, Acknowledge.Name, Acknowledge.Missing, Acknowledge.Reason);
        Db.Signatures.Add(plan.Acknowledge(said, await MeAsync(), await HeadAsync(), Clock.Now));
        await Db.SaveChangesAsync();
        Toast("It is written down with the plan.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        await LoadPlanAsync();
        Obstacles = Plan.IsSigned ? [] : PlanCheck.Obstacles(Plan.Content, Today, Staff);
        var signing = new SignPlan(Db, Clock);
        TreatmentPlan? previous = null;
        StaffMember me = null!;
        List<Signature> signatures = [];
        await Db.TogetherAsync(
            async () => Mix = await PlanMix.OfAsync(Db, Id, Plan.Content, Names, Program, Today, Clock.Now),
            async () => previous = Plan.PreviousId is { } id ? await Db.TreatmentPlans.AsNoTracking().SingleAsync(p => p.Id == id && p.PatientId == Id) : null,
            async () => me = await Db.Staff.AsNoTracking().SingleAsync(s => s.Id == SignedIn),
            async () => signatures = await Db.Signatures.AsNoTracking().Where(s => s.PlanId == PlanId && s.PatientId == Id).OrderBy(s => s.Sequence).ToListAsync(),
            async () => NeedsGuardian = !Plan.IsSigned && await signing.NeedsGuardianAsync(Plan, Today),
            async () => Supervisors = Plan.IsSigned ? [] : await signing.SupervisorsAsync(SignedIn));
        if (previous is not null)
        {
            PreviousNumber = previous.Number;
            Changes = PlanDiff.Between(previous.Content, Plan.Content, Names.Words);
        }

        if (Plan.AwaitsCoSignature)
        {
            CoSigner = Names.Staff[Plan.CoSignerId!.Value];
            MayCoSign = MayWrite && me.Id != Plan.SignedById && (me.Id == Plan.CoSignerId || me.Roles.Contains(Role.Supervisor));
        }

        MayCertify = MayWrite && Plan is { IsInForce: true, CertifiedAt: null } && me.Roles.Contains(Role.Prescriber);
        if (!Plan.IsSigned)
        {
            ChoosesSupervisor = !me.NeedsCoSignature && Program.Plans.NeedsSupervisor && !me.Roles.Contains(Role.Supervisor);
        }

        Sign.Reviewed = SignPlan.PrintOf(Plan);
        // The print of what is shown now, not the one that was posted.
        ModelState.Remove("Sign.Reviewed");
        Signatures = [.. signatures.Select(Of)];

        SignatureView Of(Signature s) => new(
            s.Meaning switch
            {
                SignatureMeaning.CoSignature => "Co-signed",
                SignatureMeaning.Certification => "Certified as needed",
                SignatureMeaning.Acknowledgement => Said(Plan.Acknowledgements.Single(a => a.Id == s.AcknowledgementId)),
                _ => "Signed",
            },
            $"{s.SignerName}{(s.Credential.Length > 0 ? ", " : "")}{s.Credential}",
            At(s.SignedAt),
            s.Hash,
            s.Sequence);
    }

    private async Task<ChainLink?> HeadAsync() => (await Db.ChainHeadsAsync([Id])).GetValueOrDefault(Id);

    private static string Said(PlanAcknowledgement said) => said switch
    {
        { Name: { } name, By: AcknowledgedBy.Family } => $"A copy was given to {name}. Witnessed",
        { Name: { } name } => $"{PlanWords.Of(said.By)}: “{name}”, typed in person. Witnessed",
        _ => $"{PlanWords.Of(said.By)}: signature missing, {PlanWords.Of(said.Missing!.Value)}{(said.Reason is null ? "" : $" ({said.Reason})")}. Stated",
    };

    private static string Capital(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}";

    public sealed record SignatureView(string Verb, string Signer, string At, string Hash, int Sequence);

    public sealed class AcknowledgeForm
    {
        public AcknowledgedBy? By { get; set; }

        public string? Name { get; set; }

        public MissingSignature? Missing { get; set; }

        public string? Reason { get; set; }

        public sealed class Validator : AbstractValidator<AcknowledgeForm>
        {
            public Validator()
            {
                RuleFor(f => f.By).NotNull().WithMessage("Choose who.");
                RuleFor(f => f.Name).MaximumLength(PlanAcknowledgement.LongestName).WithMessage($"Shorten the name to {PlanAcknowledgement.LongestName} characters.");
                RuleFor(f => f.Reason).MaximumLength(PlanAcknowledgement.LongestReason).WithMessage($"Shorten the reason to {PlanAcknowledgement.LongestReason} characters.");
            }
        }
    }
}

/// <summary>What is said when a plan is signed: the patient's part, a guardian's, and who was given a copy.</summary>
public sealed class SigningForm
{
    /// <summary>What the reader saw.</summary>
    public string? Reviewed { get; set; }

    /// <summary>As the patient typed it.</summary>
    public string? PatientName { get; set; }

    public MissingSignature? PatientMissing { get; set; }

    public string? PatientReason { get; set; }

    public string? GuardianName { get; set; }

    public MissingSignature? GuardianMissing { get; set; }

    public string? GuardianReason { get; set; }

    /// <summary>Who of the family was given a copy, with the patient's consent.</summary>
    public string? CopyFor { get; set; }

    public Id<StaffMember>? CoSigner { get; set; }

    internal IReadOnlyList<Acknowledging> Said()
    {
        var said = new List<Acknowledging>();
        Add(AcknowledgedBy.Patient, PatientName, PatientMissing, PatientReason);
        Add(AcknowledgedBy.Guardian, GuardianName, GuardianMissing, GuardianReason);
        Add(AcknowledgedBy.Family, CopyFor, null, null);
        return said;

        void Add(AcknowledgedBy by, string? name, MissingSignature? missing, string? reason)
        {
            if (!string.IsNullOrWhiteSpace(name) || missing is not null)
            {
                said.Add(new Acknowledging(by, name, missing, reason));
            }
        }
    }

    public sealed class Validator : AbstractValidator<SigningForm>
    {
        public Validator()
        {
            RuleFor(f => f.Reviewed).MaximumLength(100).WithMessage("Open the plan again.");
            foreach (var name in new System.Linq.Expressions.Expression<Func<SigningForm, string?>>[] { f => f.PatientName, f => f.GuardianName, f => f.CopyFor })
            {
                RuleFor(name).MaximumLength(PlanAcknowledgement.LongestName).WithMessage($"Shorten the name to {PlanAcknowledgement.LongestName} characters.");
            }

            foreach (var reason in new System.Linq.Expressions.Expression<Func<SigningForm, string?>>[] { f => f.PatientReason, f => f.GuardianReason })
            {
                RuleFor(reason).MaximumLength(PlanAcknowledgement.LongestReason).WithMessage($"Shorten the reason to {PlanAcknowledgement.LongestReason} characters.");
            }

            RuleFor(f => f.PatientReason).NotEmpty().WithMessage("Say why the signature is missing.").When(f => f.PatientMissing is MissingSignature.Other);
            RuleFor(f => f.GuardianReason).NotEmpty().WithMessage("Say why the signature is missing.").When(f => f.GuardianMissing is MissingSignature.Other);
        }
    }
}

using System.Security.Cryptography;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Safety;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>
/// An assessment as a whole: how far each section is, what sources contradict, how it reads as a document, and its signatures.
/// </summary>
[Authorize(Can.Assess)]
public sealed class OverviewPage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty(SupportsGet = true, Name = "assessment")]
    public Id<Assessment> AssessmentId { get; set; }

    [BindProperty]
    public SignForm Sign { get; set; } = new();

    [BindProperty]
    public AddendumForm Addendum { get; set; } = new();

    public Assessment Assessment { get; private set; } = null!;

    /// <summary>What still stands in the way of signing.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; private set; } = [];

    /// <summary>What the guardian rules of the site say against it; null when nothing.</summary>
    public string? GuardianRefusal { get; private set; }

    /// <summary>The risk asks for a safety plan, and there is none of that day.</summary>
    public bool LacksSafetyPlan { get; private set; }

    public IReadOnlyList<SignatureView> Signatures { get; private set; } = [];

    public IReadOnlyList<AddendumView> Addenda { get; private set; } = [];

    /// <summary>Who has to co-sign, while they have not.</summary>
    public string? CoSigner { get; private set; }

    public bool MayCoSign { get; private set; }

    public string StartedBy { get; private set; } = "";

    public IReadOnlyList<SectionLine> Lines { get; private set; } = [];

    /// <summary>In a re-assessment: what is otherwise than in the one before.</summary>
    public IReadOnlyList<Changed> Changes { get; private set; } = [];

    /// <summary>The day of the assessment before; null where there is none.</summary>
    public DateOnly? PreviousOn { get; private set; }

    /// <summary>The episode whose plan is written next, now that this is signed; null where there is none, or it has one.</summary>
    public Id<Episode>? Plans { get; private set; }

    public IReadOnlyList<Contradiction> Contradictions { get; private set; } = [];

    public Document Document { get; private set; } = null!;

    public string AddressOf(SectionOutline section) => $"/Patients/{Id}/Assessments/{AssessmentId}/{section.Key}";

    protected override string Reads => "Assessment";

    public Task OnGetAsync() => LoadAsync();

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostSignAsync()
    {
        var (assessment, head, me) = await HoldAsync();
        DemandReviewed(assessment);
        var refusal = await GuardianRefusalAsync(assessment);
        RuleViolation.Unless(refusal is null, refusal ?? "");
        Db.Signatures.Add(assessment.Sign(me, Banner.BirthDate, head, Today, Clock.Now, await Db.LastPlanOnAsync(Id)));
        await HearOfRiskAsync(assessment, me);
        await new KeepDiagnoses(Db).OfAsync(assessment, me, Today, Clock.Now);
        await new KeepSupporters(Db, Today).OfAsync(Id, assessment.Sections.Single(s => s.Key == AssessmentCatalog.SupportNetwork));
        await Db.SaveChangesAsync();
        Toast(assessment.AwaitsCoSignature ? "The assessment is signed and awaits the co-signature." : "The assessment is signed.");
        return RedirectToPage();
    }

    [NeedsConfirmation]
    [WithForm(nameof(Sign))]
    public async Task<IActionResult> OnPostCoSignAsync()
    {
        var (assessment, head, me) = await HoldAsync();
        DemandReviewed(assessment);
        Db.Signatures.Add(assessment.CoSign(me, head, Today, Clock.Now));
        await HearOfRiskAsync(assessment, me);
        await new KeepDiagnoses(Db).OfAsync(assessment, me, Today, Clock.Now);
        await Db.SaveChangesAsync();
        Toast("The assessment is co-signed.");
        // The record may have been open for the co-signature alone.
        return RedirectToPage("/Today/Index");
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAddendumAsync()
    {
        var (assessment, head, me) = await HoldAsync();
        Db.Signatures.Add(assessment.Append(Addendum.Text, Addendum.Reason, me, head, Today, Clock.Now));
        await Db.SaveChangesAsync();
        Toast("The addendum is signed and stands below the assessment.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        Assessment = Existing(await Db.Assessments.AsNoTracking().Include(a => a.Sections).Include(a => a.Addenda).AsSplitQuery()
            .SingleOrDefaultAsync(a => a.Id == AssessmentId && a.PatientId == Id));
        await new LearnOfScreens(Db).IntoAsync(Assessment);
        StartedBy = (await Db.Staff.AsNoTracking().Where(s => s.Id == Assessment.StartedById).Select(s => s.Name).SingleAsync()).Full;
        Lines = SectionLine.All(Assessment, Banner.BirthDate, Today);
        Obstacles = Assessment.IsSigned ? [] : Assessment.Obstacles(Banner.BirthDate, Today);
        GuardianRefusal = Assessment.IsSigned ? null : await GuardianRefusalAsync(Assessment);
        LacksSafetyPlan = !Assessment.IsSigned && Assessment.NeedsSafetyPlanSince is { } since && !(await Db.LastPlanOnAsync(Id) >= since);
        if (Assessment.IsSigned && MayHere(Can.WritePlans))
        {
            Plans = await Db.Episodes.Where(e => e.PatientId == Id && e.DischargedOn == null && !Db.TreatmentPlans.Any(p => p.EpisodeId == e.Id && p.PatientId == Id))
                .OrderBy(e => e.AdmittedOn).Select(e => (Id<Episode>?)e.Id).FirstOrDefaultAsync();
        }

        Sign.Reviewed = PrintOf(Assessment);
        // The print of what is shown now, not the one that was posted.
        ModelState.Remove("Sign.Reviewed");
        await LoadSignaturesAsync();
        await CompareAsync();
        Document = Document.Of(Assessment);
        Contradictions =
        [
            .. from outline in AssessmentCatalog.Sections
               let section = Assessment.Sections.Single(s => s.Key == outline.Key)
               from answered in outline.Answered(section.Values)
               let answer = section.Answers[answered.Field]
               where answer.Contradictions.Any()
               select new Contradiction(
                   outline,
                   outline.LabelOf(answered.Field),
                   answered.Question.Words(answer.Value),
                   AssessmentWords.Of(answer.AsClaim),
                   [.. answer.Contradictions.Select(claim => (answered.Question.Words(claim.Value), AssessmentWords.Of(claim)))]),
        ];
    }

    /// <summary>Asked of whoever is named here, and of the support people on record.</summary>
    private async Task<string?> GuardianRefusalAsync(Assessment assessment)
    {
        var patient = await Db.Patients.AsNoTracking().Include(p => p.Supporters).SingleAsync(p => p.Id == Id);
        var site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == assessment.SiteId);
        var program = await Db.ProgramConcernedAsync(Id, assessment.SiteId);
        return GuardianRule.Refusal(patient.BirthDate, site.Minors, program?.IsPart2 == true, assessment.Guardians.Concat(patient.Guardians), Today);
    }

    private async Task CompareAsync()
    {
        if (Assessment.PreviousId is not { } previousId
            || await Db.Assessments.AsNoTracking().Include(a => a.Sections).SingleOrDefaultAsync(a => a.Id == previousId && a.PatientId == Id) is not { } previous)
        {
            return;
        }

        PreviousOn = previous.ClinicDate;
        Changes =
        [
            .. from outline in AssessmentCatalog.Sections
               let before = previous.Sections.Single(s => s.Key == outline.Key).Values
               let now = Assessment.Sections.Single(s => s.Key == outline.Key).Values
               from field in outline.Answered(before).Concat(outline.Answered(now)).Select(answered => answered.Field).Distinct()
               where before[field] != now[field]
               let question = outline.Find(field)!
               select new Changed(
                   outline,
                   outline.LabelOf(field),
                   before[field] is { } then ? question.Words(then) : "",
                   now[field] is { } today ? question.Words(today) : ""),
        ];
    }

    private async Task LoadSignaturesAsync()
    {
        var signatures = await Db.Signatures.AsNoTracking().Where(s => s.AssessmentId == AssessmentId).OrderBy(s => s.Sequence).ToListAsync();
        Signatures = [.. signatures.Where(s => s.AddendumId is null).Select(Of)];
        Addenda = [.. Assessment.Addenda.OrderBy(a => a.WrittenAt).Select(a => new AddendumView(a.Text, a.Reason, Of(signatures.Single(s => s.AddendumId == a.Id))))];
        if (Assessment.AwaitsCoSignature)
        {
            var me = await Db.Staff.AsNoTracking().SingleAsync(s => s.Id == SignedIn);
            CoSigner = (await Db.Staff.AsNoTracking().Where(s => s.Id == Assessment.CoSignerId).Select(s => s.Name).SingleAsync()).Full;
            MayCoSign = me.Id != Assessment.SignedById && (me.Id == Assessment.CoSignerId || me.Roles.Contains(Role.Supervisor));
        }

        SignatureView Of(Signature s) => new(
            s.Meaning is SignatureMeaning.CoSignature ? "Co-signed" : "Signed",
            $"{s.SignerName}{(s.Credential.Length > 0 ? ", " : "")}{s.Credential}",
            $"{Show.Date(ClinicClock.DateIn(Db.Actor.Zone, s.SignedAt))}, {Show.Time(ClinicClock.TimeIn(Db.Actor.Zone, s.SignedAt))}",
            s.Hash,
            s.Sequence);
    }

    /// <summary>The assessment, read once nobody else signs or writes anything of it before this is over.</summary>
    private async Task<(Assessment Assessment, ChainLink? Head, StaffMember Me)> HoldAsync()
    {
        await Db.HoldChainsAsync([Id]);
        await Db.Database.ExecuteSqlAsync(
            $"select 1 from (select id from assessments where id = {AssessmentId.Value} and patient_id = {Id.Value} for no key update) held");
        var assessment = Existing(await Db.Assessments.AsSplitQuery().Include(a => a.Sections).Include(a => a.Addenda)
            .SingleOrDefaultAsync(a => a.Id == AssessmentId && a.PatientId == Id));
        await new LearnOfScreens(Db).IntoAsync(assessment);
        var heads = await Db.ChainHeadsAsync([Id]);
        return (assessment, heads.GetValueOrDefault(Id), await Db.Staff.SingleAsync(s => s.Id == SignedIn));
    }

    /// <summary>Whoever signs answers for the risk as it is judged here; what was learned since then stands.</summary>
    private async Task HearOfRiskAsync(Assessment assessment, StaffMember by)
    {
        if (assessment.Judgement is { } judged)
        {
            (await Db.Patients.SingleAsync(p => p.Id == Id)).HearOfRisk(judged.Level, judged.At, by);
        }
    }

    private void DemandReviewed(Assessment assessment) => RuleViolation.Unless(
        Sign.Reviewed == PrintOf(assessment), "Somebody changed this assessment after you read it. Read what stands here now, and sign again.");

    /// <summary>A short print of everything that the signature will cover.</summary>
    private static string PrintOf(Assessment assessment) => Convert.ToHexStringLower(SHA256.HashData(assessment.Content().Bytes.Span)[..8]);

    public sealed class SignForm
    {
        /// <summary>What the reader saw.</summary>
        public string? Reviewed { get; set; }

        public sealed class Validator : AbstractValidator<SignForm>
        {
            public Validator() => RuleFor(f => f.Reviewed).MaximumLength(100).WithMessage("Open the assessment again.");
        }
    }

    public sealed class AddendumForm
    {
        [ManyLines]
        public string Text { get; set; } = "";

        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<AddendumForm>
        {
            public Validator()
            {
                RuleFor(f => f.Text).NotEmpty().WithMessage("Enter what you add.")
                    .MaximumLength(ProgressNote.MaximumText).WithMessage($"Shorten this to {ProgressNote.MaximumText:N0} characters.");
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why you add it.").MaximumLength(300).WithMessage("Shorten the reason to 300 characters.");
            }
        }
    }

    /// <summary>An answer that is otherwise than in the assessment before.</summary>
    public sealed record Changed(SectionOutline Section, string Label, string Before, string Now);

    public sealed record SignatureView(string Verb, string Signer, string At, string Hash, int Sequence);

    public sealed record AddendumView(string Text, string Reason, SignatureView Signature);

    /// <summary>Two sources that say different things of the same.</summary>
    public sealed record Contradiction(SectionOutline Section, string Label, string Says, string From, IReadOnlyList<(string Says, string From)> Others);
}

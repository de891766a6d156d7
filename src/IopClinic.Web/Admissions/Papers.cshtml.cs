using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Admissions;

/// <summary>The consents and notices of one patient: the checklist, and everything that was written of it.</summary>
[Authorize(Can.KeepPapers)]
public sealed class PapersModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public PapersForm Form { get; set; } = new();

    [BindProperty]
    public TelehealthForm Telehealth { get; set; } = new();

    [BindProperty]
    public WithdrawForm Withdraw { get; set; } = new();

    /// <summary>Every consent to telehealth, the latest first.</summary>
    public IReadOnlyList<TelehealthConsent> Telehealths { get; private set; } = [];

    /// <summary>Every entry, the latest first.</summary>
    public IReadOnlyList<AdmissionPaper> Entries { get; private set; } = [];

    public IReadOnlyDictionary<Id<Domain.Staff.StaffMember>, string> Names { get; private set; } = new Dictionary<Id<Domain.Staff.StaffMember>, string>();

    /// <summary>Until when those that may follow the admission are due; null before it.</summary>
    public DateOnly? DueOn { get; private set; }

    protected override string Reads => "Papers";

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        var (lines, _) = await LinesAsync(await Db.PapersAsync(Id));
        var changes = PaperForm.Changes(Form.Papers, lines, patient, me, Today, Clock.Now);
        Db.AdmissionPapers.AddRange(changes);
        await Db.FollowPapersAsync(changes, patient, me, Today, Clock.Now);
        await Db.SaveChangesAsync();
        Toast(changes.Count == 0 ? "Nothing was changed." : "The checklist is saved.");
        return RedirectToPage(new { id = Id.ToString() });
    }

    public async Task<IActionResult> OnPostTelehealthAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        Db.TelehealthConsents.Add(new TelehealthConsent(patient, Telehealth.GivenOn!.Value, Telehealth.How, me, Today, Clock.Now));
        await Db.SaveChangesAsync();
        Toast("The consent to telehealth is recorded.");
        return RedirectToPage(new { id = Id.ToString() });
    }

    /// <summary>Whoever withdraws, withdraws every consent that stands.</summary>
    public async Task<IActionResult> OnPostWithdrawAsync()
    {
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        var standing = await Db.TelehealthConsents.Where(c => c.PatientId == Id && c.WithdrawnOn == null).ToListAsync();
        RuleViolation.Unless(standing.Count > 0, "No consent to telehealth stands.");
        foreach (var consent in standing)
        {
            consent.Withdraw(Withdraw.WithdrawnOn!.Value, me, Today);
        }

        await Db.SaveChangesAsync();
        Toast("The consent to telehealth is withdrawn.");
        return RedirectToPage(new { id = Id.ToString() });
    }

    public override async Task LoadAsync()
    {
        Telehealths = await Db.TelehealthConsents.AsNoTracking().Where(c => c.PatientId == Id).OrderByDescending(c => c.GivenOn).ThenByDescending(c => c.Id).ToListAsync();
        Telehealth.GivenOn ??= Today;
        Withdraw.WithdrawnOn ??= Today;
        var papers = await Db.PapersAsync(Id);
        Entries = [.. papers.Reverse()];
        Names = await Db.NamesAsync([.. papers.Select(p => p.RecordedById), .. Telehealths.Select(c => c.RecordedById), .. Telehealths.Select(c => c.WithdrawnById).OfType<Id<Domain.Staff.StaffMember>>()]);
        (var lines, DueOn) = await LinesAsync(papers);
        Form.Papers = PaperForm.Of(lines, Form.Papers, Names, Today);
    }

    /// <summary>The checklist of the program that treats them, or of the one they are to be admitted to.</summary>
    private async Task<(IReadOnlyList<ChecklistLine> Lines, DateOnly? DueOn)> LinesAsync(IReadOnlyList<AdmissionPaper> papers)
    {
        var episode = await Db.Episodes.AsNoTracking().Where(e => e.PatientId == Id && e.DischargedOn == null)
            .OrderByDescending(e => e.AdmittedOn).FirstOrDefaultAsync();
        var siteId = episode?.SiteId ?? SiteId;
        var site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == siteId);
        var program = episode is null
            // Before the admission it may still become one under Part 2.
            ? await Db.Programs.AsNoTracking().Where(p => p.SiteId == siteId && p.RetiredAt == null).OrderByDescending(p => p.IsPart2).FirstOrDefaultAsync()
            : await Db.Programs.AsNoTracking().SingleAsync(p => p.Id == episode.ProgramId);
        return (
            AdmissionChecklist.Of(site.Admission, program, papers, await Db.LastDischargeAsync(Id)),
            episode?.AdmittedOn.AddDays(site.Admission.PaperDays));
    }

    public sealed class TelehealthForm
    {
        public DateOnly? GivenOn { get; set; }

        public ConsentForm How { get; set; }

        public sealed class Validator : AbstractValidator<TelehealthForm>
        {
            public Validator() => RuleFor(f => f.GivenOn).NotNull().WithMessage("Enter the day of the consent.");
        }
    }

    public sealed class WithdrawForm
    {
        public DateOnly? WithdrawnOn { get; set; }

        public sealed class Validator : AbstractValidator<WithdrawForm>
        {
            public Validator() => RuleFor(f => f.WithdrawnOn).NotNull().WithMessage("Enter the day of the withdrawal.");
        }
    }

    public sealed class PapersForm
    {
        public List<PaperForm> Papers { get; set; } = [];

        public sealed class Validator : AbstractValidator<PapersForm>
        {
            public Validator()
            {
                RuleFor(f => f.Papers).Must(papers => papers.Count <= 2 * AdmissionRules.MostPapers).WithMessage("Open the page again.");
                RuleForEach(f => f.Papers).SetValidator(new PaperForm.Validator());
            }
        }
    }
}

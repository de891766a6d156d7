using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Admissions;

/// <summary>Where a supervisor decides whether somebody is admitted before the assessment is signed.</summary>
[Authorize(Can.DecideAdmissions)]
public sealed class WaiverModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public DecisionForm Form { get; set; } = new();

    /// <summary>The question that waits for this supervisor.</summary>
    public AdmissionWaiver Waiver { get; private set; } = null!;

    public string AskedBy { get; private set; } = "";

    public static IEnumerable<SelectListItem> Decisions { get; } = [new("Admit, the assessment follows", "true"), new("Not before it is signed", "false")];

    protected override string Reads => "Admission";

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await Db.AdmissionWaivers.SingleOrDefaultAsync(w => w.PatientId == Id && w.SupervisorId == SignedIn && w.DecidedAt == null) is not { } waiver)
        {
            return Missing();
        }

        Db.Entry(waiver).Property(w => w.Version).OriginalValue = Form.Version;
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        waiver.Decide(Form.IsGranted!.Value, Form.Reason, me, Clock.Now);
        await Db.SaveChangesAsync();
        Toast(Form.IsGranted.Value ? "Intake can admit them now; the assessment follows." : "Intake reads your answer where it admits.");
        return RedirectToPage("/Today/Index");
    }

    public override async Task LoadAsync()
    {
        Waiver = Existing(await Db.AdmissionWaivers.AsNoTracking()
            .SingleOrDefaultAsync(w => w.PatientId == Id && w.SupervisorId == SignedIn && w.DecidedAt == null));
        Form.Version = Waiver.Version;
        AskedBy = (await Db.NamesAsync([Waiver.AskedById]))[Waiver.AskedById];
    }

    public sealed class DecisionForm
    {
        public bool? IsGranted { get; set; }

        [ManyLines]
        public string Reason { get; set; } = "";

        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<DecisionForm>
        {
            public Validator()
            {
                RuleFor(f => f.IsGranted).NotNull().WithMessage("Choose one.");
                RuleFor(f => f.Reason).MaximumLength(1000).WithMessage("Shorten this to 1,000 characters.");
            }
        }
    }
}

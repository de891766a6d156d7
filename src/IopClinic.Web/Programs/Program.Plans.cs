using FluentValidation;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Programs;

/// <summary>Of a program: when plans, reviews and certifications are due, and who signs them.</summary>
public sealed partial class ProgramPage
{
    [BindProperty]
    public PlansForm Plans { get; set; } = new();

    public async Task<IActionResult> OnPostPlansAsync()
    {
        if (await FindAsync() is not { } program)
        {
            return Missing();
        }

        db.Entry(program).Property(p => p.Version).OriginalValue = Plans.Version;
        program.DemandPlans(Plans.ToRules());
        await db.SaveChangesAsync();
        Toast("What is demanded of plans is saved.");
        return RedirectToPage(null, null, new { id = Id }, "plans");
    }

    private void LoadPlans()
    {
        if (Program is not null && !this.Sent(nameof(Plans)))
        {
            Plans = PlansForm.Of(Program);
        }
    }

    private void CompareWithPlans(Program saved)
    {
        var of = PlansForm.Of(saved);
        Conflicts = Conflict.Among(
            ("Initial plan within (hours)", $"{of.InitialHours}", $"{Plans.InitialHours}"),
            ("Comprehensive plan within (days)", $"{of.ComprehensiveDays}", $"{Plans.ComprehensiveDays}"),
            ("Review every (days)", $"{of.ReviewDays}", $"{Plans.ReviewDays}"),
            ("A supervisor signs every plan", of.NeedsSupervisor ? "Yes" : "No", Plans.NeedsSupervisor ? "Yes" : "No"),
            ("Certification every (days)", $"{of.CertificationDays}", $"{Plans.CertificationDays}"));
        Plans.Version = of.Version;
    }

    public sealed class PlansForm
    {
        public int? InitialHours { get; set; }

        public int? ComprehensiveDays { get; set; }

        public int? ReviewDays { get; set; }

        public bool NeedsSupervisor { get; set; }

        /// <summary>Empty where no physician has to certify.</summary>
        public int? CertificationDays { get; set; }

        public uint Version { get; set; }

        internal static PlansForm Of(Program program) => new()
        {
            InitialHours = program.Plans.InitialHours,
            ComprehensiveDays = program.Plans.ComprehensiveDays,
            ReviewDays = program.Plans.ReviewDays,
            NeedsSupervisor = program.Plans.NeedsSupervisor,
            CertificationDays = program.Plans.CertificationDays,
            Version = program.Version,
        };

        internal PlanRules ToRules() =>
            new(InitialHours.GetValueOrDefault(), ComprehensiveDays.GetValueOrDefault(), ReviewDays.GetValueOrDefault(), NeedsSupervisor, CertificationDays);

        public sealed class Validator : AbstractValidator<PlansForm>
        {
            public Validator()
            {
                RuleFor(form => form.InitialHours).NotNull().WithMessage("Enter the hours.");
                RuleFor(form => form.ComprehensiveDays).NotNull().WithMessage("Enter the days.");
                RuleFor(form => form.ReviewDays).NotNull().WithMessage("Enter the days.");
            }
        }
    }
}

using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>The allergies of a patient. Whoever reads the chart keeps them right: care team and intake alike.</summary>
[Authorize(Can.ReadCharts)]
public sealed class AllergiesModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public AllergyForm Form { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    /// <summary>The allergy whose reaction is being corrected; null when a new one is written.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Allergy>? Change { get; set; }

    public IReadOnlyList<Allergy> Standing { get; private set; } = [];

    public IReadOnlyList<Allergy> Withdrawn { get; private set; } = [];

    protected override string Reads => "Allergies";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Change is not null)
        {
            if (Standing.FirstOrDefault(a => a.Id == Change) is not { } changing)
            {
                return Missing();
            }

            Form = new AllergyForm { Substance = changing.Substance, Reaction = changing.Reaction, Criticality = changing.Criticality };
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var patient = await PatientAsync();
        if (Change is { } id)
        {
            if (patient.Allergies.FirstOrDefault(a => a.Id == id) is not { WithdrawnAt: null } allergy)
            {
                return Missing();
            }

            allergy.Describe(Form.Reaction, Form.Criticality);
        }
        else
        {
            patient.AddAllergy(Form.Substance, Form.Reaction, Form.Criticality, Clock.Now);
        }

        await Db.SaveChangesAsync();
        Toast("The allergy is saved.");
        return Again();
    }

    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostWithdrawAsync()
    {
        var patient = await PatientAsync();
        if (patient.Allergies.FirstOrDefault(a => a.Id == Which.AllergyId) is not { } allergy)
        {
            return Missing();
        }

        allergy.Withdraw(Clock.Now);
        await Db.SaveChangesAsync();
        Toast("The allergy is withdrawn. It stands below, where it can be put back.");
        return Again();
    }

    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostReinstateAsync()
    {
        var patient = await PatientAsync();
        if (patient.Allergies.FirstOrDefault(a => a.Id == Which.AllergyId) is not { } allergy)
        {
            return Missing();
        }

        patient.Reinstate(allergy);
        await Db.SaveChangesAsync();
        Toast("The allergy is back in the record.");
        return Again();
    }

    public override async Task LoadAsync()
    {
        var allergies = await Db.Patients.AsNoTracking().Where(p => p.Id == Id)
            .SelectMany(p => p.Allergies).OrderBy(a => a.Substance).ToListAsync();
        Standing = allergies.Where(a => a.WithdrawnAt is null).ToList();
        Withdrawn = allergies.Where(a => a.WithdrawnAt is not null).ToList();
    }

    private Task<Patient> PatientAsync() => Db.Patients.Include(p => p.Allergies).SingleAsync(p => p.Id == Id);

    private RedirectToPageResult Again() => RedirectToPage("/Patients/Allergies", new { id = Id.ToString() });

    public sealed class AllergyForm
    {
        public string Substance { get; set; } = "";

        public string? Reaction { get; set; }

        public Criticality Criticality { get; set; }

        public sealed class Validator : AbstractValidator<AllergyForm>
        {
            public Validator()
            {
                RuleFor(f => f.Substance).NotEmpty().WithMessage("Enter the substance.").MaximumLength(200);
                RuleFor(f => f.Reaction).MaximumLength(200);
            }
        }
    }

    /// <summary>The row that a button of the list stands in.</summary>
    public sealed class WhichForm
    {
        public Id<Allergy>? AllergyId { get; set; }

        public sealed class Validator : AbstractValidator<WhichForm>
        {
            public Validator() => RuleFor(f => f.AllergyId).NotNull().WithMessage("Choose a row of the list.");
        }
    }
}

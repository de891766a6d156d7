using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Patients;

/// <summary>Registers somebody who is new, after a look at who could be the same person.</summary>
[Authorize(Can.RegisterPatients)]
public sealed class RegisterModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int EmptyRows = 2;

    [BindProperty]
    public RegisterForm Form { get; set; } = new();

    /// <summary>Who could be the same person; not empty when the form came back to ask.</summary>
    public IReadOnlyList<PossibleDuplicate> Candidates { get; private set; } = [];

    public static IEnumerable<SelectListItem> Criticalities { get; } =
        Enum.GetValues<Criticality>().Select(c => new SelectListItem(PatientWords.Of(c), c.ToString())).ToList();

    public async Task OnGetAsync() => await LoadAsync();

    public override Task LoadAsync()
    {
        while (Form.Allergies.Count < EmptyRows || Form.Allergies[^1].Substance is not null)
        {
            Form.Allergies.Add(new AllergyRow());
        }

        return Task.CompletedTask;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (today, now) = (clock.Today(db.Actor.Zone), clock.Now);
        var patient = new Patient(SiteOfActor(), Form.Who(), Form.Contact(), today, now);
        patient.InEmergencyCall(Form.Emergency());
        patient.Tell(Form.Story());
        foreach (var row in Form.Allergies.Where(row => row.Substance is not null))
        {
            patient.AddAllergy(row.Substance!, row.Reaction, row.Criticality, now);
        }

        var candidates = await db.PossibleDuplicatesAsync(patient.Name, patient.BirthDate, [patient.Phone, patient.OtherPhone]);
        var acknowledged = (Form.Acknowledged ?? "").Split(' ');
        if (candidates.Any(c => !acknowledged.Contains(c.Id.ToString())))
        {
            Candidates = candidates;
            db.RecordShown(candidates.Select(c => new Id<Patient>(c.Id)), "Possible duplicates");
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        db.Patients.Add(patient);
        await db.SaveChangesAsync();
        Toast($"{patient.CalledName} is registered. The medical record number is {patient.Mrn}.");
        return RedirectToPage("/Patients/Chart", new { id = patient.Id.ToString() });
    }

    private Id<Site> SiteOfActor() => db.Actor.SiteId ?? throw new RuleViolation("Your account belongs to no site. Ask an administrator.");

    public sealed class RegisterForm : PatientForm
    {
        public List<AllergyRow> Allergies { get; set; } = [];

        /// <summary>The candidates that were shown before "Register anyway" was pressed.</summary>
        public string? Acknowledged { get; set; }

        public new sealed class Validator : PatientFormRules<RegisterForm>
        {
            public Validator()
            {
                RuleForEach(f => f.Allergies).ChildRules(row =>
                {
                    row.RuleFor(r => r.Substance).MaximumLength(200)
                        .NotEmpty().When(r => r.Reaction is not null).WithMessage("Enter the substance of this reaction.");
                    row.RuleFor(r => r.Reaction).MaximumLength(200);
                });
                RuleFor(f => f.Allergies).Must(rows => rows.Count <= 50).WithMessage("Add further allergies on the chart.");
            }
        }
    }

    public sealed class AllergyRow
    {
        public string? Substance { get; set; }

        public string? Reaction { get; set; }

        public Criticality Criticality { get; set; }
    }
}

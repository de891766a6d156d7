using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>The people around a patient. Whoever reads the chart keeps them right: care team and intake alike.</summary>
[Authorize(Can.ReadCharts)]
public sealed class SupportersModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public SupporterForm Form { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    /// <summary>The person being changed; null when a new one is written.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<SupportPerson>? Change { get; set; }

    public IReadOnlyList<SupportPerson> Present { get; private set; } = [];

    public IReadOnlyList<SupportPerson> Former { get; private set; } = [];

    /// <summary>Whether a guardian may have to decide, by the rules of the patient's site.</summary>
    public bool IsMinor { get; private set; }

    protected override string Reads => "SupportPeople";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Change is not null)
        {
            if (Present.FirstOrDefault(s => s.Id == Change) is not { } changing)
            {
                return Missing();
            }

            Form = new SupporterForm
            {
                Name = changing.Name,
                Relationship = changing.Relationship,
                Phone = changing.Phone,
                MayJoinFamilySessions = changing.MayJoinFamilySessions,
                Guardianship = changing.Guardianship,
                ConsentedOn = changing.ConsentedOn,
            };
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var patient = await PatientAsync();
        var supporter = Change is null
            ? patient.AddSupporter(Form.Name, Form.Relationship, Form.Phone, Form.MayJoinFamilySessions)
            : patient.Supporters.FirstOrDefault(s => s.Id == Change && s.EndedAt is null);
        if (supporter is null)
        {
            return Missing();
        }

        supporter.Describe(Form.Name, Form.Relationship, Form.Phone, Form.MayJoinFamilySessions);
        if (Form.Guardianship is { } consent)
        {
            supporter.ActAsGuardian(consent, Form.ConsentedOn, Today);
        }
        else
        {
            supporter.ActForThemselves();
        }

        await Db.SaveChangesAsync();
        Toast("The person is saved.");
        return Again();
    }

    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostEndAsync()
    {
        var patient = await PatientAsync();
        if (patient.Supporters.FirstOrDefault(s => s.Id == Which.SupporterId) is not { } supporter)
        {
            return Missing();
        }

        supporter.End(Clock.Now);
        await Db.SaveChangesAsync();
        Toast("The person is no longer in the network. They stand below, where they can be taken back.");
        return Again();
    }

    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostRejoinAsync()
    {
        var patient = await PatientAsync();
        if (patient.Supporters.FirstOrDefault(s => s.Id == Which.SupporterId) is not { } supporter)
        {
            return Missing();
        }

        supporter.Rejoin();
        await Db.SaveChangesAsync();
        Toast("The person is in the network again.");
        return Again();
    }

    public override async Task LoadAsync()
    {
        var people = await Db.Patients.AsNoTracking().Where(p => p.Id == Id)
            .SelectMany(p => p.Supporters).OrderBy(s => s.Name).ToListAsync();
        var minors = await (from patient in Db.Patients where patient.Id == Id join site in Db.Sites on patient.SiteId equals site.Id select site.Minors).SingleAsync();
        IsMinor = Banner.Age < minors.AgeOfMajority;
        Present = people.Where(s => s.EndedAt is null).ToList();
        Former = people.Where(s => s.EndedAt is not null).ToList();
    }

    private Task<Patient> PatientAsync() => Db.Patients.Include(p => p.Supporters).SingleAsync(p => p.Id == Id);

    private RedirectToPageResult Again() => RedirectToPage("/Patients/Supporters", new { id = Id.ToString() });

    public sealed class SupporterForm
    {
        public string Name { get; set; } = "";

        public string Relationship { get; set; } = "";

        public string? Phone { get; set; }

        public bool MayJoinFamilySessions { get; set; }

        public GuardianConsent? Guardianship { get; set; }

        public DateOnly? ConsentedOn { get; set; }

        public sealed class Validator : AbstractValidator<SupporterForm>
        {
            public Validator()
            {
                RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the person's name.").MaximumLength(200);
                RuleFor(f => f.Relationship).NotEmpty().WithMessage("Say what they are to the patient.").MaximumLength(60);
                RuleFor(f => f.Phone).MaximumLength(40);
            }
        }
    }

    /// <summary>The row that a button of the list stands in.</summary>
    public sealed class WhichForm
    {
        public Id<SupportPerson>? SupporterId { get; set; }

        public sealed class Validator : AbstractValidator<WhichForm>
        {
            public Validator() => RuleFor(f => f.SupporterId).NotNull().WithMessage("Choose a row of the list.");
        }
    }
}

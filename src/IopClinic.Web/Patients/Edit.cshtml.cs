using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Changes what registration asked, and records a death.</summary>
[Authorize(Can.DescribePatients)]
public sealed class EditModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public EditForm Form { get; set; } = new();

    [BindProperty]
    public DeathForm Death { get; set; } = new();

    /// <summary>After a conflict: what stands in the record now, for each answer that differs from the one typed here.</summary>
    public IReadOnlyDictionary<string, string>? Theirs { get; private set; }

    public async Task OnGetAsync() => Show(await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id));

    public async Task<IActionResult> OnPostAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        Db.Entry(patient).Property(p => p.Version).OriginalValue = Form.Version;
        patient.Identify(Form.Who(), Today);
        patient.Reach(Form.Contact());
        patient.InEmergencyCall(Form.Emergency());
        patient.Tell(Form.Story());
        if (await IsStaleAsync())
        {
            throw new DbUpdateConcurrencyException();
        }

        await Db.SaveChangesAsync();
        Toast("The changes are saved.");
        return ToChart();
    }

    public async Task<IActionResult> OnPostDeathAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        patient.RecordDeath(Death.DeceasedOn!.Value, Today);
        // Nobody calls the name of who died in a group.
        foreach (var place in await Db.AlumniPlaces.Where(place => place.PatientId == Id && (place.Until == null || place.Until > Today)).ToListAsync())
        {
            place.End(Today);
        }

        await Db.SaveChangesAsync();
        Toast("The death is recorded. An open episode still has to be discharged.");
        return ToChart();
    }

    /// <summary>A death form came back: the form above it still shows the record.</summary>
    public override async Task LoadAsync()
    {
        if (!Request.Form.ContainsKey("Form.Version"))
        {
            Show(await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id));
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        var patient = await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id);
        var saved = new PatientForm();
        saved.Show(patient);
        var mine = Form.Answers();
        Theirs = saved.Answers().Where(answer => mine[answer.Key] != answer.Value).ToDictionary();
        // Whoever saves now has seen what the other wrote.
        Form.Version = patient.Version;
        ModelState.Remove("Form.Version");
    }

    private void Show(Patient patient)
    {
        Form.Show(patient);
        Form.Version = patient.Version;
    }

    /// <summary>The same answers as somebody else just saved change nothing, and a save of nothing would not notice that it is late.</summary>
    private async Task<bool> IsStaleAsync() =>
        await Db.Patients.AsNoTracking().Where(p => p.Id == Id).Select(p => p.Version).SingleAsync() != Form.Version;

    public sealed class EditForm : PatientForm
    {
        /// <summary>The version of the record that this form was filled from.</summary>
        public uint Version { get; set; }

        public new sealed class Validator : PatientFormRules<EditForm>;
    }

    public sealed class DeathForm
    {
        public DateOnly? DeceasedOn { get; set; }

        /// <summary>The second look that a death deserves, with or without script.</summary>
        public bool IsCertain { get; set; }

        public sealed class Validator : AbstractValidator<DeathForm>
        {
            public Validator()
            {
                RuleFor(f => f.DeceasedOn).NotNull().WithMessage("Enter the day of death.");
                RuleFor(f => f.IsCertain).Equal(true).WithMessage("Tick this to confirm: a recorded death ends admissions.");
            }
        }
    }
}

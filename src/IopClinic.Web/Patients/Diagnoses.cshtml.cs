using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Patients;
using IopClinic.Web.Diagnoses;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>The diagnoses of a patient, those that stand and those that once did. Clinicians keep them between two assessments.</summary>
[Authorize(Can.Assess)]
public sealed class DiagnosesModel(ClinicDb db, ClinicClock clock, CodeLibrary library) : PatientPage(db, clock)
{
    /// <summary>More than anybody has in a lifetime of care here.</summary>
    private const int MostFormer = 200;

    [BindProperty]
    public DiagnosisForm Form { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    /// <summary>The diagnosis of which more is known now; null when a new one is written.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Diagnosis>? Change { get; set; }

    public Diagnosis? Changing { get; private set; }

    public IReadOnlyList<Line> Standing { get; private set; } = [];

    public IReadOnlyList<Line> Former { get; private set; } = [];

    public bool MayDiagnose => MayHere(Can.LogSessions);

    protected override string Reads => "Diagnoses";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Change is not null)
        {
            if (Changing is null)
            {
                return Missing();
            }

            Form = new DiagnosisForm { Code = Changing.Code, Status = Changing.Status, Onset = Changing.Onset };
        }

        return Page();
    }

    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostAsync()
    {
        var patient = await PatientAsync();
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        var changing = Change is null ? null : patient.StandingDiagnoses.FirstOrDefault(d => d.Id == Change);
        if (Change is not null && changing is null)
        {
            return Missing();
        }

        var (code, text) = (changing?.Code, changing?.Text);
        if (code is null)
        {
            var (chosen, sentence) = library.List.Resolve(Form.Code, Today);
            RuleViolation.Unless(sentence is null, sentence ?? "", nameof(Form.Code));
            RuleViolation.Unless(patient.StandingDiagnoses.All(d => d.Code != chosen!.Code), $"{chosen!.Code} stands here already: change it in the list.", nameof(Form.Code));
            (code, text) = (chosen.Code, chosen.Description);
        }

        patient.Diagnose(new DiagnosisFinding(code, text!, Form.Status!.Value, Form.Onset), me, Today, Clock.Now);
        await Db.SaveChangesAsync();
        Toast($"{code} is saved.");
        return Again();
    }

    [AlsoNeeds(Can.LogSessions)]
    [WithForm(nameof(Which))]
    public Task<IActionResult> OnPostUpAsync() => ActAsync((patient, diagnosis) =>
    {
        patient.MoveUp(diagnosis);
        Toast($"{diagnosis.Code} moved up.");
    });

    [AlsoNeeds(Can.LogSessions)]
    [WithForm(nameof(Which))]
    public Task<IActionResult> OnPostEndAsync() => ActAsync((patient, diagnosis) =>
    {
        diagnosis.End(Today);
        Toast($"{diagnosis.Code} is held no longer. It stands below.");
    });

    public override async Task LoadAsync()
    {
        var lines = await (
            from diagnosis in Db.Diagnoses.AsNoTracking()
            where diagnosis.PatientId == Id
            join author in Db.Staff on diagnosis.AuthorId equals author.Id
            orderby diagnosis.ValidTo == null descending, diagnosis.ValidTo descending, diagnosis.Order, diagnosis.RecordedAt
            select new Line(diagnosis, author.Name)).Take(MostFormer).ToListAsync();
        Standing = [.. lines.Where(line => line.Diagnosis.Stands)];
        Former = [.. lines.Where(line => !line.Diagnosis.Stands)];
        Changing = Standing.Select(line => line.Diagnosis).FirstOrDefault(d => d.Id == Change);
    }

    private async Task<IActionResult> ActAsync(Action<Patient, Diagnosis> act)
    {
        var patient = await PatientAsync();
        if (patient.StandingDiagnoses.FirstOrDefault(d => d.Id == Which.DiagnosisId) is not { } diagnosis)
        {
            return Missing();
        }

        act(patient, diagnosis);
        await Db.SaveChangesAsync();
        return Again();
    }

    private Task<Patient> PatientAsync() => Db.Patients.Include(p => p.Diagnoses).SingleAsync(p => p.Id == Id);

    private RedirectToPageResult Again() => RedirectToPage("/Patients/Diagnoses", new { id = Id.ToString() });

    public sealed class DiagnosisForm
    {
        public string Code { get; set; } = "";

        public DiagnosisStatus? Status { get; set; }

        public string? Onset { get; set; }

        public sealed class Validator : AbstractValidator<DiagnosisForm>
        {
            public Validator()
            {
                RuleFor(f => f.Code).NotEmpty().WithMessage("Choose a code.").MaximumLength(320).WithMessage("Write a code, or fewer words.");
                RuleFor(f => f.Status).NotNull().WithMessage("Choose how sure it is.");
                RuleFor(f => f.Onset).MaximumLength(10).WithMessage("Write a year, a month or a day: 2009, 2009-06 or 2009-06-15.");
            }
        }
    }

    /// <summary>The row that a button of the list stands in.</summary>
    public sealed class WhichForm
    {
        public Id<Diagnosis>? DiagnosisId { get; set; }

        public sealed class Validator : AbstractValidator<WhichForm>
        {
            public Validator() => RuleFor(f => f.DiagnosisId).NotNull().WithMessage("Choose a row of the list.");
        }
    }

    public sealed record Line(Diagnosis Diagnosis, PersonName Author);
}

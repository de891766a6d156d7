using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>A patient's questionnaires: how they went over time, what is begun, and the next one to give.</summary>
[Authorize(Can.ReadMeasures)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : PatientPage(db, clock)
{
    /// <summary>Weekly for a year, of four instruments; what is older is reached by its own address.</summary>
    private const int Most = 240;

    [BindProperty]
    public StartForm Form { get; set; } = new();

    public IReadOnlyList<MeasureHistory> Histories { get; private set; } = [];

    /// <summary>What happened meanwhile, newest first.</summary>
    public IReadOnlyList<TrendEvent> Events { get; private set; } = [];

    public IReadOnlyList<MeasureAdministration> Drafts { get; private set; } = [];

    public IReadOnlyList<MeasureAdministration> Withdrawn { get; private set; } = [];

    /// <summary>What the patient's program wants by now.</summary>
    public IReadOnlyList<DueOf> Due { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Choices { get; private set; } = [];

    public bool MayGive => MayHere(Can.GiveMeasures);

    protected override string Reads => "Measures";

    public Task OnGetAsync() => LoadAsync();

    [AlsoNeeds(Can.GiveMeasures)]
    public async Task<IActionResult> OnPostAsync()
    {
        var instrument = library.InUse.FirstOrDefault(known => known.Code == Form.Code)
            ?? throw new RuleViolation("Choose a questionnaire from the list.", nameof(Form.Code));
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        var zone = (await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == patient.SiteId)).Zone;
        var episode = await Db.Episodes.Where(e => e.PatientId == Id && e.DischargedOn == null)
            .OrderByDescending(e => e.AdmittedOn).FirstOrDefaultAsync();
        var measure = new MeasureAdministration(patient, episode, instrument, MeasureMode.Clinician, by, Clock.Today(zone), Clock.Now);
        Db.Measures.Add(measure);
        await Db.SaveChangesAsync();
        return RedirectToPage(Form.HandsOver ? "/Measures/HandOver" : "/Measures/Measure", new { id = Id.ToString(), measure = measure.Id.ToString() });
    }

    public override async Task LoadAsync()
    {
        Patient patient = null!;
        List<MeasureAdministration> all = [];
        await Db.TogetherAsync(
            async () => patient = await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id),
            async () => all = await Db.Measures.AsNoTracking().Where(m => m.PatientId == Id)
                .OrderByDescending(m => m.ClinicDate).ThenByDescending(m => m.StartedAt).Take(Most).ToListAsync(),
            LoadEventsAsync,
            async () => Due = MayGive ? await Db.DueAsync(library, Db.Episodes.Where(e => e.PatientId == Id), Today) : []);
        var sex = MeasureWords.SexOf(patient.BirthSex);
        Drafts = all.FindAll(measure => measure.IsDraft);
        Withdrawn = all.FindAll(measure => measure.WithdrawnAt is not null);
        Histories =
        [
            .. all.Where(measure => measure.CompletedAt is not null && measure.WithdrawnAt is null).GroupBy(measure => measure.InstrumentCode)
                .Select(forms => (Instrument: library.Find(forms.Key), Forms: forms)).Where(known => known.Instrument is not null)
                .Select(known => MeasureHistory.Of(known.Instrument!, known.Forms, Events, sex)),
        ];
        Choices =
        [
            .. library.InUse.Where(instrument => instrument.Identity.Fits(patient.BirthDate, Today))
                .Select(instrument => new SelectListItem($"{instrument.Code}: {instrument.Title}", instrument.Code)),
        ];
    }

    private async Task LoadEventsAsync()
    {
        var (episodes, others) = await Db.TogetherAsync(
            () => Db.Episodes.AsNoTracking().Where(e => e.PatientId == Id).OrderBy(e => e.AdmittedOn).ToListAsync(),
            () => Db.CourseEventsAsync(Id));
        Events = CourseEvents.InOrder(TrendEvent.Of(episodes).Concat(others));
    }

    public sealed class StartForm
    {
        public string Code { get; set; } = "";

        /// <summary>The patient is to fill it in.</summary>
        public bool HandsOver { get; set; }

        public sealed class Validator : AbstractValidator<StartForm>
        {
            public Validator() => RuleFor(f => f.Code).NotEmpty().WithMessage("Choose a questionnaire.").MaximumLength(40);
        }
    }
}

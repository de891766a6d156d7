using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Assessments;
using IopClinic.Web.Measures.Kiosk;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>One questionnaire of a patient: its questions while it is begun, its result once it is finished.</summary>
[Authorize(Can.ReadMeasures)]
public sealed class MeasurePage(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : PatientPage(db, clock)
{
    [BindProperty(SupportsGet = true)]
    public Id<MeasureAdministration> Measure { get; set; }

    [BindProperty]
    public AnswersForm Form { get; set; } = new();

    [BindProperty]
    public WithdrawForm Withdraw { get; set; } = new();

    [BindProperty]
    public OutcomeForm Outcome { get; set; } = new();

    /// <summary>Alerts that this form raised, open ones first.</summary>
    public IReadOnlyList<MeasureAlert> Alerts { get; private set; } = [];

    public MeasureAdministration Given { get; private set; } = null!;

    /// <summary>The form as it reads now; null where the clinic no longer has it.</summary>
    public Instrument? Instrument { get; private set; }

    /// <summary>The result with what changed; null while it is begun.</summary>
    public MeasureHistory.Line? Result { get; private set; }

    public IReadOnlyDictionary<Id<StaffMember>, string> Names { get; private set; } = new Dictionary<Id<StaffMember>, string>();

    /// <summary>Items that the answers so far keep away.</summary>
    public IReadOnlySet<string> Skipped { get; private set; } = new HashSet<string>();

    /// <summary>Answers and wording belong together: false after the wording was replaced.</summary>
    public bool IsSameWording => Instrument is not null && Instrument.Version == Given.InstrumentVersion;

    public bool MayGive => MayHere(Can.GiveMeasures);

    public bool TakesAnswers => Given.IsDraft && MayGive && IsSameWording && !IsWithPatient;

    /// <summary>The link that was made last; null where the form was never handed over.</summary>
    public KioskLink? Link { get; private set; }

    /// <summary>While the patient has it in hand, nobody else writes in it.</summary>
    public bool IsWithPatient => Given.IsDraft && Link?.IsLive(Clock.Now) == true;

    /// <summary>What was entered in a tab that was opened before the patient got the form is shown again, saved or not.</summary>
    public bool ShowsQuestions => TakesAnswers || (IsWithPatient && MayGive && IsSameWording && Form.Rows.Count > 0);

    public KioskProgress? Progress { get; private set; }

    protected override string Reads => "Measures";

    public async Task OnGetAsync()
    {
        await LoadAsync();
        if (TakesAnswers)
        {
            Form = AnswersForm.Of(Instrument!, Given);
        }
    }

    [AlsoNeeds(Can.GiveMeasures)]
    public async Task<IActionResult> OnPostAsync()
    {
        var (given, instrument) = await TakeAsync();
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        // Answers and alerts are kept, whatever is said of the form as a whole.
        await Db.SaveChangesAsync();
        if (!Form.LeavesOut && instrument.Score(new AnswerSheet(instrument, given.Answers)).Missing is { Count: > 0 } missing)
        {
            ModelState.AddModelError(
                $"{nameof(Form)}.{nameof(Form.LeavesOut)}",
                missing.Count == 1 ? "One question has no answer yet." : $"{missing.Count} questions have no answer yet.");
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        given.Finish(instrument, MeasureWords.SexOf(patient.BirthSex), Form.LeavesOut, by, Clock.Now);
        await Db.SaveChangesAsync();
        if (given.InstrumentCode == WhatIsKnown.Screen)
        {
            await new LearnOfScreens(Db).OfAsync(Id);
            await Db.SaveChangesAsync();
        }

        Toast($"{given.InstrumentCode} is finished.");
        return Again();
    }

    /// <summary>Keeps what is answered so far; the form stays open.</summary>
    [AlsoNeeds(Can.GiveMeasures)]
    public async Task<IActionResult> OnPostKeepAsync()
    {
        await TakeAsync();
        await Db.SaveChangesAsync();
        Toast("The answers so far are kept.");
        return RedirectToPage("/Measures/Index", new { id = Id.ToString() });
    }

    /// <summary>Keeps answers while they are entered, and says which questions they keep away.</summary>
    [AlsoNeeds(Can.GiveMeasures)]
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        var (given, instrument) = await TakeAsync();
        await Db.SaveChangesAsync();
        var zone = (await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == given.SiteId)).Zone;
        return new JsonResult(new { at = Show.Time(ClinicClock.TimeIn(zone, Clock.Now)), skipped = AnswersForm.SkippedBy(instrument, given.Answers) });
    }

    /// <summary>Closes an alert with what was done.</summary>
    [AlsoNeeds(Can.GiveMeasures)]
    [WithForm(nameof(Outcome))]
    public async Task<IActionResult> OnPostAcknowledgeAsync()
    {
        if (await Db.MeasureAlerts.SingleOrDefaultAsync(a => a.Id == Outcome.AlertId && a.MeasureId == Measure && a.PatientId == Id) is not { } alert)
        {
            return Missing();
        }

        alert.Acknowledge(Outcome.Outcome, await Db.Staff.SingleAsync(s => s.Id == SignedIn), Clock.Now);
        if (alert.InstrumentCode == WhatIsKnown.Screen)
        {
            // Where the patient finished it, the assessment has not heard yet; and intake, who may be writing it, reads no questionnaires.
            await new LearnOfScreens(Db).OfAsync(Id);
        }

        await Db.SaveChangesAsync();
        // The record may have been open for the alert alone: asked anew, it is told at once.
        await Db.SayWhoAsync();
        if (Db.Reach?.Charts.Contains(Id) == false)
        {
            Toast("The alert is closed, and so is this record for you: it was open to whoever is on call.");
            return RedirectToPage("/Today/Index");
        }

        Toast("The alert is closed. Judge the risk anew on the chart.");
        return Again();
    }

    [AlsoNeeds(Can.GiveMeasures)]
    [WithForm(nameof(Withdraw))]
    public async Task<IActionResult> OnPostWithdrawAsync()
    {
        var given = await GivenAsync();
        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        given.Withdraw(Withdraw.Reason, by, Clock.Now);
        await Db.SaveChangesAsync();
        Toast($"{given.InstrumentCode} is withdrawn. It stays readable and counts nowhere.");
        return RedirectToPage("/Measures/Index", new { id = Id.ToString() });
    }

    public override async Task LoadAsync()
    {
        Given = Existing(await Db.Measures.AsNoTracking().SingleOrDefaultAsync(m => m.Id == Measure && m.PatientId == Id));
        Instrument = library.Find(Given.InstrumentCode);
        Alerts = await Db.MeasureAlerts.AsNoTracking().Where(a => a.MeasureId == Measure)
            .OrderBy(a => a.AcknowledgedAt != null).ThenBy(a => a.RaisedAt).ToListAsync();
        Link = await LinkAsync();
        var people = new[] { Given.StartedById, Given.CompletedById, Given.WithdrawnById, Link?.MadeById }.Concat(Alerts.Select(a => a.AcknowledgedById))
            .OfType<Id<StaffMember>>().Distinct().ToList();
        Names = (await Db.Staff.AsNoTracking().Where(s => people.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync())
            .ToDictionary(s => s.Id, s => s.Name.Full);
        if (Instrument is null)
        {
            return;
        }

        if (Link is not null && Given.WithdrawnAt is null)
        {
            var zone = (await Db.Sites.AsNoTracking().SingleAsync(site => site.Id == Given.SiteId)).Zone;
            Progress = KioskProgress.Of(Link, Given, Instrument, zone, Clock.Now);
        }

        if (ShowsQuestions)
        {
            Skipped = AnswersForm.SkippedBy(Instrument, Form.Rows.Count > 0 ? Form.Readable(Instrument) : Given.Answers).ToHashSet();
        }

        if (Given.CompletedAt is not null)
        {
            var patient = await Db.Patients.AsNoTracking().SingleAsync(p => p.Id == Id);
            var earlier = await Db.Measures.AsNoTracking()
                .Where(m => m.PatientId == Id && m.InstrumentCode == Given.InstrumentCode && m.CompletedAt != null
                    && (m.Id == Given.Id || (m.WithdrawnAt == null && m.StartedAt < Given.StartedAt)))
                .OrderByDescending(m => m.StartedAt).Take(120).ToListAsync();
            Result = MeasureHistory.Of(Instrument, earlier, [], MeasureWords.SexOf(patient.BirthSex)).Lines.First(line => line.Measure.Id == Given.Id);
        }
    }

    private async Task<MeasureAdministration> GivenAsync() =>
        Existing(await Db.Measures.SingleOrDefaultAsync(m => m.Id == Measure && m.PatientId == Id));

    private Task<KioskLink?> LinkAsync() =>
        Db.KioskLinks.AsNoTracking().Where(l => l.MeasureId == Measure).OrderByDescending(l => l.MadeAt).FirstOrDefaultAsync();

    private async Task<(MeasureAdministration Given, Instrument Instrument)> TakeAsync()
    {
        var given = await GivenAsync();
        var instrument = library.Find(given.InstrumentCode)
            ?? throw new RuleViolation($"This clinic no longer has the questionnaire {given.InstrumentCode}.");
        // Also from a tab that was opened earlier: it would write over what the patient answers, or finish the form in their hands.
        RuleViolation.Unless(
            !given.IsDraft || (await LinkAsync())?.IsLive(Clock.Now) != true,
            "The patient has this form in hand, so nothing of yours was saved. Take it back in another tab, and save again.");
        given.Answer(instrument, Form.Answers(instrument), Clock.Now);
        await Db.RaiseAlertsAsync(given, instrument, Clock.Now);
        return (given, instrument);
    }

    private RedirectToPageResult Again() =>
        RedirectToPage("/Measures/Measure", new { id = Id.ToString(), measure = Measure.ToString() });

    /// <summary>What was done about the alert that the form stands under.</summary>
    public sealed class OutcomeForm
    {
        public Id<MeasureAlert>? AlertId { get; set; }

        [ManyLines]
        public string Outcome { get; set; } = "";

        public sealed class Validator : AbstractValidator<OutcomeForm>
        {
            public Validator()
            {
                RuleFor(f => f.AlertId).NotNull().WithMessage("Choose an alert of this form.");
                RuleFor(f => f.Outcome).NotEmpty().WithMessage("Write down what was done.").MaximumLength(1000);
            }
        }
    }

    public sealed class WithdrawForm
    {
        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<WithdrawForm>
        {
            public Validator() => RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why it is withdrawn.").MaximumLength(400);
        }
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures.Kiosk;

/// <summary>
/// One form in a patient's hands, a question at a time or all on one page. Each answer is kept as it is given, so that a reload or a
/// lost network costs nothing.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(Limits.Questions)]
public sealed class KioskModel(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : KioskPage(db)
{
    private MeasureAdministration? _given;

    /// <summary>The question that is shown, counted from 1; one more than there are is the end. Null goes to the first without an answer.</summary>
    [BindProperty(SupportsGet = true)]
    public int? At { get; set; }

    /// <summary>All questions on one page.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    /// <summary>The way that the pressed button leads.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Back { get; set; }

    [BindProperty]
    public AnswersForm Form { get; set; } = new();

    public Instrument Instrument { get; private set; } = null!;

    public bool IsOfStaff => User.Identity?.IsAuthenticated == true;

    /// <summary>Where the form is: the questions that the answers so far keep away are not counted.</summary>
    public IReadOnlySet<string> Skipped { get; private set; } = new HashSet<string>();

    /// <summary>Places of questions without an answer that the result needs, counted from 1.</summary>
    public IReadOnlyList<int> Unanswered { get; private set; } = [];

    public int Asked => Instrument.Items.Count - Skipped.Count;

    public int Answered { get; private set; }

    /// <summary>Of the questions that are asked, the how manieth is shown.</summary>
    public int Place => Instrument.Items.Take(At!.Value).Count(item => !Skipped.Contains(item.Id));

    public bool IsEnd => !All && At > Instrument.Items.Count;

    public bool IsFirst => !All && StepFrom(At!.Value, back: true) is null;

    public TimeOnly Until { get; private set; }

    protected internal override async Task<bool> EnterAsync()
    {
        await ComeWithAsync(IsOfStaff ? null : this.The<KioskCookie>().HashIn(Request));
        return true;
    }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (_given is null)
        {
            return Over();
        }

        Form = AnswersForm.Of(All ? Instrument.Items : IsEnd ? Instrument.Items.Take(1) : [Instrument.Items[At!.Value - 1]], _given);
        return Page();
    }

    /// <summary>Keeps what was answered, and goes on; a script that keeps them while they are given stays on the page.</summary>
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostSaveAsync()
    {
        if (await TakeAsync() is not { } given)
        {
            return Over();
        }

        if (Fetched.By(Request))
        {
            return new JsonResult(new { at = Show.Time(ClinicClock.TimeIn(Db.Actor.Zone, clock.Now)), skipped = AnswersForm.SkippedBy(Instrument, given.Answers) });
        }

        Look(given);
        return All || At is not { } at
            ? RedirectToPage(new { all = true })
            : RedirectToPage(new { at = StepFrom(at, Back) ?? (Back ? 1 : Instrument.Items.Count + 1) });
    }

    /// <summary>The patient is done.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await TakeAsync() is not { } given)
        {
            return Over();
        }

        var patient = await Db.Patients.SingleAsync(p => p.Id == given.PatientId);
        var sex = MeasureWords.SexOf(patient.BirthSex);
        var score = Instrument.Score(new AnswerSheet(Instrument, given.Answers), sex);
        if (score.Missing is { Count: > 0 } missing && !Form.LeavesOut)
        {
            ModelState.AddModelError(
                $"{nameof(Form)}.{nameof(Form.LeavesOut)}",
                missing.Count == 1 ? "One question has no answer yet." : $"{missing.Count} questions have no answer yet.");
            At ??= Instrument.Items.Count + 1;
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (score.IsFinished)
        {
            given.Finish(Instrument, sex, Form.LeavesOut, by: null, clock.Now);
        }

        var link = await Db.KioskLinks.SingleAsync(l => l.MeasureId == given.Id && l.EndedAt == null);
        // Too little for a result: the form goes back as it is, and staff sees what is open.
        link.End(score.IsFinished ? KioskEnding.Finished : KioskEnding.HandedBack, clock.Now);
        await Db.SaveChangesAsync();
        this.The<KioskCookie>().Clear(HttpContext);
        return RedirectToPage("/Measures/Kiosk/Thanks");
    }

    public override async Task LoadAsync()
    {
        if (Db.Reach?.Kiosk is not { } kiosk)
        {
            return;
        }

        var given = await Db.Measures.AsNoTracking().SingleAsync(m => m.Id == kiosk.Measure);
        if (Know(given))
        {
            _given = given;
            Until = ClinicClock.TimeIn(
                Db.Actor.Zone, await Db.KioskLinks.Where(l => l.MeasureId == given.Id && l.EndedAt == null).Select(l => l.ExpiresAt).SingleAsync());
            Look(given);
        }
    }

    protected internal override IActionResult? InsteadOfForm => _given is null ? Over() : null;

    public bool IsShown => _given is not null;

    private bool Know(MeasureAdministration given)
    {
        Instrument = library.Find(given.InstrumentCode)!;
        return Instrument?.Version == given.InstrumentVersion;
    }

    /// <summary>Takes the answers in and raises what they call for; null where there is no form any more.</summary>
    private async Task<MeasureAdministration?> TakeAsync()
    {
        if (Db.Reach?.Kiosk is not { } kiosk || await Db.Measures.SingleAsync(m => m.Id == kiosk.Measure) is not { } given || !Know(given))
        {
            return null;
        }

        given.Answer(Instrument, Form.Answers(Instrument), clock.Now, MeasureMode.Tablet);
        await Db.RaiseAlertsAsync(given, Instrument, clock.Now);
        await Db.SaveChangesAsync();
        return given;
    }

    private void Look(MeasureAdministration given)
    {
        var sheet = new AnswerSheet(Instrument, given.Answers);
        Skipped = AnswersForm.SkippedBy(Instrument, given.Answers).ToHashSet();
        var missing = Instrument.Score(sheet).Missing;
        Unanswered = [.. Instrument.Items.Index().Where(item => missing.Contains(item.Item.Id)).Select(item => item.Index + 1)];
        Answered = Instrument.Items.Count(item => !Skipped.Contains(item.Id) && sheet.Chosen(item) is not null);
        var first = Instrument.Items.Index().Where(item => !Skipped.Contains(item.Item.Id) && sheet.Chosen(item.Item) is null).Select(item => item.Index + 1);
        At = Math.Clamp(At ?? first.FirstOrDefault(Instrument.Items.Count + 1), 1, Instrument.Items.Count + 1);
    }

    /// <summary>The next question that is asked; null where there is none.</summary>
    private int? StepFrom(int at, bool back)
    {
        var places = Instrument.Items.Index().Where(item => !Skipped.Contains(item.Item.Id)).Select(item => item.Index + 1).ToList();
        return back ? places.Where(place => place < at).Select(place => (int?)place).LastOrDefault() : places.Where(place => place > at).Select(place => (int?)place).FirstOrDefault();
    }
}

using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>A visit at a patient's home, for the telephone: the way there, two taps for coming and going, and the note.</summary>
[Authorize(Can.LogSessions)]
public sealed class VisitPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const string WroteMeanwhile = "Somebody else wrote this note while you did. Choose what it shall say, and save again.";

    private bool _isStale;

    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public StampForm Stamp { get; set; } = new();

    [BindProperty]
    public CorrectForm Correct { get; set; } = new();

    [BindProperty]
    public NoteForm Note { get; set; } = new();

    [BindProperty]
    public AddressForm Where { get; set; } = new();

    public string Title { get; private set; } = "";

    public string Times { get; private set; } = "";

    /// <summary>The visit; null where the session is none.</summary>
    public VisitView? Visit { get; private set; }

    /// <summary>Who reads, so that what waits in a browser is sent by nobody else.</summary>
    public string Me => SignedIn.ToString();

    public static IEnumerable<SelectListItem> Moments { get; } =
        Enum.GetValues<VisitMoment>().Select(moment => new SelectListItem(Show.Words(moment), moment.ToString())).ToList();

    /// <summary>A script that sends what waited has no use for the page.</summary>
    protected internal override IActionResult? InsteadOfForm => Fetched.By(Request)
        ? new JsonResult(new { sentences = ModelState.Values.SelectMany(entry => entry.Errors).Select(error => error.ErrorMessage).Distinct() })
        {
            StatusCode = _isStale ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity,
        }
        : null;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    /// <summary>A tap on one of the two buttons; sent again, it changes nothing.</summary>
    public async Task<IActionResult> OnPostStampAsync()
    {
        var (session, zone) = await SessionAsync();
        var visit = await StandingAsync(session);
        var at = Stamp.Tapped is { } tapped ? DateTimeOffset.FromUnixTimeMilliseconds(tapped) : clock.Now;
        if (visit.Stamp(session, Stamp.Moment!.Value, at, zone, await MeAsync(), clock.Now))
        {
            await db.SaveChangesAsync();
        }

        return Answer(visit, zone);
    }

    public async Task<IActionResult> OnPostCorrectAsync()
    {
        var (session, zone) = await SessionAsync();
        var visit = await StandingAsync(session);
        visit.Correct(session, Correct.Moment!.Value, Correct.At!.Value, Correct.Reason, zone, await MeAsync(), clock.Now);
        await db.SaveChangesAsync();
        Toast("The time is corrected.");
        return Answer(visit, zone);
    }

    /// <summary>The draft of the note, which is that of the roll.</summary>
    public async Task<IActionResult> OnPostNoteAsync()
    {
        var (session, zone) = await SessionAsync();
        var visit = await StandingAsync(session);
        var me = await MeAsync();
        var note = session.LiveNoteOf(visit.PatientId);
        var (typed, current) = (FreeText.OrNull(Note.Text, ProgressNote.MaximumText, nameof(Note.Text)), note?.Text);
        if (typed != current)
        {
            await db.WithNewestDraftsAsync(Date, Id, [visit.PatientId]);
            if (Note.Was != Print(note) && note is { IsSigned: false })
            {
                // Kept even if the writer closes the page without choosing.
                if (typed is not null && note.Drafts.All(draft => draft.Text != typed))
                {
                    note.KeepDraft(typed, me.Id, clock.Now);
                    await db.SaveChangesAsync();
                }

                return await ShowTheirsAsync(note);
            }

            var text = (note is null ? NoteText.Empty : Fingerprint.TextOf(note)) with { Text = typed };
            note = session.Write(visit.PatientId, text, me, clock.Now, await db.ObjectivesAsync(session));
            await db.SaveChangesAsync();
        }

        return Answer(visit, zone, note);
    }

    public async Task<IActionResult> OnPostWhereAsync()
    {
        var (session, zone) = await SessionAsync();
        var visit = await db.VisitOfAsync(session);
        if (visit is null)
        {
            visit = new HomeVisit(session, Where.Address);
            db.HomeVisits.Add(visit);
        }
        else
        {
            visit.Goto(Where.Address);
        }

        await db.SaveChangesAsync();
        Toast("The address is saved.");
        return Answer(visit, zone);
    }

    public override async Task LoadAsync()
    {
        if (Fetched.By(Request))
        {
            return;
        }

        var (session, zone) = await SessionAsync();
        Title = session.Title;
        Times = Show.Times(ClinicClock.TimeIn(zone, session.StartsAt), ClinicClock.TimeIn(zone, session.EndsAt));
        var whose = session.Roster.Select(place => place.PatientId).ToList();
        if (session.IsVisit)
        {
            var patient = Existing(await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == whose[0]));
            var visit = await db.VisitOfAsync(session);
            var note = session.LiveNoteOf(patient.Id);
            var names = (await db.HouseAsync()).Names;
            Visit = new VisitView(
                patient.Id,
                patient.CalledName,
                visit?.Address,
                new[] { patient.Phone, patient.OtherPhone }.OfType<string>().ToList(),
                patient.ContactWishes,
                At(visit?.ArrivedAt, zone),
                At(visit?.LeftAt, zone),
                visit?.Minutes,
                visit?.Stamps.Where(stamp => stamp.Reason is not null).OrderBy(stamp => stamp.RecordedAt)
                    .Select(stamp => $"{Show.Words(stamp.Moment)} corrected to {At(stamp.At, zone)} by {names.GetValueOrDefault(stamp.RecordedById)}: {stamp.Reason}").ToList() ?? [],
                note?.Text,
                Print(note),
                note is { IsSigned: true },
                session.IsSigned,
                session.CancelledAt is not null);
            Where.Address ??= visit?.Address ?? Visits.InOneLine(patient.Address);
            if (!this.Sent(nameof(Note)))
            {
                Note = new NoteForm { Text = note?.Text };
            }

            Note.Was = Print(note);
            ModelState.Remove("Note.Was");
        }

        db.RecordShown(await db.Patients.Where(p => whose.Contains(p.Id)).Select(p => p.Id).ToListAsync(), "Visit");
    }

    protected internal override Task OnConflictAsync()
    {
        _isStale = true;
        return LoadAsync();
    }

    private static string Print(ProgressNote? note) => Fingerprint.Of(note?.Text is null ? NoteText.Empty : NoteText.Empty with { Text = note.Text });

    private static string? At(DateTimeOffset? instant, TimeZoneInfo zone) =>
        instant is null ? null : Show.Time(ClinicClock.TimeIn(zone, instant.Value));

    private Task<StaffMember> MeAsync() => db.Staff.SingleAsync(s => s.Id == SignedIn);

    private async Task<(Session Session, TimeZoneInfo Zone)> SessionAsync()
    {
        var session = Existing(await db.SessionOnAsync(Date, Id));
        if (!await db.MayOpenAsync(session))
        {
            throw new NothingHereException();
        }

        return (session, (await db.HouseAsync()).Sites[session.SiteId].Zone);
    }

    private async Task<HomeVisit> StandingAsync(Session session)
    {
        RuleViolation.Unless(session.IsVisit, "This session is not at a patient’s home.");
        return await db.VisitOfAsync(session) ?? throw new RuleViolation("Enter the address of the visit first.");
    }

    private IActionResult Answer(HomeVisit visit, TimeZoneInfo zone, ProgressNote? note = null) => Fetched.By(Request)
        ? new JsonResult(new
        {
            at = At(clock.Now, zone),
            arrived = At(visit.ArrivedAt, zone),
            left = At(visit.LeftAt, zone),
            stayed = visit.Minutes is { } minutes ? Show.Minutes(minutes) : null,
            noteIs = note is null ? null : Print(note),
        })
        : RedirectToPage(new { date = Show.Iso(Date), id = Id });

    private async Task<IActionResult> ShowTheirsAsync(ProgressNote note)
    {
        if (Fetched.By(Request))
        {
            var by = await db.Staff.Where(s => s.Id == note.WrittenById).Select(s => s.Name).SingleAsync();
            return new JsonResult(new { sentences = new[] { WroteMeanwhile }, theirs = new { by = by.Full, text = note.Text ?? "" }, noteIs = Print(note) })
            {
                StatusCode = StatusCodes.Status409Conflict,
            };
        }

        ModelState.AddModelError("Note.Text", WroteMeanwhile);
        await LoadAsync();
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    public sealed class StampForm
    {
        public VisitMoment? Moment { get; set; }

        /// <summary>The instant of the tap, in milliseconds since 1970; null where the browser does not say it, which means now.</summary>
        public long? Tapped { get; set; }

        public sealed class Validator : AbstractValidator<StampForm>
        {
            public Validator()
            {
                RuleFor(f => f.Moment).NotNull().WithMessage("Choose arrived or left.");
                RuleFor(f => f.Tapped).InclusiveBetween(0, 4_102_444_800_000).WithMessage("The time of the tap cannot be read. Record it below with a reason.");
            }
        }
    }

    public sealed class CorrectForm
    {
        public VisitMoment? Moment { get; set; }

        public TimeOnly? At { get; set; }

        public string? Reason { get; set; }

        public sealed class Validator : AbstractValidator<CorrectForm>
        {
            public Validator()
            {
                RuleFor(f => f.Moment).NotNull().WithMessage("Choose arrived or left.");
                RuleFor(f => f.At).NotNull().WithMessage("Enter the time.");
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why the time is corrected.")
                    .MaximumLength(VisitStamp.MaximumReason).WithMessage($"Shorten the reason to {VisitStamp.MaximumReason} characters.");
            }
        }
    }

    public sealed class NoteForm
    {
        [ManyLines]
        public string? Text { get; set; }

        /// <summary>What stood there when it was shown.</summary>
        public string? Was { get; set; }

        public sealed class Validator : AbstractValidator<NoteForm>
        {
            public Validator()
            {
                RuleFor(f => f.Text).MaximumLength(ProgressNote.MaximumText).WithMessage($"Shorten the note to {ProgressNote.MaximumText:N0} characters.");
                RuleFor(f => f.Was).NotEmpty().WithMessage("Open the visit again.").MaximumLength(100);
            }
        }
    }

    public sealed class AddressForm
    {
        public string? Address { get; set; }

        public sealed class Validator : AbstractValidator<AddressForm>
        {
            public Validator() => RuleFor(f => f.Address).NotEmpty().WithMessage("Enter the address of the visit.")
                .MaximumLength(HomeVisit.MaximumAddress).WithMessage($"Shorten the address to {HomeVisit.MaximumAddress} characters.");
        }
    }

    public sealed record VisitView(
        Id<Patient> PatientId,
        string CalledName,
        string? Address,
        IReadOnlyList<string> Phones,
        string? Wishes,
        string? Arrived,
        string? Left,
        int? Minutes,
        IReadOnlyList<string> Corrections,
        string? Text,
        string NoteIs,
        bool NoteIsSigned,
        bool IsSigned,
        bool IsCancelled);
}

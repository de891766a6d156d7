using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Calls a session off, with the reason; room, clinicians and patients are free again.</summary>
[Authorize(Can.BookSessions)]
public sealed class CancelModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public CancelForm Form { get; set; } = new();

    public SessionRow Session { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is not { } session)
        {
            return Missing();
        }

        Form.Version = await db.Sessions.Where(s => s.Id == Id).Select(s => s.Version).FirstAsync(HttpContext.RequestAborted);
        Session = session;
        Form.CancelKind = session.Kind is SessionKind.Group ? CancelledBy.Clinic : null;
        return Page();
    }

    /// <summary>The usual reasons; those of a patient only where there is one.</summary>
    public IReadOnlyList<SelectListItem> Causes =>
    [
        .. Enum.GetValues<CancelCause>()
            .Where(cause => Session.Kind is not SessionKind.Group || cause is not (CancelCause.PatientIll or CancelCause.NoTransport or CancelCause.WorkOrFamily))
            .Select(cause => new SelectListItem(Show.Words(cause), cause.ToString())),
    ];

    /// <summary>Who may call it off.</summary>
    public IReadOnlyList<SelectListItem> Kinds { get; } =
    [
        new("The clinic", nameof(CancelledBy.Clinic)), new("The patient, in time", nameof(CancelledBy.PatientInTime)),
        new("The patient, late", nameof(CancelledBy.PatientLate)),
    ];

    public override async Task LoadAsync() => Session = Existing(await FindAsync());

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Sessions.Include(s => s.Clinicians).Include(s => s.Roster).AsSplitQuery()
                .FirstOrDefaultAsync(s => s.Id == Id && s.ClinicDate == Date, stop) is not { } session
            || !await db.MayOpenAsync(session))
        {
            return Missing();
        }

        // Whoever keeps the schedule may not read the notes that forbid this, and so they are counted.
        RuleViolation.Unless(
            !await db.SessionCounts.AnyAsync(counts => counts.SessionId == Id && counts.Recorded > 0, stop),
            "This session already has a record; it can no longer be cancelled.");

        var by = await db.Staff.FirstAsync(s => s.Id == SignedIn, stop);
        db.Entry(session).Property(s => s.Version).OriginalValue = Form.Version;
        session.Cancel(new Cancellation(Form.CancelKind!.Value, Form.CancelCause!.Value, Form.CancelReason), by, clock.Now);
        await db.SaveChangesAsync(stop);
        Toast($"{session.Title} is cancelled. Its room and everybody booked for it are free again.");
        return Redirect($"/Sessions/{Show.Iso(Date)}/{Id}/Notice");
    }

    private async Task<SessionRow?> FindAsync() =>
        await db.Sessions.Where(s => s.Id == Id && s.ClinicDate == Date)
            .ToRowsAsync(db, clock.Now, May(Can.FindPatients), HttpContext.RequestAborted) is [{ Opens: true } found] ? found : null;

    public sealed class CancelForm
    {
        public uint Version { get; set; }

        public CancelledBy? CancelKind { get; set; }

        public CancelCause? CancelCause { get; set; }

        public string CancelReason { get; set; } = "";

        public sealed class Validator : AbstractValidator<CancelForm>
        {
            public Validator()
            {
                RuleFor(f => f.CancelKind).NotNull().WithMessage("Say who cancels it.");
                RuleFor(f => f.CancelCause).NotNull().WithMessage("Choose the kind of reason.");
                RuleFor(f => f.CancelReason).NotEmpty().WithMessage("Say why the session is cancelled.").MaximumLength(300);
            }
        }
    }
}

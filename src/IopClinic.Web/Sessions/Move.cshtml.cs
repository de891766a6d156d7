using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Moves this one session to another time, room or leader; one that was cancelled takes place then.</summary>
[Authorize(Can.BookSessions)]
public sealed class MoveModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public MoveForm Form { get; set; } = new();

    public SessionRow Session { get; private set; } = null!;

    public string? CancelReason { get; private set; }

    /// <summary>Something speaks against it that may be: the reason is asked for.</summary>
    public bool AsksWhy => Form.Reason is not null || ModelState.GetFieldValidationState("Form.Reason") == ModelValidationState.Invalid;

    public bool MayMove => Session.Kind is not SessionKind.Group || May(Can.ManageGroups);

    /// <summary>What somebody else saved while this form was open; null as long as nobody did.</summary>
    public IReadOnlyList<Conflict>? Theirs { get; private set; }

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await StandingAsync() is not { } session)
        {
            return Missing();
        }

        await LoadAsync();
        Form = Standing(session, session.Version);
        return Page();
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var session = Existing(await StandingAsync());
        Session = (await db.Sessions.Where(s => s.Id == Id).ToRowsAsync(db, clock.Now, May(Can.FindPatients), stop))[0];
        CancelReason = session.CancelReason;
        Rooms = await GroupChoices.RoomsAsync(db, session.SiteId, stop);
        var active = await GroupChoices.CliniciansAsync(db, stop);
        var led = session.Clinicians.Select(c => c.StaffMemberId).ToList();
        var left = await db.Staff.AsNoTracking().Where(s => led.Contains(s.Id)).ToListAsync(stop);
        Clinicians = [.. left.Where(s => active.All(a => a.Value != s.Id.ToString())).Select(s => new SelectListItem(s.Name.Full, s.Id.ToString())), .. active];
    }

    protected internal override async Task OnConflictAsync()
    {
        // Somebody may have moved it to another date, where this address no longer leads.
        if (await db.Sessions.Where(s => s.Id == Id).Select(s => (DateOnly?)s.ClinicDate).FirstOrDefaultAsync(HttpContext.RequestAborted) is { } date)
        {
            Date = date;
        }

        await LoadAsync();
        var session = (await StandingAsync())!;
        var theirs = Standing(session, session.Version);
        Theirs = Conflict.Among(
            ("Date", Show.Date(theirs.Date!.Value), Form.Date is { } date2 ? Show.Date(date2) : null),
            ("Starts", Show.Time(theirs.StartsAt!.Value), Form.StartsAt is { } starts ? Show.Time(starts) : null),
            ("Minutes", $"{theirs.Minutes}", $"{Form.Minutes}"),
            ("Room", Name(Rooms, theirs.RoomId?.ToString()), Name(Rooms, Form.RoomId?.ToString())),
            ("Takes place", Show.Words(theirs.Mode), Show.Words(Form.Mode)),
            ("Led by", Names(theirs.Leaders), Names(Form.Leaders)));
        // The next save knows of theirs.
        ModelState.Remove("Form.Version");
        Form.Version = theirs.Version;

        string Names(IEnumerable<Id<StaffMember>> leaders) =>
            string.Join(", ", leaders.Select(id => Name(Clinicians, id.ToString())).Order(StringComparer.CurrentCulture));
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var move = new MoveSession(db, clock);
        if (await move.FindAsync(Date, Id, stop) is not { } session)
        {
            // Moved to another date meanwhile: then theirs is shown, and nothing of this form is lost.
            return await MovedMeanwhileAsync(move, stop);
        }

        MoveSession.RefuseUnless(May(Can.ManageGroups), session);
        var gone = await move.RunAsync(session, Form.Destination, Form.Version, Form.Reason, stop);
        Toast($"{session.Title} is on {Show.Day(session.ClinicDate)}, {Show.Time(Form.StartsAt!.Value)}."
            + (gone > 0 ? $" {gone} of its roster {(gone == 1 ? "is" : "are")} not in treatment then and off the list." : ""));
        return Redirect($"/Schedule?date={Show.Iso(session.ClinicDate)}");
    }

    private async Task<IActionResult> MovedMeanwhileAsync(MoveSession move, CancellationToken stop)
    {
        var elsewhere = await db.Sessions.Where(s => s.Id == Id && s.ClinicDate != Date).Select(s => (DateOnly?)s.ClinicDate).FirstOrDefaultAsync(stop);
        return elsewhere is { } date && await move.FindAsync(date, Id, stop) is not null
            ? throw new DbUpdateConcurrencyException("The session was moved to another date meanwhile.")
            : Missing();
    }

    private async Task<Session?> StandingAsync() =>
        await new MoveSession(db, clock).FindAsync(Date, Id, HttpContext.RequestAborted);

    private MoveForm Standing(Session session, uint version)
    {
        var starts = Session.Starts;
        return new MoveForm
        {
            Version = version,
            Date = session.ClinicDate,
            StartsAt = starts,
            Minutes = (int)(session.EndsAt - session.StartsAt).TotalMinutes,
            Mode = session.Mode,
            RoomId = session.RoomId,
            Leaders = [.. session.Clinicians.Select(c => c.StaffMemberId)],
        };
    }

    private static string Name(IReadOnlyList<SelectListItem> among, string? value) => among.FirstOrDefault(item => item.Value == value)?.Text ?? "none";

    public sealed class MoveForm
    {
        public uint Version { get; set; }

        public DateOnly? Date { get; set; }

        public TimeOnly? StartsAt { get; set; }

        public int? Minutes { get; set; }

        public SessionMode Mode { get; set; }

        public Id<Room>? RoomId { get; set; }

        public List<Id<StaffMember>> Leaders { get; set; } = [];

        /// <summary>Why, although something speaks against it.</summary>
        public string? Reason { get; set; }

        internal Destination Destination => new(Date!.Value, StartsAt!.Value, Minutes!.Value, RoomId, Mode, Leaders);

        public sealed class Validator : AbstractValidator<MoveForm>
        {
            public Validator()
            {
                RuleFor(f => f.Date).NotNull().WithMessage("Enter the date.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it takes.");
                RuleFor(f => f.Leaders).NotEmpty().WithMessage("Choose who leads it.");
                RuleFor(f => f.Reason).MaximumLength(MoveSession.LongestReason);
            }
        }
    }
}

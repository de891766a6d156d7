using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Calendar;

/// <summary>The sessions of the reader's site as a calendar, in which they are moved and made.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The longest span that is asked for at once: a month with the days of its first and last week.</summary>
    private const int MostDays = 42;

    /// <summary>Whether somebody else moved the session first.</summary>
    private bool _savedFirst;

    public enum Look
    {
        Week,
        Day,
        Month,
        List,
        Rooms,
        Leaders,
    }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Look View { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Room>? Room { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Leader { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Track>? Track { get; set; }

    /// <summary>A patient's key; names stand in no address.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Patient>? Patient { get; set; }

    /// <summary>The first date that the calendar asks for.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? First { get; set; }

    /// <summary>The last date that the calendar asks for.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Last { get; set; }

    [BindProperty]
    public FindForm Find { get; set; } = new();

    [BindProperty]
    public MoveForm Move { get; set; } = new();

    public DateOnly Today { get; private set; }

    public string SiteName { get; private set; } = "";

    /// <summary>Minutes that the site is ahead of UTC now; the line of the present time is drawn where the browser agrees.</summary>
    public int OffsetMinutes { get; private set; }

    public TimeOnly Opens { get; private set; } = new(8, 0);

    public TimeOnly Closes { get; private set; } = new(20, 0);

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Leaders { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    /// <summary>How the chosen patient is called.</summary>
    public string? PatientName { get; private set; }

    public IReadOnlyList<PatientLine>? Matches { get; private set; }

    public bool IsFiltered => Room is not null || Leader is not null || Track is not null || Patient is not null;

    /// <summary>A script that moves a session has no use for the page.</summary>
    protected internal override IActionResult? InsteadOfForm => Fetched.By(Request)
        ? new JsonResult(new
        {
            sentences = ModelState.Values.SelectMany(entry => entry.Errors).Select(error => error.ErrorMessage).Distinct(),
            // What may be all the same, with a reason.
            asksWhy = ModelState.GetFieldValidationState("Move.Reason") == ModelValidationState.Invalid,
        })
        {
            StatusCode = _savedFirst ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity,
        }
        : null;

    protected internal override Task OnConflictAsync()
    {
        _savedFirst = true;
        return LoadAsync();
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Patient is { } patient && !(May(Can.FindPatients) && await db.Patients.AnyAsync(p => p.Id == patient, HttpContext.RequestAborted)))
        {
            return Missing();
        }

        await LoadAsync();
        return Page();
    }

    /// <summary>The sessions of a span, for the script that draws them.</summary>
    public async Task<IActionResult> OnGetEventsAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (Patient is not null && !May(Can.FindPatients))
        {
            return Missing();
        }

        var first = First ?? ClinicWeek.Of(clock.Today(db.Actor.Zone)).Monday;
        var last = Last ?? first.AddDays(6);
        if (last < first || last.DayNumber - first.DayNumber >= MostDays)
        {
            return BadRequest();
        }

        var siteId = db.Actor.SiteId!.Value;
        var (events, closures) = await db.TogetherAsync(
            () => db.EventsAsync(siteId, new Shown(first, last, Room, Leader, Track, Patient), clock.Now, stop),
            () => db.Closures.AsNoTracking().Where(c => c.SiteId == siteId && c.From <= last && c.Until >= first).OrderBy(c => c.From).ToListAsync(stop));
        var called = May(Can.FindPatients) ? await db.CalledNamesAsync(events, stop) : [];
        var (books, manages) = (May(Can.BookSessions), May(Can.ManageGroups));
        var sessions = events.Select(e => new
        {
            id = e.Id,
            start = $"{e.Starts:yyyy-MM-ddTHH:mm}",
            end = $"{e.Ends:yyyy-MM-ddTHH:mm}",
            title = e.Title,
            who = called.GetValueOrDefault(e.Id),
            room = e.RoomId,
            where = e.Where,
            leaders = e.Leaders,
            by = string.Join(", ", e.LeaderNames),
            seats = e.Seats,
            state = e.Stands,
            tone = $"{e.Tone}".ToLowerInvariant(),
            href = e.Opens ? Url.Content("~" + e.Href) : null,
            join = e.Opens ? e.MeetingLink : null,
            moves = e is { Opens: true, Recorded: 0, IsCancelled: false } && books && (manages || !e.IsGroup),
            version = e.Version,
        });
        return new JsonResult(new
        {
            sessions,
            closures = closures.Select(c => new { from = Show.Iso(c.From), until = Show.Iso(c.Until.AddDays(1)), words = $"Closed {AwayWords.Say(c.From, c.Until, null, null)}: {c.Name}." }),
        });
    }

    /// <summary>Finds patients by what was typed; names stand in no address.</summary>
    [AlsoNeeds(Can.FindPatients)]
    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostFindAsync()
    {
        Matches = [.. (await db.FindPatientsAsync(Find.Search)).Take(PatientQueries.MostShown)];
        await LoadAsync();
        return Page();
    }

    /// <summary>Moves a session that was dragged; whoever is not free is told, and nothing is saved.</summary>
    [AlsoNeeds(Can.BookSessions)]
    public async Task<IActionResult> OnPostMoveAsync()
    {
        var stop = HttpContext.RequestAborted;
        var move = new MoveSession(db, clock);
        if (await move.FindAsync(Move.From!.Value, Move.Id, stop) is not { } session)
        {
            return Missing();
        }

        MoveSession.RefuseUnless(May(Can.ManageGroups), session);
        var to = new Destination(Move.Date!.Value, Move.StartsAt!.Value, Move.Minutes!.Value, Move.RoomId, session.Mode, Move.Leaders);
        var gone = await move.RunAsync(session, to, Move.Version, Move.Reason, stop);
        var sentence = $"{session.Title}: {Show.Day(session.ClinicDate)}, {Show.Time(to.StartsAt)}, {Show.Minutes(to.Minutes)}."
            + (gone > 0 ? $" {gone} of its roster {(gone == 1 ? "is" : "are")} not in treatment then and off the list." : "");
        if (Fetched.By(Request))
        {
            return new JsonResult(new { sentence, version = session.Version });
        }

        Toast(sentence);
        return Redirect($"/Schedule?date={Show.Iso(session.ClinicDate)}");
    }

    public override async Task LoadAsync()
    {
        if (Fetched.By(Request))
        {
            return;
        }

        var stop = HttpContext.RequestAborted;
        Today = clock.Today(db.Actor.Zone);
        Date ??= Today;
        OffsetMinutes = (int)db.Actor.Zone.GetUtcOffset(clock.Now).TotalMinutes;
        var siteId = db.Actor.SiteId!.Value;
        await db.TogetherAsync(
            () => LoadSiteAsync(siteId, stop),
            async () => Rooms = await GroupChoices.RoomsAsync(db, siteId, stop),
            async () => Leaders = await GroupChoices.CliniciansAsync(db, stop),
            async () => Tracks = await GroupChoices.TracksAsync(db, stop),
            async () => PatientName = Patient is { } patient && May(Can.FindPatients) ? await CalledAsync(patient, stop) : null);
    }

    private async Task LoadSiteAsync(Id<Site> siteId, CancellationToken stop)
    {
        var site = (await db.HouseAsync()).Sites[siteId];
        SiteName = site.Name;
        if (site.OpeningHours.Count > 0)
        {
            (Opens, Closes) = (site.OpeningHours.Min(h => h.Opens), site.OpeningHours.Max(h => h.Closes));
        }
    }

    private async Task<string?> CalledAsync(Id<Patient> patient, CancellationToken stop)
    {
        var found = await db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => new { p.Id, p.PreferredName, p.Name }).FirstOrDefaultAsync(stop);
        return found is null ? null : $"{found.PreferredName ?? found.Name.Given} {found.Name.Family}";
    }

    /// <summary>The address of a page of the calendar with the filters kept.</summary>
    public string Href(string path = "/Schedule", Id<Patient>? patient = null, bool forgetPatient = false, DateOnly? date = null, Look? view = null)
    {
        (string Name, object? Value)[] parts =
        [
            ("date", Show.Iso(date ?? Date ?? Today)), ("view", (view ?? View) is Look.Week ? null : view ?? View), ("room", Room), ("leader", Leader), ("track", Track),
            ("patient", forgetPatient ? null : patient ?? Patient),
        ];
        return $"{path}?{string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={part.Value}"))}";
    }

    public sealed class FindForm
    {
        public string Search { get; set; } = "";

        public sealed class Validator : AbstractValidator<FindForm>
        {
            public Validator() =>
                RuleFor(f => f.Search).NotEmpty().WithMessage("Type part of a name, an MRN, a phone number or a birth date.").MaximumLength(100);
        }
    }

    public sealed class MoveForm
    {
        public Id<Session> Id { get; set; }

        public uint Version { get; set; }

        /// <summary>The date it was on.</summary>
        public DateOnly? From { get; set; }

        public DateOnly? Date { get; set; }

        public TimeOnly? StartsAt { get; set; }

        public int? Minutes { get; set; }

        public Id<Room>? RoomId { get; set; }

        public List<Id<StaffMember>> Leaders { get; set; } = [];

        /// <summary>Why, although something speaks against it.</summary>
        public string? Reason { get; set; }

        public sealed class Validator : AbstractValidator<MoveForm>
        {
            public Validator()
            {
                RuleFor(f => f.From).NotNull().WithMessage("Load the calendar again.");
                RuleFor(f => f.Date).NotNull().WithMessage("Enter the date.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it takes.");
                RuleFor(f => f.Leaders).NotEmpty().WithMessage("Choose who leads it.");
                RuleFor(f => f.Reason).MaximumLength(MoveSession.LongestReason);
            }
        }
    }
}

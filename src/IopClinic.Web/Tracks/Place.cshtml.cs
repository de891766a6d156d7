using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>
/// Where and when one patient comes: the tracks they were and are in, the times they cannot come, and the one step that moves them to
/// another track or to other weekdays, looked through before it is taken.
/// </summary>
[Authorize(Can.ManageGroups)]
public sealed class PlaceModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>A move that is prefilled from one that was: the way back.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<TrackPlace>? Back { get; set; }

    [BindProperty]
    public MoveForm Form { get; set; } = new();

    [BindProperty]
    public ConstraintForm Constraint { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    public Episode? Episode { get; private set; }

    public IReadOnlyList<TrackPlace> Places { get; private set; } = [];

    public IReadOnlyDictionary<Id<Track>, string> TrackNames { get; private set; } = new Dictionary<Id<Track>, string>();

    public IReadOnlyDictionary<Id<Domain.Staff.StaffMember>, string> Staff { get; private set; } = new Dictionary<Id<Domain.Staff.StaffMember>, string>();

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    public IReadOnlyList<PatientConstraint> Constraints { get; private set; } = [];

    public Preview? Looked { get; private set; }

    protected override string Reads => "Banner";

    /// <summary>What a move would bring.</summary>
    /// <param name="Sheet">What stands against it.</param>
    /// <param name="SeatsLeft">Seats the track has left, in words.</param>
    /// <param name="Choices">By block, the group and its places.</param>
    /// <param name="Weeks">Hours of the week of the move and of the next.</param>
    public sealed record Preview(SheetView Sheet, string SeatsLeft, IReadOnlyList<BlockChoice> Choices, IReadOnlyList<WeekChange> Weeks);

    /// <param name="Monday">The week.</param>
    /// <param name="Now">Minutes booked as it is.</param>
    /// <param name="Then">Minutes booked after the move.</param>
    /// <param name="Minimum">The program's minimum.</param>
    public sealed record WeekChange(DateOnly Monday, int Now, int Then, int Minimum);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        Form.From = ClinicWeek.Of(Today).Monday.AddDays(7);
        if (Back is { } way)
        {
            if (Places.FirstOrDefault(p => p.Id == way) is not { } before || Episode is null)
            {
                return Missing();
            }

            var left = Places.FirstOrDefault(p => p.From == before.Until?.AddDays(1) && p.Id != before.Id)?.From;
            (Form.TrackId, Form.Weekdays, Form.Why) = (before.TrackId, [.. before.Weekdays], "Moved back");
            Form.From = left > Today ? left : Today;
        }

        Constraint.From = Today;
        return Page();
    }

    /// <summary>Shows what the move would bring, and saves nothing.</summary>
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostLookAsync()
    {
        await PrepareAsync();
        await LoadAsync();
        return Page();
    }

    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostSettleAsync(string? settle)
    {
        var move = await PrepareAsync();
        Form.Keep([.. Form.ReadChanges(), .. SheetView.Settled(move.Sheet, settle)]);
        ModelState.Clear();
        await PrepareAsync();
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var move = await PrepareAsync();
        var mover = move.Movers[0];
        if (mover.Choices.FirstOrDefault(choice => choice.Chosen is null) is { } full)
        {
            throw new RuleViolation($"{string.Join(" and ", full.Groups.Select(g => g.Name))} {(full.Groups.Count == 1 ? "is" : "are")} full then.", nameof(Form.TrackId));
        }

        if (!Form.MaySave(move.Sheet))
        {
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        await move.DoAsync(Form.Why, by, Clock.Now, stop);
        Db.ClashWaivers.AddRange(move.Waivers(Form.Reason, by, Clock.Now));
        await new Reserve(Db).SaveAsync(move.Site, stop);
        Toast($"From {Show.Day(Form.From!.Value)} on {(Banner.PreferredName ?? Banner.Name)} is in {move.Track.Name}, with {move.Places} places on sessions.");
        return RedirectToPage(new { id = Id });
    }

    /// <summary>Writes down when they cannot come.</summary>
    public async Task<IActionResult> OnPostConstraintAsync()
    {
        var stop = HttpContext.RequestAborted;
        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        Db.PatientConstraints.Add(new PatientConstraint(
            Id, Constraint.Kind!.Value, Constraint.Weekdays, Constraint.Starts!.Value, Constraint.Ends!.Value,
            new DateRange(Constraint.From!.Value, Constraint.Until), by, Clock.Now));
        await Db.SaveChangesAsync(stop);
        Toast("Every plan is held against it from now on.");
        return RedirectToPage(new { id = Id });
    }

    /// <summary>It no longer holds.</summary>
    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostEndConstraintAsync()
    {
        if (await Db.PatientConstraints.FirstOrDefaultAsync(c => c.Id == Which.Constraint && c.PatientId == Id, HttpContext.RequestAborted) is not { } constraint)
        {
            return Missing();
        }

        constraint.End(Today.AddDays(-1));
        await Db.SaveChangesAsync(HttpContext.RequestAborted);
        Toast("It no longer holds.");
        return RedirectToPage(new { id = Id });
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Episode = await Db.Episodes.AsNoTracking().Where(e => e.PatientId == Id && e.DischargedOn == null).OrderByDescending(e => e.AdmittedOn).FirstOrDefaultAsync(stop);
        Places = await Db.TrackPlaces.AsNoTracking().Where(p => p.PatientId == Id).OrderByDescending(p => p.From).ThenByDescending(p => p.MovedAt).ToListAsync(stop);
        var today = Today;
        Constraints = await Db.PatientConstraints.AsNoTracking().Where(c => c.PatientId == Id && (c.Until == null || c.Until >= today))
            .OrderBy(c => c.Starts).ToListAsync(stop);
        TrackNames = await Db.Tracks.AsNoTracking().ToDictionaryAsync(t => t.Id, t => t.Name, stop);
        Staff = (await Db.Staff.AsNoTracking().Select(s => new { s.Id, s.Name }).ToListAsync(stop)).ToDictionary(s => s.Id, s => s.Name.Full);
        if (Episode is { } episode)
        {
            Tracks = (await Db.Tracks.AsNoTracking().Where(t => t.ProgramId == episode.ProgramId && (t.RetiredAt == null || t.Id == episode.TrackId)).OrderBy(t => t.PartOfDay).ToListAsync(stop))
                .ConvertAll(t => new SelectListItem(t.Name, t.Id.ToString()));
        }
    }

    private async Task<TrackMove> PrepareAsync()
    {
        var stop = HttpContext.RequestAborted;
        var episode = await Db.Episodes.Include(e => e.TrackPlaces).Where(e => e.PatientId == Id && e.DischargedOn == null).OrderByDescending(e => e.AdmittedOn).FirstOrDefaultAsync(stop)
            ?? throw new RuleViolation("The patient is in no program.");
        var track = await Db.Tracks.FirstOrDefaultAsync(t => t.Id == Form.TrackId && t.ProgramId == episode.ProgramId, stop)
            ?? throw new RuleViolation("Choose a track of the patient’s program.", nameof(Form.TrackId));
        var from = Form.From!.Value;
        RuleViolation.Unless(from >= Today, "What has taken place stays. Choose today or a later day.", nameof(Form.From));
        var move = new TrackMove(Db);
        await move.PrepareAsync([episode], new MoveWish(track, from, null, Form.Weekdays, []), Form.ReadChanges(), stop);
        var seats = await Db.TrackSeats.FirstAsync(s => s.TrackId == track.Id, stop);
        Looked = new Preview(
            new SheetView(move.Sheet, move.Places, Form, $"/Patients/{Id}/Track?handler=Settle"),
            seats.Open is not { } open ? "No limit of seats" : track.Id == episode.TrackId ? "They have a seat in it" : open == 1 ? "1 seat left" : $"{open} seats left",
            move.Movers[0].Choices,
            await WeeksAsync(episode, move, stop));
        return move;
    }

    /// <summary>Minutes of the week of the move and of the next, as they are and as they would be.</summary>
    private async Task<IReadOnlyList<WeekChange>> WeeksAsync(Episode episode, TrackMove move, CancellationToken stop)
    {
        var minimum = await Db.Programs.Where(p => p.Id == episode.ProgramId).Select(p => p.WeeklyMinutesMinimum).FirstAsync(stop);
        var monday = ClinicWeek.Of(Form.From!.Value).Monday;
        var last = monday.AddDays(13);
        var booked = await (
            from place in Db.RosterPlaces.AsNoTracking()
            where place.PatientId == Id && place.ClinicDate >= monday && place.ClinicDate <= last
            join session in Db.Sessions.AsNoTracking() on place.SessionId equals session.Id
            where session.CancelledAt == null && Db.Services.Any(s => s.Id == session.ServiceId && s.CountsTowardHours)
            select new { session.Id, session.ClinicDate, session.StartsAt, session.EndsAt, session.BreakMinutes }).ToListAsync(stop);
        return
        [
            .. new[] { monday, monday.AddDays(7) }.Select(week =>
            {
                var now = booked.Where(b => ClinicWeek.Of(b.ClinicDate).Monday == week).ToList();
                return new WeekChange(
                    week,
                    now.Sum(b => (int)(b.EndsAt - b.StartsAt).TotalMinutes - b.BreakMinutes),
                    now.Where(b => !move.Given.Contains(b.Id)).Sum(b => (int)(b.EndsAt - b.StartsAt).TotalMinutes - b.BreakMinutes) + move.MinutesIn(week),
                    minimum);
            }),
        ];
    }

    public sealed class MoveForm : SheetForm
    {
        public Id<Track>? TrackId { get; set; }

        public DateOnly? From { get; set; }

        public List<DayOfWeek> Weekdays { get; set; } = [];

        /// <summary>Why they are moved.</summary>
        public string Why { get; set; } = "";

        public sealed class Validator : AbstractValidator<MoveForm>
        {
            public Validator()
            {
                RuleFor(f => f.TrackId).NotNull().WithMessage("Choose a track.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day there.");
                RuleFor(f => f.Why).NotEmpty().WithMessage("Say why.").MaximumLength(300);
                RuleFor(f => f.Reason).MaximumLength(300);
            }
        }
    }

    public sealed class ConstraintForm
    {
        public ConstraintKind? Kind { get; set; }

        public List<DayOfWeek> Weekdays { get; set; } = [];

        public TimeOnly? Starts { get; set; }

        public TimeOnly? Ends { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public sealed class Validator : AbstractValidator<ConstraintForm>
        {
            public Validator()
            {
                RuleFor(f => f.Kind).NotNull().WithMessage("Choose what keeps them.");
                RuleFor(f => f.Weekdays).NotEmpty().WithMessage("Choose at least one weekday.");
                RuleFor(f => f.Starts).NotNull().WithMessage("Enter when it begins.");
                RuleFor(f => f.Ends).NotNull().WithMessage("Enter when it ends.").GreaterThan(f => f.Starts).WithMessage("The end must be after the beginning.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day.");
                RuleFor(f => f.Until).GreaterThanOrEqualTo(f => f.From).WithMessage("The last day lies before the first.");
            }
        }
    }

    public sealed class WhichForm
    {
        public Id<PatientConstraint>? Constraint { get; set; }
    }
}

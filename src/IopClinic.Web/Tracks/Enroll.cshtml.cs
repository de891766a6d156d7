using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>Puts several patients into all groups of a track at once: one place in each block.</summary>
[Authorize(Can.ManageGroups)]
public sealed class EnrollModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The most people one list shows.</summary>
    private const int Longest = 200;

    private TrackMove? _move;

    [BindProperty(SupportsGet = true)]
    public Id<Track> Id { get; set; }

    [BindProperty]
    public EnrollForm Form { get; set; } = new();

    public Track Track { get; private set; } = null!;

    public IReadOnlyList<Candidate> Candidates { get; private set; } = [];

    public IReadOnlyList<IReadOnlyList<Group>> Blocks { get; private set; } = [];

    public SheetView? Sheet { get; private set; }

    public DateOnly Today { get; private set; }

    /// <param name="EpisodeId">Whose.</param>
    /// <param name="Name">How they are called.</param>
    /// <param name="BirthDate">When they were born.</param>
    /// <param name="Week">Week of the program.</param>
    /// <param name="Missing">In how many blocks they have no place yet.</param>
    public sealed record Candidate(Id<Episode> EpisodeId, string Name, DateOnly BirthDate, int Week, int Missing);

    public async Task OnGetAsync()
    {
        await LoadAsync();
        var first = Blocks.SelectMany(block => block).Select(g => g.From).DefaultIfEmpty(Today).Min();
        Form.From = first > Today ? first : Today;
    }

    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostSettleAsync(string? settle)
    {
        var sheet = (await PrepareAsync()).Sheet;
        Form.Keep([.. Form.ReadChanges(), .. SheetView.Settled(sheet, settle)]);
        ModelState.Clear();
        Show(await PrepareAsync());
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var move = await PrepareAsync();
        RuleViolation.Unless(
            move.Movers.All(mover => mover.Choices.All(choice => choice.Chosen is not null)),
            $"Not everybody finds a place: {string.Join(", ", move.Movers.SelectMany(m => m.Choices).Where(c => c.Chosen is null).Select(c => string.Join(" and ", c.Groups.Select(g => g.Name))).Distinct())} would be over-full.",
            nameof(Form.Episodes));
        if (!Form.MaySave(move.Sheet))
        {
            Show(move);
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        var places = move.Places;
        await move.DoAsync(null, by, clock.Now, stop);
        db.ClashWaivers.AddRange(move.Waivers(Form.Reason, by, clock.Now));
        await new Reserve(db).SaveAsync(move.Site, stop);
        Toast($"{(Form.Episodes.Count == 1 ? "One patient has" : $"{Form.Episodes.Count} patients have")} {places} places on sessions of {move.Track.Name}.");
        return RedirectToPage("/Tracks/Details", new { id = Id });
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Track = await FindAsync();
        var site = await db.Sites.AsNoTracking().FirstAsync(s => db.Programs.Any(p => p.Id == Track.ProgramId && p.SiteId == s.Id), stop);
        var today = Today = clock.Today(site.Zone);
        var groups = await db.Groups.AsNoTracking().Where(g => g.TrackId == Id && g.Capacity > 0 && g.Until >= today).ToListAsync(stop);
        Blocks = TrackWeek.Blocks(groups);
        var ids = groups.ConvertAll(g => g.Id);
        var found = await (
            from episode in db.Episodes.AsNoTracking()
            join patient in db.Patients.AsNoTracking() on episode.PatientId equals patient.Id
            where episode.TrackId == Id && episode.DischargedOn == null
            orderby patient.Name.Family, patient.Name.Given
            select new
            {
                episode.Id,
                episode.AdmittedOn,
                PatientId = patient.Id,
                patient.Name,
                patient.PreferredName,
                patient.BirthDate,
                Groups = db.Enrollments.Where(e => e.EpisodeId == episode.Id && ids.Contains(e.GroupId) && (e.Until == null || (e.Until >= today && e.Until >= e.From)))
                    .Select(e => e.GroupId).ToList(),
            }).Take(Longest).ToListAsync(stop);
        Candidates =
        [
            .. found.Select(f => new Candidate(
                f.Id, $"{f.PreferredName ?? f.Name.Given} {f.Name.Family}", f.BirthDate, Episode.WeekOn(f.AdmittedOn, today),
                Blocks.Count(block => !block.Any(g => f.Groups.Contains(g.Id))))).OrderByDescending(c => c.Missing > 0),
        ];
    }

    private async Task<Track> FindAsync()
    {
        var track = Existing(await db.Tracks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == Id, HttpContext.RequestAborted));
        var site = await db.Programs.Where(p => p.Id == track.ProgramId).Select(p => p.SiteId).FirstAsync(HttpContext.RequestAborted);
        return db.Reach?.Sites.Contains(site) == false ? throw new NothingHereException() : track;
    }

    private async Task<TrackMove> PrepareAsync()
    {
        var stop = HttpContext.RequestAborted;
        var track = await FindAsync();
        RuleViolation.Unless(Form.Episodes.Count > 0, "Choose at least one patient.", nameof(Form.Episodes));
        var chosen = await db.Episodes.Include(e => e.TrackPlaces).Where(e => Form.Episodes.Contains(e.Id) && e.TrackId == Id && e.DischargedOn == null).ToListAsync(stop);
        RuleViolation.Unless(
            chosen.Count == Form.Episodes.Distinct().Count(), "Somebody you chose has left the track meanwhile. Choose anew.", nameof(Form.Episodes));
        var from = Form.From!.Value;
        var late = chosen.Find(e => e.AdmittedOn > from);
        RuleViolation.Unless(late is null, "Somebody you chose is admitted later than that. Enroll them by themselves, from their first day.", nameof(Form.From));
        _move ??= new TrackMove(db);
        await _move.PrepareAsync(
            [.. Form.Episodes.Select(id => chosen.First(e => e.Id == id))], new MoveWish(track, from, Form.Until, Form.Weekdays, Form.Groups.OfType<Id<Group>>().ToList()),
            Form.ReadChanges(), stop);
        return _move;
    }

    private void Show(TrackMove move) => Sheet = new SheetView(move.Sheet, move.Places, Form, $"/Tracks/{Id}/Enroll?handler=Settle");

    public sealed class EnrollForm : SheetForm
    {
        public List<Id<Episode>> Episodes { get; set; } = [];

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        /// <summary>Where they do not come on all days of the track.</summary>
        public List<DayOfWeek> Weekdays { get; set; } = [];

        /// <summary>By block; empty for an automatic choice.</summary>
        public List<Id<Group>?> Groups { get; set; } = [];

        public sealed class Validator : AbstractValidator<EnrollForm>
        {
            public Validator()
            {
                RuleFor(f => f.Episodes).Must(e => e.Count <= 100).WithMessage("Enroll at most 100 patients at once.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day in the groups.");
                RuleFor(f => f.Until).GreaterThanOrEqualTo(f => f.From).WithMessage("The last day lies before the first.");
                RuleFor(f => f.Reason).MaximumLength(300);
            }
        }
    }
}

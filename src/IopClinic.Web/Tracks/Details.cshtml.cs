using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tracks;

/// <summary>One track: the grid of its week, who is in it, and how it goes on.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class TrackPageModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Track> Id { get; set; }

    [BindProperty]
    public ExtendForm Extend { get; set; } = new();

    [BindProperty]
    public PauseForm Pause { get; set; } = new();

    [BindProperty]
    public EndForm End { get; set; } = new();

    public Track Track { get; private set; } = null!;

    public string ProgramName { get; private set; } = "";

    public Site Site { get; private set; } = null!;

    public Database.Access.TrackSeats Seats { get; private set; } = null!;

    public IReadOnlyList<IReadOnlyList<Group>> Blocks { get; private set; } = [];

    /// <summary>The rows of the grid: what meets at one time, on whichever days.</summary>
    public IReadOnlyList<IReadOnlyList<Group>> Rows { get; private set; } = [];

    public IReadOnlyList<DayOfWeek> Weekdays { get; private set; } = [];

    public ILookup<Id<Group>, string> Leaders { get; private set; } = Array.Empty<Id<Group>>().ToLookup(id => id, _ => "");

    public IReadOnlyDictionary<Id<Room>, string> Rooms { get; private set; } = new Dictionary<Id<Room>, string>();

    public IReadOnlyDictionary<Id<Group>, int> Taken { get; private set; } = new Dictionary<Id<Group>, int>();

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public SheetView? Sheet { get; private set; }

    public DateOnly? PlannedUntil { get; private set; }

    /// <param name="PatientId">Who.</param>
    /// <param name="Name">How they are called.</param>
    /// <param name="From">Since when they are here.</param>
    /// <param name="Until">Until when; null while no end is set.</param>
    /// <param name="Weekdays">On which they come; none for all.</param>
    public sealed record Member(Id<Patient> PatientId, string Name, DateOnly From, DateOnly? Until, IReadOnlyList<DayOfWeek> Weekdays);

    public async Task OnGetAsync()
    {
        await LoadAsync();
        Extend.Until = (PlannedUntil ?? Today).AddDays(12 * 7);
        Pause.From = Pause.Until = End.LastDay = Today;
    }

    /// <summary>Plans the running groups on until a later day.</summary>
    [AlsoNeeds(Can.ManageGroups)]
    public async Task<IActionResult> OnPostExtendAsync(string? settle)
    {
        var stop = HttpContext.RequestAborted;
        await FindAsync();
        var until = Extend.Until!.Value;
        var groups = await RunningAsync(stop);
        RuleViolation.Unless(groups.Count > 0, "No group is running: lay out the week first.");
        var services = await db.Services.AsNoTracking().ToDictionaryAsync(s => s.Id, stop);
        var closures = await db.Closures.AsNoTracking().Where(c => c.SiteId == Site.Id).ToListAsync(stop);
        var planned = await db.Set<GroupSession>().Where(s => groups.Select(g => g.Id).Contains(s.GroupId))
            .GroupBy(s => s.GroupId).Select(s => new { s.Key, Count = s.Count(), Last = s.Max(one => one.ClinicDate) }).ToDictionaryAsync(s => s.Key, stop);
        var later = groups.Where(g => g.Until < until).ToList();
        RuleViolation.Unless(later.Count > 0, "Everything is planned until then already. Enter a later day.", "Until");

        var (sheet, proposed) = await LookAsync(null);
        if (settle is not null)
        {
            (sheet, proposed) = await LookAsync(settle);
            // What is shown again is the form, and no longer what was sent.
            ModelState.Clear();
        }

        if (settle is not null || !Extend.MaySave(sheet))
        {
            Sheet = new SheetView(sheet, proposed.Sum(p => p.Occurrences.Count), Extend, $"/Tracks/{Id}?handler=Extend", nameof(Extend));
            await LoadAsync();
            Response.StatusCode = settle is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
            return Page();
        }

        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        var added = new List<GroupSession>();
        foreach (var (group, occurrences) in proposed)
        {
            group.Extend(occurrences.Select(o => o.Date).Append(until).Max());
            var sessions = group.Plan(occurrences, Site);
            db.Sessions.AddRange(sessions);
            added.AddRange(sessions);
        }

        db.ClashWaivers.AddRange(sheet.Causes.Select(cause => new ClashWaiver(proposed[cause.Line].Group, cause, Extend.Reason!, by, clock.Now)));
        await new Seats(db).FillAsync(groups.ConvertAll(g => g.Id), added, stop);
        await new Reserve(db).SaveAsync(Site, stop);
        Toast($"{added.Count} sessions are planned until {Show.Date(until)}, with everybody who is enrolled.");
        return RedirectToPage(new { id = Id });

        async Task<(ClashSheet, List<(Group Group, IReadOnlyList<Occurrence> Occurrences)>)> LookAsync(string? button)
        {
            var changes = Extend.ReadChanges(Site, [.. (await new FactsReader(db).CliniciansAsync(Site.Id, stop)).Select(c => c.Id)]);
            var lines = later.Select((group, line) =>
            {
                var dates = (group.Recurrence with { Until = until }).Dates(date => closures.Exists(c => c.Days.Covers(date)))
                    .Where(date => date > group.Until && (!planned.TryGetValue(group.Id, out var own) || date > own.Last));
                return (group, group.Propose(services[group.ServiceId], dates, changes, line, planned.GetValueOrDefault(group.Id)?.Count ?? 0));
            }).ToList();
            var occurrences = lines.SelectMany(l => l.Item2).ToList();
            RuleViolation.Unless(occurrences.Count > 0, "No session would be added until then.", "Until");
            var facts = await new FactsReader(db).ReadAsync(Site, occurrences.Min(o => o.Date), occurrences.Max(o => o.Date), stop: stop);
            var found = ClashSheet.Of(occurrences, facts);
            if (button is null)
            {
                return (found, lines);
            }

            Extend.Keep([.. changes, .. SheetView.Settled(found, button)]);
            return await LookAsync(null);
        }
    }

    /// <summary>Calls off the sessions of some days.</summary>
    [AlsoNeeds(Can.ManageGroups)]
    public async Task<IActionResult> OnPostPauseAsync()
    {
        var stop = HttpContext.RequestAborted;
        await FindAsync();
        RuleViolation.Unless(Pause.From >= clock.Today(Site.Zone), "What has taken place stays. Choose today or a later day.", "From");
        var (cancelled, kept) = await CallOffAsync(Pause.From!.Value, Pause.Until!.Value, Pause.Why, stop);
        RuleViolation.Unless(cancelled + kept > 0, "No session of the track is planned on these days.", "From");
        await db.SaveChangesAsync(stop);
        Toast($"{cancelled} sessions are called off.{(kept > 0 ? $" {kept} have a record already and stand." : "")} Those who were to come stand on the notice list of each.");
        return RedirectToPage(new { id = Id });
    }

    /// <summary>Ends all its groups with a day.</summary>
    [AlsoNeeds(Can.ManageGroups)]
    public async Task<IActionResult> OnPostEndAsync()
    {
        var stop = HttpContext.RequestAborted;
        await FindAsync();
        var last = End.LastDay!.Value;
        RuleViolation.Unless(last >= clock.Today(Site.Zone), "What has taken place stays. Choose today or a later day.", "LastDay");
        var groups = await RunningAsync(stop);
        RuleViolation.Unless(groups.Count > 0, "No group is running.");
        var (cancelled, kept) = await CallOffAsync(last.AddDays(1), DateOnly.MaxValue, End.Why, stop);
        RuleViolation.Unless(kept == 0, "A later session has a record already. The last day must be that day or a later one.", "LastDay");
        var ids = groups.ConvertAll(g => g.Id);
        var running = await db.Enrollments.Where(e => ids.Contains(e.GroupId) && (e.Until == null || e.Until > last)).ToListAsync(stop);
        foreach (var enrollment in running)
        {
            enrollment.End(last);
        }

        foreach (var group in groups.Where(g => g.Until > last))
        {
            group.End(last);
        }

        await db.SaveChangesAsync(stop);
        Toast($"{Track.Name} ends on {Show.Date(last)}: {cancelled} later sessions are called off. Its patients stay admitted; move or discharge them.");
        return RedirectToPage(new { id = Id });
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        await FindAsync();
        ProgramName = await db.Programs.Where(p => p.Id == Track.ProgramId).Select(p => p.Name).FirstAsync(stop);
        Seats = await db.TrackSeats.FirstAsync(s => s.TrackId == Id, stop);
        var today = Today = clock.Today(Site.Zone);
        var groups = await db.Groups.AsNoTracking().Include(g => g.Facilitators).Where(g => g.TrackId == Id && g.Until >= today).ToListAsync(stop);
        Blocks = TrackWeek.Blocks(groups);
        Rows = [.. groups.GroupBy(g => (g.StartsAt, g.Minutes)).OrderBy(row => row.Key).Select(row => row.OrderBy(g => g.Name, StringComparer.CurrentCulture).ToList())];
        Weekdays = [.. groups.SelectMany(g => g.Weekdays).Distinct().OrderBy(Weekly.FromMonday)];
        PlannedUntil = groups.Count == 0 ? null : groups.Min(g => g.Until);
        Rooms = Site.Rooms.ToDictionary(r => r.Id, r => r.Name);
        var names = await db.Staff.AsNoTracking().Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name.Full, stop);
        Leaders = groups.SelectMany(g => g.LeadersInOrder(), (g, leader) => (g.Id, names.GetValueOrDefault(leader) ?? "")).ToLookup(l => l.Item1, l => l.Item2);
        var places = await db.PlacesAsync(groups.ConvertAll(g => g.Id), stop);
        Taken = groups.ToDictionary(g => g.Id, g => Group.PlacesTaken(places[g.Id], Place.Of(new(g.From > today ? g.From : today, null))));
        var members = await (
            from place in db.TrackPlaces.AsNoTracking()
            where place.TrackId == Id && (place.Until == null || (place.Until >= today && place.Until >= place.From))
            join episode in db.Episodes.AsNoTracking() on place.EpisodeId equals episode.Id
            where episode.DischargedOn == null
            join patient in db.Patients.AsNoTracking() on place.PatientId equals patient.Id
            orderby patient.Name.Family, patient.Name.Given, place.From
            select new { place, patient.Id, patient.Name, patient.PreferredName }).ToListAsync(stop);
        Members = members.ConvertAll(m => new Member(
            m.place.PatientId, $"{m.PreferredName ?? m.Name.Given} {m.Name.Family}", m.place.From, m.place.Until, m.place.Weekdays));
    }

    private async Task FindAsync()
    {
        var stop = HttpContext.RequestAborted;
        Track = Existing(await db.Tracks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == Id, stop));
        Site = await db.Sites.AsNoTracking().Include(s => s.Rooms).FirstAsync(s => db.Programs.Any(p => p.Id == Track.ProgramId && p.SiteId == s.Id), stop);
        if (db.Reach?.Sites.Contains(Site.Id) == false)
        {
            throw new NothingHereException();
        }
    }

    private Task<List<Group>> RunningAsync(CancellationToken stop)
    {
        var today = clock.Today(Site.Zone);
        return db.Groups.Include(g => g.Facilitators).Where(g => g.TrackId == Id && g.Until >= today).OrderBy(g => g.StartsAt).ToListAsync(stop);
    }

    /// <summary>Calls off what has no record yet; how many were, and how many have one.</summary>
    private async Task<(int Cancelled, int Kept)> CallOffAsync(DateOnly from, DateOnly until, string why, CancellationToken stop)
    {
        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        var sessions = await db.Set<GroupSession>()
            .Where(s => db.Groups.Any(g => g.Id == s.GroupId && g.TrackId == Id) && s.CancelledAt == null && s.ClinicDate >= from && s.ClinicDate <= until)
            .Select(s => new { Session = s, IsRecorded = db.SessionCounts.Any(c => c.SessionId == s.Id && c.Recorded > 0) }).ToListAsync(stop);
        foreach (var open in sessions.Where(s => !s.IsRecorded))
        {
            open.Session.Cancel(why, by, clock.Now);
        }

        return (sessions.Count(s => !s.IsRecorded), sessions.Count(s => s.IsRecorded));
    }

    public sealed class ExtendForm : SheetForm
    {
        public DateOnly? Until { get; set; }

        public sealed class Validator : AbstractValidator<ExtendForm>
        {
            public Validator()
            {
                RuleFor(f => f.Until).NotNull().WithMessage("Enter the last day.");
                RuleFor(f => f.Reason).MaximumLength(300);
            }
        }
    }

    public sealed class PauseForm
    {
        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public string Why { get; set; } = "";

        public sealed class Validator : AbstractValidator<PauseForm>
        {
            public Validator()
            {
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day of the pause.");
                RuleFor(f => f.Until).NotNull().WithMessage("Enter the last day of the pause.")
                    .GreaterThanOrEqualTo(f => f.From).WithMessage("The last day lies before the first.");
                RuleFor(f => f.Why).NotEmpty().WithMessage("Say why the track pauses.").MaximumLength(300);
            }
        }
    }

    public sealed class EndForm
    {
        public DateOnly? LastDay { get; set; }

        public string Why { get; set; } = "";

        public sealed class Validator : AbstractValidator<EndForm>
        {
            public Validator()
            {
                RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day.");
                RuleFor(f => f.Why).NotEmpty().WithMessage("Say why the track ends.").MaximumLength(300);
            }
        }
    }
}

using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>Which former patients come to a group, and how many places it has for them.</summary>
[Authorize(Can.ManageGroups)]
public sealed class AlumniModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The most people one list shows; a search finds the others.</summary>
    private const int Longest = 50;

    [BindProperty(SupportsGet = true)]
    public Id<Group> Id { get; set; }

    [BindProperty]
    public PlacesForm Places { get; set; } = new();

    [BindProperty]
    public WelcomeForm Form { get; set; } = new();

    public Group Group { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    public int Taken { get; private set; }

    public IReadOnlyList<AlumnusRow> Standing { get; private set; } = [];

    public IReadOnlyList<AlumnusRow> Former { get; private set; } = [];

    public IReadOnlyList<Candidate> Candidates { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        // The next save knows of theirs.
        ModelState.Remove("Places.Version");
        Places.Version = Group.Version;
    }

    /// <summary>Narrows the list to a name; names stand in no address.</summary>
    [WithoutForm]
    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostFindAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostPlacesAsync()
    {
        var group = Existing(await FindAsync());
        db.Entry(group).Property(g => g.Version).OriginalValue = Places.Version!.Value;
        var room = await db.Rooms.FirstOrDefaultAsync(r => r.Id == group.RoomId, HttpContext.RequestAborted);
        var today = await TodayAsync(group);
        var people = group.Capacity + Places.AlumniCapacity!.Value;
        var small = await db.Set<GroupSession>()
            .Where(s => s.GroupId == Id && s.CancelledAt == null && s.ClinicDate >= today && s.RoomId != group.RoomId && db.Rooms.Any(r => r.Id == s.RoomId && r.Capacity < people))
            .OrderBy(s => s.ClinicDate).Select(s => (DateOnly?)s.ClinicDate).FirstOrDefaultAsync(HttpContext.RequestAborted);
        RuleViolation.Unless(small is null, $"On {small:dddd, MMMM d} the group meets in a room that holds fewer people. Move that session first.", nameof(Places.AlumniCapacity));
        group.HoldAlumni(Places.AlumniCapacity.Value, room, today);
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        Toast(group.AlumniCapacity == 0 ? "No alumni come to this group." : $"{group.AlumniCapacity} {(group.AlumniCapacity == 1 ? "place is" : "places are")} for alumni.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var group = Existing(await FindAsync());
        var patient = await db.Patients.FirstOrDefaultAsync(p => p.Id == Form.PatientId && p.SiteId == group.SiteId, stop)
            ?? throw new RuleViolation("Choose somebody from the list.", nameof(Form.PatientId));
        var episodes = await db.Episodes.Where(e => e.PatientId == patient.Id).ToListAsync(stop);
        var by = await db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        var called = string.IsNullOrWhiteSpace(Form.Called) ? InGroup(patient.PreferredName ?? patient.Name.Given, patient.Name.Family) : Form.Called;
        db.AlumniPlaces.Add(group.Welcome(patient, episodes, called, new DateRange(Form.From!.Value, Form.Until), by, clock.Now));
        await db.SaveChangesAsync(stop);
        Toast($"{called} has a place. Whoever leads {group.Name} sees this name and writes down who came.");
        return RedirectToPage();
    }

    /// <summary>Ends a place: today is the last day, or it never began.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostEndAsync(Id<AlumniPlace> place)
    {
        var group = Existing(await FindAsync());
        if (group.Alumni.FirstOrDefault(one => one.Id == place) is not { } found)
        {
            return Missing();
        }

        found.End(await TodayAsync(group));
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        Toast($"{found.Called} has no place after today.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Group = Existing(await FindAsync());
        Today = await TodayAsync(Group);
        var (id, site, today) = (Group.Id, Group.SiteId, Today);
        // What was typed stays, of whichever form of the page.
        Places.AlumniCapacity ??= Group.AlumniCapacity;
        Places.Version ??= Group.Version;
        Form.From ??= Group.From > today ? Group.From : today;
        Taken = Group.AlumniTaken(new DateRange(today, null));
        var rows = await db.AlumniOfAsync(Group, stop);
        Standing = [.. rows.Where(row => row.Days.Overlaps(new DateRange(today, null)))];
        Former = [.. rows.Where(row => !row.Days.IsEmpty && row.Days.Until < today)];
        var typed = PatientSearch.Searchable(Form.Search ?? "");
        var chosen = Form.PatientId;
        var found = await (
            from patient in db.Patients.AsNoTracking()
            where patient.SiteId == site && patient.DeceasedOn == null
                && db.Episodes.Any(e => e.PatientId == patient.Id) && db.Episodes.All(e => e.PatientId != patient.Id || e.DischargedOn != null)
                && !db.AlumniPlaces.Any(a => a.GroupId == id && a.PatientId == patient.Id && (a.Until == null || (a.Until >= today && a.Until >= a.From)))
            where patient.Id == chosen || typed == "" || EF.Property<string>(patient, "SearchText").Contains(typed)
            orderby patient.Id == chosen descending, patient.Name.Family, patient.Name.Given
            select new
            {
                patient.Id,
                patient.Name,
                patient.PreferredName,
                patient.BirthDate,
                Left = db.Episodes.Where(e => e.PatientId == patient.Id).Max(e => e.DischargedOn),
            }).Take(Longest + 1).ToListAsync(stop);
        IsCut = found.Count > Longest;
        Candidates = [.. found.Take(Longest).Select(c => new Candidate(c.Id, $"{c.PreferredName ?? c.Name.Given} {c.Name.Family}", c.BirthDate, c.Left!.Value))];
    }

    /// <summary>A first name and the letter that the family name begins with: enough to be called by.</summary>
    private static string InGroup(string given, string family) => $"{given} {System.Globalization.StringInfo.GetNextTextElement(family)}.";

    private Task<Group?> FindAsync() => db.Groups.Include(g => g.Alumni).FirstOrDefaultAsync(g => g.Id == Id, HttpContext.RequestAborted);

    private Task<DateOnly> TodayAsync(Group group) => db.TodayAtAsync(group.SiteId, clock, HttpContext.RequestAborted);

    /// <param name="Left">The day of the last discharge.</param>
    public sealed record Candidate(Id<Patient> Id, string Name, DateOnly BirthDate, DateOnly Left);

    public sealed class PlacesForm
    {
        public int? AlumniCapacity { get; set; }

        public uint? Version { get; set; }

        public sealed class Validator : AbstractValidator<PlacesForm>
        {
            public Validator()
            {
                RuleFor(f => f.AlumniCapacity).NotNull().WithMessage("Enter how many alumni may come; 0 for none.").InclusiveBetween(0, 100).WithMessage("Enter 0 to 100.");
                RuleFor(f => f.Version).NotNull().WithMessage("Open the page again.");
            }
        }
    }

    public sealed class WelcomeForm
    {
        public string? Search { get; set; }

        public Id<Patient>? PatientId { get; set; }

        public string? Called { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public sealed class Validator : AbstractValidator<WelcomeForm>
        {
            public Validator()
            {
                RuleFor(f => f.Search).MaximumLength(100);
                RuleFor(f => f.PatientId).NotNull().WithMessage("Choose who comes.");
                RuleFor(f => f.Called).MaximumLength(AlumniPlace.LongestName).WithMessage($"Shorten the name to {AlumniPlace.LongestName} characters.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day in the group.");
                RuleFor(f => f.Until).GreaterThanOrEqualTo(f => f.From).WithMessage("The last day lies before the first.");
            }
        }
    }
}

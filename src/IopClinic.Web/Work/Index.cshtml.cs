using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Work;

/// <summary>One queue of everything that waits: for the reader, and for those with whom they share a team.</summary>
[Authorize(Can.SeeWork)]
public sealed class IndexPage(ClinicDb db, ClinicClock clock, WorkQueries work) : ClinicPage
{
    /// <summary>The most lines on a page.</summary>
    public const int Most = 200;

    /// <summary>Longer than that, age is not told apart any more.</summary>
    private static readonly (string Words, int From, int To)[] Bands = [("Today", 0, 0), ("1–2 days", 1, 2), ("3–7 days", 3, 7), ("Longer", 8, int.MaxValue)];

    [BindProperty(SupportsGet = true)]
    public Part View { get; set; }

    /// <summary>Only of this person; of the team alone.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Who { get; set; }

    [BindProperty(SupportsGet = true)]
    public WorkKind? Kind { get; set; }

    /// <summary>How much the asking page shows already.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Known { get; set; }

    /// <summary>And how much of it overdue.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Late { get; set; }

    public IReadOnlyList<WorkLine> Lines { get; private set; } = [];

    /// <summary>Before the reader, not put off.</summary>
    public int Mine { get; private set; }

    /// <summary>Put off by the reader.</summary>
    public int PutOff { get; private set; }

    public IReadOnlyList<ByPerson> People { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Names { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Kinds { get; private set; } = [];

    public IReadOnlyDictionary<Id<StaffMember>, string> NameOf { get; private set; } = new Dictionary<Id<StaffMember>, string>();

    public DateOnly Today => clock.Today(db.Actor.Zone);

    public DateTimeOffset Now => clock.Now;

    public static IReadOnlyList<string> Ages { get; } = [.. Bands.Select(band => band.Words)];

    public IEnumerable<WorkLine> First => Lines.Take(Most);

    public bool IsCut => Lines.Count > Most;

    /// <summary>Of what is before somebody, and not put off.</summary>
    public int Overdue => Lines.Count(line => line.IsOpen && line.Item.IsOverdue(Today, Now));

    public string Lead => (View, Lines.Count(line => View is Part.PutOff || line.IsOpen)) switch
    {
        (Part.PutOff, 0) => "Nothing is put off.",
        (Part.PutOff, _) => "Comes back by itself on the day you chose.",
        (_, 0) => "Nothing waits.",
        (_, 1) => Overdue == 0 ? "One thing waits, in time." : "One thing waits, overdue.",
        (_, var many) => $"{many} things wait, {(Overdue == 0 ? "none" : $"{Overdue}")} overdue.",
    };

    /// <param name="Id">Whose.</param>
    /// <param name="Name">As they are called.</param>
    /// <param name="Counts">By age, as in <see cref="Ages"/>.</param>
    /// <param name="Overdue">Of all of it.</param>
    public sealed record ByPerson(Id<StaffMember> Id, string Name, IReadOnlyList<int> Counts, int Overdue)
    {
        public int All => Counts.Sum();
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown(PatientsShown, "Work list");
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        db.RecordShown(PatientsShown, "WorkExport");
        var csv = new Csv().Row("Kind", "What", "Patient", "Since", "Age in days", "Due", "Overdue", "With", "Put off until", "Detail");
        foreach (var line in Lines)
        {
            csv.Row(
                WorkWords.Of(line.Item.Kind), line.Item.What, line.Item.Patient, Show.Iso(line.Item.Since), $"{line.Item.Age(Today)}",
                line.Item.DueOn is { } due ? Show.Iso(due) : null, line.Item.IsOverdue(Today, Now) ? "yes" : "no", With(line),
                (View is Part.Team ? line.PutOff : line.PutOff.Where(off => off.StaffMemberId == SignedIn)).Select(off => Show.Iso(off.Until)).Order(StringComparer.Ordinal).FirstOrDefault(), line.Item.Detail);
        }

        return File(csv.ToFile(), "text/csv; charset=utf-8", "work.csv");
    }

    /// <summary>How much waits for the reader, for the frame of every page.</summary>
    public async Task<IActionResult> OnGetCountAsync()
    {
        // A number shows nobody: the history tells of people who were looked at, and not of every page that counts.
        db.Seen.IsWatched = false;
        var mine = (await work.OfAsync(User, [SignedIn], HttpContext.RequestAborted)).Where(line => line.SnoozeOf(SignedIn) is null).ToList();
        var late = mine.Count(line => line.Item.IsOverdue(Today, Now));
        return (mine.Count, late) == (Known, Late) ? new NoContentResult() : Partial("_Count", ((int?)mine.Count, late));
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var team = View is Part.Team ? await work.TeamAsync(User, SignedIn, stop) : [SignedIn];
        var all = await work.OfAsync(User, team, stop);
        var owners = all.SelectMany(line => line.Owners).Concat(all.Select(line => line.HandedOver?.FromId).OfType<Id<StaffMember>>()).Concat(team).Distinct().ToList();
        NameOf = (await db.HouseAsync()).Names;
        (Mine, PutOff) = (all.Count(line => IsBefore(line, SignedIn)), all.Count(line => line.SnoozeOf(SignedIn) is not null));
        if (View is Part.Team)
        {
            People =
            [
                .. from one in team
                   let theirs = all.Where(line => IsBefore(line, one)).ToList()
                   let late = theirs.Count(line => line.Item.IsOverdue(Today, Now))
                   where theirs.Count > 0
                   orderby late descending, theirs.Count descending, NameOf.GetValueOrDefault(one)
                   select new ByPerson(one, NameOf.GetValueOrDefault(one, "Somebody who left"), [.. Bands.Select(band => theirs.Count(line => line.Item.Age(Today) is var age && age >= band.From && age <= band.To))], late),
            ];
            Names = [.. team.Where(NameOf.ContainsKey).OrderBy(one => NameOf[one]).Select(one => new SelectListItem(NameOf[one], $"{one}", one == Who))];
        }

        var shown = View switch
        {
            Part.Mine => all.Where(line => IsBefore(line, SignedIn)),
            Part.PutOff => all.Where(line => line.SnoozeOf(SignedIn) is not null),
            _ => all.Where(line => Who is not { } who || line.Owners.Contains(who)),
        };
        var here = shown.ToList();
        Kinds = [.. here.Select(line => line.Item.Kind).Distinct().Order().Select(kind => new SelectListItem(WorkWords.Of(kind), $"{kind}", kind == Kind))];
        Lines = Kind is null ? here : here.FindAll(line => line.Item.Kind == Kind);
    }

    /// <summary>Who has it, by name.</summary>
    public string With(WorkLine line) => string.Join(", ", line.Owners.Select(owner => NameOf.GetValueOrDefault(owner, "somebody who left")));

    private static bool IsBefore(WorkLine line, Id<StaffMember> person) => line.Owners.Contains(person) && line.SnoozeOf(person) is null;

    private IEnumerable<Id<Patient>> PatientsShown => Lines.Select(line => line.Item.PatientId).OfType<Id<Patient>>().Distinct();

    /// <summary>The parts of the list.</summary>
    public enum Part
    {
        Mine,
        PutOff,
        Team,
    }
}

using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Away;

/// <summary>Who is away, and when.</summary>
[Authorize(Can.ManageGroups)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int Most = 300;

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Person { get; set; }

    /// <summary>Leave that ends on this day or later; today where no day is named.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    /// <summary>Whether what was withdrawn is listed too.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Withdrawn { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Whatever the list is narrowed to: who is away in the week that runs.</summary>
    public IReadOnlyList<Row> ThisWeek { get; private set; } = [];

    public IReadOnlyList<SelectListItem> People { get; private set; } = [];

    public bool IsCut => Rows.Count == Most;

    public Task OnGetAsync() => LoadAsync();

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row("Name", "From", "Until", "From time", "Until time", "Why", "Sessions covered", "Sessions left without them", "State");
        foreach (var row in Rows)
        {
            csv.Row(
                row.Name, Show.Iso(row.From), Show.Iso(row.Until), $"{row.FromTime:HH:mm}", $"{row.UntilTime:HH:mm}", Show.Words(row.Kind), $"{row.Covered}", $"{row.Left}",
                row.IsWithdrawn ? "Withdrawn" : "Stands");
        }

        return File(csv.ToPlainFile(), "text/csv; charset=utf-8", $"leave-{Show.Iso(clock.Today(db.Actor.Zone))}.csv");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var today = clock.Today(db.Actor.Zone);
        var people = await db.CliniciansOfMine().AsNoTracking().OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync(stop);
        People = [.. people.Select(s => new SelectListItem(s.Name.Full, s.Id.ToString()))];
        From ??= today;
        var from = From.Value;
        var listed = db.Leaves.Where(leave => leave.Until >= from && (Withdrawn || leave.WithdrawnAt == null));
        Rows = await ToRowsAsync(Person is { } person ? listed.Where(leave => leave.StaffMemberId == person) : listed, stop);
        var week = ClinicWeek.Of(today);
        ThisWeek = await ToRowsAsync(db.Leaves.Where(leave => leave.WithdrawnAt == null && leave.From <= week.Sunday && leave.Until >= week.Monday), stop);
    }

    private async Task<List<Row>> ToRowsAsync(IQueryable<Leave> leaves, CancellationToken stop) => await (
        from leave in leaves.AsNoTracking()
        join person in db.CliniciansOfMine() on leave.StaffMemberId equals person.Id
        orderby leave.From, leave.StartsAt, person.Name.Family, leave.Id
        select new Row(
            leave.Id, person.Name.Given + " " + person.Name.Family, leave.From, leave.Until, leave.FromTime, leave.UntilTime, leave.Kind,
            leave.Covers.Count(c => c.CoverId != null), leave.Covers.Count(c => c.CoverId == null), leave.WithdrawnAt != null)).Take(Most).ToListAsync(stop);

    /// <param name="Id">The leave.</param>
    /// <param name="Name">Who is away.</param>
    /// <param name="From">The first day.</param>
    /// <param name="Until">The last day.</param>
    /// <param name="FromTime">From when, where it is a part of a day.</param>
    /// <param name="UntilTime">Until when.</param>
    /// <param name="Kind">Why.</param>
    /// <param name="Covered">Sessions that somebody else leads.</param>
    /// <param name="Left">Sessions that nobody was named for.</param>
    /// <param name="IsWithdrawn">Whether it was taken back.</param>
    public sealed record Row(
        Id<Leave> Id, string Name, DateOnly From, DateOnly Until, TimeOnly? FromTime, TimeOnly? UntilTime, LeaveKind Kind, int Covered, int Left, bool IsWithdrawn)
    {
        public string When => FromTime is { } from && UntilTime is { } until ? $"{Show.Day(From)}, {Show.Times(from, until)}"
            : From == Until ? Show.Day(From)
            : $"{Show.Day(From)} – {Show.Day(Until)}";
    }
}

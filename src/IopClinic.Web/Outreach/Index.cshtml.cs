using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Outreach;

/// <summary>Who stayed away and is to be reached, and who may be about to: of the patients whose charts are open to the reader.</summary>
[Authorize(Can.LogSessions)]
public sealed class IndexPage(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : ClinicPage
{
    public const string Everybody = "all";

    /// <summary>For so many days a closed one is shown.</summary>
    private const int DaysClosed = 30;

    [BindProperty(SupportsGet = true)]
    public Shown View { get; set; }

    /// <summary>Empty for the reader's own, "all", or the key of another owner.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Whose { get; set; }

    public IReadOnlyList<OutreachRow> Rows { get; private set; } = [];

    public IReadOnlyList<Warned> Warnings { get; private set; } = [];

    public int Open { get; private set; }

    public IReadOnlyList<SelectListItem> Owners { get; private set; } = [];

    public DateTimeOffset Now => clock.Now;

    public DateOnly Today => clock.Today(db.Actor.Zone);

    public TimeZoneInfo Zone => db.Actor.Zone;

    public int Overdue => Rows.Count(row => row.IsOverdue(Now));

    public bool IsCut => Rows.Count == OutreachQueries.Most;

    public string Lead => View switch
    {
        Shown.Warnings => Warnings.Count == 0 ? "Nobody stands out." : Warnings.Count == 1 ? "One person to look after." : $"{Warnings.Count} people to look after.",
        Shown.Closed => $"Closed in the last {DaysClosed} days.",
        _ when Rows.Count == 0 => "Nobody waits to be reached.",
        _ => $"{Rows.Count} to reach{(Overdue == 0 ? ", none overdue" : $", {Overdue} overdue")}. Patients at high risk come first.",
    };

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown([], View is Shown.Warnings ? "Early warnings" : "Outreach list");
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        db.RecordShown([], "Outreach export");
        var csv = new Csv();
        if (View is Shown.Warnings)
        {
            csv.Row("Patient", "Risk", "Primary clinician", "Why");
            foreach (var one in Warnings)
            {
                csv.Row(one.Patient, Show.Words(one.Risk), one.Clinician, string.Join("; ", one.Why));
            }

            return File(csv.ToFile(), "text/csv", "early-warnings.csv");
        }

        csv.Row("Patient", "Risk", "Absences in a row", "First absence", "Due", "Overdue", "Owner", "Escalated to", "Tries", "Last tried", "Closed", "Outcome", "Decision");
        foreach (var row in Rows)
        {
            csv.Row(
                row.Patient, Show.Words(row.Risk), $"{row.Absences}", Show.Iso(row.On), Csv.Instant(row.DueAt), row.IsOverdue(Now) ? "yes" : "no", row.Owner.Full, row.Told?.Full,
                $"{row.Tries}", InstantOf(row.LastTriedAt), InstantOf(row.ClosedAt),
                row.Outcome is { } outcome ? OutreachWords.Of(outcome) : null, row.Decision is { } decision ? OutreachWords.Of(decision) : null);
        }

        return File(csv.ToFile(), "text/csv", "outreach.csv");

        static string? InstantOf(DateTimeOffset? at) => at is { } instant ? Csv.Instant(instant) : null;
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var all = db.OpenToReader();
        var since = Now.AddDays(-DaysClosed);
        var shown = View is Shown.Closed ? all.Where(t => t.ClosedAt >= since) : all.Where(t => t.ClosedAt == null);
        Open = await Of(all.Where(t => t.ClosedAt == null)).CountAsync(stop);
        var owners = await (
            from owner in db.Staff.AsNoTracking()
            where owner.Id != SignedIn && shown.Any(t => t.OwnerId == owner.Id)
            orderby owner.Name.Family, owner.Name.Given
            select new { owner.Id, owner.Name }).Take(200).ToListAsync(stop);
        Owners =
        [
            new("Mine, and escalated to me", ""), new("All I may see", Everybody),
            .. View is Shown.Warnings ? [] : owners.Select(owner => new SelectListItem(owner.Name.Full, $"{owner.Id}")),
        ];
        if (View is Shown.Warnings)
        {
            Warnings = await new EarlyWarnings(db, clock, library).OfAsync(Whose == Everybody ? null : SignedIn, Today, stop);
            return;
        }

        Rows = await Of(shown).ToRowsAsync(db, OutreachQueries.Most, stop);
    }

    private IQueryable<Domain.Outreach.OutreachTask> Of(IQueryable<Domain.Outreach.OutreachTask> tasks) => Whose == Everybody
        ? tasks
        : Id<StaffMember>.TryParse(Whose, null, out var owner) ? tasks.Where(t => t.OwnerId == owner) : tasks.With(SignedIn);

    /// <summary>The parts of the list.</summary>
    public enum Shown
    {
        Open,
        Closed,
        Warnings,
    }
}

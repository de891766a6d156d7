using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.History;

/// <summary>A list of audit events with its filters: of one patient, or of the clinic.</summary>
public abstract class HistoryPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public HistoryQuestion Ask { get; set; } = new();

    public IReadOnlyList<Told> Events { get; private set; } = [];

    public IReadOnlyList<SelectListItem> People { get; private set; } = [];

    public Pager? Pager { get; private set; }

    /// <summary>Where the times on the page are meant.</summary>
    public TimeZoneInfo Zone => Db.Actor.Zone;

    protected ClinicDb Db { get; } = db;

    protected ClinicClock Clock { get; } = clock;

    /// <summary>Whose lines were asked for.</summary>
    public AskedPatient? Asked { get; protected set; }

    public sealed record AskedPatient(Id<Patient> Id, string Mrn, PersonName Name);

    /// <summary>The page's own address, for its pager and its export.</summary>
    public abstract string Path { get; }

    /// <summary>The address of the export of what is shown.</summary>
    public string ExportAddress => Address(new Dictionary<string, string>(Ask.Values()) { ["handler"] = "Csv" });

    protected async Task ShowAsync(IQueryable<AuditEvent> events)
    {
        Db.Actor.Purpose = Purpose.Operations;
        var (page, newer, older) = await Ask.PageAsync(events.AsNoTracking());
        Events = await Db.TellAsync(page, May(Can.ReadCharts));
        People = await HistoryQuestion.PeopleAsync(Db);
        if (page.Count > 0 && (newer || older))
        {
            Pager = new Pager(
                $"{page.Count} events",
                newer ? PagerStep.Link(Address(Ask.Values(after: page[0].Sequence))) : null,
                older ? PagerStep.Link(Address(Ask.Values(before: page[^1].Sequence))) : null);
        }
    }

    protected async Task<IActionResult> ExportAsync(IQueryable<AuditEvent> events, string name)
    {
        Db.Actor.Purpose = Purpose.Operations;
        var rows = await Ask.Among(events.AsNoTracking()).OrderByDescending(e => e.Sequence).Take(HistoryQuestion.MostExported + 1).ToListAsync();
        var cut = rows.Count > HistoryQuestion.MostExported;
        if (cut)
        {
            rows.RemoveAt(rows.Count - 1);
        }

        var told = await Db.TellAsync(rows, May(Can.ReadCharts));
        var csv = new Csv().Row("When (UTC)", "Clinic date", "Who", "Roles", "What", "Outcome", "Times", "Changes", "Purpose", "Reason", "MRN", "Patients shown", "Page", "Address", "Request");
        foreach (var row in told)
        {
            csv.Row(
                Csv.Instant(row.Event.At),
                row.Event.ClinicDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                row.Event.ActorName,
                row.Roles,
                row.What,
                Show.Words(row.Event.Outcome),
                row.Event.Times.ToString(System.Globalization.CultureInfo.InvariantCulture),
                row.InOneLine,
                Show.Words(row.Event.Purpose),
                row.Event.Reason,
                row.PatientMrn,
                row.Event.Shown?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture),
                row.Event.Page,
                row.Event.ClientAddress,
                row.Event.RequestId);
        }

        if (cut)
        {
            csv.Row().Row($"Only the newest {HistoryQuestion.MostExported:N0} lines are here. Ask for a shorter time to get the others.");
        }

        return File(csv.ToFile(), "text/csv; charset=utf-8", name);
    }

    private string Address(Dictionary<string, string> values) =>
        Path + QueryString.Create(values.Select(v => KeyValuePair.Create<string, string?>(v.Key, v.Value)));
}

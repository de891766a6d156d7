using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.History;

/// <summary>Which events a reader of the history asks for. It stands in the address: keys, dates and choices, never a name.</summary>
public sealed class HistoryQuestion
{
    public const int PageLength = 50;

    /// <summary>The most events one export holds.</summary>
    public const int MostExported = 10_000;

    public AuditAction? Action { get; set; }

    public Id<StaffMember>? Who { get; set; }

    public Id<Patient>? Patient { get; set; }

    public AuditOutcome? Outcome { get; set; }

    /// <summary>The page it happened on, as the history calls it.</summary>
    public string? On { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    /// <summary>Only events older than this one.</summary>
    public long? Before { get; set; }

    /// <summary>Only events newer than this one.</summary>
    public long? After { get; set; }

    public bool IsFiltered => Action is not null || Who is not null || Patient is not null || Outcome is not null || On is not null || From is not null || Until is not null;

    /// <summary>Everything of the clinic, or of the one patient who is asked for.</summary>
    public IQueryable<AuditEvent> In(ClinicDb db) => Patient is { } patient ? db.HistoryOf(patient) : db.AuditEvents;

    /// <summary>Everything among these that fits, whatever the page.</summary>
    public IQueryable<AuditEvent> Among(IQueryable<AuditEvent> events)
    {
        if (Action is { } action)
        {
            events = events.Where(e => e.Action == action);
        }

        if (Who is { } who)
        {
            events = events.Where(e => e.ActorId == who);
        }

        if (Outcome is { } outcome)
        {
            events = events.Where(e => e.Outcome == outcome);
        }

        if (On is { } on)
        {
            var patterns = PageNames.PatternsOf(on);
            events = events.Where(e => patterns.Contains(e.Page));
        }

        if (From is { } from)
        {
            events = events.Where(e => e.ClinicDate >= from);
        }

        if (Until is { } until)
        {
            events = events.Where(e => e.ClinicDate <= until);
        }

        return events;
    }

    /// <summary>One page, newest first, and whether there is more on either side.</summary>
    public async Task<(IReadOnlyList<AuditEvent> Events, bool Newer, bool Older)> PageAsync(IQueryable<AuditEvent> events)
    {
        var fitting = Among(events);
        if (After is { } after)
        {
            var newer = await fitting.Where(e => e.Sequence > after).OrderBy(e => e.Sequence).Take(PageLength + 1).ToListAsync();
            return (newer.Take(PageLength).Reverse().ToList(), newer.Count > PageLength, true);
        }

        if (Before is { } before)
        {
            fitting = fitting.Where(e => e.Sequence < before);
        }

        var page = await fitting.OrderByDescending(e => e.Sequence).Take(PageLength + 1).ToListAsync();
        return (page.Take(PageLength).ToList(), Before is not null, page.Count > PageLength);
    }

    /// <summary>The address values of this question, with another page or none.</summary>
    public Dictionary<string, string> Values(long? before = null, long? after = null)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("action", Action);
        Add("who", Who);
        Add("patient", Patient);
        Add("outcome", Outcome);
        Add("on", On);
        Add("from", From?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Add("until", Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Add("before", before);
        Add("after", after);
        return values;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                values[name] = value.ToString()!;
            }
        }
    }

    /// <summary>The people a reader can ask for.</summary>
    public static async Task<IReadOnlyList<SelectListItem>> PeopleAsync(ClinicDb db) =>
        (await db.Staff.AsNoTracking().OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).Select(s => new { s.Id, s.Name }).ToListAsync())
        .Select(s => new SelectListItem(s.Name.Full, s.Id.ToString())).ToList();
}

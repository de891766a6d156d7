using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Emergency;

/// <summary>Records that were opened in an emergency: those nobody has looked at yet, oldest first, and those that were reviewed.</summary>
[Authorize(Can.ReviewGlass)]
public sealed class ReviewPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int PageLength = 50;

    /// <summary>Shows those that were reviewed already.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Done { get; set; }

    /// <summary>The opening after which the page begins.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<GlassOpening>? After { get; set; }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public bool HasMore { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>How often, in the last month, somebody opened the charts of unusually many patients.</summary>
    public int Alerts { get; private set; }

    public DateOnly AlertsFrom { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var (zone, now) = (db.Actor.Zone, clock.Now);
        Waiting = await db.GlassOpenings.CountAsync(g => g.Verdict == null);
        AlertsFrom = clock.Today(zone).AddDays(-30);
        Alerts = await db.AuditEvents.CountAsync(e => e.Action == AuditAction.Alert && e.ClinicDate >= AlertsFrom);
        var openings = db.GlassOpenings.AsNoTracking().Where(g => (g.Verdict != null) == Done);
        if (After is { } after && await db.GlassOpenings.Where(g => g.Id == after).Select(g => (DateTimeOffset?)g.OpenedAt).SingleOrDefaultAsync() is { } from)
        {
            openings = Done ? openings.Where(g => g.OpenedAt < from) : openings.Where(g => g.OpenedAt > from);
        }

        var found = await (
            from opening in Done ? openings.OrderByDescending(g => g.OpenedAt) : openings.OrderBy(g => g.OpenedAt)
            join patient in db.Patients on opening.PatientId equals patient.Id
            join opener in db.Staff on opening.StaffMemberId equals opener.Id
            select new { opening, patient.Name, patient.Mrn, By = opener.Name }).Take(PageLength + 1).ToListAsync();
        HasMore = found.Count > PageLength;
        Lines = found.Take(PageLength).Select(f => new Line(
            f.opening.Id,
            f.opening.PatientId,
            f.Name.Sorted,
            f.Mrn,
            f.By.Full,
            $"{Show.Date(ClinicClock.DateIn(zone, f.opening.OpenedAt))}, {Show.Time(ClinicClock.TimeIn(zone, f.opening.OpenedAt))}",
            Show.Words(f.opening.Reason),
            f.opening.IsOpen(now),
            f.opening.Verdict is { } verdict ? Show.Words(verdict) : null,
            (int)(now - f.opening.OpenedAt).TotalDays)).ToList();
        db.RecordShown(Lines.Select(line => line.PatientId), "Emergency review");
    }

    public sealed record Line(
        Id<GlassOpening> Id, Id<Patient> PatientId, string Patient, string Mrn, string By, string At, string Reason, bool IsOpen, string? Verdict, int Days);
}

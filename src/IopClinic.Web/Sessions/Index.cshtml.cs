using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>The sessions of a day or a week at the reader's site.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    public enum Span
    {
        Day,
        Week,
    }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Span View { get; set; }

    /// <summary>Only what the reader leads.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Room>? Room { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Clinician { get; set; }

    public DateOnly Today { get; private set; }

    public DateOnly Shown { get; private set; }

    public IReadOnlyList<(DateOnly Date, IReadOnlyList<SessionRow> Sessions)> Days { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public string SiteName { get; private set; } = "";

    /// <summary>Why the site is closed on days that are shown.</summary>
    public IReadOnlyList<Closure> Closures { get; private set; } = [];

    public bool IsFiltered => Mine || Room is not null || Clinician is not null;

    public string Heading => View is Span.Week
        ? $"{Show.Day(ClinicWeek.Of(Shown).Monday)} – {Show.Day(ClinicWeek.Of(Shown).Sunday)}, {ClinicWeek.Of(Shown).Sunday.Year}"
        : Shown.ToString("dddd, MMMM d, yyyy", CultureInfo.CurrentCulture);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Today = clock.Today(db.Actor.Zone);
        Shown = Date ?? Today;
        Date = Shown;
        var (first, last) = View is Span.Week ? (ClinicWeek.Of(Shown).Monday, ClinicWeek.Of(Shown).Sunday) : (Shown, Shown);
        var siteId = db.Actor.SiteId!.Value;
        var sessions = db.Sessions.Where(s => s.SiteId == siteId && s.ClinicDate >= first && s.ClinicDate <= last);
        if (Room is { } room)
        {
            sessions = sessions.Where(s => s.RoomId == room);
        }

        if (Clinician is { } clinician)
        {
            sessions = sessions.LedBy(clinician);
        }

        if (Mine)
        {
            sessions = sessions.LedBy(SignedIn);
        }

        IReadOnlyList<SessionRow> all = [];
        await db.TogetherAsync(
            async () => all = await sessions.ToRowsAsync(db, clock.Now, May(Can.FindPatients), stop),
            async () => Rooms = await GroupChoices.RoomsAsync(db, siteId, stop),
            async () => Clinicians = await GroupChoices.CliniciansAsync(db, stop),
            async () => Closures = await db.Closures.AsNoTracking().Where(c => c.SiteId == siteId && c.From <= last && c.Until >= first).OrderBy(c => c.From).ToListAsync(stop),
            async () => SiteName = (await db.HouseAsync()).Sites[siteId].Name);
        var rows = all.ToLookup(r => r.Date);
        Days = [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
            .Select(first.AddDays)
            .Select(date => (date, (IReadOnlyList<SessionRow>)[.. rows[date]]))
            .Where(day => View is Span.Day || day.Item2.Count > 0)];
    }

    /// <summary>The address of this page with another date or span, its filters kept.</summary>
    public string Href(DateOnly? date = null, Span? view = null, bool? mine = null)
    {
        var other = date ?? Shown;
        var parts = new List<string>();
        if (other != Today)
        {
            parts.Add($"date={other:yyyy-MM-dd}");
        }

        if ((view ?? View) is Span.Week)
        {
            parts.Add("view=Week");
        }

        if (mine ?? Mine)
        {
            parts.Add("mine=true");
        }

        if (Room is not null)
        {
            parts.Add($"room={Room}");
        }

        if (Clinician is not null)
        {
            parts.Add($"clinician={Clinician}");
        }

        return parts.Count == 0 ? "/Sessions" : "/Sessions?" + string.Join('&', parts);
    }
}

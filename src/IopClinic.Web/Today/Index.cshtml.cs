using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Today;

/// <summary>Where a day begins: one's own sessions, what still waits, and for administrators the day of the site.</summary>
[Authorize(Can.UseToday)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>How far back unsigned sessions are shown.</summary>
    private const int DaysBack = 14;

    /// <summary>Days after which an unsigned note is late.</summary>
    private const int LateAfterDays = 3;

    public DateOnly Date { get; private set; }

    public IReadOnlyList<SessionRow> Mine { get; private set; } = [];

    /// <summary>The session that runs, or the next one to begin, or the first that still waits for its signature.</summary>
    public SessionRow? Next { get; private set; }

    public bool IsRunning { get; private set; }

    public bool IsOver { get; private set; }

    public int MinutesUntilNext { get; private set; }

    public IReadOnlyList<SessionRow> Waiting { get; private set; } = [];

    /// <summary>All sessions of the site, for those who run it.</summary>
    public IReadOnlyList<SessionRow> OfSite { get; private set; } = [];

    public IReadOnlyList<TrackCensus> Census { get; private set; } = [];

    public bool RunsSite => May(Can.ManageGroups);

    public bool LeadsSessions => May(Can.LogSessions);

    /// <param name="Patients">With an open episode in the track.</param>
    /// <param name="Groups">Groups of the track that run today.</param>
    /// <param name="Free">Places left in the fullest of them: so many more patients the track can take.</param>
    public sealed record TrackCensus(string Program, string Track, int Patients, int Groups, int? Free);

    public string Heading => Date.ToString("dddd, MMMM d", CultureInfo.CurrentCulture);

    public string Lead
    {
        get
        {
            var planned = Mine.Count(s => s.State is not SessionState.Cancelled);
            var signed = Mine.Count(s => s.State is SessionState.Signed);
            return planned switch
            {
                0 when !LeadsSessions => "The day of the site.",
                0 => "No session of yours today.",
                1 => signed == 1 ? "Your session of today is signed." : "One session today.",
                _ when signed == planned => $"All {planned} sessions of today are signed.",
                _ when signed == 0 => $"{planned} sessions today.",
                _ => $"{planned} sessions today, {signed} signed.",
            };
        }
    }

    /// <summary>When the next session begins.</summary>
    public string Soon => IsOver ? "Not signed yet" : MinutesUntilNext < 90 ? $"In {MinutesUntilNext} min" : "Next";

    /// <summary>What one wants to know of a session before opening it.</summary>
    public string About(SessionRow session)
    {
        var who = session.Capacity is null ? $"{Show.Words(session.Kind)} session" : $"{session.Progress.Roster} on the roster";
        var others = session.Clinicians.Where(name => name != User.Identity?.Name).ToList();
        return $"{session.Where}, {who}" + (others.Count == 0 ? "" : $", with {string.Join(", ", others)}");
    }

    /// <summary>How urgent a record of so many days is.</summary>
    public Tone ToneOf(int days) => days > LateAfterDays ? Tone.Danger : Tone.Warn;

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Date = clock.Today(db.Actor.Zone);
        var now = clock.Now;
        Mine = await db.Sessions.Where(s => s.ClinicDate == Date).LedBy(SignedIn).ToRowsAsync(db, May(Can.FindPatients), stop);
        // After the last session of the day, the first one that nobody has signed yet.
        Next = Mine.FirstOrDefault(s => s.State is (SessionState.ToDo or SessionState.Draft) && s.EndsAt > now)
            ?? Mine.FirstOrDefault(s => s.Progress.AwaitsSignature);
        IsOver = Next?.EndsAt <= now;
        IsRunning = Next?.StartsAt <= now && !IsOver;
        MinutesUntilNext = Next is null ? 0 : (int)Math.Ceiling((Next.StartsAt - now).TotalMinutes);
        var earliest = Date.AddDays(-DaysBack);
        Waiting = await db.Sessions.Where(s => s.ClinicDate < Date && s.ClinicDate >= earliest).LedBy(SignedIn).AwaitingSignature(db)
            .ToRowsAsync(db, May(Can.FindPatients), stop);
        if (RunsSite)
        {
            var siteId = db.Actor.SiteId!.Value;
            OfSite = await db.Sessions.Where(s => s.SiteId == siteId && s.ClinicDate == Date).ToRowsAsync(db, May(Can.FindPatients), stop);
            await CountAsync(stop);
        }
    }

    private async Task CountAsync(CancellationToken stop)
    {
        var siteId = db.Actor.SiteId!.Value;
        var programs = await db.Programs.AsNoTracking().Include(p => p.Tracks)
            .Where(p => p.SiteId == siteId && p.RetiredAt == null).OrderBy(p => p.Name).ToListAsync(stop);
        var patients = await db.Episodes.AsNoTracking()
            .Where(e => e.SiteId == siteId && e.DischargedOn == null && e.AdmittedOn <= Date)
            .GroupBy(e => e.TrackId)
            .Select(track => new { track.Key, Count = track.Count() })
            .ToDictionaryAsync(track => track.Key, track => track.Count, stop);
        var groups = (await db.Groups.AsNoTracking()
            .Where(g => g.SiteId == siteId && g.From <= Date && g.Until >= Date)
            .Select(g => new
            {
                g.TrackId,
                Free = g.Capacity - g.Enrollments.Count(e => e.Until == null || e.Until >= Date),
            })
            .ToListAsync(stop)).ToLookup(g => g.TrackId, g => g.Free);
        Census = [.. programs.SelectMany(program => program.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
            .Select(track => new TrackCensus(
                program.Name,
                track.Name,
                patients.GetValueOrDefault(track.Id),
                groups[track.Id].Count(),
                groups[track.Id].Any() ? Math.Max(0, groups[track.Id].Min()) : null)))];
    }
}

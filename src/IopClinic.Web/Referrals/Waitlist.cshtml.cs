using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>Who waits for a seat, by track: high priority first, then who waits longest.</summary>
[Authorize(Can.TakeReferrals)]
public sealed class WaitlistModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    public IReadOnlyList<(SeatRow Track, IReadOnlyList<BoardRow> Waiting)> Tracks { get; private set; } = [];

    /// <summary>Who waits for a track that is retired, or of another site: they must not be forgotten with it.</summary>
    public IReadOnlyList<(SeatRow Track, IReadOnlyList<BoardRow> Waiting)> Closed { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    public DateOnly Today { get; private set; }

    public async Task OnGetAsync() => await LoadAsync();

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row("Program", "Track", "Priority", "Name", "Waiting since (UTC)", "Next action", "On");
        foreach (var (track, waiting) in Tracks.Concat(Closed))
        {
            foreach (var row in waiting)
            {
                csv.Row(
                    track.Program, track.Track, Show.Words(row.Priority), row.Name.Sorted, Csv.Instant(row.WaitlistedAt!.Value), row.NextAction,
                    row.NextActionOn is { } day ? Show.Iso(day) : "");
            }
        }

        db.RecordShown(Tracks.Concat(Closed).SelectMany(t => t.Waiting).Select(r => r.PatientId), "WaitlistExport");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"waitlist-{Show.Iso(Today)}.csv");
    }

    public override async Task LoadAsync()
    {
        (Now, Today) = (clock.Now, clock.Today(db.Actor.Zone));
        Id<Site> site = db.Actor.SiteId ?? throw new NothingHereException();
        var seats = await db.SeatsAsync(site);
        var waiting = (await db.Referrals.Where(r => r.SiteId == site && r.ClosedAt == null && r.WaitsForId != null).Rows(db).ToListAsync())
            .OrderBy(r => r.Priority).ThenBy(r => r.WaitlistedAt).ToLookup(r => r.WaitsForId!.Value);
        Tracks = [.. seats.Select(seat => (seat, (IReadOnlyList<BoardRow>)[.. waiting[seat.Id]]))];
        var gone = waiting.Select(w => w.Key).Except(seats.Select(s => s.Id)).ToList();
        var closed = gone.Count == 0 ? [] : await (
            from program in db.Programs.AsNoTracking()
            from track in program.Tracks
            where gone.Contains(track.Id)
            orderby program.Name, track.Name
            select new { track.Id, Program = program.Name, Track = track.Name }).ToListAsync();
        Closed = [.. closed.Select(t => (new SeatRow(t.Id, t.Program, t.Track, null, 0, waiting[t.Id].Count()), (IReadOnlyList<BoardRow>)[.. waiting[t.Id]]))];
        db.RecordShown(Tracks.Concat(Closed).SelectMany(t => t.Waiting).Select(r => r.PatientId), "Waitlist");
    }
}

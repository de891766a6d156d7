using IopClinic.Database;
using IopClinic.Database.Access;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sites;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>A referral as its lists show it.</summary>
public sealed record BoardRow(
    Id<Referral> Id,
    Id<Patient> PatientId,
    PersonName Name,
    string? PreferredName,
    string? Phone,
    ReferralSource Source,
    Urgency Urgency,
    string Concern,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? AssessmentAt,
    DateTimeOffset? WaitlistedAt,
    Id<Track>? WaitsForId,
    WaitPriority Priority,
    string? NextAction,
    DateOnly? NextActionOn,
    DateTimeOffset? LastTriedAt,
    int Tries,
    IReadOnlyList<PartOfDay> Availability,
    ReferralOutcome? Outcome,
    DateTimeOffset? ClosedAt)
{
    public string Called => Name.Called(PreferredName);

    public ReferralState State => (ClosedAt, AssessmentAt, WaitlistedAt) switch
    {
        (not null, _, _) => ReferralState.Closed,
        (_, not null, _) => ReferralState.Booked,
        (_, _, not null) => ReferralState.Waitlisted,
        _ => ReferralState.Waiting,
    };
}

/// <summary>A track with its seats and who waits for one.</summary>
public sealed record SeatRow(Id<Track> Id, string Program, string Track, int? Capacity, int Taken, int Waiting)
{
    public string Name => $"{Track}, {Program}";

    public int? Open => Capacity is { } capacity ? Math.Max(0, capacity - Taken) : null;
}

/// <summary>Who waits, first who is next.</summary>
/// <param name="Rows">With the name of the track where the heading does not say it.</param>
/// <param name="Now">From when the waiting is counted.</param>
/// <param name="Today">By which an action is overdue.</param>
public sealed record WaitingRows(IReadOnlyList<(BoardRow Row, string? Track)> Rows, DateTimeOffset Now, DateOnly Today);

/// <summary>What the board and the waitlist ask.</summary>
public static class Board
{
    public static IQueryable<BoardRow> Rows(this IQueryable<Referral> referrals, ClinicDb db) =>
        from referral in referrals.AsNoTracking()
        join patient in db.Patients on referral.PatientId equals patient.Id
        select new BoardRow(
            referral.Id,
            patient.Id,
            patient.Name,
            patient.PreferredName,
            patient.Phone,
            referral.Source,
            referral.Urgency,
            referral.Concern,
            referral.ReceivedAt,
            referral.AnsweredAt,
            db.Sessions.Where(s => s.ClinicDate == referral.AssessmentOn && s.Id == referral.AssessmentId && s.CancelledAt == null)
                .Select(s => (DateTimeOffset?)s.StartsAt).FirstOrDefault(),
            referral.WaitlistedAt,
            referral.WaitsForId,
            referral.WaitPriority,
            referral.NextAction,
            referral.NextActionOn,
            referral.Attempts.Max(a => (DateTimeOffset?)a.At),
            referral.Attempts.Count,
            referral.Availability,
            referral.Outcome,
            referral.ClosedAt);

    /// <summary>The tracks in use of a site, by program.</summary>
    public static async Task<IReadOnlyList<SeatRow>> SeatsAsync(this ClinicDb db, Id<Site> site)
    {
        var waiting = await db.Referrals.Where(r => r.ClosedAt == null && r.WaitsForId != null)
            .GroupBy(r => r.WaitsForId!.Value).ToDictionaryAsync(g => g.Key, g => g.Count());
        var tracks = await (
            from program in db.Programs.AsNoTracking()
            where program.SiteId == site && program.RetiredAt == null
            from track in program.Tracks
            where track.RetiredAt == null
            join seats in db.TrackSeats on track.Id equals seats.TrackId
            orderby program.Name, track.PartOfDay, track.Name
            select new { track.Id, Program = program.Name, Track = track.Name, seats.Capacity, seats.Taken }).ToListAsync();
        return tracks.ConvertAll(t => new SeatRow(t.Id, t.Program, t.Track, t.Capacity, t.Taken, waiting.GetValueOrDefault(t.Id)));
    }
}

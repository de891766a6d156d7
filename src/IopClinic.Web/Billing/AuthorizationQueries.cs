using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Web.Hours;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Billing;

/// <summary>What payers approved of one episode of care, and what of it is used.</summary>
/// <param name="Uses">Each approval, the newest first; those that were taken back too.</param>
/// <param name="Uncovered">Places still to come that none covers.</param>
internal sealed record Coverage(IReadOnlyList<AuthorizationUse> Uses, IReadOnlyList<LedgerRow> Uncovered)
{
    public static readonly Coverage None = new([], []);
}

internal static class AuthorizationQueries
{
    /// <summary>Days ahead for which it is said what no approval covers: the next one is seldom asked for earlier.</summary>
    private const int DaysAhead = 14;

    /// <summary>The approvals of these episodes, by episode.</summary>
    public static async Task<Dictionary<Id<Episode>, Coverage>> CoverageAsync(
        this ClinicDb db, IQueryable<Episode> episodes, DateOnly today, DateTimeOffset now, CancellationToken stop)
    {
        var all = (await (
            from episode in episodes
            join authorization in db.PayerAuthorizations on episode.Id equals authorization.EpisodeId
            select authorization).AsNoTracking().ToListAsync(stop)).ToLookup(a => a.EpisodeId);
        if (all.Count == 0)
        {
            return [];
        }

        var known = all.Select(of => of.Key).ToList();
        var soon = today.AddDays(DaysAhead);
        // What is booked counts to the end of what is approved.
        var last = all.SelectMany(of => of).Max(a => a.LastDay);
        var rows = await db.LedgerRowsAsync(episodes.Where(e => known.Contains(e.Id)), all.SelectMany(of => of).Min(a => a.FirstDay), last > soon ? last : soon, stop);
        return all.ToDictionary(
            of => of.Key,
            of =>
            {
                var places = rows[of.Key].ToList();
                return new Coverage(
                    [.. of.OrderBy(a => a.IsVoid).ThenByDescending(a => a.FirstDay).ThenByDescending(a => a.RecordedAt).Select(a => AuthorizationUse.Of(a, places))],
                    [.. AuthorizationUse.Uncovered([.. of], places, now).Where(row => row.Date <= soon)]);
            });
    }
}

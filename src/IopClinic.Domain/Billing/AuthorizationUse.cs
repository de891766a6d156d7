using IopClinic.Domain.Hours;
using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Billing;

/// <summary>How much of an approval is used, and how far what is booked will bring it.</summary>
/// <param name="Authorization">Which.</param>
/// <param name="Used">Units that were delivered.</param>
/// <param name="Booked">Units that are booked and still to come, or over and not recorded.</param>
/// <param name="RunsOutOn">The day on which what is booked needs more than was approved; null where it does not.</param>
/// <param name="RunsOutAt">The start of the first session of that day that needs more; null where days are counted, of which it is the whole one.</param>
public sealed record AuthorizationUse(PayerAuthorization Authorization, int Used, int Booked, DateOnly? RunsOutOn, DateTimeOffset? RunsOutAt = null)
{
    /// <summary>Days before the end, and units left, at which somebody has to ask for more (REFERENCE: 7 days and 3 units).</summary>
    public const int WarningDays = 7;

    public const int WarningUnits = 3;

    public int Left => Math.Max(0, Authorization.Units - Used);

    /// <summary>Delivered beyond what was approved.</summary>
    public int Beyond => Math.Max(0, Used - Authorization.Units);

    /// <summary>Whether it covers that day.</summary>
    public bool IsActive(DateOnly today) => !Authorization.IsVoid && Authorization.FirstDay <= today && today <= Authorization.LastDay;

    /// <summary>Whether a session of that day and hour needs more than was approved: what comes first is covered first.</summary>
    public bool IsUsedUp(DateOnly date, DateTimeOffset startsAt) =>
        RunsOutOn is { } day && (date > day || (date == day && (RunsOutAt is not { } at || startsAt >= at)));

    /// <summary>Whether it is over soon, by its days or by its units.</summary>
    public bool IsExpiring(DateOnly today) =>
        !Authorization.IsVoid && today <= Authorization.LastDay && (Authorization.LastDay.DayNumber - today.DayNumber <= WarningDays || Left <= WarningUnits);

    /// <summary>Units of one session by its minutes: one from 8 minutes on, two from 23, three from 38.</summary>
    public static int QuarterHours(int minutes) => minutes < 8 ? 0 : (minutes + 7) / 15;

    /// <param name="authorization">Which approval.</param>
    /// <param name="places">The patient's places in sessions, by the clock; others than it covers are left out.</param>
    public static AuthorizationUse Of(PayerAuthorization authorization, IEnumerable<LedgerRow> places)
    {
        var (used, booked) = (0, 0);
        DateOnly? runsOut = null;
        DateTimeOffset? runsOutAt = null;
        foreach (var day in places.Where(place => Covers(authorization, place)).GroupBy(place => place.Date).OrderBy(day => day.Key))
        {
            var delivered = UnitsOf(authorization, [.. day.Where(place => place.Attended > 0).Select(place => place.Attended)]);
            // Of a day of which a part is still to come, the whole is what it may come to.
            var expected = UnitsOf(authorization, [.. day.Where(place => !IsAbsent(place)).Select(place => place.Status is null ? place.Booked : place.Attended)]);
            used += delivered;
            booked += Math.Max(0, expected - delivered);
            if (runsOut is null && used + booked > authorization.Units)
            {
                runsOut = day.Key;
                var left = authorization.Units - (used + booked - Math.Max(expected, delivered));
                runsOutAt = authorization.Unit is AuthorizedUnit.Days ? null : FirstBeyond(authorization, day, left);
            }
        }

        return new AuthorizationUse(authorization, used, booked, runsOut, runsOutAt);
    }

    /// <summary>
    /// The places still to come that no approval covers: before or after each one's days, or beyond its units. Nobody is asked about whose
    /// patient has none at all: they may pay themselves.
    /// </summary>
    public static IReadOnlyList<LedgerRow> Uncovered(IReadOnlyCollection<PayerAuthorization> authorizations, IReadOnlyCollection<LedgerRow> places, DateTimeOffset now)
    {
        var standing = authorizations.Where(a => !a.IsVoid).Select(a => Of(a, places)).ToList();
        return standing.Count == 0
            ? []
            : [.. places.Where(place => place.StateAt(now) is LedgerState.Ahead && standing.Any(use => Concerns(use.Authorization, place))
                && !standing.Any(use => Covers(use.Authorization, place) && !use.IsUsedUp(place.Date, place.StartsAt)))];
    }

    /// <summary>The start of the first session of a day for which no units are left.</summary>
    private static DateTimeOffset? FirstBeyond(PayerAuthorization authorization, IEnumerable<LedgerRow> day, int left)
    {
        foreach (var place in day.Where(place => !IsAbsent(place)).OrderBy(place => place.StartsAt))
        {
            left -= UnitsOf(authorization, [place.Status is null ? place.Booked : place.Attended]);
            if (left < 0)
            {
                return place.StartsAt;
            }
        }

        return null;
    }

    private static bool Covers(PayerAuthorization authorization, LedgerRow place) =>
        Concerns(authorization, place) && place.Date >= authorization.FirstDay && place.Date <= authorization.LastDay;

    private static bool Concerns(PayerAuthorization authorization, LedgerRow place) =>
        authorization.ServiceId is { } service ? place.ServiceId == service : place.Counts;

    private static bool IsAbsent(LedgerRow place) => place.Status?.IsAbsence() == true;

    private static int UnitsOf(PayerAuthorization authorization, IReadOnlyList<int> minutes) => authorization.Unit switch
    {
        AuthorizedUnit.Days => minutes.Sum() >= authorization.MinutesOfDay ? 1 : 0,
        AuthorizedUnit.Sessions => minutes.Count,
        _ => minutes.Sum(QuarterHours),
    };
}

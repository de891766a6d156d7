using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Outreach;

/// <summary>
/// By when somebody who stayed away is called, and what counts as a warning: general clinical knowledge, not the rule of a payer or
/// state. A clinic that works otherwise changes the numbers here.
/// </summary>
public static class OutreachRules
{
    /// <summary>Hours after the end of the session within which somebody who stayed away hears from the clinic.</summary>
    public const int Hours = 24;

    /// <summary>From this many absences in a row on the supervisor is told.</summary>
    public const int EscalatesAt = 2;

    /// <summary>From this many absences in a row on it is decided how treatment goes on.</summary>
    public const int DecidesAt = 3;

    /// <summary>So often it is tried before somebody counts as not reached.</summary>
    public const int TriesBeforeGivingUp = 2;

    /// <summary>An earlier try can be written down for this many days.</summary>
    public const int DaysToWriteDown = 14;

    /// <summary>The two stretches of days whose attendance is held side by side.</summary>
    public const int WarningDays = 14;

    /// <summary>Percent of the sessions below which attendance is a warning.</summary>
    public const int LowAttendance = 70;

    /// <summary>Fewer sessions than this say nothing of somebody's attendance.</summary>
    public const int FewestSessions = 3;

    /// <summary>Percentage points by which attendance falls from one stretch to the next before it is a warning.</summary>
    public const int Fall = 25;

    /// <summary>
    /// Until when somebody tries to reach the patient: the end of the day at moderate or high risk and from the second absence in a row
    /// on, else a day after the session. Whoever writes an absence down late has as long from then on.
    /// </summary>
    public static DateTimeOffset DueAt(OutreachLevel level, RiskLevel risk, DateTimeOffset sessionEnds, TimeZoneInfo zone, DateTimeOffset now)
    {
        var since = sessionEnds > now ? sessionEnds : now;
        return level > OutreachLevel.First || risk >= RiskLevel.Moderate
            // The last minute, so that it reads as that day.
            ? ClinicClock.InstantOf(ClinicClock.DateIn(zone, since), new TimeOnly(23, 59), zone)
            : since.AddHours(Hours);
    }
}

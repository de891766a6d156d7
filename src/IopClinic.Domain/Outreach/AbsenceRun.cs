using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Outreach;

/// <summary>What was recorded of one patient's attendance of one session.</summary>
public sealed record RollEntry(Id<Session> SessionId, DateOnly On, DateTimeOffset StartsAt, DateTimeOffset EndsAt, AttendanceStatus Status)
{
    public bool IsUnexcused => Status is AttendanceStatus.UnexcusedAbsence;

    /// <summary>They were there, late or not to the end.</summary>
    public bool Came => !Status.IsAbsence();
}

/// <summary>
/// Unexcused absences in a row: a session that was attended ends the row, late or not to the end included; an excused absence neither
/// counts nor ends it. Whoever misses several sessions of one day stayed away once.
/// </summary>
public static class AbsenceRun
{
    /// <summary>On how many clinic dates somebody stayed away.</summary>
    public static int Days(IEnumerable<RollEntry> absences) => absences.Select(entry => entry.On).Distinct().Count();

    /// <summary>The row to which one absence belongs, oldest first.</summary>
    /// <param name="attendance">Of one patient, in any order; the absence is among them.</param>
    /// <param name="absence">Which.</param>
    public static IReadOnlyList<RollEntry> Of(IEnumerable<RollEntry> attendance, RollEntry absence) => Rows(attendance).First(row => row.Contains(absence));

    /// <summary>The longest row that a session of this time or a later one belongs to.</summary>
    /// <param name="attendance">Of one patient, in any order.</param>
    /// <param name="since">The start of the session that began it.</param>
    /// <returns>Its absences, oldest first; none where nobody stayed away since then.</returns>
    public static IReadOnlyList<RollEntry> Longest(IEnumerable<RollEntry> attendance, DateTimeOffset since) =>
        // Of two that are as long, the later one.
        Rows(attendance).Where(row => row[^1].StartsAt >= since).OrderBy(Days).LastOrDefault() ?? [];

    /// <summary>All rows, the oldest first, each with its absences in their order.</summary>
    private static List<List<RollEntry>> Rows(IEnumerable<RollEntry> attendance)
    {
        var rows = new List<List<RollEntry>>();
        var goesOn = false;
        foreach (var seen in attendance.OrderBy(seen => seen.StartsAt).ThenBy(seen => seen.SessionId.Value))
        {
            if (seen.IsUnexcused)
            {
                if (!goesOn)
                {
                    rows.Add([]);
                }

                rows[^1].Add(seen);
            }

            goesOn = seen.IsUnexcused || (goesOn && !seen.Came);
        }

        return rows;
    }
}

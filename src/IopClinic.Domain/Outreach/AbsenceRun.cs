using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Outreach;

/// <summary>What was recorded of one patient's attendance of one session.</summary>
public sealed record RollEntry(Id<Session> SessionId, DateOnly On, DateTimeOffset StartsAt, DateTimeOffset EndsAt, AttendanceStatus Status)
{
    public bool IsUnexcused => Status is AttendanceStatus.UnexcusedAbsence;

    /// <summary>They were there, late or not to the end.</summary>
    public bool Came => Status is not (AttendanceStatus.UnexcusedAbsence or AttendanceStatus.ExcusedAbsence);
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
    public static IReadOnlyList<RollEntry> Of(IEnumerable<RollEntry> attendance, RollEntry absence)
    {
        var row = new List<RollEntry>();
        foreach (var seen in attendance.OrderBy(seen => seen.StartsAt).ThenBy(seen => seen.SessionId.Value))
        {
            if (seen.IsUnexcused)
            {
                row.Add(seen);
            }
            else if (seen.Came)
            {
                if (row.Contains(absence))
                {
                    break;
                }

                row.Clear();
            }
        }

        return row;
    }

    /// <summary>The longest row that a session of this time or a later one belongs to.</summary>
    /// <param name="attendance">Of one patient, in any order.</param>
    /// <param name="since">The start of the session that began it.</param>
    /// <returns>Its absences, oldest first; none where nobody stayed away since then.</returns>
    public static IReadOnlyList<RollEntry> Longest(IEnumerable<RollEntry> attendance, DateTimeOffset since)
    {
        IReadOnlyList<RollEntry> longest = [];
        var row = new List<RollEntry>();
        foreach (var seen in attendance.OrderBy(seen => seen.StartsAt).ThenBy(seen => seen.SessionId.Value))
        {
            if (seen.IsUnexcused)
            {
                row.Add(seen);
                // Of two that are as long, the later one.
                longest = seen.StartsAt >= since && Days(row) >= Days(longest) ? [.. row] : longest;
            }
            else if (seen.Came)
            {
                row.Clear();
            }
        }

        return longest;
    }
}

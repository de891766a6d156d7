using IopClinic.Domain.Insight;

namespace IopClinic.Domain.Outreach;

/// <summary>How many of the sessions that were recorded somebody attended.</summary>
/// <param name="Planned">Sessions whose attendance is recorded.</param>
/// <param name="Came">Of them, attended.</param>
/// <param name="Excused">Of them, stayed away from with an excuse: that is no fault, and a warning all the same.</param>
public readonly record struct AttendanceShare(int Planned, int Came, int Excused = 0)
{
    /// <summary>Whole percent, half up; null where nothing was planned.</summary>
    public int? Percent => AttendanceFigures.Percent(Came, Planned);
}

/// <summary>Whether attendance is a warning.</summary>
public static class AttendanceWarning
{
    /// <summary>Too low, or fallen too far; a share of too few sessions says nothing.</summary>
    public static AttendanceFault Of(AttendanceShare last, AttendanceShare before)
    {
        if (last.Planned < OutreachRules.FewestSessions || last.Percent is not { } now)
        {
            return AttendanceFault.None;
        }

        var fell = before.Planned >= OutreachRules.FewestSessions && before.Percent - now >= OutreachRules.Fall;
        return now < OutreachRules.LowAttendance
            ? fell ? AttendanceFault.LowAndFalling : AttendanceFault.Low
            : fell ? AttendanceFault.Falling : AttendanceFault.None;
    }
}

/// <summary>What is the matter with somebody's attendance.</summary>
public enum AttendanceFault
{
    None,
    Falling,
    Low,
    LowAndFalling,
}

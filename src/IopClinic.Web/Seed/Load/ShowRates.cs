using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Seed.Load;

/// <summary>How likely it is that somebody comes: by the weekday, by how long ago it was agreed, and by how they came until now.</summary>
internal static class ShowRates
{
    /// <summary>Days that are remembered of how somebody came.</summary>
    public const int Remembered = 4;

    /// <param name="day">Of the week.</param>
    /// <param name="leadDays">Days since it was agreed.</param>
    /// <param name="reliability">Of a hundred, what is to be expected of the person.</param>
    /// <param name="missed">Of the last <see cref="Remembered"/> days on which they were expected, those on which they did not come.</param>
    /// <returns>From 0 to 1.</returns>
    public static double Of(DayOfWeek day, int leadDays, int reliability, int missed)
    {
        var ofDay = day switch
        {
            DayOfWeek.Monday => -0.02,
            DayOfWeek.Friday => -0.03,
            DayOfWeek.Saturday => -0.04,
            DayOfWeek.Sunday => -0.06,
            _ => 0.01,
        };
        return Math.Clamp((reliability / 100.0) + ofDay - (0.003 * Math.Min(leadDays, 21)) + (missed == 0 ? 0.02 : -0.04 * missed), 0.15, 0.99);
    }

    /// <summary>What is written down of somebody who did not come.</summary>
    public static Presence Absence(Chance chance, int reliability) => chance.Next(100) < reliability - 25
        ? new Presence(AttendanceStatus.ExcusedAbsence, Reason: chance.Of(FocusStock.ExcusedReasons))
        : new Presence(AttendanceStatus.UnexcusedAbsence, Reason: chance.Of(FocusStock.UnexcusedReasons));
}

namespace IopClinic.Domain.Insight;

/// <summary>What is counted of attendance and its record, added up over any sessions.</summary>
/// <param name="Sessions">That took place or were to, by now.</param>
/// <param name="CancelledByClinic">Of all planned ones, called off by the clinic.</param>
/// <param name="CancelledByPatient">Called off by the patient in time.</param>
/// <param name="CancelledLate">Called off by the patient too late.</param>
/// <param name="Booked">Places on the rolls of those that were not called off.</param>
/// <param name="Came">Attended, late and not to the end included.</param>
/// <param name="Excused">Absent with an excuse.</param>
/// <param name="Unexcused">Absent without one.</param>
/// <param name="Seats">Places that the groups have, of the group sessions.</param>
/// <param name="Seated">Attended places of the group sessions.</param>
/// <param name="Notes">Notes that are due by now.</param>
/// <param name="InTime">Of them, signed within the hours of their program.</param>
public sealed record AttendanceFigures(
    int Sessions = 0, int CancelledByClinic = 0, int CancelledByPatient = 0, int CancelledLate = 0, int Booked = 0, int Came = 0, int Excused = 0, int Unexcused = 0, int Seats = 0, int Seated = 0, int Notes = 0, int InTime = 0)
{
    /// <summary>Booked and over, without attendance.</summary>
    public int NotRecorded => Booked - Came - Excused - Unexcused;

    /// <summary>Attended places of those that were recorded. A session the patient called off too late is one they did not come to; one called off in time or by the clinic is none.</summary>
    public int? ShowRate => Percent(Came, Came + Excused + Unexcused + CancelledLate);

    /// <summary>Sessions called off, of all that were planned.</summary>
    public int? CancellationRate => Percent(Cancelled, Sessions + Cancelled);

    public int Cancelled => CancelledByClinic + CancelledByPatient + CancelledLate;

    /// <summary>Attended places of all places the groups have.</summary>
    public int? Utilization => Percent(Seated, Seats);

    /// <summary>Notes signed within the hours of their program, of all that are due.</summary>
    public int? Timeliness => Percent(InTime, Notes);

    public static AttendanceFigures operator +(AttendanceFigures one, AttendanceFigures other) => new(
        one.Sessions + other.Sessions,
        one.CancelledByClinic + other.CancelledByClinic,
        one.CancelledByPatient + other.CancelledByPatient,
        one.CancelledLate + other.CancelledLate,
        one.Booked + other.Booked,
        one.Came + other.Came,
        one.Excused + other.Excused,
        one.Unexcused + other.Unexcused,
        one.Seats + other.Seats,
        one.Seated + other.Seated,
        one.Notes + other.Notes,
        one.InTime + other.InTime);

    public static AttendanceFigures Add(AttendanceFigures one, AttendanceFigures other) => one + other;

    /// <summary>Whole percent, half up; null of nothing.</summary>
    public static int? Percent(int part, int whole) => whole == 0 ? null : (int)Math.Round(part * 100m / whole, MidpointRounding.AwayFromZero);
}

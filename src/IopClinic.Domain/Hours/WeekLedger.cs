using System.Globalization;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Hours;

/// <summary>What became of a patient's place in a session, as far as hours go.</summary>
public enum LedgerState
{
    /// <summary>Attended, wholly or in part.</summary>
    Attended,

    Absent,

    /// <summary>Over, without attendance: it counts once that is recorded.</summary>
    NotRecorded,

    /// <summary>Not over yet.</summary>
    Ahead,
}

/// <summary>A patient's place in one session: the row from which the hours of a week come.</summary>
/// <param name="Session">Which.</param>
/// <param name="Date">Its clinic date.</param>
/// <param name="StartsAt">The instant.</param>
/// <param name="EndsAt">The instant.</param>
/// <param name="Title">What it is called.</param>
/// <param name="ServiceId">Its service.</param>
/// <param name="Service">What that is called.</param>
/// <param name="Counts">Whether it counts toward the program's hours.</param>
/// <param name="Booked">Its minutes of treatment, the break taken out.</param>
/// <param name="Status">The attendance; null while none is recorded.</param>
/// <param name="Attended">The minutes that were attended: from the arrival to the leaving, the break taken out.</param>
/// <param name="IsMakeUp">Whether the place makes up for another session.</param>
public sealed record LedgerRow(
    Id<Session> Session,
    DateOnly Date,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string Title,
    Id<Service> ServiceId,
    string Service,
    bool Counts,
    int Booked,
    AttendanceStatus? Status,
    int Attended,
    bool IsMakeUp)
{
    /// <summary>What became of it until then.</summary>
    public LedgerState StateAt(DateTimeOffset now) => Status switch
    {
        { } status => status.IsAbsence() ? LedgerState.Absent : LedgerState.Attended,
        null when EndsAt <= now => LedgerState.NotRecorded,
        null => LedgerState.Ahead,
    };
}

/// <summary>The hours of one patient in one program week, each number the sum of rows that can be shown.</summary>
/// <param name="Week">Which week.</param>
/// <param name="Minimum">Minutes the program asks for.</param>
/// <param name="Maximum">Minutes above which another level of care would be due.</param>
/// <param name="Prescribed">Minutes that count which the plan in force prescribes; null without one, and for weeks that are over.</param>
/// <param name="IsWhole">Whether the patient was in treatment from its first day to its last: only a whole week is held against the program's hours.</param>
/// <param name="Rows">The patient's places in sessions that were not called off, by the clock.</param>
/// <param name="Now">The moment up to which it is told.</param>
public sealed record WeekLedger(ClinicWeek Week, int Minimum, int Maximum, int? Prescribed, bool IsWhole, IReadOnlyList<LedgerRow> Rows, DateTimeOffset Now)
{
    /// <summary>Minutes booked that count.</summary>
    public int Scheduled => Counted.Sum(row => row.Booked);

    /// <summary>Minutes attended that count.</summary>
    public int Delivered => Counted.Sum(row => row.Attended);

    /// <summary>Minutes attended that do not count.</summary>
    public int Beside => Rows.Where(row => !row.Counts).Sum(row => row.Attended);

    /// <summary>Minutes that can still be attended.</summary>
    public int Ahead => Of(LedgerState.Ahead).Sum(row => row.Booked);

    /// <summary>Sessions that can still be attended.</summary>
    public int SessionsAhead => Of(LedgerState.Ahead).Count();

    /// <summary>Minutes of sessions that are over and not recorded: delivered or not, nobody knows yet.</summary>
    public int NotRecorded => Of(LedgerState.NotRecorded).Sum(row => row.Booked);

    /// <summary>Minutes of sessions that were missed.</summary>
    public int Missed => Of(LedgerState.Absent).Sum(row => row.Booked);

    /// <summary>What the week comes to when everything is attended that still can be. What nobody recorded is not proven, and not in it.</summary>
    public int Forecast => Delivered + Ahead;

    /// <summary>Minutes that the week will lack.</summary>
    public int Short => IsWhole ? Math.Max(0, Minimum - Forecast) : 0;

    /// <summary>Minutes that the week will have too many.</summary>
    public int Over => Math.Max(0, Forecast - Maximum);

    /// <summary>Whether what is missing may have been delivered in sessions that are over without a roll.</summary>
    public bool WaitsForRoll => Short > 0 && NotRecorded >= Short;

    /// <summary>"7.5 of 9 h, 1 session left".</summary>
    public string Outlook => string.Create(CultureInfo.CurrentCulture, $"{Forecast / 60m:0.##} of {Minimum / 60m:0.##} h") + SessionsAhead switch
    {
        0 => "",
        1 => ", 1 session left",
        var left => $", {left} sessions left",
    };

    /// <summary>Minutes by service, those first that count.</summary>
    public IEnumerable<(string Service, bool Counts, int Booked, int Attended)> ByService =>
        Rows.GroupBy(row => (row.Service, row.Counts)).Select(rows => (rows.Key.Service, rows.Key.Counts, rows.Sum(row => row.Booked), rows.Sum(row => row.Attended)))
            .OrderByDescending(line => line.Counts).ThenBy(line => line.Service, StringComparer.CurrentCulture);

    private IEnumerable<LedgerRow> Counted => Rows.Where(row => row.Counts);

    private IEnumerable<LedgerRow> Of(LedgerState state) => Counted.Where(row => row.StateAt(Now) == state);
}

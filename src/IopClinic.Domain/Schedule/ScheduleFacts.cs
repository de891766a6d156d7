using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>What a reservation is of.</summary>
public enum Resource
{
    Room,
    Clinician,
    Patient,
}

/// <summary>Time of a room, a clinician or a patient that is taken.</summary>
/// <param name="Resource">Of what.</param>
/// <param name="Id">Of which.</param>
/// <param name="StartsAt">From.</param>
/// <param name="EndsAt">Until, itself not included.</param>
/// <param name="Title">By what; null for a leave.</param>
/// <param name="Session">By which session; null for a leave.</param>
public sealed record Taken(Resource Resource, Guid Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Title, Id<Session>? Session)
{
    public bool IsLeave => Session is null;
}

/// <summary>What one patient's week holds already.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Monday">The week.</param>
/// <param name="Minutes">Minutes that are booked and count.</param>
public sealed record BookedWeek(Id<Patient> Patient, DateOnly Monday, int Minutes);

/// <summary>Everything that proposed sessions are held against.</summary>
public sealed class ScheduleFacts
{
    private ILookup<(Resource, Guid, DateOnly), Taken>? _taken;

    public required Site Site { get; init; }

    public IReadOnlyList<Room> Rooms { get; init; } = [];

    /// <summary>Who may lead, with the hours they work.</summary>
    public IReadOnlyList<StaffMember> Leaders { get; init; } = [];

    public IReadOnlyList<(DateRange Days, string Name)> Closures { get; init; } = [];

    public IReadOnlyList<Taken> Taken { get; init; } = [];

    public IReadOnlyList<PatientConstraint> Constraints { get; init; } = [];

    public IReadOnlyList<BookedWeek> Weeks { get; init; } = [];

    /// <summary>How patients are called, for whoever may know it; the others are counted.</summary>
    public IReadOnlyDictionary<Id<Patient>, string> Patients { get; init; } = new Dictionary<Id<Patient>, string>();

    /// <summary>The most counted minutes a week of each patient's program.</summary>
    public IReadOnlyDictionary<Id<Patient>, int> WeeklyMaximum { get; init; } = new Dictionary<Id<Patient>, int>();

    public string? ClosureOn(DateOnly date)
    {
        foreach (var (days, name) in Closures)
        {
            if (days.Covers(date))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>What of a resource is taken on the dates that touch a span.</summary>
    internal IEnumerable<Taken> TakenOf(Resource resource, Guid id, DateOnly date) =>
        (_taken ??= ByDay())[(resource, id, date)];

    private ILookup<(Resource, Guid, DateOnly), Taken> ByDay()
    {
        var zone = Site.Zone;
        return Taken
            .SelectMany(taken => Days(taken, zone).Select(day => (Key: (taken.Resource, taken.Id, day), taken)))
            .ToLookup(pair => pair.Key, pair => pair.taken);
    }

    private static IEnumerable<DateOnly> Days(Taken taken, TimeZoneInfo zone)
    {
        var last = ClinicClock.DateIn(zone, taken.EndsAt);
        for (var day = ClinicClock.DateIn(zone, taken.StartsAt); day <= last; day = day.AddDays(1))
        {
            yield return day;
        }
    }
}

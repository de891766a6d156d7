using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>One session as somebody proposes it, before anything is saved.</summary>
/// <param name="Line">The line of the form it comes from, counted from 0.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Service">What it offers; null where its leaders need no credential.</param>
/// <param name="Date">The clinic date.</param>
/// <param name="Starts">Wall-clock time of the site.</param>
/// <param name="Minutes">From start to end, break included.</param>
public sealed record Occurrence(int Line, string Title, Service? Service, DateOnly Date, TimeOnly Starts, int Minutes)
{
    public Id<Room>? Room { get; init; }

    public IReadOnlyList<Id<StaffMember>> Leaders { get; init; } = [];

    public IReadOnlyList<Id<Patient>> Patients { get; init; } = [];

    /// <summary>Patients it has places for; null where only those named come.</summary>
    public int? Places { get; init; }

    /// <summary>Minutes of it that count toward a patient's week, the break taken out.</summary>
    public int CountedMinutes { get; init; }

    /// <summary>The stored session that it takes the place of; null for a new one.</summary>
    public Id<Session>? Of { get; init; }

    public TimeOnly Ends => Starts.AddMinutes(Minutes);
}

/// <summary>What is otherwise for one date of a series than for the others.</summary>
/// <param name="Line">The line of the form.</param>
/// <param name="Date">The date of the series.</param>
public sealed record OccurrenceChange(int Line, DateOnly Date)
{
    /// <summary>It does not take place.</summary>
    public bool IsSkipped { get; init; }

    public Id<Room>? Room { get; init; }

    /// <summary>Who leads it instead of the leaders of the series.</summary>
    public Id<StaffMember>? Leader { get; init; }

    public TimeOnly? Starts { get; init; }

    /// <summary>Both changes, the later one where they say the same.</summary>
    public OccurrenceChange With(OccurrenceChange later) => this with
    {
        IsSkipped = IsSkipped || later.IsSkipped,
        Room = later.Room ?? Room,
        Leader = later.Leader ?? Leader,
        Starts = later.Starts ?? Starts,
    };
}

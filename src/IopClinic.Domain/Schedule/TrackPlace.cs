using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>A patient's place in a track, on some of its weekdays or on all, until they are moved or discharged.</summary>
public sealed class TrackPlace : IBelongToPatient
{
    private List<DayOfWeek> _weekdays = [];

    private TrackPlace()
    {
    }

    internal TrackPlace(Episode episode, Track track, DateOnly from, IEnumerable<DayOfWeek> weekdays)
    {
        Id = Id<TrackPlace>.New();
        PatientId = episode.PatientId;
        EpisodeId = episode.Id;
        TrackId = track.Id;
        From = from;
        _weekdays = [.. weekdays.Distinct().Order()];
    }

    public Id<TrackPlace> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    public Id<Track> TrackId { get; private set; }

    public DateOnly From { get; private set; }

    /// <summary>Last day of it; null for the one that ends with the episode. A day before the first means it never began.</summary>
    public DateOnly? Until { get; private set; }

    /// <summary>The weekdays on which the patient comes; none for all of the track.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays => _weekdays;

    /// <summary>Why they were moved here; null for the place of the admission.</summary>
    public string? Reason { get; private set; }

    public Id<StaffMember>? MovedById { get; private set; }

    public DateTimeOffset? MovedAt { get; private set; }

    public DateRange Days => new(From, Until);

    public bool NeverBegan => Until < From;

    internal void BecauseOf(string reason, StaffMember by, DateTimeOffset now) => (Reason, MovedById, MovedAt) = (reason, by.Id, now);

    internal void EndBefore(DateOnly day) => Until = day <= From ? From.AddDays(-1) : day.AddDays(-1);
}

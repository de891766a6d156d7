using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Schedule;

/// <summary>A patient's place in a group from one clinic date until another.</summary>
public sealed class Enrollment : IBelongToPatient
{
    private List<DayOfWeek> _weekdays = [];

    private Enrollment()
    {
    }

    internal Enrollment(Group group, Episode episode, DateOnly from, DateOnly? until, IEnumerable<DayOfWeek> weekdays)
    {
        Id = Id<Enrollment>.New();
        GroupId = group.Id;
        PatientId = episode.PatientId;
        EpisodeId = episode.Id;
        From = from;
        Until = until;
        _weekdays = [.. weekdays.Distinct().Order()];
    }

    public Id<Enrollment> Id { get; private set; }

    public Id<Group> GroupId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    public DateOnly From { get; private set; }

    /// <summary>Last day in the group; null while no end is set.</summary>
    public DateOnly? Until { get; private set; }

    /// <summary>The weekdays on which the patient comes; none for all on which the group meets.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays => _weekdays;

    public DateRange Days => new(From, Until);

    public Place Place => new(Days, _weekdays);

    /// <summary>Whether the patient is to come on a date on which the group meets.</summary>
    public bool Covers(DateOnly date) => Days.Covers(date) && Place.IsOn(date.DayOfWeek);

    /// <summary>Puts other weekdays in the place of those on which the group meets no longer.</summary>
    internal void ComeInstead(IReadOnlyDictionary<DayOfWeek, DayOfWeek> instead) =>
        _weekdays = [.. _weekdays.Select(day => instead.TryGetValue(day, out var other) ? other : day).Order()];

    /// <summary>Ends the enrollment with <paramref name="lastDay"/>; a last day before the first one means it never began.</summary>
    /// <exception cref="RuleViolation">It ended earlier already.</exception>
    public void End(DateOnly lastDay)
    {
        RuleViolation.Unless(Until is null || lastDay <= Until, "This enrollment already ended earlier.", nameof(Until));
        Until = lastDay < From ? From.AddDays(-1) : lastDay;
    }
}

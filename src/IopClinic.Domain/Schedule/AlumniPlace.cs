using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>
/// A former patient's place in a group that alumni may come to. Nothing is written about alumni but that they came: whoever leads the group
/// reads the name that stands here, and comes no nearer to the record by it.
/// </summary>
public sealed class AlumniPlace : IBelongToPatient
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 80;

    private AlumniPlace()
    {
    }

    internal AlumniPlace(Group group, Patient patient, string called, DateRange days, StaffMember by, DateTimeOffset now)
    {
        Id = Id<AlumniPlace>.New();
        GroupId = group.Id;
        PatientId = patient.Id;
        Called = FreeText.Required(called, LongestName, "Enter the name they are called by in the group.", nameof(Called));
        From = days.From;
        Until = days.Until;
        AddedById = by.Id;
        AddedAt = now;
    }

    public Id<AlumniPlace> Id { get; private set; }

    public Id<Group> GroupId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>What they are called in the group, as they chose.</summary>
    public string Called { get; private set; } = "";

    public DateOnly From { get; private set; }

    /// <summary>Last day in the group; null while no end is set.</summary>
    public DateOnly? Until { get; private set; }

    public Id<StaffMember> AddedById { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }

    public uint Version { get; private set; }

    public DateRange Days => new(From, Until);

    /// <summary>Ends the place with <paramref name="lastDay"/>; a last day before the first one means it never began.</summary>
    /// <exception cref="RuleViolation">It ended earlier already.</exception>
    public void End(DateOnly lastDay)
    {
        RuleViolation.Unless(Until is null || lastDay <= Until, "This place already ended earlier.", nameof(Until));
        Until = lastDay < From ? From.AddDays(-1) : lastDay;
    }
}

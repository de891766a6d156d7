using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Access;

/// <summary>What a member of a care team does for the patient.</summary>
public enum CareTeamPart
{
    PrimaryClinician,
    Clinician,
    Prescriber,

    /// <summary>Stands in for somebody who is away, until a day that is set from the beginning.</summary>
    Covering,
}

/// <summary>A member of staff on a patient's care team from one clinic date to another: it opens the chart to them, and to whoever supervises them.</summary>
public sealed class CareTeamMember : IBelongToPatient
{
    /// <summary>After a discharge the team may finish its documentation and answer the aftercare for this many days.</summary>
    public const int DaysAfterDischarge = 30;

    /// <summary>Nobody stands in for longer than this many days at a time.</summary>
    public const int LongestCover = 92;

    private CareTeamMember()
    {
    }

    /// <exception cref="RuleViolation">The person treats nobody, or the dates are impossible.</exception>
    public CareTeamMember(
        Patient patient, StaffMember member, CareTeamPart part, DateOnly from, DateOnly? until, Id<StaffMember>? addedBy, DateTimeOffset now)
    {
        RuleViolation.Unless(member is { IsActive: true, IsClinician: true }, "Choose a clinician who works here.", nameof(StaffMemberId));
        RuleViolation.Unless(Enum.IsDefined(part), "Choose what they do for the patient.", nameof(Part));
        RuleViolation.Unless(
            part is not CareTeamPart.Prescriber || member.Roles.Contains(Role.Prescriber), $"{member.Name.Full} is no prescriber.", nameof(StaffMemberId));
        RuleViolation.Unless(until is null || until >= from, "The last day lies before the first.", nameof(Until));
        RuleViolation.Unless(
            part is not CareTeamPart.Covering || until is not null, "Enter the last day on which they stand in.", nameof(Until));
        RuleViolation.Unless(
            part is not CareTeamPart.Covering || until!.Value.DayNumber - from.DayNumber < LongestCover,
            $"Nobody stands in for longer than {LongestCover} days at a time.",
            nameof(Until));
        Id = Id<CareTeamMember>.New();
        PatientId = patient.Id;
        StaffMemberId = member.Id;
        Part = part;
        From = from;
        Until = until;
        AddedById = addedBy;
        AddedAt = now;
    }

    public Id<CareTeamMember> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }

    public CareTeamPart Part { get; private set; }

    /// <summary>First clinic date on the team.</summary>
    public DateOnly From { get; private set; }

    /// <summary>Last clinic date on the team; null while no end is set.</summary>
    public DateOnly? Until { get; private set; }

    /// <summary>Who put them on the team; null for the system.</summary>
    public Id<StaffMember>? AddedById { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsOn(DateOnly date) => From <= date && (Until is null || date <= Until);

    /// <summary>Ends the membership with the day before <paramref name="today"/>: from this moment it opens nothing.</summary>
    /// <exception cref="RuleViolation">It is over already.</exception>
    public void End(DateOnly today)
    {
        RuleViolation.Unless(Until is null || Until >= today, "They are no longer on the team.");
        Until = today.AddDays(-1);
    }

    /// <summary>Ends an open membership some time after the patient's discharge.</summary>
    public void EndWithDischarge(DateOnly dischargedOn)
    {
        var last = dischargedOn.AddDays(DaysAfterDischarge);
        if (Until is null || Until > last)
        {
            Until = last < From ? From : last;
        }
    }
}

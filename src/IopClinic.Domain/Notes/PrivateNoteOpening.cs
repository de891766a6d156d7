using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>Why a clinician's private notes are read by somebody else in an emergency (45 CFR 164.508(a)(2), 164.512).</summary>
public enum PrivateNoteReason
{
    DutyToWarn,
    CourtOrder,
    TreatingClinicianAbsent,
}

/// <summary>
/// Somebody who opened a record in an emergency opened the private notes in it as well, with a reason of its own. It ends with the
/// emergency opening that it belongs to, and is reviewed with it.
/// </summary>
public sealed class PrivateNoteOpening : IBelongToPatient
{
    private PrivateNoteOpening()
    {
    }

    /// <exception cref="RuleViolation">The record is not open, or the reason is missing or too short.</exception>
    public PrivateNoteOpening(GlassOpening glass, PrivateNoteReason reason, string explanation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(glass);
        RuleViolation.Unless(glass.IsOpen(now), "The record is not open to you any more. Open it again first.");
        RuleViolation.Unless(Enum.IsDefined(reason), "Choose the reason.", nameof(Reason));
        Explanation = FreeText.Required(explanation, 1000, "Say why the private notes are needed.", nameof(Explanation));
        RuleViolation.Unless(
            Explanation.Length >= GlassOpening.ShortestReason,
            $"Say why the private notes are needed in at least {GlassOpening.ShortestReason} characters.",
            nameof(Explanation));
        Id = Id<PrivateNoteOpening>.New();
        GlassId = glass.Id;
        PatientId = glass.PatientId;
        StaffMemberId = glass.StaffMemberId;
        Reason = reason;
        OpenedAt = now;
    }

    public Id<PrivateNoteOpening> Id { get; private set; }

    /// <summary>The emergency opening of the record that this one belongs to.</summary>
    public Id<GlassOpening> GlassId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }

    public PrivateNoteReason Reason { get; private set; }

    /// <summary>Why, in the words of who opened them.</summary>
    public string Explanation { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }
}

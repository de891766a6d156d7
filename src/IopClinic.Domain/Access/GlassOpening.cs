using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Access;

/// <summary>Why somebody opens the record of a patient who is not theirs.</summary>
public enum GlassReason
{
    MedicalEmergency,
    PsychiatricEmergency,
    PatientAsksForHelp,
    CoverWithoutNotice,
    DutyToWarnOrReport,
    Other,
}

/// <summary>What the privacy officer found.</summary>
public enum GlassVerdict
{
    Justified,
    NeedsTraining,
    Misuse,
}

/// <summary>
/// One member of staff opened one patient's record in an emergency: for four hours, with a reason, and to be looked at afterwards by
/// whoever looks after privacy.
/// </summary>
public sealed class GlassOpening : IBelongToPatient
{
    public const int ShortestReason = 15;

    /// <summary>For how long the record stays open.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    private GlassOpening()
    {
    }

    /// <exception cref="RuleViolation">The reason is missing or too short.</exception>
    public GlassOpening(Id<Patient> patient, StaffMember by, GlassReason reason, string explanation, DateTimeOffset now)
    {
        RuleViolation.Unless(by is { IsActive: true, IsClinician: true }, "Only clinical staff open a record in an emergency.");
        RuleViolation.Unless(Enum.IsDefined(reason), "Choose the reason.", nameof(Reason));
        Explanation = FreeText.Required(explanation, 1000, "Say what happened.", nameof(Explanation));
        RuleViolation.Unless(
            Explanation.Length >= ShortestReason, $"Say what happened in at least {ShortestReason} characters.", nameof(Explanation));
        Id = Id<GlassOpening>.New();
        PatientId = patient;
        StaffMemberId = by.Id;
        Reason = reason;
        OpenedAt = now;
        ExpiresAt = now + Lasts;
    }

    public Id<GlassOpening> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }

    public GlassReason Reason { get; private set; }

    /// <summary>What happened, in the words of who opened it.</summary>
    public string Explanation { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When it was closed before its time; null when it was left to run out.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public GlassVerdict? Verdict { get; private set; }

    public string? VerdictNote { get; private set; }

    public Id<StaffMember>? ReviewedById { get; private set; }

    public DateTimeOffset? ReviewedAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsOpen(DateTimeOffset now) => ClosedAt is null && now < ExpiresAt;

    /// <summary>Closes the record again before the four hours are over.</summary>
    public void Close(DateTimeOffset now)
    {
        if (IsOpen(now))
        {
            ClosedAt = now;
        }
    }

    /// <summary>Says what the review found.</summary>
    /// <exception cref="RuleViolation">It was reviewed already, by the one who opened it, or a finding has no note.</exception>
    public void Review(GlassVerdict verdict, string? note, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(Verdict is null, "This opening was reviewed already.");
        RuleViolation.Unless(by.Id != StaffMemberId, "Nobody reviews what they opened themselves. Ask another reviewer.");
        RuleViolation.Unless(Enum.IsDefined(verdict), "Choose what you found.", nameof(Verdict));
        VerdictNote = FreeText.OrNull(note, 2000, nameof(VerdictNote));
        RuleViolation.Unless(
            verdict is GlassVerdict.Justified || VerdictNote is not null, "Say what you found and what follows.", nameof(VerdictNote));
        Verdict = verdict;
        ReviewedById = by.Id;
        ReviewedAt = now;
    }
}

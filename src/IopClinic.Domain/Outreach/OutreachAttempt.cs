using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Outreach;

/// <summary>How it was tried.</summary>
public enum OutreachWay
{
    Telephone,
    TextMessage,
    Email,
    Letter,
    Visit,
    EmergencyContact,
}

/// <summary>What came of a try.</summary>
public enum OutreachResult
{
    Reached,
    LeftMessage,
    Sent,
    NoAnswer,
    WrongNumber,
    Refused,
}

/// <summary>One try to reach a patient who stayed away.</summary>
public sealed class OutreachAttempt : IBelongToPatient
{
    public const int LongestNote = 1000;

    private OutreachAttempt()
    {
    }

    internal OutreachAttempt(OutreachTask task, OutreachWay way, OutreachResult result, string? note, DateTimeOffset at, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(Enum.IsDefined(way), "Choose how it was tried.", nameof(Way));
        RuleViolation.Unless(Enum.IsDefined(result), "Choose what came of it.", nameof(Result));
        RuleViolation.Unless(at <= now, "That lies in the future.", nameof(At));
        RuleViolation.Unless(
            at > now.AddDays(-OutreachRules.DaysToWriteDown), $"Enter a time of the last {OutreachRules.DaysToWriteDown} days.", nameof(At));
        Id = Id<OutreachAttempt>.New();
        (TaskId, PatientId) = (task.Id, task.PatientId);
        (Way, Result) = (way, result);
        Note = FreeText.OrNull(note, LongestNote, nameof(Note));
        (At, ById, WrittenAt) = (at, by.Id, now);
    }

    public Id<OutreachAttempt> Id { get; private set; }

    public Id<OutreachTask> TaskId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public OutreachWay Way { get; private set; }

    public OutreachResult Result { get; private set; }

    [NotAudited]
    public string? Note { get; private set; }

    /// <summary>When it was tried.</summary>
    public DateTimeOffset At { get; private set; }

    public Id<StaffMember> ById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }
}

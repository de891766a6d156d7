using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Work;

/// <summary>Somebody put a piece of their work off: until when, and why. It stands as it was said; a later one takes its place.</summary>
public sealed class WorkSnooze
{
    private WorkSnooze()
    {
    }

    private WorkSnooze(WorkItem item, Id<StaffMember> of, DateOnly until, string reason, Id<StaffMember> by, DateTimeOffset now)
    {
        Id = Id<WorkSnooze>.New();
        (StaffMemberId, Kind, Subject, Until, Reason, SnoozedById, SnoozedAt) = (of, item.Kind, item.Subject, until, reason, by, now);
    }

    public Id<WorkSnooze> Id { get; private set; }

    /// <summary>On whose desk it is put off.</summary>
    public Id<StaffMember> StaffMemberId { get; private set; }

    public WorkKind Kind { get; private set; }

    /// <summary>As in <see cref="WorkItem.Subject"/>.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The clinic date on which it is before them again.</summary>
    public DateOnly Until { get; private set; }

    [NotAudited]
    public string Reason { get; private set; } = "";

    public Id<StaffMember> SnoozedById { get; private set; }

    public DateTimeOffset SnoozedAt { get; private set; }

    /// <summary>Puts it off.</summary>
    /// <exception cref="RuleViolation">It cannot be put off, the day is over or too far away, or no reason is given.</exception>
    public static WorkSnooze PutOff(WorkItem item, Id<StaffMember> of, DateOnly until, string? reason, Id<StaffMember> by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(item.Kind.MaySnooze(), "Somebody may be in danger: this is not put off.");
        RuleViolation.Unless(until > today, "Choose a day after today.", nameof(Until));
        RuleViolation.Unless(until <= today.AddDays(WorkRules.LongestSnooze), $"Choose a day within the next {WorkRules.LongestSnooze} days.", nameof(Until));
        return new WorkSnooze(item, of, until, FreeText.Required(reason, WorkRules.LongestReason, "Say why it can wait.", nameof(Reason)), by, now);
    }

    /// <summary>Lays it before them again at once.</summary>
    public static WorkSnooze TakeBack(WorkItem item, Id<StaffMember> of, Id<StaffMember> by, DateOnly today, DateTimeOffset now) =>
        new(item, of, today, "", by, now);
}

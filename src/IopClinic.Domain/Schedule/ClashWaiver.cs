using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>Why sessions of a group were planned although something stood against them that may be.</summary>
public sealed class ClashWaiver
{
    private ClashWaiver()
    {
    }

    /// <exception cref="RuleViolation">The reason is missing, or the cause is one that cannot be waived.</exception>
    public ClashWaiver(Group group, Cause cause, string reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(!cause.IsHard, "This cannot be saved as it is.");
        Id = Id<ClashWaiver>.New();
        GroupId = group.Id;
        Kind = cause.Kind;
        Times = cause.Dates.Count();
        Reason = FreeText.Required(reason, 300, "Say why it is planned all the same.", nameof(Reason));
        ById = by.Id;
        At = now;
    }

    public Id<ClashWaiver> Id { get; private set; }

    public Id<Group> GroupId { get; private set; }

    public ClashKind Kind { get; private set; }

    /// <summary>On how many dates.</summary>
    public int Times { get; private set; }

    public string Reason { get; private set; } = "";

    public Id<StaffMember> ById { get; private set; }

    public DateTimeOffset At { get; private set; }
}

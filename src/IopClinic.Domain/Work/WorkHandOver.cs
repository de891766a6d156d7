using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Work;

/// <summary>A piece of work went from one desk to another, and why. It stands as it was said.</summary>
public sealed class WorkHandOver
{
    private WorkHandOver()
    {
    }

    /// <param name="item">What is handed over.</param>
    /// <param name="from">Whose it was.</param>
    /// <param name="to">Who takes it.</param>
    /// <param name="able">Who could do it: the others have no way to it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who says so: they themselves, or who supervises them.</param>
    /// <param name="now">The instant.</param>
    /// <exception cref="RuleViolation">It cannot be handed over, not to that person, or no reason is given.</exception>
    public WorkHandOver(
        WorkItem item, Id<StaffMember> from, Id<StaffMember>? to, IReadOnlyCollection<Id<StaffMember>> able, string? reason, Id<StaffMember> by, DateTimeOffset now)
    {
        RuleViolation.Unless(item.Kind.MayHandOver(), "Only the person themselves can do this.");
        RuleViolation.Unless(to is { } somebody && somebody != from && able.Contains(somebody), "Choose somebody who can do it.", "To");
        Id = Id<WorkHandOver>.New();
        (Kind, Subject, FromId, ToId, ById, At) = (item.Kind, item.Subject, from, to!.Value, by, now);
        Reason = FreeText.Required(reason, WorkRules.LongestReason, "Say why you hand it over.", nameof(Reason));
    }

    public Id<WorkHandOver> Id { get; private set; }

    public WorkKind Kind { get; private set; }

    /// <summary>As in <see cref="WorkItem.Subject"/>.</summary>
    public string Subject { get; private set; } = "";

    public Id<StaffMember> FromId { get; private set; }

    public Id<StaffMember> ToId { get; private set; }

    [NotAudited]
    public string Reason { get; private set; } = "";

    public Id<StaffMember> ById { get; private set; }

    public DateTimeOffset At { get; private set; }
}

using IopClinic.Domain.Schedule;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>One meeting of a standing group.</summary>
public sealed class GroupSession : Session
{
    private GroupSession()
    {
    }

    internal GroupSession(Group group, DateOnly date, TimeZoneInfo zone)
        : base(group.SiteId, group.ServiceId, group.Name, date, group.StartsAt, group.Minutes, zone)
    {
        GroupId = group.Id;
        BreakAfter = group.BreakAfter;
        BreakMinutes = group.BreakMinutes;
        Mode = group.Mode;
        RoomId = group.RoomId;
        BookClinicians(group.Facilitators.Select(f => f.StaffMemberId));
    }

    public Id<Group> GroupId { get; private set; }

    /// <summary>What was written for the whole group; null until somebody wrote it.</summary>
    public SharedPart? Shared { get; private set; }

    /// <summary>Writes the draft of the shared part.</summary>
    /// <exception cref="RuleViolation">A note of the session is signed, or a field is too long.</exception>
    public SharedPart WriteShared(SharedText text, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(!IsSigned, "This session is signed. Add an addendum to the notes it concerns.");
        var shared = Shared ?? new SharedPart(this);
        shared.Write(text, by.Id, now);
        Shared = shared;
        return shared;
    }

    /// <summary>Moves the session to the room, mode and facilitators that the group has now.</summary>
    /// <exception cref="RuleViolation">It is of another group, cancelled, or signed.</exception>
    public void Follow(Group group)
    {
        RuleViolation.Unless(GroupId == group.Id, "This session belongs to another group.");
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(!IsSigned, "This session is signed; where it met and who led it stands.");
        RoomId = group.RoomId;
        Mode = group.Mode;
        LedBy(group.Facilitators.Select(f => f.StaffMemberId));
    }

    internal override IEnumerable<string?> SharedContent() => Shared is null
        ? []
        : [Shared.Topic, Shared.Material, string.Join('\u001f', Shared.Modalities), Shared.Interventions, Shared.Process, Shared.Homework];

    private protected override void RefuseWhenSharedPartMissing() =>
        RuleViolation.Unless(Shared?.Topic is not null, "Enter the topic of the group before signing.", nameof(SharedPart.Topic));
}

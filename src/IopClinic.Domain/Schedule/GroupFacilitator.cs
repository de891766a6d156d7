using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>A clinician who leads a group's sessions.</summary>
[NotAudited]
public sealed class GroupFacilitator
{
    private GroupFacilitator()
    {
    }

    internal GroupFacilitator(Group group, StaffMember clinician, int position)
    {
        GroupId = group.Id;
        StaffMemberId = clinician.Id;
        Position = position;
    }

    public Id<Group> GroupId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }

    /// <summary>Place in the order in which they take turns, from 0.</summary>
    public int Position { get; private set; }

    internal void Stand(int position) => Position = position;
}

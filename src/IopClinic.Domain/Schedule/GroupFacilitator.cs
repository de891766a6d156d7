using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>A clinician who leads a group's sessions.</summary>
[NotAudited]
public sealed class GroupFacilitator
{
    private GroupFacilitator()
    {
    }

    internal GroupFacilitator(Group group, StaffMember clinician)
    {
        GroupId = group.Id;
        StaffMemberId = clinician.Id;
    }

    public Id<Group> GroupId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }
}

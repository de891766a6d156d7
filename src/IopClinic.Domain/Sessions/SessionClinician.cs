using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>A clinician booked for a session.</summary>
[NotAudited]
public sealed class SessionClinician
{
    private SessionClinician()
    {
    }

    internal SessionClinician(Session session, Id<StaffMember> clinicianId)
    {
        SessionId = session.Id;
        StaffMemberId = clinicianId;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }
}

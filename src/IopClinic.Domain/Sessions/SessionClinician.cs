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

    /// <summary>When they were told that the session is cancelled; null until somebody did.</summary>
    public DateTimeOffset? ToldAt { get; private set; }

    public Id<StaffMember>? ToldById { get; private set; }

    /// <summary>Writes down that they were told; who told first stands.</summary>
    public void Told(StaffMember by, DateTimeOffset now) => (ToldAt, ToldById) = (ToldAt ?? now, ToldById ?? by.Id);

    /// <summary>Nobody was told, or not of what holds now.</summary>
    public void ForgetTold() => (ToldAt, ToldById) = (null, null);
}

using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Staff;

/// <summary>What became of a session that somebody on leave would have led.</summary>
public sealed class LeaveCover
{
    private LeaveCover()
    {
    }

    internal LeaveCover(Leave leave, Session session, StaffMember? cover)
    {
        LeaveId = leave.Id;
        SessionId = session.Id;
        ClinicDate = session.ClinicDate;
        CoverId = cover?.Id;
    }

    public Id<Leave> LeaveId { get; private set; }

    public Id<Session> SessionId { get; private set; }

    public DateOnly ClinicDate { get; private set; }

    /// <summary>Who leads it instead; null where the session was left to its other leaders, or to nobody.</summary>
    public Id<StaffMember>? CoverId { get; private set; }
}

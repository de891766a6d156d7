using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>One of the alumni was at one session of their group.</summary>
public sealed class AlumniPresence : IBelongToPatient
{
    private AlumniPresence()
    {
    }

    /// <exception cref="RuleViolation">The session is cancelled or lies ahead, or they had no place in the group on its day.</exception>
    public AlumniPresence(GroupSession session, AlumniPlace place, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(session.CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(session.StartsAt <= now, "This session has not begun. Say who came once it has.");
        RuleViolation.Unless(
            place.GroupId == session.GroupId && place.Days.Covers(session.ClinicDate), $"{place.Called} had no place in the group that day.");
        SessionId = session.Id;
        PlaceId = place.Id;
        PatientId = place.PatientId;
        RecordedById = by.Id;
        RecordedAt = now;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<AlumniPlace> PlaceId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<StaffMember> RecordedById { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }
}

using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Sessions;

/// <summary>A supporter of a patient who took part in a session.</summary>
public sealed class FamilyParticipant : IBelongToPatient
{
    private FamilyParticipant()
    {
    }

    internal FamilyParticipant(Session session, SupportPerson supporter)
    {
        SessionId = session.Id;
        SupportPersonId = supporter.Id;
        PatientId = supporter.PatientId;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<SupportPerson> SupportPersonId { get; private set; }

    /// <summary>Whose supporter.</summary>
    public Id<Patient> PatientId { get; private set; }
}

using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Sessions;

/// <summary>A supporter who took part in a family session.</summary>
public sealed class FamilyParticipant
{
    private FamilyParticipant()
    {
    }

    internal FamilyParticipant(FamilySession session, SupportPerson supporter)
    {
        SessionId = session.Id;
        SupportPersonId = supporter.Id;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<SupportPerson> SupportPersonId { get; private set; }
}

using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Sessions;

/// <summary>A patient's place on the roster of one session; attendance and notes exist only for those who have one.</summary>
[NotAudited]
public sealed class RosterPlace : IBelongToPatient
{
    private RosterPlace()
    {
    }

    internal RosterPlace(Session session, Episode episode)
    {
        SessionId = session.Id;
        PatientId = episode.PatientId;
        EpisodeId = episode.Id;
        SiteId = session.SiteId;
        ClinicDate = session.ClinicDate;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public DateOnly ClinicDate { get; private set; }
}

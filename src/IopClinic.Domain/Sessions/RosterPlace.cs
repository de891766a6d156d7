using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>A patient's place on the roster of one session; attendance and notes exist only for those who have one.</summary>
[NotAudited]
public sealed class RosterPlace : IBelongToPatient
{
    private RosterPlace()
    {
    }

    internal RosterPlace(Session session, Id<Patient> patientId, Id<Episode>? episodeId)
    {
        SessionId = session.Id;
        PatientId = patientId;
        EpisodeId = episodeId;
        SiteId = session.SiteId;
        ClinicDate = session.ClinicDate;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>The episode the session belongs to; null for an assessment before the admission.</summary>
    public Id<Episode>? EpisodeId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public DateOnly ClinicDate { get; private set; }

    /// <summary>When the patient was told that the session is cancelled; null until somebody did.</summary>
    public DateTimeOffset? ToldAt { get; private set; }

    public Id<StaffMember>? ToldById { get; private set; }

    /// <summary>When it was booked to make up for sessions that were missed; null where it comes with a place in the group.</summary>
    public DateTimeOffset? MakeUpAt { get; private set; }

    public Id<StaffMember>? MakeUpById { get; private set; }

    /// <summary>Why it was booked although something spoke against it; null where nothing did.</summary>
    public string? MakeUpReason { get; private set; }

    /// <summary>Whether the patient comes to this one session to make up for others.</summary>
    public bool IsMakeUp => MakeUpAt is not null;

    /// <summary>Writes down that the patient was told; who told first stands.</summary>
    public void Told(StaffMember by, DateTimeOffset now) => (ToldAt, ToldById) = (ToldAt ?? now, ToldById ?? by.Id);

    /// <summary>Nobody was told, or not of what holds now.</summary>
    public void ForgetTold() => (ToldAt, ToldById) = (null, null);

    internal void ForMakeUp(string? reason, StaffMember by, DateTimeOffset now) => (MakeUpAt, MakeUpById, MakeUpReason) = (now, by.Id, reason);

    internal void MoveTo(DateOnly date) => ClinicDate = date;
}

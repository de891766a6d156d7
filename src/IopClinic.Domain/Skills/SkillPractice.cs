using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Skills;

/// <summary>How far a patient has come with a skill since it was taught.</summary>
public enum PracticeStep
{
    /// <summary>Asked for, and nothing yet.</summary>
    None,

    /// <summary>Tried as homework.</summary>
    Practised,

    /// <summary>Used where it counts: in daily life, when it was needed.</summary>
    Used,
}

/// <summary>What a patient said in a session about a skill that they were taught.</summary>
public sealed class SkillPractice : IBelongToPatient
{
    private SkillPractice()
    {
    }

    /// <exception cref="RuleViolation">The patient is not on the roster, was absent, or their note of the session is signed.</exception>
    public SkillPractice(Session session, Id<Patient> patientId, Id<Skill> skillId, PracticeStep step, StaffMember by, DateTimeOffset now)
    {
        Id = Id<SkillPractice>.New();
        SessionId = session.Id;
        SiteId = session.SiteId;
        ClinicDate = session.ClinicDate;
        PatientId = patientId;
        SkillId = skillId;
        Say(session, step, by, now);
    }

    public Id<SkillPractice> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Skill> SkillId { get; private set; }

    /// <summary>The session in which it was followed up.</summary>
    public Id<Session> SessionId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public DateOnly ClinicDate { get; private set; }

    public PracticeStep Step { get; private set; }

    public Id<StaffMember> ById { get; private set; }

    public DateTimeOffset At { get; private set; }

    public uint Version { get; private set; }

    /// <summary>Says anew how far the patient has come; what was said before is in the history.</summary>
    /// <exception cref="RuleViolation">The patient is not on the roster, was absent, or their note of the session is signed.</exception>
    public void Say(Session session, PracticeStep step, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(session.Id == SessionId, "This was followed up in another session.");
        RuleViolation.Unless(Enum.IsDefined(step), "Choose none, practised or used.");
        RuleViolation.Unless(session.CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(session.Roster.Any(place => place.PatientId == PatientId), "This patient is not on the roster of the session.");
        RuleViolation.Unless(session.LiveNoteOf(PatientId) is not { IsSigned: true }, "This note is signed. Add an addendum instead.");
        RuleViolation.Unless(
            step is PracticeStep.None || session.Attendances.FirstOrDefault(attendance => attendance.PatientId == PatientId) is not { IsAbsence: true },
            "Who was absent followed up no skill.");
        Step = step;
        ById = by.Id;
        At = now;
    }
}

using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Skills;

/// <summary>A skill that was taught in a session: whoever attended it has been taught the skill.</summary>
public sealed class SessionSkill
{
    private SessionSkill()
    {
    }

    internal SessionSkill(Session session, Skill skill, StaffMember by, DateTimeOffset now)
    {
        SessionId = session.Id;
        SkillId = skill.Id;
        AddedById = by.Id;
        AddedAt = now;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<Skill> SkillId { get; private set; }

    public Id<StaffMember> AddedById { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }
}

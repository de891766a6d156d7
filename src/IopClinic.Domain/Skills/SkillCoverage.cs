using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Skills;

/// <summary>How far a patient has come with one skill.</summary>
public enum SkillState
{
    NotYet,
    Taught,
    Practised,
    Used,
}

/// <summary>One session that a patient attended and in which a skill was taught, or followed up.</summary>
/// <param name="SkillId">The skill.</param>
/// <param name="SessionId">The session.</param>
/// <param name="On">The clinic date of the session.</param>
/// <param name="Step">What was followed up; null where it was taught.</param>
public readonly record struct SkillEvent(Id<Skill> SkillId, Id<Session> SessionId, DateOnly On, PracticeStep? Step = null);

/// <summary>What a patient has had of one skill.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="State">The furthest they have come.</param>
/// <param name="Taught">The sessions in which they were taught it, the latest first.</param>
/// <param name="FollowedUp">What they said of it, the latest first.</param>
public sealed record SkillLine(Skill Skill, SkillState State, IReadOnlyList<SkillEvent> Taught, IReadOnlyList<SkillEvent> FollowedUp)
{
    public DateOnly? LastOn => Taught.Concat(FollowedUp).Select(one => (DateOnly?)one.On).Max();
}

/// <summary>The map of all skills for one patient: taught, practised, used, and what is still to come.</summary>
public static class SkillCoverage
{
    /// <summary>By family, in the order of the families. A retired skill stands in it only where the patient has had it.</summary>
    public static IReadOnlyList<IGrouping<SkillFamily, SkillLine>> Of(IEnumerable<Skill> catalogue, IEnumerable<SkillEvent> events)
    {
        var bySkill = events.ToLookup(one => one.SkillId);
        return
        [
            .. catalogue
                .Where(skill => !skill.IsRetired || bySkill.Contains(skill.Id))
                .OrderBy(skill => skill.Family).ThenBy(skill => skill.Name, StringComparer.OrdinalIgnoreCase)
                .Select(skill => Line(skill, [.. bySkill[skill.Id].OrderByDescending(one => one.On)]))
                .GroupBy(line => line.Skill.Family),
        ];
    }

    private static SkillLine Line(Skill skill, IReadOnlyList<SkillEvent> events)
    {
        var taught = events.Where(one => one.Step is null).ToList();
        var followed = events.Where(one => one.Step is PracticeStep.Practised or PracticeStep.Used).ToList();
        var state = followed.Exists(one => one.Step is PracticeStep.Used) ? SkillState.Used
            : followed.Count > 0 ? SkillState.Practised
            : taught.Count > 0 ? SkillState.Taught
            : SkillState.NotYet;
        return new SkillLine(skill, state, taught, followed);
    }
}

/// <summary>A skill that could be the next topic of a group.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Lack">How many of the members have not had it.</param>
/// <param name="Of">How many members there are.</param>
public sealed record NextSkill(Skill Skill, int Lack, int Of)
{
    /// <summary>The next topics of a group: skills of the families it works on first, and of these what most of its members still lack.</summary>
    /// <param name="catalogue">All skills; retired ones are not suggested.</param>
    /// <param name="members">Who is here.</param>
    /// <param name="taught">Which patient has been taught what.</param>
    /// <param name="families">What the group works on.</param>
    /// <param name="most">How many are suggested.</param>
    public static IReadOnlyList<NextSkill> For(
        IEnumerable<Skill> catalogue,
        IReadOnlyCollection<Id<Patient>> members,
        IEnumerable<(Id<Patient> Patient, Id<Skill> Skill)> taught,
        IReadOnlySet<SkillFamily> families,
        int most = 3)
    {
        var had = taught.Where(one => members.Contains(one.Patient)).Distinct().CountBy(one => one.Skill).ToDictionary();
        return
        [
            .. catalogue.Where(skill => !skill.IsRetired)
                .Select(skill => new NextSkill(skill, members.Count - had.GetValueOrDefault(skill.Id), members.Count))
                .Where(next => next.Lack > 0)
                .OrderByDescending(next => families.Contains(next.Skill.Family))
                .ThenByDescending(next => next.Lack)
                .ThenBy(next => next.Skill.Family)
                .ThenBy(next => next.Skill.Name, StringComparer.OrdinalIgnoreCase)
                .Take(most),
        ];
    }
}

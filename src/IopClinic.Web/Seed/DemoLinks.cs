using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Seed;

/// <summary>
/// Lets the notes of the demo clinic refer to what their patients work on: most to one objective, some to two, a few to none for a
/// reason, and on the whole it goes better from week to week. Without objectives it leaves every note as it is.
/// </summary>
internal sealed class DemoLinks(IReadOnlyCollection<Objective> objectives, Random chance)
{
    private static readonly NoObjectiveReason[] Reasons =
        [NoObjectiveReason.Administrative, NoObjectiveReason.NewConcern, NoObjectiveReason.ReferralOrMedical, NoObjectiveReason.Crisis];

    private readonly ILookup<Id<Patient>, Objective> _objectives = objectives.OrderBy(objective => objective.Number).ToLookup(objective => objective.PatientId);
    private readonly Dictionary<Id<Objective>, int> _touched = [];

    public IReadOnlyCollection<Objective> Objectives { get; } = objectives;

    /// <summary>The same note with what it refers to.</summary>
    public NoteText Of(NoteText note, Session session, Id<Patient> patient)
    {
        var place = session.Roster.First(place => place.PatientId == patient);
        var workedOn = _objectives[patient].Where(objective => session.IsWorkedOn(objective, place)).ToList();
        if (workedOn.Count == 0)
        {
            return note;
        }

        if (chance.Next(14) == 0)
        {
            return note with
            {
                WithoutObjective = Reasons[chance.Next(Reasons.Length)],
            };
        }

        var first = chance.Next(workedOn.Count);
        var second = chance.Next(4) == 0 ? (first + 1) % workedOn.Count : first;
        return note with
        {
            Objectives = [.. new[] { first, second }.Distinct().Select(at => Rated(workedOn[at]))],
        };
    }

    private ObjectiveLink Rated(Objective objective)
    {
        var times = _touched[objective.Id] = _touched.GetValueOrDefault(objective.Id) + 1;
        // What is achieved would not be worked on any more.
        var progress = Math.Clamp(2 + (times / 5) + chance.Next(-1, 2), (int)ObjectiveProgress.Setback, (int)ObjectiveProgress.GoodProgress);
        return new ObjectiveLink(objective.Id, chance.Next(6) == 0 ? null : (ObjectiveProgress)progress);
    }
}

using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Sessions;

/// <summary>An objective beside a note.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Digit">The digit that links it on the roll-call page; null from the tenth on, and where it is not worked on any more.</param>
/// <param name="Text">All of it.</param>
/// <param name="Problem">The problem that it belongs to.</param>
/// <param name="Side">The side of the plan.</param>
/// <param name="IsLinked">The note refers to it.</param>
/// <param name="Progress">How far the patient came; null where nobody rated it.</param>
public sealed record ObjectiveView(Id<Objective> Id, int? Digit, string Text, string Problem, PlanSide Side, bool IsLinked, ObjectiveProgress? Progress)
{
    private const int Digits = 9;

    /// <summary>What a note may refer to, and what it does: first what is worked on, under the digits.</summary>
    public static IReadOnlyList<ObjectiveView> Offered(ProgressNote? note, IEnumerable<Objective> workedOn, IEnumerable<Objective> all)
    {
        var offered = workedOn.Select((objective, index) => Of(objective, index < Digits ? index + 1 : null, note)).ToList();
        return [.. offered, .. Linked(note, all).Where(linked => offered.TrueForAll(one => one.Id != linked.Id))];
    }

    /// <summary>What the note refers to.</summary>
    public static IReadOnlyList<ObjectiveView> Linked(ProgressNote? note, IEnumerable<Objective> all) =>
        note is null ? [] : [.. all.Where(objective => note.Objectives.Any(linked => linked.ObjectiveId == objective.Id)).Select(objective => Of(objective, null, note))];

    private static ObjectiveView Of(Objective objective, int? digit, ProgressNote? note)
    {
        var linked = note?.Objectives.FirstOrDefault(one => one.ObjectiveId == objective.Id);
        return new ObjectiveView(objective.Id, digit, objective.Text, objective.Problem, objective.Side, linked is not null, linked?.Progress);
    }
}

/// <summary>How what a note refers to is called on screen and paper.</summary>
public static class ObjectiveWords
{
    public static string Short(PlanSide side) => side is PlanSide.MentalHealth ? "MH" : "SU";

    public static string Of(ObjectiveProgress progress) => progress switch
    {
        ObjectiveProgress.NoChange => "no change",
        ObjectiveProgress.SomeProgress => "some progress",
        ObjectiveProgress.GoodProgress => "good progress",
        ObjectiveProgress.Achieved => "achieved",
        _ => "setback",
    };

    public static string Of(NoObjectiveReason why) => why switch
    {
        NoObjectiveReason.Crisis => "A crisis came first",
        NoObjectiveReason.Administrative => "Orientation, logistics or papers",
        NoObjectiveReason.NewConcern => "A new concern, not in the plan yet",
        NoObjectiveReason.ReferralOrMedical => "A referral or a medical matter",
        _ => "Another reason",
    };
}

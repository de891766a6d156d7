using IopClinic.Domain.Services;

namespace IopClinic.Domain.Treatment;

/// <summary>What a plan prescribes of one service.</summary>
/// <param name="ServiceId">Which.</param>
/// <param name="Times">How many times in <paramref name="EveryWeeks"/> weeks.</param>
/// <param name="EveryWeeks">From one round to the next, in weeks.</param>
/// <param name="Minutes">Minutes each time.</param>
public sealed record PrescribedService(Id<Service> ServiceId, int Times, int EveryWeeks, int Minutes)
{
    public decimal WeeklyMinutes => (decimal)Times * Minutes / EveryWeeks;
}

/// <summary>
/// The weekly mix of services that the interventions of a plan add up to. A service that stands under several objectives is one
/// prescription: the largest of them counts.
/// </summary>
public static class Prescription
{
    public static IReadOnlyList<PrescribedService> Of(PlanContent plan) =>
    [
        .. from placed in plan.Active
           from intervention in placed.Node.Under
           let line = intervention.Line
           where line.WeeklyMinutes is not null
           group line by line.ServiceId!.Value into named
           let most = named.MaxBy(line => line.WeeklyMinutes)!
           orderby most.WeeklyMinutes descending, named.Key
           select new PrescribedService(named.Key, most.Times!.Value, most.EveryWeeks!.Value, most.Minutes!.Value),
    ];
}

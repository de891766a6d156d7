using System.Globalization;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Treatment;

/// <summary>How the parts of a plan are called on screen and paper.</summary>
public static class PlanWords
{
    public static string Of(PlanKind kind) => kind switch
    {
        PlanKind.Initial => "Initial plan",
        PlanKind.Comprehensive => "Comprehensive plan",
        PlanKind.Review => "Review",
        _ => "Amendment",
    };

    public static string Of(PlanPhase phase) => phase is PlanPhase.StepDown ? "Step-down" : phase.ToString();

    public static string Of(PlanSide side) => side is PlanSide.MentalHealth ? "Mental health" : "Substance use";

    public static string Of(GoalType type) => type switch
    {
        GoalType.Stabilize => "Stabilize",
        GoalType.CopingSkills => "Coping skills",
        GoalType.GrowthAndResilience => "Growth and resilience",
        GoalType.RelapsePrevention => "Relapse prevention",
        _ => "Functioning at work, school and home",
    };

    public static string Of(AcknowledgedBy by) => by is AcknowledgedBy.Family ? "Family" : by.ToString();

    public static string Of(MissingSignature missing) => missing switch
    {
        MissingSignature.NotPresent => "not present",
        MissingSignature.Declined => "declined to sign",
        MissingSignature.UnableToSign => "unable to sign",
        MissingSignature.ByPhone => "agreed by phone or video",
        _ => "for another reason",
    };

    public static string Of(PlanChangeKind kind) => kind.ToString();

    public static string Of(ReviewDecision decision) => decision.ToString();

    /// <summary>"3 × 60 min every week".</summary>
    public static string Frequency(int times, int everyWeeks, int minutes) =>
        $"{times.ToString(CultureInfo.CurrentCulture)} × {minutes.ToString(CultureInfo.CurrentCulture)} min {(everyWeeks == 1 ? "a week" : $"every {everyWeeks.ToString(CultureInfo.CurrentCulture)} weeks")}";

    /// <summary>How an objective is measured: "PHQ-9 at most 9", or the words of it.</summary>
    public static string? MeasureOf(PlanLine line) => line is { Instrument: { } instrument, AtMost: { } most }
        ? string.Join("; ", new[] { $"{instrument} at most {most.ToString(CultureInfo.CurrentCulture)}", line.Measure, line.Target }.OfType<string>())
        : string.Join(": ", new[] { line.Measure, line.Target }.OfType<string>()) is { Length: > 0 } words ? words : null;
}

/// <summary>The names behind the keys in a plan.</summary>
/// <param name="Services">By key.</param>
/// <param name="Staff">By key, with credentials.</param>
public sealed record PlanNames(IReadOnlyDictionary<Id<Service>, string> Services, IReadOnlyDictionary<Id<StaffMember>, string> Staff)
{
    /// <summary>What an intervention says besides its text: service, frequency, who.</summary>
    public string? Detail(PlanLine line) => string.Join(", ", new[]
    {
        line.ServiceId is { } service ? Services.GetValueOrDefault(service) : null,
        line is { Times: { } times, EveryWeeks: { } weeks, Minutes: { } minutes } ? PlanWords.Frequency(times, weeks, minutes) : null,
        line.ResponsibleId is { } person ? Staff.GetValueOrDefault(person) : null,
    }.OfType<string>()) is { Length: > 0 } words ? words : null;

    /// <summary>A line with everything that belongs to it, but whether it is worked on.</summary>
    public string Words(PlanLine line) => line.Level switch
    {
        PlanLevel.Problem => Joined(line.Text, line.RestsOn?.Words is { } words ? $"Rests on: {words}" : null, line.Side is { } side ? PlanWords.Of(side) : null),
        PlanLevel.Goal => Joined(line.Text, line.Type is { } type ? PlanWords.Of(type) : null),
        PlanLevel.Objective => Joined(
            line.Text,
            PlanWords.MeasureOf(line) is { } measure ? $"Measured by {measure}" : null,
            line.Baseline is { } baseline ? $"Today: {baseline}" : null,
            line.TargetDate is { } date ? $"By {Show.Date(date)}" : null,
            line.EndedBecause),
        _ => Joined(line.Text, Detail(line)),
    };

    private static string Joined(params IEnumerable<string?> parts) => string.Join(". ", parts.OfType<string>().Select(part => part.TrimEnd('.')));
}

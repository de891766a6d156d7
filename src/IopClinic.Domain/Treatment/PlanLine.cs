using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Treatment;

/// <summary>What a line of a plan is; each stands under a line of the level above it.</summary>
public enum PlanLevel
{
    Problem,
    Goal,
    Objective,
    Intervention,
}

/// <summary>What a problem rests on.</summary>
public enum PlanSource
{
    /// <summary>A diagnosis that stands; the reference is its code.</summary>
    Diagnosis,

    /// <summary>A finding of the signed assessment; the reference is section and question.</summary>
    Finding,

    /// <summary>What came up in treatment; the reference is the note, or empty where a clinician observed it.</summary>
    Treatment,
}

/// <summary>Where an objective stands. None is ever deleted once a signed note refers to it.</summary>
public enum ObjectiveStatus
{
    Active,
    Met,
    Discontinued,
}

/// <summary>What a problem rests on, and how that is read: "F33.1 Major depressive disorder, recurrent, moderate".</summary>
/// <param name="Kind">Diagnosis, finding or treatment.</param>
/// <param name="Reference">The code, the question or the note.</param>
/// <param name="Words">As it is printed.</param>
public sealed record PlanProvenance(PlanSource Kind, string? Reference, string Words);

/// <summary>
/// One line of a treatment plan. Its key stays the same through all versions, so that versions can be compared and notes refer to it.
/// What does not belong to its level is empty.
/// </summary>
public sealed record PlanLine
{
    public const int LongestText = 1000;

    public const int LongestPart = 300;

    public Guid Key { get; init; }

    public PlanLevel Level { get; init; }

    public string Text { get; init; } = "";

    /// <summary>Problem: the side of a dual diagnosis.</summary>
    public PlanSide? Side { get; init; }

    /// <summary>Problem: what it rests on.</summary>
    public PlanProvenance? RestsOn { get; init; }

    /// <summary>Goal: what kind of goal of an IOP.</summary>
    public GoalType? Type { get; init; }

    /// <summary>Objective: by what it is measured.</summary>
    public string? Measure { get; init; }

    /// <summary>Objective: where the patient stands when it is set.</summary>
    public string? Baseline { get; init; }

    /// <summary>Objective: what is reached when it is met.</summary>
    public string? Target { get; init; }

    public DateOnly? TargetDate { get; init; }

    /// <summary>Objective: the questionnaire that shows progress by itself.</summary>
    public string? Instrument { get; init; }

    /// <summary>Objective: its total, at most, when the objective is met.</summary>
    public int? AtMost { get; init; }

    /// <summary>Objective: whether it is worked on.</summary>
    public ObjectiveStatus Status { get; init; }

    /// <summary>Objective: the clinic date on which it was met or discontinued.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>Objective: why it was met or discontinued.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>Intervention: the service by which it is given; null where it is something else.</summary>
    public Id<Service>? ServiceId { get; init; }

    /// <summary>Intervention: how many times in <see cref="EveryWeeks"/> weeks.</summary>
    public int? Times { get; init; }

    public int? EveryWeeks { get; init; }

    /// <summary>Intervention: minutes each time.</summary>
    public int? Minutes { get; init; }

    public Id<StaffMember>? ResponsibleId { get; init; }

    public bool IsActiveObjective => Level is PlanLevel.Objective && Status is ObjectiveStatus.Active;

    /// <summary>Minutes a week that it prescribes; null where it names no service or no frequency.</summary>
    public decimal? WeeklyMinutes => ServiceId is not null && Times is { } times && EveryWeeks is { } weeks and > 0 && Minutes is { } minutes
        ? (decimal)times * minutes / weeks
        : null;

    /// <summary>The same with nothing that belongs to another level, and every text as it enters the record.</summary>
    /// <exception cref="RuleViolation">A text is too long or a number out of range.</exception>
    public PlanLine Clean()
    {
        var line = new PlanLine
        {
            Key = Key,
            Level = Level,
            Text = FreeText.OrNull(Text, LongestText, nameof(Text)) ?? "",
        };
        return Level switch
        {
            PlanLevel.Problem => line with
            {
                Side = Side,
                RestsOn = RestsOn,
            },
            PlanLevel.Goal => line with
            {
                Type = Type,
            },
            PlanLevel.Objective => line with
            {
                Measure = FreeText.OrNull(Measure, LongestPart, nameof(Measure)),
                Baseline = FreeText.OrNull(Baseline, LongestPart, nameof(Baseline)),
                Target = FreeText.OrNull(Target, LongestPart, nameof(Target)),
                TargetDate = TargetDate,
                Instrument = FreeText.OrNull(Instrument, 40, nameof(Instrument)),
                AtMost = Instrument is null ? null : Within(AtMost, 0, 999, "A total is 0 to 999.", nameof(AtMost)),
                Status = Status,
                EndedOn = Status is ObjectiveStatus.Active ? null : EndedOn,
                EndedBecause = Status is ObjectiveStatus.Active ? null : FreeText.OrNull(EndedBecause, LongestPart, nameof(EndedBecause)),
            },
            _ => line with
            {
                ServiceId = ServiceId,
                Times = Within(Times, 1, 21, "Enter 1 to 21 times.", nameof(Times)),
                EveryWeeks = Within(EveryWeeks, 1, 12, "Enter 1 to 12 weeks.", nameof(EveryWeeks)),
                Minutes = Within(Minutes, 5, 480, "Enter 5 to 480 minutes.", nameof(Minutes)),
                ResponsibleId = ResponsibleId,
            },
        };
    }

    /// <summary>Never the line itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(PlanLine);

    private static int? Within(int? number, int least, int most, string sentence, string field)
    {
        RuleViolation.Unless(number is null || (number >= least && number <= most), sentence, field);
        return number;
    }
}

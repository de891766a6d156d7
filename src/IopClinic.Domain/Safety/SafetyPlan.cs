using System.Text.Json.Serialization;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Safety;

/// <summary>
/// The parts of a safety plan, in the order in which somebody in a crisis goes through them: the six steps of Stanley and Brown's
/// Safety Planning Intervention, and what keeps the plan alive.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<SafetyStep>))]
public enum SafetyStep
{
    /// <summary>How a crisis shows that it is coming.</summary>
    Signs,

    /// <summary>What helps without anybody else.</summary>
    Alone,

    /// <summary>People and places that take the mind off.</summary>
    Company,

    /// <summary>People who can be asked for help.</summary>
    Helpers,

    /// <summary>Professionals, crisis lines and the emergency number.</summary>
    Professionals,

    /// <summary>What is put out of reach.</summary>
    Surroundings,

    /// <summary>What is most worth living for.</summary>
    WorthLivingFor,

    /// <summary>Who has a copy, and where the patient keeps theirs.</summary>
    Copies,
}

/// <summary>One line of a safety plan, in the patient's words.</summary>
/// <param name="Step">The part it belongs to.</param>
/// <param name="Text">What it says; in a step with people, who it is.</param>
/// <param name="Phone">The number to call, where there is one.</param>
public sealed record SafetyLine(SafetyStep Step, string Text, string? Phone)
{
    public const int LongestText = 200;

    public const int LongestPhone = 40;

    /// <summary>Never the line itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(SafetyLine);
}

/// <summary>One version of a patient's safety plan. It never changes: whoever writes it anew makes the next version.</summary>
public sealed class SafetyPlan : IBelongToPatient
{
    /// <summary>A plan is brief, or it is not read in a crisis.</summary>
    public const int MostLines = 12;

    private SafetyPlan()
    {
    }

    /// <exception cref="RuleViolation">The patient has died, the person may not write it, or there is nothing in it, or too much.</exception>
    public SafetyPlan(Patient patient, SafetyPlan? previous, IEnumerable<SafetyLine> lines, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(patient.DeceasedOn is null, "This patient is recorded as deceased: their safety plan stands as it is.");
        RuleViolation.Unless(by.IsActive && (by.IsClinician || by.Roles.Contains(Role.Intake)), "Only clinical and intake staff write safety plans.");
        var written = lines
            .Where(line => !string.IsNullOrWhiteSpace(line.Text) || !string.IsNullOrWhiteSpace(line.Phone))
            .Select(line => new SafetyLine(
                line.Step,
                FreeText.Required(line.Text, SafetyLine.LongestText, "Say whose number this is.", nameof(Lines)),
                FreeText.OrNull(line.Phone, SafetyLine.LongestPhone, nameof(Lines))))
            .Distinct().OrderBy(line => line.Step).ToList();
        RuleViolation.Unless(written.Count > 0, "Write at least one line.", nameof(Lines));
        RuleViolation.Unless(
            written.CountBy(line => line.Step).All(step => step.Value <= MostLines), $"Keep each part to {MostLines} lines: a plan is brief.", nameof(Lines));
        Id = Id<SafetyPlan>.New();
        PatientId = patient.Id;
        SiteId = patient.SiteId;
        Number = (previous?.Number ?? 0) + 1;
        Lines = written;
        IsComplete = Enum.GetValues<SafetyStep>().Where(IsStep).All(step => written.Exists(line => line.Step == step));
        WrittenById = by.Id;
        WrittenAt = now;
        ClinicDate = today;
    }

    public Id<SafetyPlan> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>1 for the first version of this patient's plan, then counted on.</summary>
    public int Number { get; private set; }

    /// <summary>In the order of the steps.</summary>
    [NotAudited]
    public IReadOnlyList<SafetyLine> Lines { get; private set; } = [];

    /// <summary>Each of the six steps says something: only then it is a plan that somebody can go by.</summary>
    public bool IsComplete { get; private set; }

    public Id<StaffMember> WrittenById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>The clinic date on which it was written or looked through.</summary>
    public DateOnly ClinicDate { get; private set; }

    /// <summary>True for the six steps that a plan cannot do without.</summary>
    public static bool IsStep(SafetyStep step) => step <= SafetyStep.Surroundings;

    /// <summary>True for the parts in which a line is somebody who can be called.</summary>
    public static bool HasPhones(SafetyStep step) => step is SafetyStep.Company or SafetyStep.Helpers or SafetyStep.Professionals;

    public IEnumerable<SafetyLine> Of(SafetyStep step) => Lines.Where(line => line.Step == step);

    /// <summary>What this version says that the one before did not, and the other way round.</summary>
    public (IReadOnlyList<SafetyLine> Added, IReadOnlyList<SafetyLine> Removed) Since(SafetyPlan? previous) =>
        ([.. Lines.Except(previous?.Lines ?? [])], [.. (previous?.Lines ?? []).Except(Lines)]);

    /// <summary>
    /// Whether a plan has to be written today: the risk is moderate or higher, and no complete version is of the day on which it rose,
    /// or later.
    /// </summary>
    /// <param name="risk">The risk now.</param>
    /// <param name="roseOn">The clinic date on which it rose; null where nobody knows.</param>
    /// <param name="completeOn">The clinic date of the last complete version; null where there is none.</param>
    public static bool IsDue(RiskLevel risk, DateOnly? roseOn, DateOnly? completeOn) =>
        risk >= RiskLevel.Moderate && (completeOn is null || completeOn < roseOn);
}

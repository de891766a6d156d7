using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Patients;

/// <summary>What stands on top of every chart page: who this is, what to be careful about, and where in the program.</summary>
public sealed record PatientBanner
{
    public required string Id { get; init; }

    /// <summary>What decides who may come near.</summary>
    public PatientState State { get; init; }

    public required string Name { get; init; }

    public string? PreferredName { get; init; }

    public string? Pronouns { get; init; }

    public required int Age { get; init; }

    public required DateOnly BirthDate { get; init; }

    public required string Mrn { get; init; }

    /// <summary>The zone of the site where the patient is, or is to be, treated.</summary>
    public TimeZoneInfo SiteZone { get; init; } = TimeZoneInfo.Utc;

    public RiskLevel Risk { get; init; }

    public IReadOnlyList<string> Allergies { get; init; } = [];

    /// <summary>Where critical answers stand that nobody has acted on: the questionnaire's name and address.</summary>
    public IReadOnlyList<(string Name, string Href)> Alerts { get; init; } = [];

    /// <summary>The day of the last version of the safety plan; null where there is none.</summary>
    public DateOnly? SafetyPlanOn { get; init; }

    /// <summary>The risk rose, and no complete safety plan is of that day or later.</summary>
    public bool IsSafetyPlanDue { get; init; }

    /// <summary>False for those to whom the safety plan is not open.</summary>
    public bool ShowsSafetyPlan { get; init; }

    /// <summary>Null when no episode of care is open.</summary>
    public string? ProgramName { get; init; }

    public string? TrackName { get; init; }

    /// <summary>1 in the first week.</summary>
    public int? WeekOfProgram { get; init; }

    public int? PlannedWeeks { get; init; }

    public int? MinutesThisWeek { get; init; }

    public int? WeeklyMinimumMinutes { get; init; }

    /// <summary>The date of death, when the patient has died.</summary>
    public DateOnly? Deceased { get; init; }

    /// <summary>True for an invented person of the demo clinic.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>Where the name leads; null on the chart's own first page.</summary>
    public string? ChartHref { get; init; }

    /// <summary>False for those who may find a patient and read no chart: risk, allergies and hours stay out.</summary>
    public bool ShowsCare { get; init; } = true;

    /// <summary>Until when the record is open to the reader, where only an emergency opened it.</summary>
    public TimeOnly? OpenUntil { get; init; }

    public string Initials => Show.Initials(Name);
}

using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Assessments;

/// <summary>Where an answer comes from.</summary>
public enum AnswerSource
{
    /// <summary>Written in this assessment.</summary>
    Typed,

    /// <summary>The patient's record, as it stood when the assessment was begun.</summary>
    PatientRecord,

    /// <summary>Who referred the patient.</summary>
    Referral,

    /// <summary>The last signed assessment.</summary>
    LastAssessment,

    /// <summary>A screen for suicide risk that the patient filled in themselves lately.</summary>
    SelfReport,

    /// <summary>A screen for suicide risk that was given lately.</summary>
    Screening,
}

/// <summary>What one source says.</summary>
public sealed record Claim(string Value, AnswerSource Source, DateOnly AsOf)
{
    /// <summary>Whether it is what the same source says by now: a screen replaces the one before, whoever filled in either.</summary>
    public bool Replaces(Claim earlier) => Source == earlier.Source || (IsScreen(Source) && IsScreen(earlier.Source));

    private static bool IsScreen(AnswerSource source) => source is AnswerSource.Screening or AnswerSource.SelfReport;
}

/// <summary>An answer and where it comes from: never only what it says.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="AsOf">The day for which it was said.</param>
/// <param name="IsConfirmed">Whether somebody wrote it here, or found it right.</param>
/// <param name="ById">Who wrote or confirmed it; null while nobody did.</param>
/// <param name="At">When they did.</param>
public sealed record Answer(string Value, AnswerSource Source, DateOnly AsOf, bool IsConfirmed, Id<StaffMember>? ById, DateTimeOffset? At)
{
    /// <summary>What other sources say of the same; those that say otherwise are contradictions.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>The other sources that say otherwise.</summary>
    public IEnumerable<Claim> Contradictions => Claims.Where(claim => claim.Value != Value);

    public Claim AsClaim => new(Value, Source, AsOf);

    /// <summary>Never the answer itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(Answer);
}

/// <summary>Something known of the patient before an assessment begins.</summary>
/// <param name="Section">The section it belongs to.</param>
/// <param name="Field">The question it answers.</param>
/// <param name="Claim">What is known, from where.</param>
public sealed record KnownBefore(string Section, string Field, Claim Claim);

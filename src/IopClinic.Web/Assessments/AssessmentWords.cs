using IopClinic.Domain.Assessments;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Assessments;

/// <summary>How the parts of an assessment are called on screen and paper.</summary>
internal static class AssessmentWords
{
    public static string Of(AssessmentKind kind) => kind is AssessmentKind.Initial ? "Intake assessment" : "Re-assessment";

    /// <summary>Where an answer comes from and when: "From the patient's record, Nov 20, 2026".</summary>
    public static string Of(Claim claim) => claim.Source switch
    {
        AnswerSource.PatientRecord => $"From the patient's record, {Show.Date(claim.AsOf)}",
        AnswerSource.Referral => $"From the referral of {Show.Date(claim.AsOf)}",
        AnswerSource.LastAssessment => $"From the assessment of {Show.Date(claim.AsOf)}",
        AnswerSource.Screening => $"C-SSRS screen of {Show.Date(claim.AsOf)}",
        AnswerSource.SelfReport => $"C-SSRS screen of {Show.Date(claim.AsOf)}, filled in by the patient",
        _ => $"Written here, {Show.Date(claim.AsOf)}",
    };
}

/// <summary>How far a section is.</summary>
public enum SectionState
{
    Empty,
    UnderWay,
    Complete,
}

/// <summary>A section in the list of all of them.</summary>
/// <param name="Outline">What it asks.</param>
/// <param name="Missing">Required questions without an answer.</param>
/// <param name="Faults">Answers that cannot stand, and why.</param>
/// <param name="Unconfirmed">How many answers from elsewhere nobody has looked at yet.</param>
/// <param name="Answered">How many answers it holds.</param>
public sealed record SectionLine(SectionOutline Outline, IReadOnlyList<Question> Missing, IReadOnlyList<string> Faults, int Unconfirmed, int Answered)
{
    public SectionState State => Answered == 0 && Missing.Count > 0 ? SectionState.Empty
        : Missing.Count > 0 || Faults.Count > 0 || Unconfirmed > 0 ? SectionState.UnderWay
        : SectionState.Complete;

    public string Words => State switch
    {
        SectionState.Empty => "Not begun",
        SectionState.Complete => Answered == 0 ? "Nothing required" : "Complete",
        _ when Missing.Count == 0 && Faults.Count > 0 => $"{Faults.Count} to correct",
        _ when Missing.Count == 0 => $"{Unconfirmed} to confirm",
        _ => Missing.Count == 1 ? "1 answer missing" : $"{Missing.Count} answers missing",
    };

    public Tone Tone => State switch
    {
        SectionState.Complete => Tone.Ok,
        SectionState.Empty => Tone.Quiet,
        _ => Tone.Warn,
    };

    public string Icon => State switch
    {
        SectionState.Complete => "check2",
        SectionState.Empty => "circle",
        _ => "pencil",
    };

    /// <summary>Everything that it lacks before the whole is signed.</summary>
    public string Lacks => string.Join("; ", Missing.Select(q => q.Label).Concat(Faults).Concat(Unconfirmed > 0 ? [$"{Unconfirmed} to confirm"] : []));

    public static SectionLine Of(AssessmentSection section, DateOnly born, DateOnly today) =>
        new(section.Outline, section.Outline.Missing(section.Values), section.Faults(born, today), section.Unconfirmed.Count(), section.Answers.Count);

    /// <summary>All sections in the order of the catalogue.</summary>
    public static IReadOnlyList<SectionLine> All(Assessment assessment, DateOnly born, DateOnly today) =>
        [.. AssessmentCatalog.Sections.Select(outline => Of(assessment.Sections.Single(section => section.Key == outline.Key), born, today))];
}

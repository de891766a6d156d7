using IopClinic.Domain.Services;

namespace IopClinic.Domain.Skills;

/// <summary>What a coping skill is for; mindfulness, distress tolerance, emotion regulation and interpersonal effectiveness are the modules of DBT.</summary>
public enum SkillFamily
{
    Mindfulness,
    DistressTolerance,
    EmotionRegulation,
    InterpersonalEffectiveness,
    CognitiveRestructuring,
    ProblemSolving,
    StressManagement,
    Relaxation,
    Assertiveness,
    Communication,
    RelapsePrevention,
}

/// <summary>Which families a service works on, told from its name and its modalities.</summary>
public static class SkillFamilies
{
    private static readonly (string Word, SkillFamily[] Families)[] Words =
    [
        ("dbt", [SkillFamily.Mindfulness, SkillFamily.DistressTolerance, SkillFamily.EmotionRegulation, SkillFamily.InterpersonalEffectiveness]),
        ("cbt", [SkillFamily.CognitiveRestructuring, SkillFamily.ProblemSolving]),
        ("cognitive", [SkillFamily.CognitiveRestructuring]),
        ("relapse", [SkillFamily.RelapsePrevention]),
        ("recovery", [SkillFamily.RelapsePrevention]),
        ("mindful", [SkillFamily.Mindfulness, SkillFamily.Relaxation]),
        ("yoga", [SkillFamily.Relaxation, SkillFamily.Mindfulness]),
        ("relax", [SkillFamily.Relaxation]),
        ("problem solving", [SkillFamily.ProblemSolving]),
        ("workshop", [SkillFamily.StressManagement, SkillFamily.ProblemSolving, SkillFamily.Assertiveness, SkillFamily.Communication]),
        ("skills training", [SkillFamily.ProblemSolving, SkillFamily.StressManagement]),
        ("psychoeducation", [SkillFamily.StressManagement]),
        ("stress", [SkillFamily.StressManagement]),
        ("interpersonal", [SkillFamily.Communication, SkillFamily.InterpersonalEffectiveness]),
        ("family", [SkillFamily.Communication]),
        ("communication", [SkillFamily.Communication]),
        ("assert", [SkillFamily.Assertiveness]),
        ("crisis", [SkillFamily.DistressTolerance]),
        ("emotion", [SkillFamily.EmotionRegulation]),
    ];

    /// <summary>Those that the name says; where the name says none, those of the modalities; empty where nothing is said.</summary>
    public static IReadOnlySet<SkillFamily> Of(Service service) =>
        Said([service.Name]) is { Count: > 0 } named ? named : Said(service.Modalities);

    private static HashSet<SkillFamily> Said(IEnumerable<string> texts)
    {
        var said = texts.ToList();
        return [.. Words.Where(known => said.Exists(text => text.Contains(known.Word, StringComparison.OrdinalIgnoreCase))).SelectMany(known => known.Families)];
    }
}

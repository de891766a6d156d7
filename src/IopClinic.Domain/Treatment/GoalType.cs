namespace IopClinic.Domain.Treatment;

/// <summary>What a goal of a treatment plan is about: the five kinds of goals that intensive outpatient programs work on.</summary>
public enum GoalType
{
    /// <summary>Symptoms and risk come down to where daily life is safe.</summary>
    Stabilize,

    /// <summary>Skills to cope with what sets symptoms and urges off.</summary>
    CopingSkills,

    /// <summary>Confidence, self-care and meaning beyond the illness.</summary>
    GrowthAndResilience,

    /// <summary>Staying well or sober after the program.</summary>
    RelapsePrevention,

    /// <summary>Home, work, school and relationships.</summary>
    Functioning,
}

namespace IopClinic.Web.Seed;

/// <summary>Which skills the demo clinic's groups taught with a topic; a topic that is not here taught none.</summary>
internal static class SkillStock
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByTopic { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["Asking for help before it is an emergency"] = ["I-messages"],
        ["Conflict that does not end a relationship"] = ["Time-out in conflict", "Repair after a quarrel"],
        ["Anniversaries and hard dates"] = ["Cope ahead"],
        ["Check the facts"] = ["Check the facts", "Naming the emotion"],
        ["TIP: changing body chemistry"] = ["TIP"],
        ["DEAR MAN: asking for what you need"] = ["DEAR MAN"],
        ["Opposite action"] = ["Opposite action"],
        ["Seemingly small decisions"] = ["Trigger map", "Playing the tape forward"],
        ["Urge surfing"] = ["Urge surfing"],
        ["Warning signs in three columns"] = ["Warning signs check"],
        ["Catching the automatic thought"] = ["Thought record", "Catching thinking traps"],
        ["Evidence for and against"] = ["Thought record", "Balanced thought"],
        ["Small steps: activity and mood"] = ["Activity scheduling"],
        ["Sleep, honestly"] = ["Sleep routine"],
        ["The window of tolerance"] = ["Grounding with five senses", "Stress thermometer"],
        ["Ground and breath"] = ["Body scan"],
        ["One thing in the moment"] = ["One-mindfully", "Describe"],
        ["Loving-kindness, in doses"] = ["Loving kindness"],
        ["Sounds and thoughts"] = ["Observe"],
        ["Messages I do not send"] = ["STOP"],
        ["Interview without a mask"] = ["Saying no"],
        ["Money before the month ends"] = ["Problem solving in steps", "Breaking tasks down"],
    };

    /// <summary>What one-to-ones now and then teach, in turn.</summary>
    public static IReadOnlyList<string> OneToOne { get; } = ["Cope ahead", "Pros and cons", "Safe place imagery", "Worry time", "Setting a limit"];
}

using IopClinic.Domain.Skills;

namespace IopClinic.Web.Seed;

/// <summary>
/// The coping skills that an intensive outpatient program usually teaches, in the clinic's own words; those of DBT go by the names
/// under which they are known.
/// </summary>
internal static class StandardSkills
{
    /// <summary>The list, made anew: the caller stores it.</summary>
    public static IReadOnlyList<Skill> Create() => [.. All.Select(skill => new Skill(skill.Name, skill.Family, skill.What))];

    private static IReadOnlyList<(string Name, SkillFamily Family, string What)> All { get; } =
    [
        ("Wise mind", SkillFamily.Mindfulness, "Finding the place where feeling and reason meet, and deciding from there."),
        ("Observe", SkillFamily.Mindfulness, "Noticing what is there, inside or outside, without holding on to it or pushing it away."),
        ("Describe", SkillFamily.Mindfulness, "Putting words on what is observed, and leaving out what is only guessed."),
        ("Participate", SkillFamily.Mindfulness, "Going fully into what one is doing, without watching oneself do it."),
        ("One-mindfully", SkillFamily.Mindfulness, "Doing one thing at a time with the whole attention, and coming back each time it wanders."),
        ("Nonjudgmentally", SkillFamily.Mindfulness, "Seeing what is, without good or bad; noticing a judgment and letting it pass."),
        ("Loving kindness", SkillFamily.Mindfulness, "Wishing oneself and others well in a few set phrases, beginning with somebody easy."),

        ("STOP", SkillFamily.DistressTolerance, "Stop, take a step back, observe, proceed mindfully: the pause before an act that would make things worse."),
        ("Pros and cons", SkillFamily.DistressTolerance, "Writing down what speaks for and against acting on an urge, before the urge comes."),
        ("TIP", SkillFamily.DistressTolerance, "Cold on the face, intense movement, paced breathing and paired relaxation bring a very high arousal down within minutes."),
        ("Distract (ACCEPTS)", SkillFamily.DistressTolerance, "Turning to an activity, to others, or to another feeling or thought until the worst is over."),
        ("Self-soothe", SkillFamily.DistressTolerance, "Being kind to each of the senses when there is nothing to solve right now."),
        ("Improve the moment", SkillFamily.DistressTolerance, "Making a bad moment bearable with an image, meaning, a short rest or one thing at a time."),
        ("Radical acceptance", SkillFamily.DistressTolerance, "Letting reality be what it is, all the way, so that pain does not become suffering."),
        ("Grounding with five senses", SkillFamily.DistressTolerance, "Naming what one sees, feels, hears, smells and tastes, to come back to here and now."),

        ("Naming the emotion", SkillFamily.EmotionRegulation, "Finding the word for what one feels, what set it off and what it urges one to do."),
        ("Check the facts", SkillFamily.EmotionRegulation, "Asking whether the emotion and its strength fit what really happened."),
        ("Opposite action", SkillFamily.EmotionRegulation, "Doing the opposite of what an emotion urges, all the way, when the emotion does not fit or does not help."),
        ("PLEASE", SkillFamily.EmotionRegulation, "Caring for illness, food, sleep and movement and staying off drugs, so that emotions have less hold."),
        ("Accumulate positives", SkillFamily.EmotionRegulation, "Putting something pleasant into every day, and steps toward what one values into the weeks."),
        ("Build mastery", SkillFamily.EmotionRegulation, "Doing one thing a day that is hard enough to feel capable afterwards."),
        ("Cope ahead", SkillFamily.EmotionRegulation, "Going through a hard situation in the mind, skill by skill, before it comes."),
        ("Riding the wave", SkillFamily.EmotionRegulation, "Feeling an emotion rise, peak and fall without feeding or fighting it."),

        ("DEAR MAN", SkillFamily.InterpersonalEffectiveness, "Asking for something or saying no: describe, express, assert, reinforce, stay mindful, appear confident, negotiate."),
        ("GIVE", SkillFamily.InterpersonalEffectiveness, "Keeping the relationship while asking: gentle, interested, validating, in an easy manner."),
        ("FAST", SkillFamily.InterpersonalEffectiveness, "Keeping self-respect: fair, no needless apologies, sticking to values, truthful."),
        ("Validation", SkillFamily.InterpersonalEffectiveness, "Saying what makes sense in what the other feels, also without agreeing."),

        ("Thought record", SkillFamily.CognitiveRestructuring, "Writing down situation, thought and feeling, and then what speaks for and against the thought."),
        ("Catching thinking traps", SkillFamily.CognitiveRestructuring, "Recognizing usual twists of thinking, such as all or nothing or reading minds."),
        ("Balanced thought", SkillFamily.CognitiveRestructuring, "Wording an answer to a harsh thought that one can believe."),
        ("Behavioral experiment", SkillFamily.CognitiveRestructuring, "Testing a prediction by doing, and comparing what came with what was feared."),
        ("Activity scheduling", SkillFamily.CognitiveRestructuring, "Planning activities by what they give, and doing them without waiting for the mood."),

        ("Problem solving in steps", SkillFamily.ProblemSolving, "Naming the problem, collecting ways, choosing one, trying it and looking back."),
        ("Breaking tasks down", SkillFamily.ProblemSolving, "Cutting a task into steps so small that the first can be done today."),
        ("Setting a SMART goal", SkillFamily.ProblemSolving, "Wording a goal so that one can see when it is reached."),

        ("Worry time", SkillFamily.StressManagement, "Putting worries off to a set quarter of an hour, and sorting them there."),
        ("Stress thermometer", SkillFamily.StressManagement, "Reading the level of stress from signs of the body, and knowing what to do at each."),
        ("Sleep routine", SkillFamily.StressManagement, "The same time to get up, a quiet hour before bed, and leaving the bed when awake."),

        ("Box breathing", SkillFamily.Relaxation, "Breathing in, holding, out, holding, four counts each."),
        ("Progressive muscle relaxation", SkillFamily.Relaxation, "Tensing and letting go one group of muscles after the other."),
        ("Body scan", SkillFamily.Relaxation, "Wandering through the body with attention, from the feet to the head."),
        ("Safe place imagery", SkillFamily.Relaxation, "Going to a place in the mind that calms, with all senses."),

        ("Saying no", SkillFamily.Assertiveness, "Declining in one clear sentence without a long reason."),
        ("Broken record", SkillFamily.Assertiveness, "Repeating one's point calmly while the other changes the subject."),
        ("Setting a limit", SkillFamily.Assertiveness, "Saying what one will not go along with, and what one will do instead."),

        ("I-messages", SkillFamily.Communication, "Speaking of oneself: when this happens, I feel, I need, I ask."),
        ("Active listening", SkillFamily.Communication, "Repeating in own words what was heard before answering."),
        ("Time-out in conflict", SkillFamily.Communication, "Leaving a quarrel with an agreed word, and coming back at an agreed time."),
        ("Repair after a quarrel", SkillFamily.Communication, "Owning one's part and making one small thing good."),

        ("Urge surfing", SkillFamily.RelapsePrevention, "Watching a craving like a wave: it rises, peaks and falls, also when it is not followed."),
        ("Trigger map", SkillFamily.RelapsePrevention, "Listing people, places, times and feelings that set off use, with an answer to each."),
        ("Playing the tape forward", SkillFamily.RelapsePrevention, "Thinking a slip through to the next morning before it happens."),
        ("Refusal practice", SkillFamily.RelapsePrevention, "Having short sentences ready, with voice and posture, for offers and pressure."),
        ("Calling a sober contact", SkillFamily.RelapsePrevention, "Calling somebody before it is urgent, and every day for practice."),
        ("Warning signs check", SkillFamily.RelapsePrevention, "Looking once a week for own early signs, and acting on the first."),
    ];
}

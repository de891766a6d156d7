using IopClinic.Domain.Safety;

namespace IopClinic.Web.Safety;

/// <summary>
/// How the parts of a safety plan are called and asked for. The six steps are those of the Safety Planning Intervention by Barbara
/// Stanley and Gregory K. Brown; the words are our own, because their form is under copyright.
/// </summary>
public static class PlanWords
{
    public const string Credit =
        "After the Safety Planning Intervention of Barbara Stanley, Ph.D., and Gregory K. Brown, Ph.D.; the wording is the clinic’s own.";

    /// <summary>The heading, what is asked, and how a line of it is called.</summary>
    public static (string Title, string Ask, string Line) Of(SafetyStep step) => step switch
    {
        SafetyStep.Signs => ("How I notice a crisis coming", "Thoughts, moods, situations or behavior that came before the last one.", "Warning sign"),
        SafetyStep.Alone => ("What I do on my own", "What takes the pressure off without calling anybody: a walk, music, a cold shower.", "Something to do alone"),
        SafetyStep.Company => ("People and places that take my mind off", "Company, not talk about the crisis: a neighbor, the library, a café that is open late.", "Person or place"),
        SafetyStep.Helpers => ("Whom I ask for help", "People who may know that it is a crisis, in the order of calling.", "Person"),
        SafetyStep.Professionals => ("Professionals and crisis lines", "Who is there when the others are not enough, at any hour.", "Professional or line"),
        SafetyStep.Surroundings => ("Making my surroundings safe", "What is put out of reach, where it goes, and who helps with it.", "What is made safe"),
        SafetyStep.WorthLivingFor => ("What is most worth living for", "The one thing that matters most.", "Worth living for"),
        _ => ("Where this plan is", "Who has a copy, and where the patient keeps theirs.", "Copy"),
    };

    /// <summary>"1" to "6" for the steps; nothing for what stands beside them.</summary>
    public static string NumberOf(SafetyStep step) => SafetyPlan.IsStep(step) ? $"{(int)step + 1}" : "";
}

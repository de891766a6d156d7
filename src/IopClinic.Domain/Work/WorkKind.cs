namespace IopClinic.Domain.Work;

/// <summary>What waits to be done, in the order in which it is shown when nothing else decides.</summary>
public enum WorkKind
{
    /// <summary>A critical answer about which nobody has written down what was done.</summary>
    CriticalAnswer,

    /// <summary>A patient in danger whose safety plan is not up to date.</summary>
    SafetyPlan,

    /// <summary>A note that came back from whoever answers for its author.</summary>
    ReturnedNote,

    /// <summary>A session that is over and whose notes are not all signed.</summary>
    Note,

    /// <summary>Something a supervisor answers for and has not signed yet.</summary>
    CoSignature,

    /// <summary>An admission to be decided before the assessment is signed.</summary>
    Admission,

    /// <summary>An assessment that is begun and not signed.</summary>
    Assessment,

    /// <summary>A treatment plan, review or certification that is due.</summary>
    Plan,

    /// <summary>A patient who stayed away and is to be reached.</summary>
    Outreach,

    /// <summary>Questionnaires that a program wants by now.</summary>
    Measure,

    /// <summary>Consents and notices that are missing.</summary>
    Papers,

    /// <summary>An approval of a payer that is over soon.</summary>
    Authorization,

    /// <summary>A credential that is over soon, or is over.</summary>
    Credential,
}

/// <summary>What may be done with a piece of work besides doing it.</summary>
public static class WorkRules
{
    /// <summary>Days for which something is put off at most.</summary>
    public const int LongestSnooze = 14;

    /// <summary>The most characters of a reason.</summary>
    public const int LongestReason = 200;

    /// <summary>The most characters of <see cref="WorkItem.Subject"/>.</summary>
    public const int LongestSubject = 80;

    /// <summary>Days before a credential ends from which on that is somebody's work.</summary>
    public const int CredentialDays = 60;

    /// <summary>Nobody puts off a patient in danger.</summary>
    public static bool MaySnooze(this WorkKind kind) => kind is not (WorkKind.CriticalAnswer or WorkKind.SafetyPlan);

    /// <summary>What one person alone can do stays with them: their signature, their decision, their licence.</summary>
    public static bool MayHandOver(this WorkKind kind) => kind is not (WorkKind.ReturnedNote or WorkKind.CoSignature or WorkKind.Admission or WorkKind.Credential);
}

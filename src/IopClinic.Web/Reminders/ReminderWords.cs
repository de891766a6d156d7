using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Reminders;

/// <summary>The outcomes of a reminder as they are said.</summary>
internal static class ReminderWords
{
    public static string Of(ReminderOutcome outcome) => outcome switch
    {
        ReminderOutcome.Reached => "Reached",
        ReminderOutcome.LeftMessage => "Left a message",
        ReminderOutcome.NoAnswer => "No answer",
        ReminderOutcome.Written => "Written to",
        _ => "Letter sent",
    };
}

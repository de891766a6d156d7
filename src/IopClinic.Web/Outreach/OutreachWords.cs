using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Outreach;

/// <summary>How the states and choices of an outreach are said.</summary>
public static class OutreachWords
{
    public static (Tone Tone, string Words) Of(int absences, bool isCorrected) => isCorrected
        ? (Tone.Quiet, "Absence corrected")
        : OutreachTask.LevelOf(absences) switch
        {
            OutreachLevel.First => (Tone.Info, "First absence"),
            OutreachLevel.Second => (Tone.Warn, "2 days in a row"),
            _ => (Tone.Danger, $"{absences} days in a row: decide"),
        };

    public static string Of(OutreachOutcome outcome) => outcome switch
    {
        OutreachOutcome.AnotherPlan => "Agreed another plan",
        OutreachOutcome.NotReached => "Could not be reached",
        OutreachOutcome.OtherCare => "In hospital or other care",
        OutreachOutcome.MovedOrDeclined => "Moved away or declined",
        OutreachOutcome.Corrected => "Attendance corrected",
        OutreachOutcome.Discharged => "Closed with the discharge",
        _ => Show.Words(outcome),
    };

    public static string Of(OutreachDecision decision) => decision switch
    {
        OutreachDecision.ReEngagement => "Re-engagement agreed",
        _ => "Discharge to be prepared",
    };

    public static string Of(OutreachResult result) => result switch
    {
        OutreachResult.LeftMessage => "Left a message",
        OutreachResult.Refused => "Does not want to talk",
        _ => Show.Words(result),
    };

    /// <summary>"Today, 5:00 PM" or "Thu Nov 26, 5:00 PM".</summary>
    public static string At(DateTimeOffset instant, TimeZoneInfo zone, DateOnly today)
    {
        var on = ClinicClock.DateIn(zone, instant);
        return $"{(on == today ? "Today" : Show.Day(on))}, {Show.Time(ClinicClock.TimeIn(zone, instant))}";
    }

    /// <summary>Until when: what is due with the day reads as the day.</summary>
    public static string Due(DateTimeOffset due, TimeZoneInfo zone, DateOnly today)
    {
        var on = ClinicClock.DateIn(zone, due);
        return ClinicClock.TimeIn(zone, due) >= new TimeOnly(23, 59) ? (on == today ? "Today" : Show.Day(on)) : At(due, zone, today);
    }
}

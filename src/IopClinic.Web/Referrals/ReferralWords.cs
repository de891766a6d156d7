using IopClinic.Domain.Referrals;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Referrals;

/// <summary>How the states and choices of a referral are said.</summary>
public static class ReferralWords
{
    public static string Of(ReferralSource source) => source switch
    {
        ReferralSource.Self => "The patient",
        ReferralSource.Family => "Family or a friend",
        ReferralSource.Inpatient => "Inpatient hospital (step-down)",
        ReferralSource.PartialHospital => "Partial hospital program (step-down)",
        ReferralSource.Residential => "Residential or detox (step-down)",
        ReferralSource.EmergencyOrCrisis => "Emergency department or crisis line",
        ReferralSource.Physician => "Physician or clinic",
        ReferralSource.MentalHealthProgram => "Another mental-health program",
        ReferralSource.SubstanceUseProgram => "Another substance-use program",
        ReferralSource.School => "School or college",
        ReferralSource.Employer => "Employer or employee assistance",
        ReferralSource.Court => "Court or probation",
        ReferralSource.Community => "Community agency",
        _ => "Somebody else",
    };

    public static (Tone Tone, string Icon) Of(ReferralState state) => state switch
    {
        ReferralState.Booked => (Tone.Ok, "calendar-check"),
        ReferralState.Waitlisted => (Tone.Info, "hourglass-split"),
        ReferralState.Closed => (Tone.Quiet, "archive"),
        _ => (Tone.Warn, "telephone"),
    };

    public static string Of(ReferralState state, ReferralOutcome? outcome) => (state, outcome) switch
    {
        (ReferralState.Closed, { } ended) => Show.Words(ended),
        (ReferralState.Waiting, _) => "Waits for an answer",
        _ => Show.Words(state),
    };

    /// <summary>A wait: "40 min", "5 h", "3 d 4 h".</summary>
    public static string Waiting(TimeSpan wait) => wait switch
    {
        { TotalMinutes: < 1 } => "now",
        { TotalHours: < 1 } => $"{(int)wait.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)wait.TotalHours} h",
        { TotalDays: < 14 } => wait.Hours == 0 ? $"{(int)wait.TotalDays} d" : $"{(int)wait.TotalDays} d {wait.Hours} h",
        _ => $"{(int)wait.TotalDays} d",
    };

    /// <summary>The clock of the first answer.</summary>
    public static (string Words, Tone Tone) Clock(DateTimeOffset received, DateTimeOffset? answered, int hours, DateTimeOffset now)
    {
        if (answered is { } at)
        {
            return ($"answered after {Waiting(at - received)}", at - received <= TimeSpan.FromHours(hours) ? Tone.Ok : Tone.Quiet);
        }

        var left = received.AddHours(hours) - now;
        return left <= TimeSpan.Zero
            ? ($"answer overdue by {Waiting(-left)}", Tone.Danger)
            : ($"answer due in {Waiting(left)}", left < TimeSpan.FromHours(4) ? Tone.Warn : Tone.Info);
    }
}

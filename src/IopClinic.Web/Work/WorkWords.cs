using IopClinic.Domain;
using IopClinic.Domain.Work;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Work;

/// <summary>How pieces of work are said.</summary>
internal static class WorkWords
{
    /// <summary>Days before a day from which on "due" is said in colour.</summary>
    private const int SoonDays = 1;

    /// <summary>Hours before an instant in which the same is done.</summary>
    private const int SoonHours = 6;

    public static string Of(WorkKind kind) => kind switch
    {
        WorkKind.Note => "Notes",
        WorkKind.Measure => "Questionnaires",
        WorkKind.CoSignature => "Co-signature",
        WorkKind.Papers => "Consents",
        _ => Show.Words(kind),
    };

    public static string IconOf(WorkKind kind) => kind switch
    {
        WorkKind.CriticalAnswer => "exclamation-triangle-fill",
        WorkKind.SafetyPlan => "life-preserver",
        WorkKind.ReturnedNote => "arrow-return-left",
        WorkKind.Note => "pencil",
        WorkKind.CoSignature => "pen",
        WorkKind.Admission => "door-open",
        WorkKind.Assessment => "clipboard2-pulse",
        WorkKind.Plan => "signpost-2",
        WorkKind.Outreach => "telephone-outbound",
        WorkKind.Measure => "ui-checks",
        WorkKind.Papers => "file-earmark-text",
        WorkKind.Authorization => "file-earmark-check",
        _ => "person-badge",
    };

    /// <summary>"today", "1 day", "12 days".</summary>
    public static string Age(int days) => days switch
    {
        0 => "today",
        1 => "1 day",
        _ => $"{days} days",
    };

    /// <summary>When it is due and how urgent that is; null where nothing says when.</summary>
    public static (string Words, Tone Tone)? Due(WorkItem item, DateOnly today, DateTimeOffset now)
    {
        if (item.DueAt is { } at)
        {
            var left = at - now;
            var length = left.Duration() switch
            {
                { TotalMinutes: < 90 } minutes => $"{Math.Max(1, (int)minutes.TotalMinutes)} min",
                { TotalHours: < 48 } hours => $"{(int)hours.TotalHours} h",
                var days => $"{(int)days.TotalDays} days",
            };
            return left < TimeSpan.Zero ? ($"Overdue by {length}", Tone.Danger) : ($"In {length}", left.TotalHours < SoonHours ? Tone.Warn : Tone.Quiet);
        }

        return item.DueOn is not { } on
            ? null
            : on < today
                ? ($"Late since {(on.Year == today.Year ? Show.Day(on) : Show.Date(on))}", Tone.Danger)
                : on == today ? ("Today", Tone.Warn) : (Show.Day(on), on <= today.AddDays(SoonDays) ? Tone.Warn : Tone.Quiet);
    }
}

namespace IopClinic.Domain.Notes;

/// <summary>What a program demands of the notes of its patients, and when.</summary>
/// <param name="Alike">Percent from which a note counts as a copy of another one and needs a reason before it is signed.</param>
/// <param name="DueHours">Hours after a session's end within which its notes are signed (24: written when services are rendered).</param>
/// <param name="LateDays">Business days after the session's date after which a note is a late entry (3: California's BHIN 23-068).</param>
public sealed record NoteRules(int Alike, int DueHours, int LateDays)
{
    public static readonly NoteRules Usual = new(CloneMeter.Alike, DueHours: 24, LateDays: 3);

    /// <exception cref="RuleViolation">A number is out of range.</exception>
    public NoteRules Checked()
    {
        RuleViolation.Unless(Alike is >= 30 and <= 100, "Enter 30 to 100 percent.", nameof(Alike));
        RuleViolation.Unless(DueHours is >= 1 and <= 336, "Enter 1 to 336 hours.", nameof(DueHours));
        RuleViolation.Unless(LateDays is >= 1 and <= 30, "Enter 1 to 30 days.", nameof(LateDays));
        return this;
    }

    /// <summary>Until when the notes of a session that ended then are signed.</summary>
    public DateTimeOffset DueAt(DateTimeOffset end) => end.AddHours(DueHours);

    /// <summary>The first instant at which a note of a session on that date is a late entry: business days are Monday to Friday.</summary>
    public DateTimeOffset LateFrom(DateOnly date, TimeZoneInfo zone)
    {
        for (var left = LateDays; left > 0;)
        {
            date = date.AddDays(1);
            if (date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                left--;
            }
        }

        return ClinicClock.InstantOf(date.AddDays(1), TimeOnly.MinValue, zone);
    }
}

/// <summary>What was found in a note before it is signed, and why it is signed all the same.</summary>
/// <param name="IsMarked">It says what another one says, or names somebody else.</param>
/// <param name="Reason">Why it stays so; needed where it is marked.</param>
/// <param name="IsSharedMarked">The part that is written for the whole group names somebody.</param>
/// <param name="SharedReason">Why that stays so.</param>
/// <param name="IsLate">It comes later than the program allows.</param>
public sealed record NoteFindings(bool IsMarked, string? Reason, bool IsSharedMarked, string? SharedReason, bool IsLate)
{
    /// <summary>The most characters of a reason.</summary>
    public const int MaximumReason = 300;

    /// <summary>Nothing was found.</summary>
    public static readonly NoteFindings None = new(IsMarked: false, null, IsSharedMarked: false, null, IsLate: false);

    /// <summary>Only reasons that were needed; what was typed beside a mark that is gone by now says nothing.</summary>
    /// <exception cref="RuleViolation">A mark stands without a reason.</exception>
    internal NoteFindings Checked()
    {
        const string needed = "Change what is marked, or say why it stays so.";
        return this with
        {
            Reason = IsMarked ? FreeText.Required(Reason, MaximumReason, needed, nameof(Reason)) : null,
            SharedReason = IsSharedMarked ? FreeText.Required(SharedReason, MaximumReason, needed, nameof(SharedReason)) : null,
        };
    }
}

using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>
/// Which texts of a draft are worth keeping as versions. It is saved every few seconds while it is written: kept is what somebody paused at,
/// saved on purpose or is about to lose, and one a minute of what is written without a pause.
/// </summary>
public static class NoteVersions
{
    /// <summary>A text that stood this long was paused at; versions of one that grows are this far apart.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The first version of a text that grows without a pause has as many words.</summary>
    private const int FewestWords = 10;

    /// <summary>Fewer characters are typed again sooner than they are looked for.</summary>
    private const int Trifle = 12;

    /// <summary>Whether what stands in the note is kept when this takes its place.</summary>
    /// <param name="note">With its newest versions.</param>
    /// <param name="text">The text that comes.</param>
    /// <param name="inTheirWords">The patient's words that come.</param>
    /// <param name="by">Who writes it.</param>
    /// <param name="now">When.</param>
    public static bool IsKept(ProgressNote note, string? text, string? inTheirWords, Id<StaffMember> by, DateTimeOffset now) =>
        (note.TextById ?? note.WrittenById) != by
        || note.SavedAt is not null
        || now - note.WrittenAt >= Pause
        || IsCut(note.Text, text)
        || IsCut(note.InTheirWords, inTheirWords)
        || (note.Drafts.Count == 0
            ? WordsIn(note.Text) >= FewestWords
            : note.WrittenAt - note.Drafts.Max(kept => kept.WrittenAt) >= Pause);

    /// <summary>How many words a text has.</summary>
    public static int WordsIn(string? text) => text is null ? 0 : NoteWords.Of(text).Count;

    /// <summary>Whether half of it or more is gone.</summary>
    private static bool IsCut(string? before, string? after) => before is { Length: >= Trifle } && (after?.Length ?? 0) * 2 <= before.Length;
}

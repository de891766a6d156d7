namespace IopClinic.Domain.Notes;

/// <summary>How much a patient took part, from 1 (withdrawn) to 5 (led the work).</summary>
public enum Participation
{
    Withdrawn = 1,
    Minimal = 2,
    Moderate = 3,
    Active = 4,
    Leading = 5,
}

/// <summary>The affect a clinician observed.</summary>
public enum Affect
{
    Congruent,
    Bright,
    Calm,
    Anxious,
    Sad,
    Tearful,
    Irritable,
    Flat,
    Labile,
}

/// <summary>How the patient responded to what was done.</summary>
public enum Response
{
    Receptive,
    Engaged,
    Insightful,
    Ambivalent,
    Guarded,
    Resistant,
    Distressed,
}

/// <summary>What a clinician enters about one patient in one session.</summary>
public sealed record NoteText(string? Text, Participation? Participation = null, Affect? Affect = null, Response? Response = null)
{
    public static readonly NoteText Empty = new(Text: null);

    /// <summary>Never the text itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(NoteText);
}

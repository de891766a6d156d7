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

    /// <summary>What the patient said, word for word; null where nothing is quoted.</summary>
    public string? InTheirWords { get; init; }

    /// <summary>All that it says in words: the text, and below it what the patient said.</summary>
    public string? Whole => WholeOf(Text, InTheirWords);

    /// <summary>A text, and below it what the patient said.</summary>
    public static string? WholeOf(string? text, string? inTheirWords) =>
        text is null || inTheirWords is null ? text ?? inTheirWords : $"{text}\n{inTheirWords}";

    /// <summary>The objectives that the note refers to, in the order of their keys.</summary>
    public IReadOnlyList<ObjectiveLink> Objectives { get; init; } = [];

    /// <summary>Why it refers to none; null where it refers to one, or nobody said.</summary>
    public NoObjectiveReason? WithoutObjective { get; init; }

    /// <summary>Two notes that say the same are the same.</summary>
    public bool Equals(NoteText? other) =>
        other is not null && Text == other.Text && InTheirWords == other.InTheirWords && Participation == other.Participation && Affect == other.Affect && Response == other.Response
        && WithoutObjective == other.WithoutObjective && Objectives.SequenceEqual(other.Objectives);

    public override int GetHashCode() => HashCode.Combine(Text, InTheirWords, Participation, Affect, Response, WithoutObjective, Objectives.Count);

    /// <summary>Never the text itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(NoteText);
}

namespace IopClinic.Domain.Schedule;

/// <summary>What stands against a proposed session.</summary>
public enum ClashKind
{
    Room,
    Leader,
    Patient,
    Leave,
    Credential,
    RoomTooSmall,
    Closure,
    OpeningHours,
    Availability,
    Constraint,
    WeeklyMaximum,
}

/// <summary>One thing that stands against one proposed session.</summary>
/// <param name="Kind">What.</param>
/// <param name="Line">The line of the form it comes from.</param>
/// <param name="Date">The clinic date of the session.</param>
/// <param name="Subject">The room, clinician or patient it is about; null where it is about the site.</param>
/// <param name="Words">What it is, beside the subject: "CBT Skills, 9:00 AM – 10:00 AM".</param>
public sealed record Clash(ClashKind Kind, int Line, DateOnly Date, Guid? Subject, string Words);

/// <summary>What would settle a cause.</summary>
public enum FixKind
{
    OtherRoom,
    OtherLeader,
    OtherTime,
    Skip,
}

/// <summary>One way to settle a cause on all its dates.</summary>
/// <param name="Kind">How.</param>
/// <param name="Words">As it stands on the button: "Meet in Room 3".</param>
/// <param name="Target">The room or clinician that is free on all of them.</param>
/// <param name="Starts">The start at which everything is free on all of them.</param>
public sealed record Fix(FixKind Kind, string Words, Guid? Target = null, TimeOnly? Starts = null);

/// <summary>Clashes of one line that have the same reason, with what would settle them.</summary>
/// <param name="Kind">What stands against it.</param>
/// <param name="Line">The line of the form.</param>
/// <param name="Subject">The room, clinician or patient it is about.</param>
/// <param name="Sentence">What it is, for whoever plans.</param>
/// <param name="Clashes">By date.</param>
/// <param name="Fixes">The best first.</param>
public sealed record Cause(ClashKind Kind, int Line, Guid? Subject, string Sentence, IReadOnlyList<Clash> Clashes, IReadOnlyList<Fix> Fixes)
{
    /// <summary>Whether it cannot be saved; the others want a reason.</summary>
    public bool IsHard => Kind is ClashKind.Room or ClashKind.Leader or ClashKind.Patient or ClashKind.Leave or ClashKind.Credential or ClashKind.RoomTooSmall;

    /// <summary>The dates it is about, each once.</summary>
    public IEnumerable<DateOnly> Dates => Clashes.Select(clash => clash.Date).Distinct();

    /// <summary>What settles it, as changes of the dates.</summary>
    public IEnumerable<OccurrenceChange> Settle(Fix fix) => Dates.Select(date => new OccurrenceChange(Line, date)
    {
        IsSkipped = fix.Kind is FixKind.Skip,
        Room = fix.Kind is FixKind.OtherRoom ? new(fix.Target!.Value) : null,
        Leader = fix.Kind is FixKind.OtherLeader ? new(fix.Target!.Value) : null,
        Starts = fix.Starts,
    });
}

using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Sessions;

/// <summary>A session as lists show it.</summary>
public sealed record SessionRow
{
    public required Id<Session> Id { get; init; }

    public required DateOnly Date { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required string Title { get; init; }

    public required string Service { get; init; }

    public required SessionKind Kind { get; init; }

    public required string? Room { get; init; }

    public required string Mode { get; init; }

    /// <summary>Places of the group; null for a session of one patient.</summary>
    public required int? Capacity { get; init; }

    public required SessionProgress Progress { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Where a session by telehealth is joined; null where there is no link, or it is not for this reader.</summary>
    public string? MeetingLink { get; init; }

    public IReadOnlyList<string> Clinicians { get; init; } = [];

    /// <summary>How the one patient of a one-to-one or family session is called; null where that is not for this reader.</summary>
    public string? CalledName { get; init; }

    /// <summary>Whether the reader has to do with it, and may open it.</summary>
    public bool Opens { get; init; } = true;

    public SessionState State => Progress.State;

    /// <summary>Whether nobody leads it, as when a leave took its leader.</summary>
    public bool NeedsLeader => Clinicians.Count == 0 && State is (SessionState.ToDo or SessionState.Draft);

    public TimeOnly Starts => ClinicClock.TimeIn(Zone, StartsAt);

    public TimeOnly Ends => ClinicClock.TimeIn(Zone, EndsAt);

    public string Times => Show.Times(Starts, Ends);

    public string Href => $"/Sessions/{Date:yyyy-MM-dd}/{Id}";

    public string Where => Room ?? Mode;

    /// <summary>What it is called where only one line is left: the group, or the patient with the service.</summary>
    public string Name => CalledName is null ? Title : $"{CalledName}, {Title}";

    public string Size => Capacity is 0 ? "alumni" : Capacity is null ? $"{Progress.Roster}" : $"{Progress.Roster} of {Capacity}";

    /// <summary>Whether its time had passed when the list was made.</summary>
    public required bool IsOver { get; init; }

    /// <summary>Past its time, with somebody on its roster and nothing recorded: what is to do has become what was left undone.</summary>
    public bool WasMissed => IsOver && State is SessionState.ToDo && Progress.AwaitsSignature;

    /// <summary>How far it is, in words.</summary>
    public string Stands => WasMissed ? "Not logged" : Show.Words(State);

    public Tone Tone => WasMissed ? Tone.Warn : ToneOf(State);

    public string Icon => WasMissed ? "exclamation-circle" : IconOf(State);

    public static Tone ToneOf(SessionState state) => state switch
    {
        SessionState.Draft => Tone.Warn,
        SessionState.Signed => Tone.Ok,
        SessionState.Cancelled => Tone.Danger,
        _ => Tone.Quiet,
    };

    public static string IconOf(SessionState state) => state switch
    {
        SessionState.Draft => "pencil",
        SessionState.Signed => "check2",
        SessionState.Cancelled => "x-lg",
        _ => "circle",
    };
}

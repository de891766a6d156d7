using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>What a facilitator writes once for the whole group. It never names a member.</summary>
public sealed record SharedText(
    string? Topic, string? Material, IReadOnlyList<string> Modalities, string? Interventions, string? Process, string? Homework)
{
    public static readonly SharedText Empty = new(null, null, [], null, null, null);
}

/// <summary>The shared part of a group session's note.</summary>
public sealed class SharedPart
{
    /// <summary>The most characters of the topic line.</summary>
    public const int MaximumTopic = 200;

    /// <summary>The most characters of each longer field.</summary>
    public const int MaximumText = 4000;

    private List<string> _modalities = [];

    private SharedPart()
    {
    }

    internal SharedPart(GroupSession session) => SessionId = session.Id;

    public Id<Session> SessionId { get; private set; }

    [NotAudited]
    public string? Topic { get; private set; }

    [NotAudited]
    public string? Material { get; private set; }

    [NotAudited]
    public IReadOnlyList<string> Modalities => _modalities;

    [NotAudited]
    public string? Interventions { get; private set; }

    [NotAudited]
    public string? Process { get; private set; }

    [NotAudited]
    public string? Homework { get; private set; }

    public Id<StaffMember> WrittenById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    public uint Version { get; private set; }

    internal void Write(SharedText text, Id<StaffMember> by, DateTimeOffset now)
    {
        Topic = FreeText.OrNull(text.Topic, MaximumTopic, nameof(Topic));
        Material = FreeText.OrNull(text.Material, MaximumText, nameof(Material));
        _modalities = text.Modalities.Select(m => FreeText.OrNull(m, 40, nameof(Modalities))).OfType<string>().Distinct().Order().ToList();
        Interventions = FreeText.OrNull(text.Interventions, MaximumText, nameof(Interventions));
        Process = FreeText.OrNull(text.Process, MaximumText, nameof(Process));
        Homework = FreeText.OrNull(text.Homework, MaximumText, nameof(Homework));
        WrittenById = by;
        WrittenAt = now;
    }
}

namespace IopClinic.Domain.Schedule;

/// <summary>Topics that a group goes through in order and then anew, such as the modules of DBT skills training.</summary>
public sealed class Curriculum
{
    /// <summary>The most topics one curriculum has.</summary>
    public const int MostTopics = 100;

    private List<string> _topics = [];

    private Curriculum()
    {
    }

    public Curriculum(string name, IEnumerable<string> topics, bool advancesWhenCancelled)
    {
        Id = Id<Curriculum>.New();
        Describe(name, topics, advancesWhenCancelled);
    }

    public Id<Curriculum> Id { get; private set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> Topics => _topics;

    /// <summary>Whether a session that is called off takes its topic with it; otherwise the next session has it.</summary>
    public bool AdvancesWhenCancelled { get; private set; }

    /// <summary>Since when no group begins it; null while it is offered.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name or every topic is missing, or something is too long.</exception>
    public void Describe(string name, IEnumerable<string> topics, bool advancesWhenCancelled)
    {
        Name = FreeText.Required(name, 80, "Give the curriculum a name.", nameof(Name));
        var kept = topics.Select(topic => FreeText.OrNull(topic, 200, nameof(Topics))).OfType<string>().ToList();
        RuleViolation.Unless(kept.Count > 0, "Write at least one topic, each on its own line.", nameof(Topics));
        RuleViolation.Unless(kept.Count <= MostTopics, $"Keep to {MostTopics} topics.", nameof(Topics));
        _topics = kept;
        AdvancesWhenCancelled = advancesWhenCancelled;
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;

    /// <summary>The topic of a session.</summary>
    /// <param name="start">The topic of the first session that follows it, counted from 0.</param>
    /// <param name="before">How many sessions went before, those called off among them.</param>
    /// <param name="cancelledBefore">How many of those were called off.</param>
    public string TopicOf(int start, int before, int cancelledBefore) =>
        _topics[(start + (AdvancesWhenCancelled ? before : before - cancelledBefore)) % _topics.Count];
}

namespace IopClinic.Domain.Services;

/// <summary>A kind of session the clinic offers, such as CBT group or family session, with its defaults.</summary>
public sealed class Service
{
    private List<string> _modalities = [];

    private Service()
    {
    }

    public Service(string name, SessionKind kind, int defaultMinutes, bool countsTowardHours)
    {
        Id = Id<Service>.New();
        Kind = kind;
        Describe(name, defaultMinutes, countsTowardHours, null, []);
    }

    public Id<Service> Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Group, individual or family: fixed, because sessions of the service exist.</summary>
    public SessionKind Kind { get; private set; }

    /// <summary>Minutes a session lasts unless somebody says otherwise: 5 to 480.</summary>
    public int DefaultMinutes { get; private set; }

    /// <summary>Whether attended minutes count toward the program's weekly minimum.</summary>
    public bool CountsTowardHours { get; private set; }

    /// <summary>Prompts shown beside an empty note, such as "Data / Assessment / Plan".</summary>
    public string? NoteTemplate { get; private set; }

    /// <summary>Modalities offered when a session of this service is logged: CBT, DBT, MI ...</summary>
    public IReadOnlyList<string> Modalities => _modalities;

    /// <summary>Since when the service is no longer offered; null while it is.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name is missing or the minutes are out of range.</exception>
    public void Describe(string name, int defaultMinutes, bool countsTowardHours, string? noteTemplate, IEnumerable<string> modalities)
    {
        Name = FreeText.Required(name, 80, "Give the service a name.", nameof(Name));
        RuleViolation.Unless(defaultMinutes is >= 5 and <= 480, "A session lasts 5 to 480 minutes.", nameof(DefaultMinutes));
        DefaultMinutes = defaultMinutes;
        CountsTowardHours = countsTowardHours;
        NoteTemplate = FreeText.OrNull(noteTemplate, 2000, nameof(NoteTemplate));
        _modalities = modalities
            .Select(m => FreeText.OrNull(m, 40, nameof(Modalities)))
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;
}

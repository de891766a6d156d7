namespace IopClinic.Database.Audit;

/// <summary>
/// Which patients' data came out of the database in one unit of work. <see cref="SeenInterceptor"/> fills it while rows are read;
/// no page has to think of it.
/// </summary>
public sealed class Seen
{
    private readonly HashSet<Guid> _patients = [];
    private readonly HashSet<Guid> _told = [];

    /// <summary>Commands read whole clinics; only what is done for a person who looks at it is kept.</summary>
    public bool IsWatched { get; set; }

    /// <summary>What the patients are shown as; null where the page says enough.</summary>
    public string? As { get; set; }

    /// <summary>A row is written also when nobody was seen.</summary>
    public bool EvenNobody { get; set; }

    public void Add(Guid patient) => _patients.Add(patient);

    public void Add(IEnumerable<Guid> patients) => _patients.UnionWith(patients);

    /// <summary>Those about whom no audit row was written yet.</summary>
    public IReadOnlyList<Guid> Untold() => [.. _patients.Except(_told).Order()];

    /// <summary>An audit row about these is on its way.</summary>
    internal void Tell(IEnumerable<Guid> patients) => _told.UnionWith(patients);

    /// <summary>The rows that told of them were undone.</summary>
    internal void ForgetTold() => _told.Clear();
}

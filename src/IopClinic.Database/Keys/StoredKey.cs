namespace IopClinic.Database.Keys;

/// <summary>
/// One key of the ring that seals cookies, form tokens and kept text. In the database, so that every node reads what another
/// wrote, and a restart signs nobody out.
/// </summary>
public sealed class StoredKey
{
    /// <summary>The name the framework gives the key.</summary>
    public required string Name { get; init; }

    public required string Xml { get; init; }

    public required DateTimeOffset StoredAt { get; init; }
}

namespace IopClinic.Domain.Sites;

/// <summary>A room of a site that sessions can be booked into.</summary>
public sealed class Room
{
    private Room()
    {
    }

    internal Room(Site site, string name, int capacity)
    {
        Id = Id<Room>.New();
        SiteId = site.Id;
        Describe(name, capacity);
    }

    public Id<Room> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>People it holds, clinicians included: 1 to 500.</summary>
    public int Capacity { get; private set; }

    /// <summary>Since when the room is no longer offered for new sessions; null while it is in use.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name is missing or the capacity out of range.</exception>
    public void Describe(string name, int capacity)
    {
        Name = FreeText.Required(name, 60, "Give the room a name.", nameof(Name));
        RuleViolation.Unless(capacity is >= 1 and <= 500, "A room holds 1 to 500 people.", nameof(Capacity));
        Capacity = capacity;
    }

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;
}

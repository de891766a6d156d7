namespace IopClinic.Database.Staff;

/// <summary>A link that lets one person choose how they sign in: once, and for three days.</summary>
public sealed class Invitation
{
    public required Guid Id { get; init; }

    public required Guid StaffId { get; init; }

    /// <summary>Of the 256 random bits in the link; the link itself is kept nowhere.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Who asked for it; null for a command on the server.</summary>
    public required Guid? MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When a newer link took its place.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

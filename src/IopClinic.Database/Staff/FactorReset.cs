namespace IopClinic.Database.Staff;

/// <summary>
/// One administrator asks that somebody's passkeys, authenticator app and recovery codes be taken away; another one confirms it.
/// Alone, an administrator with a password of somebody else's could otherwise sign in as them.
/// </summary>
public sealed class FactorReset
{
    public required Guid Id { get; init; }

    public required Guid StaffId { get; init; }

    public required Guid AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public Guid? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>True when it was confirmed, false when it was turned down or taken back; null while nobody decided.</summary>
    public bool? Confirmed { get; set; }
}

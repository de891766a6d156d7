namespace IopClinic.Database.Staff;

/// <summary>The authenticator app of one account: a shared secret from which both sides make a number every thirty seconds.</summary>
public sealed class Authenticator
{
    public required Guid StaffId { get; init; }

    /// <summary>The secret, sealed: whoever reads the table, or a copy of it, makes no number.</summary>
    public required string Secret { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>The last thirty seconds whose number was accepted; that number, and every older one, is spent.</summary>
    public long LastStep { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

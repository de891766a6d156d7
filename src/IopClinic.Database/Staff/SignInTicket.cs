namespace IopClinic.Database.Staff;

/// <summary>
/// One signed-in browser. The browser holds a random key, this row only that key's SHA-256, so a copy of the database opens no
/// session. It says who was signed in, as what and where, and when it ended; a ticket that no longer fits the person is worthless.
/// </summary>
public sealed class SignInTicket
{
    public required Guid Id { get; init; }

    public required byte[] KeyHash { get; init; }

    public required Guid StaffId { get; init; }

    /// <summary>The account's security stamp at sign-in: a new password, or anything else that changes it, ends the session.</summary>
    public required string Stamp { get; init; }

    /// <summary>The roles at sign-in.</summary>
    public required string[] Roles { get; init; }

    /// <summary>The site at sign-in.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>How the person proved who they are.</summary>
    public required string Method { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The last request that a person made, exact to a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When the person last proved who they are.</summary>
    public required DateTimeOffset ConfirmedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ended before its time; some seconds ahead when another ticket has taken its place.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedReason { get; init; }

    public required string Address { get; init; }

    public required string Browser { get; init; }
}

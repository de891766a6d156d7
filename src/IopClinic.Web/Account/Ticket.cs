using System.Security.Claims;

namespace IopClinic.Web.Account;

/// <summary>The session this request belongs to.</summary>
internal sealed record Ticket(
    Guid Id,
    Guid StaffId,
    string Method,
    DateTimeOffset StartedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset ExpiresAt)
{
    private static readonly object Key = new();

    /// <summary>With what its person can confirm once more who they are.</summary>
    public bool HasPassword { get; init; } = true;

    public bool HasPasskey { get; init; }

    public static Ticket? Of(HttpContext context) => context.Items[Key] as Ticket;

    public void Carry(HttpContext context) => context.Items[Key] = this;

    /// <summary>When it ends if nobody does anything.</summary>
    public DateTimeOffset EndsAt(SessionLimits limits) => LastSeenAt + limits.Idle < ExpiresAt ? LastSeenAt + limits.Idle : ExpiresAt;

    /// <summary>True while the person has proved recently enough who they are.</summary>
    public bool IsConfirmed(SessionLimits limits, DateTimeOffset now) => ConfirmedAt + limits.Confirmation > now;
}

/// <summary>Why a session ended before its time; stored with it.</summary>
internal static class EndedBecause
{
    public const string SignedOut = "signed out";
    public const string SignedInAgain = "signed in again";
    public const string Renewed = "renewed";
    public const string EndedElsewhere = "ended from another session";
    public const string Administrator = "ended by an administrator";
    public const string PersonLeft = "person left";
    public const string FactorsChanged = "password or factor changed";
    public const string WorkChanged = "role or site changed";
    public const string KeysRevoked = "all keys revoked";
}

/// <summary>One line of "where I am signed in".</summary>
internal sealed record OpenSession(
    Guid Id, string Browser, string Address, string Method, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);

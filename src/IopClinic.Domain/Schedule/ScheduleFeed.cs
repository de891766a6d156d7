using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>A secret address at which calendar programs read the sessions of one clinician or of one room.</summary>
public sealed class ScheduleFeed
{
    private ScheduleFeed()
    {
    }

    private ScheduleFeed(string secretHash, Id<StaffMember> by, DateTimeOffset now)
    {
        Id = Id<ScheduleFeed>.New();
        SecretHash = secretHash;
        MadeById = by;
        MadeAt = now;
    }

    public Id<ScheduleFeed> Id { get; private set; }

    /// <summary>Whose sessions; null where it is those of a room.</summary>
    public Id<StaffMember>? StaffMemberId { get; private set; }

    public Id<Room>? RoomId { get; private set; }

    /// <summary>SHA-256 of the secret in hexadecimal digits: the secret itself is kept nowhere.</summary>
    [NotAudited]
    public string SecretHash { get; private set; } = "";

    public Id<StaffMember> MadeById { get; private set; }

    public DateTimeOffset MadeAt { get; private set; }

    /// <summary>When it was revoked; null while it is read.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    public Id<StaffMember>? RevokedById { get; private set; }

    public static ScheduleFeed OfOwn(Id<StaffMember> clinician, string secretHash, DateTimeOffset now) =>
        new(secretHash, clinician, now) { StaffMemberId = clinician };

    public static ScheduleFeed OfRoom(Room room, string secretHash, Id<StaffMember> by, DateTimeOffset now) =>
        new(secretHash, by, now) { RoomId = room.Id };

    public void Revoke(Id<StaffMember> by, DateTimeOffset now)
    {
        RevokedById ??= by;
        RevokedAt ??= now;
    }
}

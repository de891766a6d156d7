namespace IopClinic.Database.Staff;

/// <summary>A question a passkey has answered. The same answer, sent again, is refused.</summary>
public sealed class SpentChallenge
{
    public required Guid Id { get; init; }

    public required DateTimeOffset SpentAt { get; init; }
}

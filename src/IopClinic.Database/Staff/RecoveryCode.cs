namespace IopClinic.Database.Staff;

/// <summary>One of ten codes to print, for the day the phone is lost. Random, kept as a hash, good for one sign-in.</summary>
public sealed class RecoveryCode
{
    public required Guid StaffId { get; init; }

    public required byte[] Hash { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

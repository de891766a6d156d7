namespace IopClinic.Domain.Staff;

/// <summary>Why somebody is away.</summary>
public enum LeaveKind
{
    Vacation,
    Sick,
    Training,
    Other,
}

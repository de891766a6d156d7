namespace IopClinic.Domain.Programs;

/// <summary>When in the day, or week, a track meets.</summary>
public enum PartOfDay
{
    Morning,
    Afternoon,
    Evening,
    Weekend,
}

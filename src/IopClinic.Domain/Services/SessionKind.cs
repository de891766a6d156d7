namespace IopClinic.Domain.Services;

/// <summary>Who takes part in a session of a service.</summary>
public enum SessionKind
{
    Group,
    Individual,
    Family,
}

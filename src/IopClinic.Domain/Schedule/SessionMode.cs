namespace IopClinic.Domain.Schedule;

/// <summary>Where a session takes place.</summary>
public enum SessionMode
{
    OnSite,
    Telehealth,
    InHome,
}

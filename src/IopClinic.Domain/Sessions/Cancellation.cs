namespace IopClinic.Domain.Sessions;

/// <summary>Who called a session off, and whether in time.</summary>
public enum CancelledBy
{
    Clinic,
    PatientInTime,
    PatientLate,
}

/// <summary>The usual causes of a cancellation, so that they can be counted.</summary>
public enum CancelCause
{
    LeaderAway,
    Weather,
    RoomUnavailable,
    SiteClosed,
    TooFewPatients,
    PatientIll,
    NoTransport,
    WorkOrFamily,
    Other,
}

/// <summary>Why a session does not take place.</summary>
/// <param name="By">Who called it off.</param>
/// <param name="Cause">The kind of reason.</param>
/// <param name="Reason">The reason in words, as colleagues read it; up to 300 characters.</param>
public sealed record Cancellation(CancelledBy By, CancelCause Cause, string Reason);

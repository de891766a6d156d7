namespace IopClinic.Domain.Sessions;

/// <summary>How far the record of a session has come.</summary>
public enum SessionState
{
    ToDo,
    Draft,
    Signed,
    Cancelled,
}

/// <summary>What of a session is recorded so far, counted; its state follows from nothing else.</summary>
/// <param name="Roster">Patients with a place.</param>
/// <param name="Recorded">Entries made: attendances, notes that are not struck, the shared part.</param>
/// <param name="Signed">Signed notes that are not struck.</param>
/// <param name="IsCancelled">Whether it was called off.</param>
public readonly record struct SessionProgress(int Roster, int Recorded, int Signed, bool IsCancelled)
{
    public SessionState State => this switch
    {
        { IsCancelled: true } => SessionState.Cancelled,
        { Roster: > 0 } when Signed >= Roster => SessionState.Signed,
        { Recorded: > 0 } or { Signed: > 0 } => SessionState.Draft,
        _ => SessionState.ToDo,
    };

    /// <summary>Whether somebody still has to write or sign: there is a roster, and not all of it is signed.</summary>
    public bool AwaitsSignature => Roster > 0 && State is (SessionState.ToDo or SessionState.Draft);
}

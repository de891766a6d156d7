namespace IopClinic.Database.Audit;

/// <summary>What was done to a row.</summary>
public enum AuditAction
{
    Read,
    Create,
    Change,
    Remove,
    SignIn,
    SignOut,
    Refuse,
}

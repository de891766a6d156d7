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

    /// <summary>Nothing was refused, but somebody who looks after privacy should look at it.</summary>
    Alert,
}

/// <summary>Whether it happened.</summary>
public enum AuditOutcome
{
    Done,
    Refused,
}

/// <summary>What a record is used for (45 CFR 164.506, 42 CFR 2.51).</summary>
public enum Purpose
{
    Treatment,
    Payment,
    Operations,
    Emergency,
}

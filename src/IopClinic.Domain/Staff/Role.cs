namespace IopClinic.Domain.Staff;

/// <summary>What a member of staff does at the clinic; the roles decide what they may open.</summary>
public enum Role
{
    Clinician,
    Supervisor,
    Prescriber,
    Intake,
    Administrator,
    Auditor,

    /// <summary>Looks after privacy: works through records that were opened in an emergency.</summary>
    PrivacyOfficer,
}

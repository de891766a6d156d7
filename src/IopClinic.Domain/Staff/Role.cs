namespace IopClinic.Domain.Staff;

/// <summary>What a staff member is in the clinic, and so what the program lets them do.</summary>
public enum Role
{
    Clinician,
    Supervisor,
    Prescriber,
    Intake,
    Administrator,
    Auditor,
}

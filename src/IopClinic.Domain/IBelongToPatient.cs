using IopClinic.Domain.Patients;

namespace IopClinic.Domain;

/// <summary>A row of one patient's record: reading or changing it is audited under that patient.</summary>
public interface IBelongToPatient
{
    /// <summary>Whose record this row is part of.</summary>
    Id<Patient> PatientId { get; }
}

namespace IopClinic.Domain.Programs;

/// <summary>How intensive a program is.</summary>
public enum LevelOfCare
{
    Outpatient,
    IntensiveOutpatient,
    PartialHospitalization,
}

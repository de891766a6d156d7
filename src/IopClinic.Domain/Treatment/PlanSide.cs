namespace IopClinic.Domain.Treatment;

/// <summary>Which side of an integrated plan a problem stands on, where both are treated side by side.</summary>
public enum PlanSide
{
    MentalHealth,
    SubstanceUse,
}

namespace IopClinic.Domain.Hours;

/// <summary>The week hours are counted in: Monday to Sunday.</summary>
public readonly record struct ClinicWeek(DateOnly Monday)
{
    public DateOnly Sunday => Monday.AddDays(6);

    /// <summary>The week a clinic date lies in.</summary>
    public static ClinicWeek Of(DateOnly date) => new(date.AddDays(-(((int)date.DayOfWeek + 6) % 7)));
}

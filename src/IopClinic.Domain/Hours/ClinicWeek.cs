namespace IopClinic.Domain.Hours;

/// <summary>The week hours are counted in: Monday to Sunday.</summary>
public readonly record struct ClinicWeek(DateOnly Monday)
{
    public DateOnly Sunday => Monday.AddDays(6);

    /// <summary>The week a clinic date lies in.</summary>
    public static ClinicWeek Of(DateOnly date) => new(date.AddDays(-PlaceOf(date.DayOfWeek)));

    /// <summary>The place of a weekday in it: Monday 0, Sunday 6.</summary>
    public static int PlaceOf(DayOfWeek day) => ((int)day + 6) % 7;
}

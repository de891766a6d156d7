namespace IopClinic.Domain.Schedule;

/// <summary>Clinic dates from a first to a last day, both included; open-ended without a last day.</summary>
public readonly record struct DateRange(DateOnly From, DateOnly? Until)
{
    public bool Covers(DateOnly date) => From <= date && (Until is null || date <= Until);

    /// <summary>No day at all: what was ended before it began.</summary>
    public bool IsEmpty => Until < From;

    public bool Overlaps(DateRange other) =>
        !IsEmpty && !other.IsEmpty && (other.Until is null || From <= other.Until) && (Until is null || other.From <= Until);
}

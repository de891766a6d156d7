using IopClinic.Domain.Programs;

namespace IopClinic.Domain.Measures;

/// <summary>When a program gives an instrument to its patients: at admission, every so many days, or at discharge.</summary>
public sealed class Cadence
{
    /// <summary>The longest time between two.</summary>
    public const int MostDays = 365;

    private Cadence()
    {
    }

    /// <exception cref="RuleViolation">The occasion is none that a program can choose, or the days make no sense.</exception>
    public Cadence(Program program, Instrument instrument, OccasionKind occasion, int? everyDays)
    {
        RuleViolation.Unless(
            occasion is OccasionKind.Admission or OccasionKind.Every or OccasionKind.Discharge, "Choose when it is given.", nameof(Occasion));
        RuleViolation.Unless(
            occasion is not OccasionKind.Every || everyDays is >= 1 and <= MostDays, $"Enter 1 to {MostDays} days.", nameof(EveryDays));
        Id = Id<Cadence>.New();
        ProgramId = program.Id;
        InstrumentCode = instrument.Code;
        Occasion = occasion;
        EveryDays = occasion is OccasionKind.Every ? everyDays : null;
    }

    public Id<Cadence> Id { get; private set; }

    public Id<Program> ProgramId { get; private set; }

    public string InstrumentCode { get; private set; } = "";

    public OccasionKind Occasion { get; private set; }

    /// <summary>Days from one time to the next; null unless it is given every so many days.</summary>
    public int? EveryDays { get; private set; }

    public uint Version { get; private set; }
}

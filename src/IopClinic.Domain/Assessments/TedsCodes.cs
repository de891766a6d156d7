namespace IopClinic.Domain.Assessments;

/// <summary>
/// The codes of the SAMHSA Treatment Episode Data Set (TEDS-A 2020 public use file, a work of the United States Government) that an
/// assessment answers in; the labels are the clinic's.
/// </summary>
public static class TedsCodes
{
    /// <summary>SUB1 to SUB3, without "none".</summary>
    public static IReadOnlyList<Choice> Substances { get; } =
    [
        new("2", "Alcohol"), new("4", "Marijuana, hashish, THC"), new("3", "Cocaine, crack"), new("5", "Heroin"), new("7", "Other opiates and synthetics"),
        new("6", "Methadone, not prescribed"), new("10", "Methamphetamine, speed"), new("11", "Other amphetamines"), new("12", "Other stimulants"),
        new("13", "Benzodiazepines"), new("14", "Other tranquilizers"), new("15", "Barbiturates"), new("16", "Other sedatives or hypnotics"),
        new("9", "Hallucinogens"), new("8", "PCP"), new("17", "Inhalants"), new("18", "Over-the-counter medication"), new("19", "Another drug"),
    ];

    /// <summary>ROUTE1 to ROUTE3.</summary>
    public static IReadOnlyList<Choice> Routes { get; } =
        [new("1", "Oral"), new("2", "Smoking"), new("3", "Inhalation"), new("4", "Injection"), new("5", "Other"), new("-9", "Not known")];

    /// <summary>FREQ1 to FREQ3.</summary>
    public static IReadOnlyList<Choice> Frequencies { get; } =
        [new("1", "Not in the past month"), new("2", "Some days"), new("3", "Daily"), new("-9", "Not known")];

    /// <summary>METHUSE, VET.</summary>
    public static IReadOnlyList<Choice> YesNo { get; } = [new("1", "Yes"), new("2", "No"), new("-9", "Not known")];

    /// <summary>MARSTAT.</summary>
    public static IReadOnlyList<Choice> MaritalStatus { get; } =
        [new("1", "Never married"), new("2", "Now married"), new("3", "Separated"), new("4", "Divorced or widowed"), new("-9", "Not known")];

    /// <summary>LIVARAG.</summary>
    public static IReadOnlyList<Choice> LivingArrangements { get; } =
        [new("3", "Lives independently"), new("2", "Lives in a supervised or dependent setting"), new("1", "Without a home"), new("-9", "Not known")];

    /// <summary>EDUC.</summary>
    public static IReadOnlyList<Choice> Education { get; } =
    [
        new("1", "Up to grade 8"), new("2", "Grades 9 to 11"), new("3", "Grade 12 or GED"), new("4", "1 to 3 years of college or vocational school"),
        new("5", "4 years of college or more"), new("-9", "Not known"),
    ];

    /// <summary>EMPLOY.</summary>
    public static IReadOnlyList<Choice> Employment { get; } =
        [new("1", "Full-time"), new("2", "Part-time"), new("3", "Unemployed"), new("4", "Not in the labor force"), new("-9", "Not known")];

    /// <summary>ARRESTS, in the past 30 days.</summary>
    public static IReadOnlyList<Choice> Arrests { get; } =
        [new("0", "None"), new("1", "Once"), new("2", "Two or more times"), new("-9", "Not known")];
}

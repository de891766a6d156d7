namespace IopClinic.Web.Patients.Import;

/// <summary>How much the import takes; bound from the configuration section <c>Import</c>.</summary>
public sealed record ImportLimits
{
    /// <summary>Bytes of one file, after unpacking.</summary>
    public long FileBytes { get; init; } = 100L * 1024 * 1024;

    /// <summary>Bytes of one resource: a line of an ndjson file or an entry of a bundle.</summary>
    public int ResourceBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Patients of one file. What the reader keeps in memory grows with this number alone.</summary>
    public int Patients { get; init; } = 100_000;

    /// <summary>Conditions and allergies of one patient.</summary>
    public int RecordsOfOnePatient { get; init; } = 5_000;
}

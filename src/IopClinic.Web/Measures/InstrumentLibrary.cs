using IopClinic.Domain;
using IopClinic.Domain.Measures;

namespace IopClinic.Web.Measures;

/// <summary>The instruments of this clinic: those that are shipped, or those of the folder it named instead.</summary>
public sealed class InstrumentLibrary(IConfiguration settings)
{
    /// <summary>A folder of the clinic's own instruments, in the place of the shipped ones.</summary>
    public const string Setting = "Measures:Folder";

    private readonly Lazy<IReadOnlyList<Instrument>> _all = new(() => Read(settings[Setting]));

    /// <summary>Those that may be given, by code.</summary>
    public IReadOnlyList<Instrument> InUse => [.. _all.Value.Where(instrument => instrument.IsOnByDefault)];

    public Instrument? Find(string? code) => _all.Value.FirstOrDefault(instrument => instrument.Code == code);

    /// <exception cref="RuleViolation">The folder or one of its files is no good.</exception>
    private static List<Instrument> Read(string? named)
    {
        var folder = string.IsNullOrWhiteSpace(named) ? Path.Combine(AppContext.BaseDirectory, "Measures", "Instruments") : named;
        RuleViolation.Unless(Directory.Exists(folder), $"The folder of instruments {folder} does not exist.");
        var instruments = new List<Instrument>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Where(file => Path.GetFileName(file) != "examples.json")
            .Order(StringComparer.Ordinal))
        {
            var (instrument, faults) = InstrumentFile.Read(Path.GetFileName(file), File.ReadAllBytes(file));
            RuleViolation.Unless(
                instrument is not null && !instruments.Exists(known => known.Code == instrument.Code),
                $"{(faults.Count > 0 ? faults[0] : $"{file}: this instrument is there twice.")} Run check-instruments {folder}.");
            instruments.Add(instrument!);
        }

        return [.. instruments.OrderBy(instrument => instrument.Code, StringComparer.Ordinal)];
    }
}

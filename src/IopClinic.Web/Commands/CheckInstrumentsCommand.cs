using IopClinic.Domain;
using IopClinic.Domain.Measures;

namespace IopClinic.Web.Commands;

/// <summary>Checks a folder of instruments before a clinic uses it. It needs no database.</summary>
internal static class CheckInstrumentsCommand
{
    public const string Summary =
        "Reads every instrument in FOLDER strictly and runs the worked examples of FILE, by default examples.json of the folder.";

    private const string UsualExamples = "examples.json";

    public static async Task<int> RunAsync(string[] arguments, TextWriter to)
    {
        var (folder, named) = arguments switch
        {
            [{ Length: > 0 } path] when !path.StartsWith('-') => (path, (string?)null),
            [{ Length: > 0 } path, "--examples", { Length: > 0 } file] when !path.StartsWith('-') => (path, file),
            ["--examples", { Length: > 0 } file, { Length: > 0 } path] when !path.StartsWith('-') => (path, file),
            _ => throw new RuleViolation("Use: check-instruments FOLDER [--examples FILE]"),
        };
        RuleViolation.Unless(
            Directory.Exists(folder), File.Exists(folder) ? $"{folder} is a file. Name the folder it is in." : $"There is no folder {folder}.");
        RuleViolation.Unless(
            named is null || File.Exists(named), $"There is no file {named}{(Directory.Exists(named) ? ", but a folder" : "")}.");
        var examples = named ?? Path.Combine(folder, UsualExamples);
        var files = Named(folder).Where(file => Path.GetFileName(file) != UsualExamples && !IsSame(file, examples)).ToList();
        RuleViolation.Unless(files.Count > 0, $"The folder {folder} holds no instrument: no file that ends in .json.");

        var faults = new List<Fault>();
        var instruments = new Dictionary<string, Instrument>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var (instrument, wrong) = InstrumentFile.Read(Path.GetFileName(file), await ContentAsync(file));
            faults.AddRange(wrong);
            if (instrument is not null && !instruments.TryAdd(instrument.Code, instrument))
            {
                faults.Add(new Fault(Path.GetFileName(file), "code", $"Another file is {instrument.Code} too."));
            }
        }

        var differences = new List<string>();
        var run = 0;
        if (named is not null || File.Exists(examples))
        {
            var (read, wrong) = ExampleFile.Read(Path.GetFileName(examples), await ContentAsync(examples));
            faults.AddRange(wrong);
            foreach (var example in wrong.Count == 0 ? read : [])
            {
                run += Run(example, instruments, faults, differences) ? 1 : 0;
            }
        }

        foreach (var line in faults.Select(fault => fault.ToString()).Concat(differences))
        {
            await to.WriteLineAsync(line);
        }

        await to.WriteLineAsync(
            $"{instruments.Count} instruments, {run} examples, {differences.Count} differences"
            + (faults.Count == 0 ? "" : $", {faults.Count} errors"));
        return faults.Count == 0 && differences.Count == 0 ? 0 : 1;
    }

    /// <summary>Whether the example could be run; why not stands in <paramref name="faults"/>.</summary>
    private static bool Run(Example example, Dictionary<string, Instrument> instruments, List<Fault> faults, List<string> differences)
    {
        if (!instruments.TryGetValue(example.Instrument, out var instrument))
        {
            faults.Add(new Fault(example.File, $"{example.Place}.instrument", $"There is no valid instrument {example.Instrument} in the folder."));
            return false;
        }

        try
        {
            differences.AddRange(example.Differences(instrument).Select(difference => $"{example}: {difference}"));
            return true;
        }
        catch (RuleViolation unfit)
        {
            faults.Add(new Fault(example.File, example.Place, $"{example}: {unfit.Message}"));
            return false;
        }
    }

    private static List<string> Named(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(file => file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new RuleViolation($"The folder {folder} cannot be read: {denied.Message}", denied);
        }
    }

    private static async Task<byte[]> ContentAsync(string file)
    {
        try
        {
            const int most = 50_000_000;
            RuleViolation.Unless(new FileInfo(file).Length <= most, $"{file} has more than {most:N0} bytes: this is no file of an instrument.");
            return await File.ReadAllBytesAsync(file);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new RuleViolation($"{file} cannot be read: {denied.Message}", denied);
        }
    }

    private static bool IsSame(string left, string right) =>
        string.Equals(Path.GetFullPath(left), Path.GetFullPath(right), StringComparison.Ordinal);
}

using System.Text;
using IopClinic.Domain;
using IopClinic.Web.Diagnoses;

namespace IopClinic.Web.Commands;

/// <summary>Checks a list of diagnosis codes before a clinic uses it, as the clinic will read it. It needs no database.</summary>
internal static class CheckCodesCommand
{
    public const string Summary =
        "Reads a list of diagnosis codes strictly, with the words for them in the synonyms' FILE, by default synonyms.csv beside the list.";

    private const string UsualSynonyms = "synonyms.csv";

    public static async Task<int> RunAsync(string[] arguments, TextWriter to)
    {
        var (file, named) = arguments switch
        {
            [{ Length: > 0 } path] when !path.StartsWith('-') => (path, (string?)null),
            [{ Length: > 0 } path, "--synonyms", { Length: > 0 } other] when !path.StartsWith('-') => (path, other),
            ["--synonyms", { Length: > 0 } other, { Length: > 0 } path] when !path.StartsWith('-') => (path, other),
            _ => throw new RuleViolation("Use: check-codes FILE [--synonyms FILE]"),
        };
        var codes = await ContentAsync(file);
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, UsualSynonyms);
        var synonyms = named ?? (File.Exists(beside) ? beside : null);
        var (list, faults) = CodeList.Read(codes, synonyms is null ? null : await ContentAsync(synonyms), mostFaults: int.MaxValue);
        foreach (var fault in faults)
        {
            await to.WriteLineAsync(fault);
        }

        await to.WriteLineAsync($"{list?.Codes.Count ?? 0} codes, {list?.Billable ?? 0} billable, {faults.Count} errors");
        return faults.Count == 0 ? 0 : 1;
    }

    private static async Task<string> ContentAsync(string file)
    {
        RuleViolation.Unless(File.Exists(file), $"There is no file {file}{(Directory.Exists(file) ? ", but a folder" : "")}.");
        try
        {
            RuleViolation.Unless(
                new FileInfo(file).Length <= CodeLibrary.LargestFile, $"{file} has more than {CodeLibrary.LargestFile / 1_000_000} MB: the clinic would not read it.");
            return await File.ReadAllTextAsync(file, Encoding.UTF8);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new RuleViolation($"{file} cannot be read: {denied.Message}", denied);
        }
    }
}

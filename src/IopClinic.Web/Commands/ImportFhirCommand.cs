using System.Diagnostics;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Web.Patients.Import;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>Takes patients from FHIR files into the clinic, and says what became of each.</summary>
internal static class ImportFhirCommand
{
    public const string Summary =
        "Imports patients from FHIR R4 files or folders of them (.json, .ndjson, each also .gz). The same file twice adds nothing.";

    private static readonly string[] Endings = [".json", ".ndjson", ".json.gz", ".ndjson.gz"];

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel)
    {
        var (paths, siteName) = Read(arguments);
        var sources = paths.SelectMany(SourcesAt).ToList();

        var db = services.GetRequiredService<ClinicDb>();
        RuleViolation.Unless(
            !(await db.Database.GetPendingMigrationsAsync(cancel)).Any(), "The database is not ready. Run `migrate` first.");
        var site = Choose(await db.Sites.AsNoTracking().OrderBy(known => known.Name).ToListAsync(cancel), siteName);
        (db.Actor.Name, db.Actor.Page) = ("Import command", "import-fhir");
        (db.Actor.SiteId, db.Actor.Zone) = (site.Id, site.Zone);

        var progress = new ProgressLine();
        var watch = Stopwatch.StartNew();
        try
        {
            var report = await services.GetRequiredService<ImportPatients>().Run(sources, site, progress, cancel);
            progress.End();
            Write(report);
            Console.WriteLine(
                $"{sources.Count} {(sources.Count == 1 ? "file" : "files")} in {watch.Elapsed.TotalSeconds:0.0} s, for {site.Name}.");
            return report.AnythingRefused ? 1 : 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            progress.End();
            throw new RuleViolation("Stopped. Every patient who came in is complete; run the command again to take in the rest.");
        }
    }

    private static (IReadOnlyList<string> Paths, string? Site) Read(string[] arguments)
    {
        var paths = new List<string>();
        string? site = null;
        for (var at = 0; at < arguments.Length; at++)
        {
            if (arguments[at] == "--site")
            {
                RuleViolation.Unless(site is null && at + 1 < arguments.Length, "Name one site: --site \"Riverside\"");
                site = arguments[++at];
            }
            else
            {
                RuleViolation.Unless(
                    !arguments[at].StartsWith("--", StringComparison.Ordinal),
                    $"Not understood: {arguments[at]}. This command takes files, folders and --site.");
                paths.Add(arguments[at]);
            }
        }

        RuleViolation.Unless(paths.Count > 0, "Name the files or folders to import: import-fhir export/ more.ndjson.gz");
        return (paths, site);
    }

    private static IReadOnlyList<ImportSource> SourcesAt(string path)
    {
        if (File.Exists(path))
        {
            RuleViolation.Unless(IsFhir(path), $"{path} is none of {string.Join(", ", Endings)}.");
            return [Source(path, Path.GetFileName(path))];
        }

        RuleViolation.Unless(Directory.Exists(path), $"There is no file or folder {path}.");
        try
        {
            var found = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsFhir).Order(StringComparer.Ordinal)
                .Select(file => Source(file, Path.GetRelativePath(path, file)))
                .ToList();
            RuleViolation.Unless(found.Count > 0, $"The folder {path} holds nothing that ends in {string.Join(", ", Endings)}.");
            return found;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new RuleViolation($"The folder {path} cannot be read: {denied.Message}", denied);
        }
    }

    private static bool IsFhir(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static ImportSource Source(string path, string name)
    {
        try
        {
            // What cannot be opened is said before anything comes in, not in the middle.
            File.OpenRead(path).Dispose();
            return ImportSource.At(path) with { Name = name };
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new RuleViolation($"{path} cannot be read: {denied.Message}", denied);
        }
    }

    private static Site Choose(List<Site> sites, string? name)
    {
        RuleViolation.Unless(sites.Count > 0, "The clinic has no site yet. Run `create-admin` first.");
        if (name is null && sites.Count == 1)
        {
            return sites[0];
        }

        var names = string.Join(", ", sites.Select(site => $"\"{site.Name}\""));
        RuleViolation.Unless(name is not null, $"The clinic has several sites. Say whose patients they are with --site: {names}.");
        return sites.FirstOrDefault(site => string.Equals(site.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new RuleViolation($"There is no site \"{name}\", only {names}.");
    }

    private static void Write(ImportReport report)
    {
        foreach (var outcome in ImportWords.Order.Where(outcome => report.Count(outcome) > 0))
        {
            Console.WriteLine($"{ImportWords.Title(outcome)} ({report.Count(outcome):N0})");
            foreach (var line in report.Lines.Where(line => line.Outcome == outcome))
            {
                var about = line.ResourceId is null ? line.ResourceType : $"{line.ResourceType}/{line.ResourceId}";
                Console.WriteLine($"  {ImportWords.Place(line.Place)}{(about is null ? "" : $", {about}")}: {line.Sentence}");
            }

            if (report.CountedOnly(outcome) is var more and > 0)
            {
                Console.WriteLine($"  and {more:N0} more");
            }

            Console.WriteLine();
        }

        if (report.NotPartOfTheImport.Count > 0)
        {
            Console.WriteLine("Not part of the import");
            foreach (var sentence in report.NotPartSentences)
            {
                Console.WriteLine($"  {sentence}");
            }

            Console.WriteLine();
        }

        Console.WriteLine(ImportWords.Summary(report));
    }

    /// <summary>
    /// How far a long import has come, on the error output so that the report can be kept by itself: one line that is written over
    /// on a screen, a new line every ten seconds in a log.
    /// </summary>
    private sealed class ProgressLine : IProgress<ImportProgress>
    {
        private readonly bool _screen = !Console.IsErrorRedirected;
        private readonly Stopwatch _quiet = Stopwatch.StartNew();
        private int _written;

        public void Report(ImportProgress value)
        {
            if (_quiet.Elapsed < (_screen ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(10)))
            {
                return;
            }

            _quiet.Restart();
            var words = value.Step == ImportStep.LookingThrough
                ? $"Looking through {value.File}: {Math.Floor(100.0 * value.Done / Math.Max(1, value.Of)):0} %"
                : $"Taking in {value.File}: {value.Done:N0} of {value.Of:N0} patients";
            if (_screen)
            {
                Console.Error.Write($"\r{words.PadRight(_written)}");
                _written = words.Length;
            }
            else
            {
                Console.Error.WriteLine(words);
            }
        }

        /// <summary>Clears the line, so that what is written next begins on an empty one.</summary>
        public void End()
        {
            if (_written > 0)
            {
                Console.Error.Write($"\r{new string(' ', _written)}\r");
                _written = 0;
            }
        }
    }
}

using System.Text;
using IopClinic.Domain;

namespace IopClinic.Web.Diagnoses;

/// <summary>
/// The diagnosis codes of this clinic: those that are shipped, or those of the folder it named instead. A changed file is noticed and read
/// again; a faulty one is refused, and the list before it stays.
/// </summary>
public sealed class CodeLibrary(IConfiguration settings, TimeProvider time)
{
    /// <summary>A folder with the clinic's own icd10cm.csv and synonyms.csv, in the place of the shipped ones.</summary>
    public const string Setting = "Diagnoses:Folder";

    internal const long LargestFile = 20_000_000;

    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _reading = new();
    private Loaded? _loaded;
    private long _lookedAt;

    /// <summary>The list in use, with how it came to be.</summary>
    /// <param name="List">The last file that was good.</param>
    /// <param name="At">When it was read.</param>
    /// <param name="Print">By which a changed file is noticed.</param>
    /// <param name="Faults">What is wrong with the file that came after it; empty when nothing is.</param>
    public sealed record Loaded(CodeList List, DateTimeOffset At, string Print, IReadOnlyList<string> Faults);

    public Loaded Current
    {
        get
        {
            if (_loaded is { } loaded && time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) < LooksEvery)
            {
                return loaded;
            }

            lock (_reading)
            {
                return _loaded is null || PrintOf() != _loaded.Print ? ReadAnew() : Looked(_loaded);
            }
        }
    }

    public CodeList List => Current.List;

    private string Folder => settings[Setting] is { } named && !string.IsNullOrWhiteSpace(named) ? named : Path.Combine(AppContext.BaseDirectory, "Diagnoses", "Codes");

    private string CodesFile => Path.Combine(Folder, "icd10cm.csv");

    private string SynonymsFile => Path.Combine(Folder, "synonyms.csv");

    /// <summary>Reads the files now, whether they changed or not.</summary>
    public Loaded Reload()
    {
        lock (_reading)
        {
            return ReadAnew();
        }
    }

    private Loaded ReadAnew()
    {
        var print = PrintOf();
        var (list, faults) = Read();
        RuleViolation.Unless(list is not null || _loaded is not null, faults.Count > 0 ? $"The list of diagnosis codes cannot be used. {faults[0]}" : "");
        return Looked(list is not null ? new Loaded(list, time.GetUtcNow(), print, []) : _loaded! with { Print = print, Faults = faults });
    }

    private (CodeList? List, IReadOnlyList<string> Faults) Read()
    {
        try
        {
            if (new FileInfo(CodesFile).Length > LargestFile)
            {
                return (null, [$"{CodesFile} has more than {LargestFile / 1_000_000} MB."]);
            }

            return CodeList.Read(File.ReadAllText(CodesFile, Encoding.UTF8), File.Exists(SynonymsFile) ? File.ReadAllText(SynonymsFile, Encoding.UTF8) : null);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return (null, [$"{CodesFile} cannot be read."]);
        }
    }

    private Loaded Looked(Loaded loaded)
    {
        Interlocked.Exchange(ref _lookedAt, time.GetTimestamp());
        return _loaded = loaded;
    }

    private string PrintOf() => string.Join('|', new[] { CodesFile, SynonymsFile }.Select(file => new FileInfo(file))
        .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "-"));
}

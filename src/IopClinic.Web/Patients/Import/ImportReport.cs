using IopClinic.Domain;
using IopClinic.Domain.Patients;

namespace IopClinic.Web.Patients.Import;

/// <summary>What became of the thing a line of the report is about.</summary>
public enum ImportOutcome
{
    /// <summary>The whole file was refused; nothing of it came in.</summary>
    FileRefused,

    /// <summary>A patient was refused, with all that belongs to the patient.</summary>
    PatientRefused,

    /// <summary>One resource was left out.</summary>
    Left,

    /// <summary>It came in, and there is something to know about it.</summary>
    Noted,

    /// <summary>It was in the clinic's records before; what stands there was not changed.</summary>
    AlreadyHere,

    /// <summary>It came in, and somebody with the same name and birth date was here before: the two may be one person.</summary>
    PossibleDuplicate,

    /// <summary>It came in as new.</summary>
    CameIn,
}

/// <summary>
/// Where something stands in a file: a line of ndjson or an entry of a bundle, both counted from 1; 0 is the file itself.
/// </summary>
public readonly record struct ImportPlace(string File, int Number, bool IsLine)
{
    /// <summary>"line 12", "entry 5", or nothing for the file itself.</summary>
    public string Words => Number == 0 ? "" : IsLine ? $"line {Number}" : $"entry {Number}";
}

/// <summary>One line of the report.</summary>
/// <param name="Patient">Whose record it is about, when the clinic has one.</param>
public sealed record ImportLine(
    ImportOutcome Outcome,
    ImportPlace Place,
    string? ResourceType,
    string? ResourceId,
    string Sentence,
    Id<Patient>? Patient = null);

/// <summary>
/// What an import did: what came in, what was left and why. Bounded however long and broken a file is: the first
/// <see cref="MostLines"/> lines of each outcome are kept word for word, the rest are counted.
/// </summary>
public sealed class ImportReport
{
    public const int MostLines = 1_000;
    private const int MostTypes = 200;

    private readonly List<ImportLine> _lines = [];
    private readonly Dictionary<ImportOutcome, int> _counts = [];
    private readonly SortedDictionary<(string File, string Type), int> _notPart = [];

    /// <summary>The lines, in the order in which they were found.</summary>
    public IReadOnlyList<ImportLine> Lines => _lines;

    /// <summary>How many lines of the outcome there were, those kept word for word and those only counted.</summary>
    public int Count(ImportOutcome outcome) => _counts.GetValueOrDefault(outcome);

    /// <summary>How many lines of the outcome were only counted.</summary>
    public int CountedOnly(ImportOutcome outcome) => Math.Max(0, Count(outcome) - MostLines);

    /// <summary>True when a file or a patient was refused; what was left out by rule is no refusal.</summary>
    public bool AnythingRefused => Count(ImportOutcome.FileRefused) + Count(ImportOutcome.PatientRefused) > 0;

    /// <summary>Conditions that came in, for new patients and for known ones.</summary>
    public int ConditionsIn { get; internal set; }

    /// <summary>Allergies that came in, for new patients and for known ones.</summary>
    public int AllergiesIn { get; internal set; }

    /// <summary>Resources of types that the import does not take, per file and type.</summary>
    public IReadOnlyDictionary<(string File, string Type), int> NotPartOfTheImport => _notPart;

    /// <summary>The sentences for <see cref="NotPartOfTheImport"/>: "Observation: 52 left, not part of the import".</summary>
    public IEnumerable<string> NotPartSentences =>
        _notPart.GroupBy(count => count.Key.Type)
            .Select(type => $"{type.Key}: {type.Sum(count => count.Value)} left, not part of the import");

    public void Add(
        ImportOutcome outcome,
        ImportPlace place,
        string? resourceType,
        string? resourceId,
        string sentence,
        Id<Patient>? patient = null)
    {
        var count = Count(outcome) + 1;
        _counts[outcome] = count;
        if (count <= MostLines)
        {
            _lines.Add(new ImportLine(outcome, place, resourceType, resourceId, sentence, patient));
        }
    }

    internal void AddNotPart(string file, string type, int count)
    {
        var key = (file, _notPart.Count < MostTypes || _notPart.ContainsKey((file, type)) ? type : "Other types");
        _notPart[key] = _notPart.GetValueOrDefault(key) + count;
    }
}

/// <summary>How far an import has come.</summary>
public readonly record struct ImportProgress(string File, ImportStep Step, long Done, long Of);

/// <summary>The two steps of a file: finding what is in it (bytes), then taking it in (patients).</summary>
public enum ImportStep
{
    LookingThrough,
    TakingIn,
}

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>A patient found in a file: where, under which keys, and what belongs to the patient.</summary>
internal sealed class FoundPatient(ResourceSpot spot, string? id, SourceKey? key)
{
    public ResourceSpot Spot => spot;

    public string? Id => id;

    public SourceKey? Key => key;

    /// <summary>Why the patient is refused already: another one in the file has the same identity.</summary>
    public string? Refusal { get; set; }

    public List<Belongings> Belongings { get; } = new(1);
}

/// <summary>The conditions and allergies of one file that refer to one patient, as a chain through <see cref="FileIndex.Chain"/>.</summary>
internal sealed class Belongings(FileIndex file, SourceKey patient)
{
    public FileIndex File => file;

    public SourceKey Patient => patient;

    public int First { get; set; } = -1;

    public int Last { get; set; } = -1;

    public IEnumerable<ResourceSpot> Spots
    {
        get
        {
            for (var at = First; at >= 0; at = file.Chain[at].Next)
            {
                yield return file.Chain[at].Spot;
            }
        }
    }
}

/// <summary>
/// What stands where in one file. It holds places and keys, never the content, so a file of any order – patients first,
/// conditions first, interleaved – is put together one patient at a time without being held in memory.
/// </summary>
internal sealed class FileIndex(SourceFile file, bool isLines)
{
    private readonly Dictionary<SourceKey, FoundPatient?> _byKey = [];
    private readonly Dictionary<SourceKey, FoundPatient> _byIdentity = [];
    private readonly Dictionary<SourceKey, Belongings> _belongings = [];

    public SourceFile File => file;

    public bool IsLines => isLines;

    public List<FoundPatient> Patients { get; } = [];

    public List<(ResourceSpot Spot, int Next)> Chain { get; } = [];

    public IReadOnlyCollection<Belongings> Belongings => _belongings.Values;

    public ImportPlace Place(int number) => new(file.Name, number, isLines);

    public void Add(ResourceSpot spot, string? id, SourceKey? key, IReadOnlyList<SourceKey> resourceKeys, IEnumerable<SourceKey> otherKeys)
    {
        var patient = new FoundPatient(spot, id, key);
        Patients.Add(patient);
        if (key is not null)
        {
            Identify(patient, key);
        }

        foreach (var own in resourceKeys)
        {
            // Patient/1 of two servers are two patients; nobody can tell which one a plain Patient/1 means.
            if (own.IsUnique || resourceKeys.Count == 1)
            {
                Identify(patient, own);
            }

            Name(patient, own);
        }

        foreach (var other in otherKeys)
        {
            Name(patient, other);
        }
    }

    public void Add(ResourceSpot spot, SourceKey patient)
    {
        if (!_belongings.TryGetValue(patient, out var belongings))
        {
            _belongings.Add(patient, belongings = new Belongings(this, patient));
        }

        Chain.Add((spot, -1));
        var at = Chain.Count - 1;
        if (belongings.Last < 0)
        {
            belongings.First = at;
        }
        else
        {
            Chain[belongings.Last] = Chain[belongings.Last] with { Next = at };
        }

        belongings.Last = at;
    }

    /// <summary>The patient the key means in this file; <paramref name="ambiguous"/> when it means more than one.</summary>
    public FoundPatient? Find(SourceKey key, out bool ambiguous)
    {
        ambiguous = _byKey.TryGetValue(key, out var patient) && patient is null;
        if (patient is null && !ambiguous && key is { IsUnique: true } && key.System != SourceKey.Uuid)
        {
            // An absolute address whose patient stands in the file without one, as a bulk export writes it.
            var plain = new SourceKey(SourceKey.PlainId, key.Value);
            var found = key.System.EndsWith("/Patient", StringComparison.Ordinal) ? _byKey.GetValueOrDefault(plain) : null;
            patient = found is { Spot.FullUrl: null } ? found : null;
        }

        return patient;
    }

    private void Identify(FoundPatient patient, SourceKey key)
    {
        if (_byIdentity.TryAdd(key, patient) || _byIdentity[key] == patient)
        {
            return;
        }

        var twin = _byIdentity[key];
        var what = key.System is SourceKey.Uuid or SourceKey.PlainId ? "resource id" : "record number";
        var (one, other) = (Place(twin.Spot.Number).Words, Place(patient.Spot.Number).Words);
        var sentence =
            $"Two patients in the file have the same {what} {Fields.Shortened(key.Value)} ({one} and {other}); neither was taken in.";
        twin.Refusal ??= sentence;
        patient.Refusal ??= sentence;
    }

    private void Name(FoundPatient patient, SourceKey key)
    {
        if (!_byKey.TryAdd(key, patient) && _byKey[key] != patient)
        {
            // Both of two twins are refused, so what belongs to them may follow either.
            if (_byKey[key]?.Refusal is null)
            {
                _byKey[key] = null;
            }
        }
    }
}

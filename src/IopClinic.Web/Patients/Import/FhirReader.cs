using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using IopClinic.Web.Patients.Import.Fhir;

namespace IopClinic.Web.Patients.Import;

/// <summary>
/// Reads patients out of FHIR R4 files: bundles, single resources and ndjson, packed or not; what a file is, its content says.
/// It goes through every file twice. First it finds what stands where and who is meant; a file that is not whole is refused
/// here, before a patient of it is handed over. Then it puts together one patient at a time, in the order of the files, whatever
/// the order of the resources was. It never throws for what a file holds: every problem is a line of the report.
/// </summary>
/// <param name="limits">How much is taken.</param>
/// <param name="today">The clinic date; nobody is born and nothing began after it.</param>
public sealed class FhirReader(ImportLimits limits, DateOnly today)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 250, AllowDuplicateProperties = false };

    private readonly PatientReading _patients = new(today);
    private readonly RecordReading _records = new(today);

    /// <summary>
    /// Reads the files together: a bulk export's Patient and Condition files form whole patients when they are given in one call.
    /// A bundle's references are looked for in the bundle itself; those of ndjson files and single resources in all of these.
    /// </summary>
    public async IAsyncEnumerable<ReadChart> Read(
        IReadOnlyList<ImportSource> sources,
        ImportReport report,
        IProgress<ImportProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var indexes = new List<FileIndex>();
        try
        {
            foreach (var source in sources)
            {
                if (await LookThrough(source, report, progress, cancel) is { } index)
                {
                    indexes.Add(index);
                }
            }

            var homeless = Resolve(indexes, report);
            long done = 0;
            long total = indexes.Sum(index => (long)index.Patients.Count) + homeless.Count;
            foreach (var index in indexes)
            {
                foreach (var patient in index.Patients)
                {
                    if (await Patient(index, patient, report, cancel) is { } read)
                    {
                        yield return read;
                    }

                    progress?.Report(new ImportProgress(index.File.Name, ImportStep.TakingIn, ++done, total));
                }
            }

            foreach (var belongings in homeless)
            {
                var (conditions, allergies) = await Records([belongings], report, cancel);
                if (conditions.Count + allergies.Count > 0)
                {
                    var place = conditions.Count > 0 ? conditions[0].Place : allergies[0].Place;
                    yield return new ReadHistory(place, belongings.Patient, conditions, allergies);
                }

                progress?.Report(new ImportProgress(belongings.File.File.Name, ImportStep.TakingIn, ++done, total));
            }
        }
        finally
        {
            foreach (var index in indexes)
            {
                await index.File.DisposeAsync();
            }
        }
    }

    private async Task<FileIndex?> LookThrough(
        ImportSource source, ImportReport report, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        var (file, refusal) = await SourceFile.Open(source, limits, cancel);
        if (file is null)
        {
            report.Add(ImportOutcome.FileRefused, new ImportPlace(source.Name, 0, false), null, null, refusal!);
            return null;
        }

        FileIndex? index = null;
        try
        {
            void Came(long at) => progress?.Report(new ImportProgress(file.Name, ImportStep.LookingThrough, at, file.Length));
            index = await IsLines(file, cancel)
                ? await Lines(file, report, Came, cancel)
                : await Document(file, report, Came, cancel);
            return index;
        }
        finally
        {
            if (index is null)
            {
                await file.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Several resources, one on each line, or one document? When the first line is an object by itself and another begins on the
    /// second, there are lines. Where the first line is cut or broken, the name has a say.
    /// </summary>
    private async Task<bool> IsLines(SourceFile file, CancellationToken cancel)
    {
        ReadOnlyMemory<byte>? first = null;
        var named = file.Name.Contains(".ndjson", StringComparison.OrdinalIgnoreCase);
        await foreach (var line in LineScan.Lines(file, limits, cancel))
        {
            if (line.Text is not { } text)
            {
                return named;
            }

            if (first is not { } before)
            {
                first = text.ToArray();
                continue;
            }

            var opens = text.Span.TrimStart(" \t"u8).StartsWith("{"u8);
            return Look(before.Span) switch
            {
                true => named || opens,
                false => named && opens,
                null => named || text.Span.StartsWith("{\"resourceType\""u8),
            };
        }

        return false;
    }

    /// <summary>True for a whole object, false for the beginning of one, null for neither.</summary>
    private static bool? Look(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 256 }));
            while (reader.Read())
            {
            }

            return reader is { TokenType: JsonTokenType.EndObject, CurrentDepth: 0 };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<FileIndex?> Document(SourceFile file, ImportReport report, Action<long> progress, CancellationToken cancel)
    {
        FileIndex? Refused(string sentence, string? type = null)
        {
            report.Add(ImportOutcome.FileRefused, new ImportPlace(file.Name, 0, false), type, null, sentence);
            return null;
        }

        var scan = await DocumentScan.Of(file, limits, progress, cancel);
        if (scan.Broken is { } broken)
        {
            return Refused(broken);
        }

        if (scan.RootType is null)
        {
            return Refused("The file is JSON but not FHIR: it has no resourceType.");
        }

        var type = Fields.Shortened(scan.RootType);
        var isBundle = type == "Bundle";
        if (!isBundle && !ResourceTypes.Takes(type))
        {
            return Refused(
                $"The file holds one {type}; the import takes a Bundle, Patient, Condition or AllergyIntolerance.",
                type);
        }

        var index = new FileIndex(file, isLines: false);
        if (!isBundle)
        {
            var length = (int)Math.Min(int.MaxValue, scan.Root.End - scan.Root.Start);
            await Spot(index, new ResourceSpot(0, scan.Root.Start, length, type, null), report, cancel);
            return index;
        }

        foreach (var spot in scan.Spots)
        {
            if (!await Spot(index, spot, report, cancel))
            {
                return null;
            }
        }

        foreach (var (other, count) in scan.Others)
        {
            report.AddNotPart(file.Name, other, count);
        }

        void Note(string sentence) => report.Add(ImportOutcome.Noted, index.Place(0), "Bundle", null, sentence);
        if (scan.HasNext)
        {
            Note("The bundle is one page of several; import the others too.");
        }

        if (scan.Empty > 0)
        {
            Note($"{scan.Empty:N0} entries hold no resource.");
        }

        if (scan.Spots.Count == 0)
        {
            Note("The bundle holds no patient, condition or allergy.");
        }

        return index;
    }

    private async Task<FileIndex?> Lines(SourceFile file, ImportReport report, Action<long> progress, CancellationToken cancel)
    {
        var index = new FileIndex(file, isLines: true);
        var others = new Dictionary<string, int>();
        await foreach (var line in LineScan.Lines(file, limits, cancel))
        {
            progress(line.Offset);
            if (line.Text is not { } text)
            {
                report.Add(ImportOutcome.Left, index.Place(line.Number), null, null, TooLong("line"));
                continue;
            }

            if (!Understood(index, new ResourceSpot(line.Number, line.Offset, text.Length, "", null), text, others, report))
            {
                return null;
            }
        }

        foreach (var (type, count) in others)
        {
            report.AddNotPart(file.Name, type, count);
        }

        return index;
    }

    private async Task<bool> Spot(FileIndex index, ResourceSpot spot, ImportReport report, CancellationToken cancel)
    {
        if (spot.Length > limits.ResourceBytes)
        {
            report.Add(ImportOutcome.Left, index.Place(spot.Number), spot.Type, null, TooLong("entry"));
            return true;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(spot.Length);
        try
        {
            var text = buffer.AsMemory(0, await index.File.Read(spot.Offset, buffer.AsMemory(0, spot.Length), cancel));
            return Understood(index, spot, text, null, report);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Notes in the index what a resource is and whose; false when the file holds more than can be taken.</summary>
    private bool Understood(
        FileIndex index, ResourceSpot spot, ReadOnlyMemory<byte> text, Dictionary<string, int>? others, ImportReport report)
    {
        var place = index.Place(spot.Number);
        var type = spot.Type.Length > 0 ? spot.Type : null;
        var (refusal, found) = Parsed(text, resource => Entry(index, spot, resource, others, report));
        if (refusal is not null)
        {
            report.Add(type == ResourceTypes.Patient ? ImportOutcome.PatientRefused : ImportOutcome.Left, place, type, null, refusal);
        }

        if (found && index.Patients.Count > limits.Patients)
        {
            report.Add(
                ImportOutcome.FileRefused, index.Place(0), null, null,
                $"The file holds more than {limits.Patients:N0} patients. Nothing of it was taken in; split it and import the parts.");
            return false;
        }

        return true;
    }

    private static bool Entry(
        FileIndex index, ResourceSpot spot, JsonElement resource, Dictionary<string, int>? others, ImportReport report)
    {
        var found = new Findings();
        var type = resource.Text("resourceType", "resource type", 64, found.Note);
        if (!ResourceTypes.Takes(type))
        {
            if (others is not null)
            {
                ResourceTypes.Count(others, type);
            }

            return false;
        }

        var named = spot with { Type = type! };
        var id = PatientReading.ResourceId(resource, found);
        if (type == ResourceTypes.Patient)
        {
            var identifiers = PatientReading.Identifiers(resource, found);
            var own = SourceKeys.OfResource(id, spot.FullUrl);
            index.Add(
                named, id, SourceKeys.Of(identifiers, own), own,
                identifiers.Where(i => i is { System: not null, IsCivil: false }).Select(i => new SourceKey(i.System!, i.Value)));
            return true;
        }

        if (SourceKeys.OfReference(resource, type == ResourceTypes.Condition ? "subject" : "patient", out var because) is { } patient)
        {
            index.Add(named, patient);
            return true;
        }

        report.Add(ImportOutcome.Left, index.Place(spot.Number), type, id, Capital(because));
        return false;
    }

    /// <summary>
    /// Gives every condition and allergy to its patient; returns those whose patient is in no file but could be in the records.
    /// </summary>
    private static List<Belongings> Resolve(List<FileIndex> indexes, ImportReport report)
    {
        var homeless = new List<Belongings>();
        foreach (var index in indexes)
        {
            foreach (var belongings in index.Belongings)
            {
                var patient = index.Find(belongings.Patient, out var ambiguous);
                var single = index.IsLines || (index.Patients.Count + index.Belongings.Count == 1);
                if (patient is null && !ambiguous && single)
                {
                    var elsewhere = indexes.Where(other => other != index && (other.IsLines || other.Patients is [{ Spot.Number: 0 }]))
                        .Select(other => other.Find(belongings.Patient, out _))
                        .OfType<FoundPatient>()
                        .Take(2)
                        .ToList();
                    ambiguous = elsewhere.Count > 1;
                    patient = elsewhere.Count == 1 ? elsewhere[0] : null;
                }

                if (patient is not null)
                {
                    patient.Belongings.Add(belongings);
                }
                else if (belongings.Patient.IsUnique && !ambiguous)
                {
                    homeless.Add(belongings);
                }
                else
                {
                    foreach (var spot in belongings.Spots)
                    {
                        report.Add(
                            ImportOutcome.Left, index.Place(spot.Number), spot.Type, null,
                            ambiguous
                                ? $"\"{Fields.Shortened(belongings.Patient.Value)}\" means more than one patient in the files."
                                : $"Its patient \"{Fields.Shortened(belongings.Patient.Value)}\" is not in the file.");
                    }
                }
            }
        }

        return homeless;
    }

    private async Task<ReadPatient?> Patient(FileIndex index, FoundPatient patient, ImportReport report, CancellationToken cancel)
    {
        var place = index.Place(patient.Spot.Number);
        if (patient.Refusal is { } twin)
        {
            Refuse(twin);
            return null;
        }

        var found = new Findings();
        ReadPatient? read = null;
        if (await Reread(index, patient.Spot, resource => read = _patients.Read(resource, place, patient.Spot.FullUrl, found), cancel)
            is { } broken)
        {
            found.Refuse(broken);
        }

        if (found.Refused || read is null)
        {
            Refuse(string.Join(' ', found.Refusals));
            return null;
        }

        Note(report, place, ResourceTypes.Patient, patient.Id, found);
        var (conditions, allergies) = await Records(patient.Belongings, report, cancel);
        return read with { Conditions = conditions, Allergies = allergies };

        void Refuse(string because)
        {
            var with = patient.Belongings.Sum(belongings => belongings.Spots.Count());
            report.Add(
                ImportOutcome.PatientRefused, place, ResourceTypes.Patient, patient.Id,
                with == 0 ? because : $"{because} Left with it, of the patient's conditions and allergies: {with:N0}.");
        }
    }

    private async Task<(IReadOnlyList<ReadCondition> Conditions, IReadOnlyList<ReadAllergy> Allergies)> Records(
        List<Belongings> belongings, ImportReport report, CancellationToken cancel)
    {
        var (conditions, allergies, count) = (new List<ReadCondition>(), new List<ReadAllergy>(), 0);
        var seen = new HashSet<(string Type, string Id)>();
        foreach (var belonging in belongings)
        {
            foreach (var spot in belonging.Spots)
            {
                var place = belonging.File.Place(spot.Number);
                var found = new Findings();
                string? id = null;
                if (++count > limits.RecordsOfOnePatient)
                {
                    found.Refuse($"The patient has more than {limits.RecordsOfOnePatient:N0} conditions and allergies.");
                }
                else if (await Reread(belonging.File, spot, Take, cancel) is { } broken)
                {
                    found.Refuse(broken);
                }

                if (found.Refused)
                {
                    report.Add(ImportOutcome.Left, place, spot.Type, id, string.Join(' ', found.Refusals));
                }
                else
                {
                    Note(report, place, spot.Type, id, found);
                }

                void Take(JsonElement resource)
                {
                    id = PatientReading.ResourceId(resource, new Findings());
                    var condition = spot.Type == ResourceTypes.Condition ? _records.Condition(resource, place, spot.FullUrl, found) : null;
                    var allergy = spot.Type == ResourceTypes.Allergy ? _records.Allergy(resource, place, spot.FullUrl, found) : null;
                    var sourceId = condition?.SourceId ?? allergy?.SourceId;
                    if (sourceId is null)
                    {
                        return;
                    }

                    if (!seen.Add((spot.Type, sourceId)))
                    {
                        found.Refuse("The patient has another one with the same id; the first was taken in.");
                    }
                    else if (condition is not null)
                    {
                        conditions.Add(condition);
                    }
                    else
                    {
                        allergies.Add(allergy!);
                    }
                }
            }
        }

        return (conditions, allergies);
    }

    private static async Task<string?> Reread(FileIndex index, ResourceSpot spot, Action<JsonElement> take, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(spot.Length);
        try
        {
            var got = await index.File.Read(spot.Offset, buffer.AsMemory(0, spot.Length), cancel);
            return Parsed(buffer.AsMemory(0, got), resource =>
            {
                take(resource);
                return true;
            }).Refusal;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static (string? Refusal, bool Answer) Parsed(ReadOnlyMemory<byte> text, Func<JsonElement, bool> take)
    {
        if (!Utf8.IsValid(text.Span))
        {
            return ($"It is not valid UTF-8 text: byte {FirstInvalid(text.Span):N0} of it.", false);
        }

        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (null, take(document.RootElement))
                : ("It is JSON, but no resource: it is not an object.", false);
        }
        catch (JsonException e)
        {
            return ($"It is not valid JSON{(e.BytePositionInLine is { } at ? $": byte {at + 1:N0} of it" : "")}.", false);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a character in the name of a field.
            return ("It has a field whose name holds a character that does not exist.", false);
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return at + 1;
    }

    private static void Note(ImportReport report, ImportPlace place, string type, string? id, Findings found)
    {
        foreach (var note in found.Notes)
        {
            report.Add(ImportOutcome.Noted, place, type, id, note);
        }
    }

    private string TooLong(string what) => $"The {what} is longer than {limits.ResourceBytes / 1024 / 1024:N0} MB and was not read.";

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}

using System.IO.Compression;
using System.Text;
using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

/// <summary>Files to read in the tests: the shipped bundles, and small ones written out by hand.</summary>
internal static class FhirFiles
{
    public static readonly DateOnly Today = new(2026, 11, 23);

    public static IReadOnlyList<string> SyntheaPaths { get; } =
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Seed", "Synthea"), "*.json.gz").Order(StringComparer.Ordinal).ToList();

    public static string Patient(
        string id = "p1",
        string? mrn = "MRN-1",
        string? name = """[{"use":"official","family":"Rivera","given":["Ana"]}]""",
        string? birthDate = "\"1990-05-17\"",
        string more = "") =>
        $$"""{"resourceType":"Patient","id":"{{id}}"{{Given("identifier", mrn is null ? null : Mrn(mrn))}}{{Given("name", name)}}{{Given("birthDate", birthDate)}}{{more}}}""";

    public static string Mrn(string value) =>
        """[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"http://clinic.example/mrn","value":"""
        + $"\"{value}\"}}]";

    public static string Condition(string id = "c1", string patient = "Patient/p1", string more = "") =>
        $$"""{"resourceType":"Condition","id":"{{id}}","code":{"coding":[{"system":"http://snomed.info/sct","code":"35489007","display":"Depressive disorder"}]},"subject":{"reference":"{{patient}}"}{{more}}}""";

    public static string Allergy(string id = "a1", string patient = "Patient/p1", string more = "") =>
        $$"""{"resourceType":"AllergyIntolerance","id":"{{id}}","code":{"text":"Penicillin"},"patient":{"reference":"{{patient}}"}{{more}}}""";

    public static string Bundle(params string[] resources) =>
        $$"""{"resourceType":"Bundle","type":"collection","entry":[{{string.Join(",\n", resources.Select(r => $$"""{"resource":{{r}}}"""))}}]}""";

    public static ImportSource File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public static ImportSource File(string name, byte[] content) => new(name, () => new MemoryStream(content, writable: false));

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Unpacked(string path)
    {
        using var gzip = new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    public static Task<Outcome> Read(string name, string content, ImportLimits? limits = null) => Read(limits, File(name, content));

    public static Task<Outcome> Read(params ImportSource[] sources) => Read(null, sources);

    public static async Task<Outcome> Read(ImportLimits? limits, params ImportSource[] sources)
    {
        var report = new ImportReport();
        var charts = new List<ReadChart>();
        await foreach (var chart in new FhirReader(limits ?? new ImportLimits(), Today).Read(sources, report))
        {
            charts.Add(chart);
        }

        return new Outcome(charts, report);
    }

    private static string Given(string name, string? json) => json is null ? "" : $",\"{name}\":{json}";
}

internal sealed record Outcome(IReadOnlyList<ReadChart> Charts, ImportReport Report)
{
    public IReadOnlyList<ReadPatient> Patients => Charts.OfType<ReadPatient>().ToList();

    public ReadPatient Patient => Assert.Single(Patients);

    /// <summary>The one line of the report.</summary>
    public ImportLine Line => Assert.Single(Report.Lines);

    public void Refused(string part)
    {
        Assert.Empty(Charts);
        Assert.Equal(ImportOutcome.FileRefused, Line.Outcome);
        Assert.Contains(part, Line.Sentence, StringComparison.Ordinal);
    }
}

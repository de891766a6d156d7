using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

/// <summary>Whatever happens to a file on its way, the reader hands over whole patients or a report, and never throws.</summary>
public sealed class DamagedAtRandomTests
{
    private const int Rounds = 60;

    [Fact]
    public async Task A_bundle_cut_anywhere_is_refused_whole()
    {
        var random = new Random(20261123);
        var bundle = FhirFiles.Unpacked(FhirFiles.SyntheaPaths[^2]);
        for (var round = 0; round < Rounds; round++)
        {
            var length = random.Next(1, bundle.AsSpan().TrimEnd("\r\n "u8).Length);
            var read = await FhirFiles.Read(FhirFiles.File("a.json", bundle[..length]));

            Assert.Empty(read.Charts);
            Assert.Equal(1, read.Report.Count(ImportOutcome.FileRefused));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_changed_anywhere_are_a_report_and_not_an_exception(bool packed)
    {
        var random = new Random(packed ? 1 : 2);
        var bundle = FhirFiles.Unpacked(FhirFiles.SyntheaPaths[^2]);
        var file = packed ? FhirFiles.Packed(bundle) : bundle;
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = file.ToArray();
            for (var flips = random.Next(1, packed ? 4 : 200); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var read = await FhirFiles.Read(FhirFiles.File("a", damaged));

            Assert.True(read.Charts.Count <= 1 && read.Report.Count(ImportOutcome.FileRefused) <= 1);
        }
    }

    [Fact]
    public async Task Characters_changed_inside_the_resources_are_a_report_and_not_an_exception()
    {
        // Digits, letters and punctuation swapped in the resources themselves: most of these files are still JSON.
        var random = new Random(3);
        var lines = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 20).SelectMany(i => new[]
        {
            FhirFiles.Patient($"p{i}", $"MRN-{i}", more: ""","gender":"female","deceasedDateTime":"2020-01-01","telecom":[{"system":"phone","value":"1"}]"""),
            FhirFiles.Condition($"c{i}", $"Patient/p{i}", ""","onsetDateTime":"2001-02-03T04:05:06Z","abatementAge":{"value":3}"""),
            FhirFiles.Allergy($"a{i}", $"Patient/p{i}", ""","criticality":"low","reaction":[{"manifestation":[{"text":"Hives"}]}]"""),
        })));
        var letters = "09azAZ-:|/#{}[]\",\\ \0\u001b"u8.ToArray();
        for (var round = 0; round < 20 * Rounds; round++)
        {
            var damaged = lines.ToArray();
            for (var flips = random.Next(1, 60); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = letters[random.Next(letters.Length)];
            }

            var read = await FhirFiles.Read(FhirFiles.File("a.ndjson", damaged));

            Assert.All(read.Patients, patient => Assert.True(patient.Name.Family is not null || patient.Name.Given.Count > 0));
            Assert.True(read.Patients.Count <= 20);
        }
    }
}

using System.Text;
using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

public sealed class BrokenFilesTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("  \n \n", "empty")]
    [InlineData("<Bundle/>", "XML")]
    [InlineData("[{}]", "list of resources")]
    [InlineData("name,born", "not FHIR JSON")]
    [InlineData("PK\u0003\u0004...", "zip")]
    [InlineData("{}", "no resourceType")]
    [InlineData("""{"resourceType":"Observation","id":"o1"}""", "one Observation")]
    [InlineData("""{"resourceType":"Bundle","entry":[],"entry":[]}""", "more than one list")]
    public async Task A_file_that_is_no_bundle_or_patient_is_refused_with_a_sentence(string content, string part) =>
        (await FhirFiles.Read("a.json", content)).Refused(part);

    [Fact]
    public async Task Broken_json_is_refused_with_its_line_and_byte_and_nothing_of_it_comes_in()
    {
        var bundle = FhirFiles.Bundle(FhirFiles.Patient(), FhirFiles.Condition(), FhirFiles.Allergy());

        (await FhirFiles.Read("a.json", bundle[..^40])).Refused("line 3");
        (await FhirFiles.Read("a.json", bundle.Replace("\"p1\",", "\"p1\"", StringComparison.Ordinal))).Refused("line 1");
        (await FhirFiles.Read("a.json", bundle + "]")).Refused("line 3");
    }

    [Fact]
    public async Task A_gzip_that_is_cut_short_or_damaged_is_refused()
    {
        var packed = await File.ReadAllBytesAsync(FhirFiles.SyntheaPaths[0]);

        (await FhirFiles.Read(FhirFiles.File("a.json.gz", packed[..(packed.Length / 2)]))).Refused("damaged or cut short");
        (await FhirFiles.Read(FhirFiles.File("a.json.gz", packed[..^4]))).Refused("damaged or cut short");
        (await FhirFiles.Read(FhirFiles.File("a.json.gz", packed[..10]))).Refused("damaged or cut short");
        (await FhirFiles.Read(FhirFiles.File("a.json.gz", [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9]))).Refused("damaged or cut short");
        (await FhirFiles.Read(FhirFiles.File("a.json.gz", FhirFiles.Packed(packed)))).Refused("packed twice");
    }

    [Fact]
    public async Task Lines_cut_short_in_the_gzip_are_refused_wherever_it_was_cut()
    {
        var packed = FhirFiles.Packed(Encoding.UTF8.GetBytes(
            string.Join('\n', Enumerable.Range(1, 30).Select(i => FhirFiles.Patient($"p{i}", $"MRN-{i}")))));

        for (var length = 2; length < packed.Length; length++)
        {
            (await FhirFiles.Read(FhirFiles.File("a.ndjson.gz", packed[..length]))).Refused("damaged or cut short");
        }

        Assert.Equal(30, (await FhirFiles.Read(FhirFiles.File("a.ndjson.gz", packed))).Patients.Count);
    }

    [Fact]
    public async Task A_gzip_of_several_members_is_one_file()
    {
        var packed = FhirFiles.Packed(Encoding.UTF8.GetBytes(FhirFiles.Patient() + "\n"))
            .Concat(FhirFiles.Packed(Encoding.UTF8.GetBytes(FhirFiles.Patient("p2", "MRN-2")))).ToArray();

        Assert.Equal(2, (await FhirFiles.Read(FhirFiles.File("a.ndjson.gz", packed))).Patients.Count);
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused_packed_or_not()
    {
        var limits = new ImportLimits { FileBytes = 2 * 1024 * 1024 };
        var bomb = FhirFiles.Packed(new byte[50 * 1024 * 1024]);

        (await FhirFiles.Read(limits, FhirFiles.File("a.json", new byte[3 * 1024 * 1024]))).Refused("more than 2 MB");
        (await FhirFiles.Read(limits, FhirFiles.File("a.json.gz", bomb))).Refused("more than 2 MB");
        (await FhirFiles.Read(limits, new ImportSource("a.json", () => new OneWay(new byte[3 * 1024 * 1024])))).Refused("more than 2 MB");
    }

    [Fact]
    public async Task Two_hundred_megabytes_are_refused_by_the_limit_that_is_set_without_a_word()
    {
        await using var large = new Sparse(200L * 1024 * 1024);

        (await FhirFiles.Read(new ImportSource("large.json", () => large))).Refused("more than 100 MB");
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_read_all_the_same()
    {
        var read = await FhirFiles.Read(new ImportSource("a.json", () => new OneWay(Encoding.UTF8.GetBytes(FhirFiles.Patient()))));

        Assert.Equal("Rivera", read.Patient.Name.Family);
    }

    [Fact]
    public async Task Files_that_are_not_utf8_are_refused_and_a_byte_order_mark_is_passed_over()
    {
        (await FhirFiles.Read(FhirFiles.File("a.json", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray())))
            .Refused("not UTF-8");
        var marked = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(FhirFiles.Patient())).ToArray();

        Assert.Equal("Ana", Assert.Single((await FhirFiles.Read(FhirFiles.File("a.json", marked))).Patient.Name.Given));
    }

    [Fact]
    public async Task A_resource_with_bytes_that_are_not_utf8_is_left_and_the_others_come_in()
    {
        var bytes = Encoding.UTF8.GetBytes(FhirFiles.Bundle(
            FhirFiles.Patient(), FhirFiles.Patient("p2", "MRN-2", """[{"family":"#"}]"""), FhirFiles.Condition(patient: "Patient/p2")));
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xC3;

        var read = await FhirFiles.Read(FhirFiles.File("a.json", bytes));

        Assert.Equal("p1", read.Patient.ResourceId);
        Assert.Equal((ImportOutcome.PatientRefused, "entry 2"), (read.Report.Lines[0].Outcome, read.Report.Lines[0].Place.Words));
        Assert.Contains("UTF-8", read.Report.Lines[0].Sentence, StringComparison.Ordinal);
        Assert.Contains("p2\" is not in the file", read.Report.Lines[1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_is_named_and_the_others_come_in()
    {
        var read = await FhirFiles.Read(
            "a.ndjson",
            string.Join(
                "\r\n", FhirFiles.Patient(), "", FhirFiles.Patient("p2", "MRN-2")[..30], "42", "not json", FhirFiles.Patient("p3", "MRN-3")));

        Assert.Equal(["p1", "p3"], read.Patients.Select(patient => patient.ResourceId));
        Assert.Equal(["line 3", "line 4", "line 5"], read.Report.Lines.Select(line => line.Place.Words));
        Assert.Equal("line 6", read.Patients[1].Place.Words);
    }

    [Fact]
    public async Task A_line_or_entry_beyond_the_limit_is_left_and_the_others_come_in()
    {
        var limits = new ImportLimits { ResourceBytes = 100_000 };
        var huge = FhirFiles.Patient("p2", "MRN-2", more: $",\"text\":{{\"div\":\"{new string('x', 300_000)}\"}}");

        var lines = await FhirFiles.Read("a.ndjson", $"{FhirFiles.Patient()}\n{huge}\n{FhirFiles.Patient("p3", "MRN-3")}\n{huge}", limits);
        var texts = string.Join(',', Enumerable.Repeat("\"xxxxxxxxxxxxx\"", 10_000));
        var spread = FhirFiles.Patient("p2", "MRN-2", more: $",\"text\":[{texts}]");
        var bundle = await FhirFiles.Read(
            "a.json", FhirFiles.Bundle(FhirFiles.Patient(), spread, FhirFiles.Patient("p3", "MRN-3")), limits);

        Assert.Equal(["p1", "p3"], lines.Patients.Select(patient => patient.ResourceId));
        Assert.Equal(["line 2", "line 4"], lines.Report.Lines.Select(line => line.Place.Words));
        Assert.Equal(["p1", "p3"], bundle.Patients.Select(patient => patient.ResourceId));
        Assert.Equal("entry 2", bundle.Line.Place.Words);
        (await FhirFiles.Read("a.json", FhirFiles.Bundle(huge), limits)).Refused("single text");
    }

    [Fact]
    public async Task More_patients_than_the_limit_refuse_the_file()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 11).Select(i => FhirFiles.Patient($"p{i}", $"MRN-{i}")));

        (await FhirFiles.Read("a.ndjson", lines, new ImportLimits { Patients = 10 })).Refused("more than 10 patients");
    }

    [Fact]
    public async Task A_million_broken_lines_make_a_bounded_report()
    {
        var read = await FhirFiles.Read("a.ndjson", new StringBuilder().Insert(0, "{\n", 100_000).ToString());

        Assert.Equal(100_000, read.Report.Count(ImportOutcome.Left));
        Assert.Equal(ImportReport.MostLines, read.Report.Lines.Count);
        Assert.Equal(99_000, read.Report.CountedOnly(ImportOutcome.Left));
    }

    [Fact]
    public async Task Nesting_without_end_is_an_error_and_not_a_crash()
    {
        var deep = FhirFiles.Patient(more: ",\"x\":" + new string('[', 100_000) + new string(']', 100_000));

        Assert.Equal(ImportOutcome.Left, (await FhirFiles.Read("a.ndjson", $"{deep}\n{deep[..9]}")).Report.Lines[0].Outcome);
        (await FhirFiles.Read("a.json", FhirFiles.Bundle(deep))).Refused("line 1");
    }

    [Fact]
    public async Task The_cancelled_reader_stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in new FhirReader(new ImportLimits(), FhirFiles.Today).Read(
                [FhirFiles.File("a.json", FhirFiles.Patient())], new ImportReport(), null, cancelled.Token))
            {
            }
        });
    }

    /// <summary>A stream that only goes forward, as an upload without a buffer.</summary>
    private sealed class OneWay(byte[] content) : MemoryStream(content, writable: false)
    {
        public override bool CanSeek => false;
    }

    /// <summary>Blanks of a given length that take no memory.</summary>
    private sealed class Sparse(long length) : MemoryStream
    {
        public override long Length => length;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

/// <summary>
/// 50 MB of 10,000 patients go through the reader without being held. Measured alone: other tests would count as the reader's memory.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class LongFilesTests(ITestOutputHelper output)
{
    private const int Patients = 10_000;
    private const long Megabyte = 1024 * 1024;

    public enum Order
    {
        Interleaved,
        PatientsFirst,
        TwoFiles,
        Bundle,
    }

    [Theory]
    [InlineData(Order.Interleaved)]
    [InlineData(Order.PatientsFirst)]
    [InlineData(Order.TwoFiles)]
    [InlineData(Order.Bundle)]
    public async Task Ten_thousand_patients_stream_through_in_constant_memory(Order order)
    {
        var folder = Directory.CreateTempSubdirectory("iopclinic-import-");
        try
        {
            var files = Write(folder.FullName, order);
            var bytes = files.Sum(file => new FileInfo(file).Length);
            Assert.InRange(bytes, 50_000_000, 80_000_000);

            var (highest, live, patients, conditions, allergies) = (0L, 0L, 0, 0, 0);
            var report = new ImportReport();
            var watch = Stopwatch.StartNew();
            var reader = new FhirReader(new ImportLimits(), FhirFiles.Today);
            var progress = new Watching(() => highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false)));
            await foreach (var chart in reader.Read([.. files.Select(ImportSource.At)], report, progress))
            {
                var patient = Assert.IsType<ReadPatient>(chart);
                (conditions, allergies) = (conditions + patient.Conditions.Count, allergies + patient.Allergies.Count);
                if (++patients % 2_000 == 0)
                {
                    live = Math.Max(live, GC.GetTotalMemory(forceFullCollection: true));
                }
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{order}: {bytes / Megabyte} MB, {patients} patients in {watch.Elapsed.TotalSeconds:0.0} s; " +
                $"heap at most {highest / Megabyte} MB, of it in use {live / Megabyte} MB; process at most {PeakOfTheProcess()}"));
            Assert.Equal((Patients, 3 * Patients, Patients), (patients, conditions, allergies));
            Assert.Empty(report.Lines);
            Assert.Equal(Patients, report.NotPartOfTheImport.Values.Sum());
            Assert.True(live < 50 * Megabyte, $"{live / Megabyte} MB are held while the file is read.");
            Assert.True(highest < 150 * Megabyte, $"The heap grew to {highest / Megabyte} MB.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Write(string folder, Order order)
    {
        var main = Path.Combine(folder, order == Order.Bundle ? "all.json" : "Patient.ndjson");
        var second = order == Order.TwoFiles ? Path.Combine(folder, "Condition.ndjson") : main;
        using (var writer = new StreamWriter(main, false, new UTF8Encoding(false)))
        {
            if (order == Order.Bundle)
            {
                writer.Write("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
            }

            var separate = order is Order.PatientsFirst or Order.TwoFiles;
            for (var i = 0; i < Patients; i++)
            {
                foreach (var resource in separate ? [Patient(i)] : Records(i).Prepend(Patient(i)))
                {
                    writer.Write(order == Order.Bundle ? $"{(i == 0 && resource[17] == 'P' ? "" : ",")}\n{{\"resource\":{resource}}}" : resource + "\n");
                }
            }

            writer.Write(order == Order.Bundle ? "\n]}" : "");
        }

        if (order is Order.PatientsFirst or Order.TwoFiles)
        {
            using var writer = new StreamWriter(second, append: true, new UTF8Encoding(false));
            for (var i = 0; i < Patients; i++)
            {
                foreach (var resource in Records(i))
                {
                    writer.Write(resource + "\n");
                }
            }
        }

        return second == main ? [main] : [main, second];
    }

    private static string Patient(int i) => FhirFiles.Patient(
        $"patient-{i}",
        $"MRN-{i:000000}",
        $$"""[{"use":"official","family":"Family{{i}}","given":["Given{{i % 97}}","Middle"]}]""",
        $"\"{new DateOnly(1950, 1, 1).AddDays(i):O}\"",
        $$""","gender":"female","telecom":[{"system":"phone","value":"555-{{i:0000}}"}],"text":{"status":"generated","div":"{{new string('n', 2_500)}}"}""");

    private static IEnumerable<string> Records(int i) =>
        Enumerable.Range(0, 3)
            .Select(n => FhirFiles.Condition($"condition-{i}-{n}", $"Patient/patient-{i}", $$""","onsetDateTime":"2020-0{{n + 1}}","note":[{"text":"{{new string('c', 300)}}"}]"""))
            .Append(FhirFiles.Allergy($"allergy-{i}", $"Patient/patient-{i}"))
            .Append($$"""{"resourceType":"Observation","id":"o{{i}}","subject":{"reference":"Patient/patient-{{i}}"},"note":[{"text":"{{new string('o', 200)}}"}]}""");

    private static string PeakOfTheProcess()
    {
        using var process = Process.GetCurrentProcess();
        return $"{process.PeakWorkingSet64 / Megabyte} MB";
    }

    private sealed class Watching(Action look) : IProgress<ImportProgress>
    {
        private int _count;

        public void Report(ImportProgress value)
        {
            if (++_count % 50 == 0)
            {
                look();
            }
        }
    }
}

[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

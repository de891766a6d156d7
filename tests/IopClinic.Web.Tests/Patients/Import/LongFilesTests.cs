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

    [Theory]
    [InlineData(LongFile.Order.Interleaved)]
    [InlineData(LongFile.Order.PatientsFirst)]
    [InlineData(LongFile.Order.TwoFiles)]
    [InlineData(LongFile.Order.Bundle)]
    public async Task Ten_thousand_patients_stream_through_in_constant_memory(LongFile.Order order)
    {
        var folder = Directory.CreateTempSubdirectory("iopclinic-import-");
        try
        {
            var files = LongFile.Write(folder.FullName, order, Patients);
            var bytes = files.Sum(file => new FileInfo(file).Length);
            Assert.InRange(bytes, 50_000_000, 80_000_000);

            // What earlier tests keep is not the reader's.
            var before = GC.GetTotalMemory(forceFullCollection: true);
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
                $"heap at most {(highest - before) / Megabyte} MB more than before, of it in use {(live - before) / Megabyte} MB; " +
                $"process at most {PeakOfTheProcess()}"));
            Assert.Equal((Patients, 3 * Patients, Patients), (patients, conditions, allergies));
            Assert.Empty(report.Lines);
            Assert.Equal(Patients, report.NotPartOfTheImport.Values.Sum());
            Assert.True(live - before < 30 * Megabyte, $"{(live - before) / Megabyte} MB are held while the file is read.");

            // With what waits to be collected, which the runtime lets grow as long as the machine has room.
            Assert.True(highest - before < 250 * Megabyte, $"The heap grew by {(highest - before) / Megabyte} MB.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// 500 patients with the whole way into a real database; IOPCLINIC_IMPORT_PATIENTS=10000 makes it the 50 MB of the promise.
    /// </summary>
    [Fact]
    public async Task Storing_holds_no_more_than_one_patient()
    {
        var patients = int.Parse(Environment.GetEnvironmentVariable("IOPCLINIC_IMPORT_PATIENTS") ?? "500", CultureInfo.InvariantCulture);
        await using var database = new ImportDatabase();
        await database.InitializeAsync();
        var clinic = await database.Clinic();
        var folder = Directory.CreateTempSubdirectory("iopclinic-import-");
        try
        {
            var source = ImportSource.At(LongFile.Write(folder.FullName, LongFile.Order.PatientsFirst, patients)[0]);
            for (var time = 1; time <= 2; time++)
            {
                var before = GC.GetTotalMemory(forceFullCollection: true);
                var live = before;
                var taken = 0;
                var watch = Stopwatch.StartNew();
                await using var db = ImportDatabase.Open(clinic.Connection);
                var progress = new Watching(() =>
                {
                    if (++taken % 5 == 0)
                    {
                        live = Math.Max(live, GC.GetTotalMemory(forceFullCollection: true));
                    }
                });
                var report = await new ImportPatients(db, ImportDatabase.Clock, new ImportLimits()).Run([source], clinic.Site, progress);

                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Time {time}: {patients} patients in {watch.Elapsed.TotalSeconds:0.0} s; " +
                    $"in use {(live - before) / Megabyte} MB more than before; " +
                    $"process at most {PeakOfTheProcess()}"));
                Assert.Equal(time == 1 ? patients : 0, report.Count(ImportOutcome.CameIn));
                Assert.Equal(time == 1 ? 3 * patients : 0, report.ConditionsIn);
                Assert.Equal(time == 1 ? 0 : patients, report.Count(ImportOutcome.AlreadyHere));
                Assert.True(live - before < 40 * Megabyte, $"{(live - before) / Megabyte} MB are held while the file is taken in.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

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

using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Patients.Import;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Commands;

public sealed class ImportFhirTests(ClinicHost clinic, ClinicServer server) : IClassFixture<ClinicHost>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iopclinic-command-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_folder_comes_in_once_however_often_it_is_imported()
    {
        Write("first.json", FhirFiles.Bundle(FhirFiles.Patient("f1", "FOLDER-1"), FhirFiles.Condition("c1", "Patient/f1")));
        Write("deeper/second.ndjson", FhirFiles.Patient("f2", "FOLDER-2") + "\n" + FhirFiles.Patient("f3", "FOLDER-3") + "\n");
        Write("readme.txt", "not FHIR");
        var before = await CountAsync();

        Assert.Equal(0, await RunAsync(_folder.FullName, "--site", "Northgate"));
        var after = await CountAsync();
        Assert.Equal(before + 3, after);
        Assert.Equal(0, await RunAsync(_folder.FullName, "--site", "Northgate"));

        Assert.Equal(after, await CountAsync());
        var actors = await clinic.InDatabaseAsync(db => db.AuditEvents.Where(e => e.Page == "import-fhir")
            .Select(e => e.ActorName).Distinct().ToListAsync());
        Assert.Equal(["Import command"], actors);
    }

    [Fact]
    public async Task The_bundles_of_the_demo_clinic_are_known()
    {
        var before = await CountAsync();

        Assert.Equal(0, await RunAsync([.. FhirFiles.SyntheaPaths, "--site", "Northgate"]));

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_refused_file_makes_the_status_1_and_the_others_come_in()
    {
        var good = Write("good.json", FhirFiles.Patient("g1", "GOOD-1"));
        var broken = Write("broken.json", "{\"resourceType\":\"Bundle\"");
        var before = await CountAsync();

        Assert.Equal(1, await RunAsync(broken, good, "--site", "Northgate"));

        Assert.Equal(before + 1, await CountAsync());
    }

    [Theory]
    [InlineData]
    [InlineData("/no/such/file.json", "--site", "Northgate")]
    [InlineData("--site")]
    [InlineData("--sites", "Northgate")]
    public async Task What_is_missing_is_said(params string[] arguments) => Assert.Equal(1, await RunAsync(arguments));

    [Fact]
    public async Task Of_several_sites_one_must_be_named_that_exists()
    {
        var good = Write("sited.json", FhirFiles.Patient("s1", "SITED-1"));
        var before = await CountAsync();

        Assert.Equal(1, await RunAsync(good));
        Assert.Equal(1, await RunAsync(good, "--site", "Atlantis"));
        Assert.Equal(1, await RunAsync(Write("sited.txt", "{}"), "--site", "Northgate"));

        Assert.Equal(before, await CountAsync());
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    private Task<int> CountAsync() => clinic.InDatabaseAsync(db => db.Patients.CountAsync());

    private async Task<int> RunAsync(params string[] arguments)
    {
        await using var program = Clinic.CreateBuilder(
            ClinicServer.Settings(server.Postgres.ConnectionString(clinic.DatabaseName)), forPages: false).Build();
        return await CommandLine.RunAsync(program.Services, ["import-fhir", .. arguments]);
    }
}

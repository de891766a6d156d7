using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.History;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Plumbing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IopClinic.Web.Tests.History;

public sealed class AnchoringTests(ClinicHost clinic, ClinicServer server) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task The_heads_are_put_down_when_the_clinic_opens_and_closes()
    {
        var path = Path.Combine(Path.GetTempPath(), $"anchors-{Guid.CreateVersion7():N}", "heads.txt");
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(Anchoring.Setting, path)]).Build();
        await using var source = NpgsqlDataSource.Create(server.Postgres.ConnectionString(clinic.DatabaseName));
        using var anchoring = new Anchoring(
            settings,
            source,
            clinic.Services.GetRequiredService<RefusalLog>(),
            clinic.Services.GetRequiredService<ClinicClock>(),
            NullLogger<Anchoring>.Instance);
        try
        {
            await anchoring.StartAsync(TestContext.Current.CancellationToken);
            while (!File.Exists(path))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await anchoring.StopAsync(TestContext.Current.CancellationToken);

            var put = await new HeadsFile(path).ReadAsync(TestContext.Current.CancellationToken);
            var heads = await new AuditChain(source).HeadsAsync(TestContext.Current.CancellationToken);
            Assert.NotEmpty(heads);
            Assert.Equal(heads.Concat(heads), put);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public async Task A_clinic_that_keeps_its_heads_nowhere_does_not_open()
    {
        var noteKey = PrivateNoteKeysTests.WriteKey(Path.Combine(Path.GetTempPath(), $"private-{Guid.CreateVersion7():N}.key"));
        var certificate = KeyRingTests.WriteCertificate(Path.Combine(Path.GetTempPath(), $"keys-{Guid.CreateVersion7():N}.pem"));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Serving.RunAsync(
        [
            "--environment=Production",
            "--urls=http://localhost:5294",
            $"--ConnectionStrings:{ClinicDatabase.Setting}={server.Postgres.ConnectionString(clinic.DatabaseName)}",
            $"--Keys:Certificate={certificate}",
            $"--PrivateNotes:KeyFile={noteKey}",
            "--Log:Console=false",
        ]));
        File.Delete(certificate);
        File.Delete(noteKey);

        Assert.Contains("Audit__HeadsFile", refused.Message, StringComparison.Ordinal);
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IopClinic.Domain;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>The keys that seal cookies and kept text: where they lie, who can read them, and how they are taken back.</summary>
public sealed class KeyRingTests(ClinicServer server) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clinic-keys-").FullName;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await server.CopyAsync();
        await using var source = NpgsqlDataSource.Create(server.Postgres.ConnectionString(_database));
        await using var clear = source.CreateCommand("delete from data_protection_keys");
        await clear.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await server.Postgres.DropDatabaseAsync(_database);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task With_a_certificate_only_encrypted_secrets_lie_in_the_database()
    {
        using (var program = Program(Certificate("first")))
        {
            program.Services.GetDataProtector("test").Protect("x");
        }

        var stored = await StoredAsync();
        Assert.Single(stored);
        Assert.Contains("<encryptedSecret", stored[0], StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", stored[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_node_with_the_same_certificate_opens_what_the_first_one_sealed()
    {
        var certificate = Certificate("first");
        using var one = Program(certificate);
        using var other = Program(certificate);

        Assert.Equal("text", other.Services.GetDataProtector("test").Unprotect(one.Services.GetDataProtector("test").Protect("text")));
    }

    [Fact]
    public void After_a_change_of_certificates_the_earlier_one_still_opens()
    {
        var (first, second) = (Certificate("first"), Certificate("second"));
        using var before = Program(first);
        var text = before.Services.GetDataProtector("test").Protect("text");

        using var after = Program(second, $"--Keys:EarlierCertificates:0={first}");
        Assert.Equal("text", after.Services.GetDataProtector("test").Unprotect(text));

        using var without = Program(second);
        Assert.Throws<CryptographicException>(() => without.Services.GetDataProtector("test").Unprotect(text));
    }

    [Fact]
    public async Task Revoked_keys_open_nothing_any_more_and_every_session_has_ended()
    {
        using var program = Program(null);
        var text = program.Services.GetDataProtector("test").Protect("text");
        Assert.Equal(1, await CommandLine.RunAsync(program.Services, ["revoke-keys"]));
        Assert.Equal(0, await CommandLine.RunAsync(program.Services, ["revoke-keys", "--yes"]));

        using var restarted = Program(null);
        Assert.Throws<CryptographicException>(() => restarted.Services.GetDataProtector("test").Unprotect(text));
        Assert.Equal("new", restarted.Services.GetDataProtector("test").Unprotect(restarted.Services.GetDataProtector("test").Protect("new")));
        Assert.All(restarted.Services.GetRequiredService<IKeyManager>().GetAllKeys().OrderBy(key => key.CreationDate).SkipLast(1), key => Assert.True(key.IsRevoked));
    }

    [Fact]
    public async Task The_ring_is_read_while_every_pooled_connection_is_taken()
    {
        using var program = Program(null, "--Database:PoolSize=2");
        var pool = program.Services.GetRequiredService<NpgsqlDataSource>();
        await using var one = await pool.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var two = await pool.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(program.Services.GetDataProtector("test").Protect("x"));
    }

    [Fact]
    public void Production_does_not_start_without_a_certificate()
    {
        var refusal = Assert.Throws<RuleViolation>(() => KeyRing.Demand(Settings(null), new Environment("Production")));
        Assert.Contains("Keys:Certificate", refusal.Message, StringComparison.Ordinal);

        Assert.Throws<RuleViolation>(() => KeyRing.Demand(Settings("/no/such/file.pem"), new Environment("Production")));
        KeyRing.Demand(Settings(Certificate("ours")), new Environment("Production"));
        KeyRing.Demand(Settings(null), new Environment("Testing"));
    }

    [Fact]
    public void Production_does_not_start_on_a_runtime_whose_cookies_can_be_forged()
    {
        Assert.Throws<RuleViolation>(() => KeyRing.DemandRuntime(new Version(10, 0, 6), new Environment("Production")));
        KeyRing.DemandRuntime(new Version(10, 0, 7), new Environment("Production"));
        KeyRing.DemandRuntime(new Version(10, 0, 6), new Environment("Development"));
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_refused_with_a_sentence()
    {
        var file = Path.Combine(_folder, "broken.pem");
        File.WriteAllText(file, "nothing");

        var refusal = Assert.Throws<RuleViolation>(() => Program(file));
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string? certificate) => new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create("Keys:Certificate", certificate)]).Build();

    private WebAppOwner Program(string? certificate, params string[] more)
    {
        string[] named = certificate is null ? [] : [$"--Keys:Certificate={certificate}"];
        return new(Clinic.CreateBuilder(
            [.. ClinicServer.Settings(server.Postgres.ConnectionString(_database)), .. named, .. more], forPages: true).Build());
    }

    private string Certificate(string name) => WriteCertificate(Path.Combine(_folder, name + ".pem"));

    /// <summary>A certificate that seals keys, with its private key; its file.</summary>
    internal static string WriteCertificate(string file)
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest($"CN={Path.GetFileNameWithoutExtension(file)}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddYears(1));
        File.WriteAllText(file, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return file;
    }

    private async Task<List<string>> StoredAsync()
    {
        await using var source = NpgsqlDataSource.Create(server.Postgres.ConnectionString(_database));
        await using var select = source.CreateCommand("select xml from data_protection_keys");
        await using var rows = await select.ExecuteReaderAsync();
        var stored = new List<string>();
        while (await rows.ReadAsync())
        {
            stored.Add(rows.GetString(0));
        }

        return stored;
    }

    private sealed class WebAppOwner(IHost program) : IDisposable
    {
        public IServiceProvider Services => program.Services;

        public void Dispose() => program.Dispose();
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}

using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using IopClinic.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Keeps the keys that seal form tokens, messages and kept text in the table <c>data_protection_keys</c>, where every node finds
/// them; in Production each is encrypted to the clinic's certificate. Plain SQL on connections outside the pool: the ring may be
/// read while every pooled connection is in the hands of a request that waits for it.
/// </summary>
internal sealed class KeyRing(IConfiguration settings, ClinicClock clock) : IXmlRepository, IDisposable
{
    /// <summary>A PEM file with certificate and key, or a PKCS #12 file.</summary>
    private const string CertificateSetting = "Keys:Certificate";
    private const string PasswordSetting = "Keys:CertificatePassword";

    /// <summary>Certificates that earlier keys were encrypted to; they only open.</summary>
    private const string EarlierSetting = "Keys:EarlierCertificates";

    /// <summary>Below it a signed-in cookie could be forged (CVE-2026-40372).</summary>
    private static readonly Version SafeSince = new(10, 0, 7);

    private readonly NpgsqlDataSource _database = ClinicDatabase.OpenApart(settings);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var select = _database.CreateCommand("select xml from data_protection_keys");
        using var rows = select.ExecuteReader();
        var keys = new List<XElement>();
        while (rows.Read())
        {
            keys.Add(XElement.Parse(rows.GetString(0)));
        }

        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var insert = _database.CreateCommand("insert into data_protection_keys (name, xml, stored_at) values ($1, $2, $3)");
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.Now });
        insert.ExecuteNonQuery();
    }

    public void Dispose() => _database.Dispose();

    public static void AddTo(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = provider.GetRequiredService<KeyRing>()));
        var protection = services.AddDataProtection().SetApplicationName("IopClinic");
        if (Named(settings) is { } file && File.Exists(file))
        {
            protection.ProtectKeysWithCertificate(Open(file, settings[PasswordSetting]));
            var earlier = settings.GetSection(EarlierSetting).Get<string[]>() ?? [];
            protection.UnprotectKeysWithAnyCertificate([.. earlier.Select(known => Open(known, settings[PasswordSetting]))]);
        }
    }

    /// <summary>Refuses to serve a clinic whose keys anybody who reads the database could use, or whose runtime is known to be unsafe.</summary>
    public static void Demand(IConfiguration settings, IHostEnvironment environment)
    {
        if (Named(settings) is { } file)
        {
            RuleViolation.Unless(File.Exists(file), $"The certificate that {CertificateSetting} names is not there: {file}");
        }
        else
        {
            RuleViolation.Unless(
                !environment.IsProduction(),
                $"The keys that seal forms and kept text need a certificate in Production. Name its file (PEM with its key, or PKCS #12) "
                + $"in the setting {CertificateSetting}; README.md says how to make one.");
        }

        DemandRuntime(RuntimeVersion(), environment);
    }

    /// <summary>The same for a given version of ASP.NET Core.</summary>
    internal static void DemandRuntime(Version version, IHostEnvironment environment) => RuleViolation.Unless(
        !environment.IsProduction() || version >= SafeSince,
        $"This machine runs ASP.NET Core {version}. A clinic needs {SafeSince} or newer, because sealed cookies could be forged before "
        + "(CVE-2026-40372).");

    private static string? Named(IConfiguration settings) => settings[CertificateSetting] is { Length: > 0 } file ? file : null;

    private static Version RuntimeVersion()
    {
        var words = typeof(IDataProtector).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var number = words?.Split('+', '-')[0];
        return Version.TryParse(number, out var version) && version < Environment.Version ? version : Environment.Version;
    }

    private static X509Certificate2 Open(string file, string? password)
    {
        try
        {
            var certificate = X509Certificate2.GetCertContentType(file) == X509ContentType.Pfx
                ? X509CertificateLoader.LoadPkcs12FromFile(file, password?.Trim())
                : X509Certificate2.CreateFromPemFile(file);
            RuleViolation.Unless(certificate.HasPrivateKey, $"The file {file} holds a certificate without its private key.");
            return certificate;
        }
        catch (Exception broken) when (broken is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RuleViolation($"The certificate in {file} cannot be opened: {broken.Message}", broken);
        }
    }
}

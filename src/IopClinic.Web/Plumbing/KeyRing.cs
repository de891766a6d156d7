using System.Xml.Linq;
using IopClinic.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Keeps the keys that seal cookies in the table <c>data_protection_keys</c>. Plain SQL on a connection of its own: the ring is read
/// before anybody is signed in and must not join, or wait for, a request's work.
/// </summary>
internal sealed class KeyRing(NpgsqlDataSource database, ClinicClock clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var select = database.CreateCommand("select xml from data_protection_keys");
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
        using var insert = database.CreateCommand("insert into data_protection_keys (name, xml, stored_at) values ($1, $2, $3)");
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.Now });
        insert.ExecuteNonQuery();
    }

    public static void AddTo(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("IopClinic");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository =
                new KeyRing(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<ClinicClock>())));
    }
}

#pragma warning disable NPG9001 // The converters of Npgsql are the only place that sees every value, whichever query it comes from.
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace IopClinic.Web.Tests;

/// <summary>
/// Every key that comes out of the database while a request is answered, by value and not by column, and afterwards whether each of
/// them that is a patient's stands in the history of that very request. It knows nothing of how the program finds that out.
/// </summary>
internal sealed class WatchedReads : IStartupFilter
{
    private static readonly AsyncLocal<ConcurrentDictionary<Guid, bool>?> Current = new();

    private readonly ConcurrentBag<(string Request, string What, Guid[] Keys)> _answered = [];

    public static void Watch(NpgsqlDataSourceBuilder builder) => builder.AddTypeInfoResolverFactory(new Resolvers());

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (HttpContext context, RequestDelegate onward) =>
        {
            var keys = Current.Value = [];
            await onward(context);
            Current.Value = null;
            // What was read for a redirection or a refusal was shown to nobody, nor what was read for a number alone.
            if (context.Request.QueryString.Value?.Contains("handler=Count", StringComparison.Ordinal) != true
                && context.Response.StatusCode is (>= 200 and < 300) or StatusCodes.Status422UnprocessableEntity or StatusCodes.Status409Conflict)
            {
                _answered.Add((context.TraceIdentifier, $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", [.. keys.Keys]));
            }
        });
        next(app);
    };

    /// <summary>What was shown and is in no row of the history.</summary>
    public async Task<(int Shown, IReadOnlyList<string> Untold)> CompareAsync(NpgsqlDataSource owner)
    {
        await using var connection = await owner.OpenConnectionAsync();
        return await CompareAsync(connection);
    }

    public async Task<(int Shown, IReadOnlyList<string> Untold)> CompareAsync(NpgsqlConnection owner)
    {
        var patients = new HashSet<Guid>();
        await using (var all = await new NpgsqlCommand("select id from patients", owner).ExecuteReaderAsync())
        {
            while (await all.ReadAsync())
            {
                patients.Add(all.GetGuid(0));
            }
        }

        var told = new Dictionary<string, HashSet<Guid>>();
        await using (var rows = await new NpgsqlCommand(
            "select request_id, array_remove(shown || patient_id, null) from audit_events where request_id is not null and (patient_id is not null or shown is not null)",
            owner).ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                if (!told.TryGetValue(rows.GetString(0), out var those))
                {
                    told[rows.GetString(0)] = those = [];
                }

                those.UnionWith(rows.GetFieldValue<Guid[]>(1));
            }
        }

        var shown = 0;
        var untold = new List<string>();
        foreach (var (request, what, keys) in _answered)
        {
            var read = keys.Where(patients.Contains).ToList();
            shown += read.Count;
            var missing = read.Where(key => !told.TryGetValue(request, out var those) || !those.Contains(key)).ToList();
            if (missing.Count > 0)
            {
                untold.Add($"{what}: {missing.Count} of {read.Count} patients, such as {missing[0]}");
            }
        }

        return (shown, untold);
    }

    private sealed class Resolvers : PgTypeInfoResolverFactory
    {
        public override IPgTypeInfoResolver CreateResolver() => new Resolver();

        // Lists of keys, such as those whom a person reaches at all, are not anybody's data.
        public override IPgTypeInfoResolver? CreateArrayResolver() => null;
    }

    private sealed class Resolver : IPgTypeInfoResolver
    {
        private static readonly DataTypeName Uuid = new("pg_catalog.uuid");

        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options) =>
            (dataTypeName is null || dataTypeName == Uuid) && (type == typeof(Guid) || (type is null && dataTypeName == Uuid))
                ? new PgTypeInfo(options, new Converter(), Uuid)
                : null;
    }

    private sealed class Converter : PgBufferedConverter<Guid>
    {
        public override bool CanConvert(DataFormat format, out BufferRequirements bufferRequirements)
        {
            bufferRequirements = BufferRequirements.CreateFixedSize(16);
            return format is DataFormat.Binary;
        }

        protected override Guid ReadCore(PgReader reader)
        {
            Span<byte> bytes = stackalloc byte[16];
            reader.Read(bytes);
            var key = new Guid(bytes, bigEndian: true);
            Current.Value?.TryAdd(key, true);
            return key;
        }

        protected override void WriteCore(PgWriter writer, Guid value)
        {
            Span<byte> bytes = stackalloc byte[16];
            value.TryWriteBytes(bytes, bigEndian: true, out _);
            writer.WriteBytes(bytes);
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace IopClinic.Database.Audit;

/// <summary>The end of a chain: how long it was, and the hash of its last link.</summary>
public readonly record struct AuditHead(int Chain, long Link, string Hash);

/// <summary>What a walk along the chains found.</summary>
/// <param name="Links">Rows that were looked at.</param>
/// <param name="Fault">The first row that does not fit; null when everything stands as it was written.</param>
public sealed record AuditVerdict(long Links, AuditFault? Fault)
{
    /// <summary>How many of these rows are in an archive outside the database: their links stand, and their text is proved when they are brought back.</summary>
    public long Archived { get; init; }
}

/// <summary>A row of the history that is not what was written.</summary>
/// <param name="Wrong">What is wrong, in a sentence.</param>
public sealed record AuditFault(int? Chain, long? Link, long? Sequence, string Wrong)
{
    public override string ToString() =>
        $"chain {Number(Chain)}, link {Number(Link)}, row {Number(Sequence)}: {Wrong}";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";
}

/// <summary>
/// The chains of the history as anybody can check them: each link's hash covers its row and the hash before it. The text that is
/// hashed is put together here a second time, not by the database that is being checked.
/// </summary>
public sealed class AuditChain(NpgsqlDataSource source)
{
    public const int Chains = 16;

    private const int PageLength = 2_000;

    private const string Of = " where sequence = any(array(select sequence from page))";

    // The rows are looked up by all numbers of the page together: each month is asked once, and not once for every link.
    private const string Page = """
        with page as materialized (select * from audit_links where chain = $1 and link > $2 order by link limit $3)
        select l.link, l.sequence, l.prev_hash, l.hash, e.sequence is null,
          array[to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor_id::text, e.actor_name, e.actor_roles, e.session_ref,
            e.client_address, e.request_id, e.action, e.outcome, e.purpose, e.reason, e.glass_id::text, e.site_id::text,
            to_char(e.clinic_date::timestamp, 'YYYY-MM-DD'), e.patient_id::text, e.page, e.object_type, e.object_id, e.changes::text,
            array_to_string(e.shown, ','), e.times::text, e.app_version]
        from page l left join ({0}) e on e.sequence = l.sequence
        order by l.link
        """;

    // A month in the archive whose table is still in the database is read as all others.
    private const string Columns = """
        select sequence, at, actor_id, actor_name, actor_roles, session_ref, client_address, request_id, action, outcome, purpose, reason, glass_id, site_id,
          clinic_date, patient_id, page, object_type, object_id, changes, shown, times, app_version from 
        """;

    private static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>The end of each chain that has one.</summary>
    public async Task<IReadOnlyList<AuditHead>> HeadsAsync(CancellationToken cancel = default)
    {
        await using var command = source.CreateCommand(
            "select distinct on (chain) chain, link, hash from audit_links order by chain, link desc");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var heads = new List<AuditHead>();
        while (await reader.ReadAsync(cancel))
        {
            heads.Add(new AuditHead(reader.GetInt16(0), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2))));
        }

        return heads;
    }

    /// <summary>Walks every chain from its beginning, some rows at a time, and stops at the first that does not fit.</summary>
    /// <param name="anchored">Heads that were put down outside the database.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<AuditVerdict> VerifyAsync(IReadOnlyCollection<AuditHead> anchored, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(anchored);
        await using var connection = await source.OpenConnectionAsync(cancel);
        var archive = await HistoryArchive.ReadAsync(connection, cancel);
        if (archive.Fault is { } untold)
        {
            return new AuditVerdict(0, untold);
        }

        var events = string.Join(" union all ", archive.Tables.Prepend("audit_events").Select(table => Columns + table + Of));
        var walk = new Walk(connection, Page.Replace("{0}", events, StringComparison.Ordinal), archive);
        var links = 0L;
        for (var chain = 0; chain < Chains; chain++)
        {
            var heads = anchored.Where(head => head.Chain == chain).DistinctBy(head => (head.Link, head.Hash)).ToLookup(head => head.Link);
            var (length, fault) = await walk.AlongAsync(chain, heads, cancel);
            links += length;
            fault ??= heads.Select(head => head.Key).Where(link => link > length).Order().Select(link => (long?)link).FirstOrDefault() is { } missing
                ? new AuditFault(chain, missing, null, $"an anchored head says that this link was written, but the chain ends at link {length}; its end was removed")
                : null;
            if (fault is not null)
            {
                return new AuditVerdict(links, fault) { Archived = walk.Archived };
            }
        }

        await using var unlinked = new NpgsqlCommand(
            "select e.sequence from audit_events e left join audit_links l using (sequence) where l.sequence is null order by 1 limit 1", connection);
        return new AuditVerdict(links, await unlinked.ExecuteScalarAsync(cancel) is long sequence
            ? new AuditFault(null, null, sequence, "the row is in no chain; it was put in past the guard, or its link was removed from the end")
            : null)
        {
            Archived = walk.Archived,
        };
    }

    /// <summary>A walk along the chains.</summary>
    private sealed class Walk(NpgsqlConnection connection, string page, HistoryArchive archive)
    {
        public long Archived { get; private set; }

        public async Task<(long Length, AuditFault? Fault)> AlongAsync(int chain, ILookup<long, AuditHead> anchored, CancellationToken cancel)
        {
            var (last, hash) = (0L, Beginning);
            while (true)
            {
                var read = 0;
                await using var command = new NpgsqlCommand(page, connection)
                {
                    Parameters = { new() { Value = (short)chain }, new() { Value = last }, new() { Value = PageLength } },
                };
                await using var rows = await command.ExecuteReaderAsync(cancel);
                while (await rows.ReadAsync(cancel))
                {
                    read++;
                    if (Judge(rows, chain, last, hash, anchored) is { } fault)
                    {
                        return (last, fault);
                    }

                    (last, hash) = (rows.GetInt64(0), rows.GetFieldValue<byte[]>(3));
                }

                if (read < PageLength)
                {
                    return (last, null);
                }
            }
        }

        private AuditFault? Judge(NpgsqlDataReader row, int chain, long last, byte[] before, ILookup<long, AuditHead> anchored)
        {
            var (link, sequence) = (row.GetInt64(0), row.GetInt64(1));
            if (link != last + 1)
            {
                return Fault(last + 1, null, $"the link is missing; the next one is {link}");
            }

            if (!row.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(before))
            {
                return Fault(link, sequence, "it does not follow the link before it; links were exchanged or removed here");
            }

            var hash = row.GetFieldValue<byte[]>(3);
            if (row.GetBoolean(4) && archive.Holds(sequence))
            {
                Archived++;
            }
            else if (row.GetBoolean(4))
            {
                return Fault(link, sequence, "the row is missing");
            }
            else if (!hash.AsSpan().SequenceEqual(Hash(before, chain, link, sequence, row.GetFieldValue<string?[]>(5))))
            {
                return Fault(link, sequence, "the row was changed after it was written");
            }

            return anchored[link].Any(head => head.Hash != Convert.ToHexStringLower(hash))
                ? Fault(link, sequence, "it is not the row whose hash was anchored; the chain was written anew")
                : null;

            AuditFault Fault(long at, long? of, string wrong) => new(chain, at, of, wrong);
        }
    }

    /// <summary>The hash of a link: over the hash before it, its place, and the fields of its row in the order of <c>append_audit_link</c>.</summary>
    public static byte[] Hash(byte[] before, int chain, long link, long sequence, string?[] fields)
    {
        var text = string.Join(',', fields.Select(Quoted).Prepend($"{Number(chain)},{Number(link)},{Number(sequence)}"));
        return SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(text)]);
    }

    /// <summary>The field as PostgreSQL's quote_nullable writes it: no field can pass for the end of another.</summary>
    private static string Quoted(string? field)
    {
        if (field is null)
        {
            return "NULL";
        }

        var escaped = field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        return field.Contains('\\', StringComparison.Ordinal) ? $"E'{escaped}'" : $"'{escaped}'";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace IopClinic.Web.Account;

/// <summary>
/// The open sessions, in the table <c>sign_in_tickets</c>. Reading one begins the work of its person, in one round trip; what that
/// writes stays. What a page does to sessions (sign-in, sign-out, ending them) belongs to the page's own transaction. Nothing uses a second connection.
/// </summary>
internal sealed class Tickets(NpgsqlDataSource database, ClinicDb db, ClinicClock clock, SessionLimits limits)
{
    /// <summary>Requests that were already on their way when a ticket was replaced still find the old one.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>Kept so long after their end: text that was typed into an ended session still finds its author.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    // The person is looked up with the ticket: a page's cost is its statements. "Seen" is written at most once a minute.
    private const string Find =
        """
        with live as (
          select t.id, t.staff_id, t.method, t.started_at, t.last_seen_at, t.confirmed_at, t.expires_at,
                 s.name_given, s.name_middle, s.name_family, s.name_suffix, s.roles, s.site_id, c.name as site_name, c.time_zone,
                 a.security_stamp, a.password_hash is not null as has_password,
                 exists (select from staff_passkeys p where p.user_id = t.staff_id) as has_passkey,
                 case when s.deactivated_at is not null then $5
                      when a.security_stamp is distinct from t.stamp then $6
                      when s.roles <> t.roles or s.site_id <> t.site_id then $7
                 end as misfit
          from sign_in_tickets t
          join staff_accounts a on a.id = t.staff_id
          join staff s on s.id = t.staff_id
          join sites c on c.id = s.site_id
          where t.key_hash = $1 and (t.ended_at is null or t.ended_at > $2) and t.expires_at > $2 and t.last_seen_at > $3
        ), seen as (
          update sign_in_tickets t set last_seen_at = $2
          from live where t.id = live.id and live.misfit is null and $4 and t.last_seen_at <= $2 - interval '1 minute'
          returning t.last_seen_at
        ), ended as (
          update sign_in_tickets t set ended_at = $2, ended_reason = live.misfit
          from live where t.id = live.id and live.misfit is not null
          returning t.id
        )
        select live.*, (select last_seen_at from seen) as seen_now, (select id from ended) as ended_now,
               set_config('app.found', case when live.misfit is null then live.staff_id::text else '' end, true)
        from live
        """;

    /// <summary>Who holds this key, and their session; null when it never was, has ended, or no longer fits the person.</summary>
    /// <param name="key">What the browser sent.</param>
    /// <param name="byPerson">False for what a page asks by itself in the background: that keeps no session alive.</param>
    /// <param name="cancel">Stops when the browser goes away.</param>
    public async Task<(Ticket Ticket, SignedInStaff Staff)?> FindAsync(string key, bool byPerson, CancellationToken cancel)
    {
        if (HashOf(key) is not { } hash)
        {
            return null;
        }

        var now = clock.Now;
        var find = new NpgsqlBatchCommand(Find);
        find.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        find.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        find.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now - limits.Idle });
        find.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = byPerson });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EndedBecause.PersonLeft, NpgsqlDbType = NpgsqlDbType.Text });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EndedBecause.FactorsChanged, NpgsqlDbType = NpgsqlDbType.Text });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EndedBecause.WorkChanged, NpgsqlDbType = NpgsqlDbType.Text });
        return await db.BeginWorkOfAsync(find, Read, cancel);
    }

    /// <summary>What <see cref="Find"/> found; null for a session that it has just ended.</summary>
    private static ((Ticket Ticket, SignedInStaff Staff) Found, Id<StaffMember> Person, bool HasWritten)? Read(NpgsqlDataReader row)
    {
        if (!row.IsDBNull(row.GetOrdinal("misfit")))
        {
            return null;
        }

        var staff = new Id<StaffMember>(row.GetGuid(row.GetOrdinal("staff_id")));
        var name = new PersonName(Text("name_given")!, Text("name_family")!, Text("name_middle"), Text("name_suffix"));
        var isSeen = !row.IsDBNull(row.GetOrdinal("seen_now"));
        var found = (
            new Ticket(
                row.GetGuid(row.GetOrdinal("id")),
                staff.Value,
                Text("method")!,
                Instant("started_at"),
                Instant(isSeen ? "seen_now" : "last_seen_at"),
                Instant("confirmed_at"),
                Instant("expires_at"))
            {
                HasPassword = row.GetBoolean(row.GetOrdinal("has_password")),
                HasPasskey = row.GetBoolean(row.GetOrdinal("has_passkey")),
            },
            new SignedInStaff(
                staff,
                name.Full,
                [.. row.GetFieldValue<string[]>(row.GetOrdinal("roles")).Select(Enum.Parse<Role>)],
                new(row.GetGuid(row.GetOrdinal("site_id"))),
                Text("site_name")!,
                Text("time_zone")!,
                Text("security_stamp")!));
        return (found, staff, isSeen);

        string? Text(string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetString(row.GetOrdinal(column));
        DateTimeOffset Instant(string column) => row.GetFieldValue<DateTimeOffset>(row.GetOrdinal(column));
    }

    /// <summary>Whose session this key was, ended or not; for the text that was typed into it.</summary>
    public async Task<Guid?> OwnerOfAsync(string key, CancellationToken cancel)
    {
        if (HashOf(key) is not { } hash)
        {
            return null;
        }

        await using var find = database.CreateCommand("select staff_id from sign_in_tickets where key_hash = $1");
        find.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        return (Guid?)await find.ExecuteScalarAsync(cancel);
    }

    /// <summary>Begins a session in the place of the one this browser had, if any; the key that its cookie must hold.</summary>
    public async Task<(string Key, Ticket Ticket)> BeginAsync(SignedInStaff staff, string method, Ticket? before, IPAddress? address, string? agent)
    {
        var (key, now) = (NewKey(), clock.Now);
        var ticket = new Ticket(Guid.CreateVersion7(), staff.Id.Value, method, now, now, now, now + limits.Longest);
        var (hash, roles) = (HashOf(key)!, staff.Roles.Select(role => role.ToString()).ToArray());
        var (forgotten, end) = (now - Remembered, before?.Id);
        await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from sign_in_tickets where staff_id = {ticket.StaffId} and expires_at < {forgotten}),
            left_behind as (
              update sign_in_tickets set ended_at = {now}, ended_reason = {EndedBecause.SignedInAgain} where id = {end} and ended_at is null)
            insert into sign_in_tickets (id, key_hash, staff_id, stamp, roles, site_id, method, started_at, last_seen_at, confirmed_at,
                expires_at, address, browser)
            values ({ticket.Id}, {hash}, {ticket.StaffId}, {staff.Stamp}, {roles}, {staff.Site.Value}, {method}, {now}, {now}, {now},
                {ticket.ExpiresAt}, {AddressOf(address)}, {BrowserWords.Of(agent)})
            """);
        return (key, ticket);
    }

    /// <summary>The person has proved once more who they are: the session goes on under a new key.</summary>
    public async Task<(string Key, Ticket Ticket)> ConfirmAsync(Ticket ticket)
    {
        var (key, now) = (NewKey(), clock.Now);
        var renewed = ticket with { Id = Guid.CreateVersion7(), ConfirmedAt = now, LastSeenAt = now };
        var (hash, until) = (HashOf(key)!, now + Overlap);
        var begun = await db.Database.ExecuteSqlAsync(
            $"""
            with old as (
              update sign_in_tickets set ended_at = {until}, ended_reason = {EndedBecause.Renewed}
              where id = {ticket.Id} and ended_at is null
              returning *)
            insert into sign_in_tickets (id, key_hash, staff_id, stamp, roles, site_id, method, started_at, last_seen_at, confirmed_at,
                expires_at, address, browser)
            select {renewed.Id}, {hash}, staff_id, stamp, roles, site_id, method, started_at, {now}, {now}, expires_at, address, browser
            from old
            """);
        // Two tabs confirmed at the same moment: the other one's key is the session's now, and this browser has it already.
        return begun == 0 ? ("", ticket with { ConfirmedAt = now }) : (key, renewed);
    }

    /// <summary>Somebody at this browser is still there.</summary>
    public async Task<Ticket> ExtendAsync(Ticket ticket)
    {
        var now = clock.Now;
        await db.Database.ExecuteSqlAsync(
            $"update sign_in_tickets set last_seen_at = {now} where id = {ticket.Id} and ended_at is null and last_seen_at < {now}");
        return ticket with { LastSeenAt = now };
    }

    /// <summary>Ends one session of this person, together with what it just replaced; false when it was not open.</summary>
    public async Task<bool> EndAsync(Id<StaffMember> staff, Guid id, string reason)
    {
        var now = clock.Now;
        return await db.Database.ExecuteSqlAsync(
            $"""
            update sign_in_tickets t set ended_at = {now}, ended_reason = {reason}
            from sign_in_tickets one
            where one.id = {id} and one.staff_id = {staff.Value} and t.staff_id = one.staff_id and t.started_at = one.started_at
              and (t.ended_at is null or t.ended_at > {now})
            """) > 0;
    }

    /// <summary>Ends every session of this person, save the one that <paramref name="except"/> names; how many.</summary>
    public async Task<int> EndAllAsync(Id<StaffMember> staff, string reason, Guid? except = null)
    {
        var now = clock.Now;
        return await db.Database.ExecuteSqlAsync(
            $"""
            update sign_in_tickets set ended_at = {now}, ended_reason = {reason}
            where staff_id = {staff.Value} and id is distinct from {except} and (ended_at is null or ended_at > {now})
            """);
    }

    /// <summary>The open sessions of this person, the latest used first.</summary>
    public async Task<IReadOnlyList<OpenSession>> ListAsync(Id<StaffMember> staff)
    {
        var now = clock.Now;
        var since = now - limits.Idle;
        return await db.Database.SqlQuery<OpenSession>(
            $"""
            select t.id as "Id", t.browser as "Browser", t.address as "Address", t.method as "Method", t.started_at as "StartedAt",
                   t.last_seen_at as "LastSeenAt", t.expires_at as "ExpiresAt"
            from sign_in_tickets t join staff_accounts a on a.id = t.staff_id
            where t.staff_id = {staff.Value} and t.ended_at is null and t.expires_at > {now} and t.last_seen_at > {since}
              and a.security_stamp = t.stamp
            """).OrderByDescending(session => session.LastSeenAt).ToListAsync();
    }

    private static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a key; null for what cannot be one.</summary>
    private static byte[]? HashOf(string key) =>
        key.Length == 43 && Base64Url.IsValid(key) ? SHA256.HashData(Base64Url.DecodeFromChars(key)) : null;

    private static string AddressOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };
}

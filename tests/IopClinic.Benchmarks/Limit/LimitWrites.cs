using System.Security.Cryptography;
using IopClinic.Benchmarks.Pages;
using Npgsql;

namespace IopClinic.Benchmarks.Limit;

/// <summary>The same rows written as durably as the program writes them, in one batch, which the database carries out as a whole or not at all.</summary>
internal static class LimitWrites
{
    private const int TicketHours = 12;

    private static readonly string[] Saved = ["Attendance", "ProgressNote"];
    private static readonly string[] Signed = ["ProgressNote", "Signature"];

    private const string Written =
        """
        insert into audit_events (at, actor_id, actor_name, actor_roles, site_id, clinic_date, action, outcome, purpose, page, object_type, object_id, patient_id, times, app_version)
        select now(), $1, 'The limit', 'Clinician', r.site_id, r.clinic_date, 'Change', 'Done', 'Treatment', 'limit', kind, $2::text, r.patient_id, 1, 'limit'
        from roster_places r, unnest($3::text[]) kind where r.session_id = $2 and ($4::uuid is null or r.patient_id = $4)
        """;

    private const string Attended =
        """
        insert into attendance (session_id, patient_id, site_id, clinic_date, status, minutes, recorded_by_id, recorded_at)
        select r.session_id, r.patient_id, r.site_id, r.clinic_date, 'Present', 45, $1, now() from roster_places r where r.session_id = $2 and ($3::uuid is null or r.patient_id = $3)
        on conflict (session_id, patient_id) do update set recorded_by_id = excluded.recorded_by_id, recorded_at = excluded.recorded_at
        """;

    /// <summary>The attendance and the note of one row.</summary>
    public static Asked[] Autosave(Places places, Guid session, int row, string text) =>
    [
        new(
            """
            with one as (select r.* from roster_places r where r.session_id = $1 order by r.patient_id offset $2 limit 1),
            there as (
              insert into attendance (session_id, patient_id, site_id, clinic_date, status, minutes, recorded_by_id, recorded_at)
              select session_id, patient_id, site_id, clinic_date, 'Present', 45, $3, now() from one on conflict (session_id, patient_id) do nothing),
            changed as (
              update progress_notes n set text = $4, written_at = now() from one where n.session_id = one.session_id and n.patient_id = one.patient_id and n.struck_at is null returning n.id),
            begun as (
              insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, text, written_by_id, written_at, is_late_entry)
              select uuidv7(), session_id, patient_id, site_id, clinic_date, $4, $3, now(), false from one where not exists (select from changed))
            insert into audit_events (at, actor_id, actor_name, actor_roles, site_id, clinic_date, action, outcome, purpose, page, object_type, object_id, patient_id, times, app_version)
            select now(), $3, 'The limit', 'Clinician', site_id, clinic_date, 'Change', 'Done', 'Treatment', 'limit', 'ProgressNote', session_id::text, patient_id, 1, 'limit' from one
            """,
            session, row, places.ClinicianId, text),
    ];

    /// <summary>Attendance and note of everybody, and the part for the group.</summary>
    public static Asked[] Save(Places places, Guid session, string[] texts) =>
    [
        new(Attended, places.SupervisorId, session, DBNull.Value),
        new(
            """
            insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, text, participation, affect, response, written_by_id, written_at, is_late_entry)
            select uuidv7(), r.session_id, r.patient_id, r.site_id, r.clinic_date, ($3::text[])[r.n], 'Active', 'Calm', 'Engaged', $1, now(), true
            from (select r.*, row_number() over (order by patient_id) as n from roster_places r where r.session_id = $2) r
            """,
            places.SupervisorId, session, texts),
        new("insert into shared_parts (session_id, topic, modalities, interventions, written_by_id, written_at) values ($2, 'What helps', '{}', $3, $1, now())", places.SupervisorId, session, texts[0]),
        new(Written, places.SupervisorId, session, Saved, DBNull.Value),
    ];

    /// <summary>A signature for each note, chained to the one before it.</summary>
    public static Asked[] Sign(Places places, Guid session) =>
    [
        // Two who sign for the same patient at one moment follow each other.
        new("select 1 from (select id from patients where id in (select patient_id from roster_places where session_id = $1) order by id for no key update) held", session),
        new("update progress_notes set signed_at = now() where session_id = $1 and signed_at is null and struck_at is null", session),
        new(
            """
            insert into signatures (id, patient_id, site_id, clinic_date, note_id, meaning, signer_id, signer_name, credential, signed_at, sequence, previous_hash, hash)
            select uuidv7(), n.patient_id, n.site_id, n.clinic_date, n.id, 'Author', $1, 'The limit', '', now(), coalesce(l.sequence, 0) + 1, l.hash,
              encode(sha256(convert_to(coalesce(l.hash, '') || n.text, 'utf8')), 'hex')
            from progress_notes n left join lateral (select s.sequence, s.hash from signatures s where s.patient_id = n.patient_id order by s.sequence desc limit 1) l on true
            where n.session_id = $2 and n.struck_at is null
            """,
            places.SupervisorId, session),
        new(Written, places.SupervisorId, session, Signed, DBNull.Value),
    ];

    /// <summary>Looks the account up, compares the password as slowly as it has to be, and begins a session: what is asked needs the answer, so there are two trips.</summary>
    public static async Task<bool> SignInAsync(NpgsqlDataSource database, string email, string password)
    {
        await using var find = database.CreateCommand(
            """
            select a.id, a.password_hash, a.security_stamp, s.roles, s.site_id, c.name, c.time_zone
            from staff_accounts a join staff s on s.id = a.id join sites c on c.id = s.site_id where a.normalized_email = $1
            """);
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = email.ToUpperInvariant() });
        await using var row = await find.ExecuteReaderAsync();
        if (!await row.ReadAsync() || !IsRight(row.GetString(1), password))
        {
            return false;
        }

        var (id, stamp, roles, site) = (row.GetGuid(0), row.GetString(2), row.GetFieldValue<string[]>(3), row.GetGuid(4));
        await row.CloseAsync();
        await using var begin = database.CreateBatch();
        foreach (var asked in new Asked[]
        {
            new(
                """
                insert into sign_in_tickets (id, key_hash, staff_id, stamp, roles, site_id, method, started_at, last_seen_at, confirmed_at, expires_at, address, browser)
                values (uuidv7(), $1, $2, $3, $4, $5, 'Password', now(), now(), now(), now() + make_interval(hours => $6), '127.0.0.1', 'The limit')
                """,
                SHA256.HashData(RandomNumberGenerator.GetBytes(32)), id, stamp, roles, site, TicketHours),
            new(
                """
                insert into audit_events (at, actor_id, actor_name, actor_roles, site_id, clinic_date, action, outcome, purpose, page, object_type, object_id, times, app_version)
                values (now(), $1, 'The limit', 'Clinician', $2, current_date, 'SignIn', 'Done', 'Operations', 'limit', 'Session', '', 1, 'limit')
                """,
                id, site),
        })
        {
            begin.BatchCommands.Add(LimitHost.CommandOf(asked));
        }

        await begin.ExecuteNonQueryAsync();
        return true;
    }

    /// <summary>The form of ASP.NET Identity: a version, the kind of hash, how often, the length of the salt; then salt and hash.</summary>
    private static bool IsRight(string stored, string password)
    {
        var bytes = Convert.FromBase64String(stored);
        int Number(int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
        var (kind, times, salt) = (Number(1), Number(5), Number(9));
        var hash = Rfc2898DeriveBytes.Pbkdf2(
            password, bytes.AsSpan(13, salt), times, kind switch { 0 => HashAlgorithmName.SHA1, 1 => HashAlgorithmName.SHA256, _ => HashAlgorithmName.SHA512 }, bytes.Length - 13 - salt);
        return CryptographicOperations.FixedTimeEquals(hash, bytes.AsSpan(13 + salt));
    }
}

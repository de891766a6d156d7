using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace IopClinic.Web.Sessions;

/// <summary>
/// Who is at work on the roll of a session just now, and what of it is otherwise than a page shows. Asked every few seconds by every
/// open roll: one round trip, in which no patient's key is read and no row that has not changed.
/// </summary>
public sealed class RollWriters(ClinicDb db, ClinicClock clock)
{
    /// <summary>How long somebody who tells nothing more is still taken to be there.</summary>
    public static readonly TimeSpan SeenFor = TimeSpan.FromSeconds(20);

    /// <summary>The version of what a row shows: it is another one after every save of a part of it.</summary>
    public static string VersionOf(Attendance? attendance, ProgressNote? note) =>
        string.Create(CultureInfo.InvariantCulture, $"{attendance?.Version ?? 0}.{note?.Version ?? 0}");

    /// <summary>The same of the part for the whole group.</summary>
    public static string VersionOf(SharedPart? shared) => (shared?.Version ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>Tells where somebody is at work, and asks for the others.</summary>
    /// <param name="date">The clinic date of the session.</param>
    /// <param name="id">The session.</param>
    /// <param name="me">Who is there.</param>
    /// <param name="form">Where they are, and what their page shows.</param>
    public async Task<Found> MeetAsync(DateOnly date, Id<Session> id, Id<StaffMember> me, TogetherForm form)
    {
        var now = clock.Now.UtcDateTime;
        var shown = form.Shown;
        var patients = shown.Select(row => row.Patient.Value).ToArray();
        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction())
        {
            BatchCommands =
            {
                // First one's own row and then those of others that nobody holds: so two who come at once never wait for each other.
                form.Leaving
                    ? Command("delete from roll_writers where session_id = $1 and staff_member_id = $2", id.Value, me.Value)
                    : Command(
                        """
                        insert into roll_writers (session_id, staff_member_id, patient_id, seen_at)
                        values ($1, $2, (select l.patient_id from roster_places l where l.session_id = $1 and l.clinic_date = $3 and l.patient_id = $4), $5)
                        on conflict (session_id, staff_member_id) do update set patient_id = excluded.patient_id, seen_at = excluded.seen_at
                        """,
                        id.Value, me.Value, date, form.Row?.Value ?? Guid.Empty, now),
                Command(
                    """
                    delete from roll_writers w
                    using (select session_id, staff_member_id from roll_writers where session_id = $1 and seen_at <= $2 for update skip locked) gone
                    where w.session_id = gone.session_id and w.staff_member_id = gone.staff_member_id
                    """,
                    id.Value, now - SeenFor),
                // By the place in what the page has told, not by the patient's key.
                Command(
                    """
                    select s.name_given, s.name_family, coalesce(array_position($3::uuid[], w.patient_id), 0)
                    from roll_writers w join staff s on s.id = w.staff_member_id
                    where w.session_id = $1 and w.staff_member_id <> $2 and w.seen_at > $4
                    order by s.name_given, s.name_family, s.id
                    """,
                    id.Value, me.Value, patients, now - SeenFor),
                Command(
                    """
                    select told.at::int
                    from unnest($1::uuid[], $2::text[]) with ordinality told (patient_id, version, at)
                    join roster_places l on l.session_id = $3 and l.clinic_date = $4 and l.patient_id = told.patient_id
                    left join attendance a on a.session_id = l.session_id and a.patient_id = l.patient_id
                    left join progress_notes n on n.session_id = l.session_id and n.patient_id = l.patient_id and n.struck_at is null
                    where told.version <> '' and told.version <> coalesce(a.xmin::text, '0') || '.' || coalesce(n.xmin::text, '0')
                    """,
                    patients, shown.Select(row => row.Version).ToArray(), id.Value, date),
                Command(
                    """
                    select coalesce((select p.xmin::text from shared_parts p where p.session_id = $1), '0'),
                      exists (select from roster_places l where l.session_id = $1 and l.clinic_date = $2)
                      and not exists (
                        select from roster_places l where l.session_id = $1 and l.clinic_date = $2 and not exists (
                          select from progress_notes n
                          where n.session_id = l.session_id and n.patient_id = l.patient_id and n.struck_at is null and n.signed_at is not null))
                    """,
                    id.Value, date),
            },
        };
        await using var answers = await batch.ExecuteReaderAsync();
        List<Writer> others = [];
        while (await answers.ReadAsync())
        {
            others.Add(new(new PersonName(answers.GetString(0), answers.GetString(1)).Full, answers.GetInt32(2) - 1));
        }

        await answers.NextResultAsync();
        List<Id<Patient>> changed = [];
        while (await answers.ReadAsync())
        {
            changed.Add(shown[answers.GetInt32(0) - 1].Patient);
        }

        await answers.NextResultAsync();
        await answers.ReadAsync();
        return new Found(others, changed, form.Shared is { Length: > 0 } known && known != answers.GetString(0), answers.GetBoolean(1));
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <summary>Somebody else who is there.</summary>
    /// <param name="Who">Their name.</param>
    /// <param name="At">In which of the rows that the page has told; -1 in none of them.</param>
    public sealed record Writer(string Who, int At);

    /// <param name="Others">Who else is there.</param>
    /// <param name="Changed">Whose row is otherwise than the page shows it.</param>
    /// <param name="SharedChanged">Whether the part for the whole group is.</param>
    /// <param name="IsSigned">Whether there is nothing left to write.</param>
    public sealed record Found(IReadOnlyList<Writer> Others, IReadOnlyList<Id<Patient>> Changed, bool SharedChanged, bool IsSigned);
}

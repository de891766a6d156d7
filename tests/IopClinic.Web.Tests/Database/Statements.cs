using IopClinic.Domain.Sessions;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Database;

/// <summary>Statements that the owner sends one by one, past the program: what triggers do is seen by them.</summary>
internal static class Statements
{
    /// <summary>Four sessions of each group, on Mondays two hours apart.</summary>
    public static async Task<List<Guid>> SessionsAsync(House house, int groups)
    {
        var sessions = new List<Guid>();
        for (var at = 0; at < groups; at++)
        {
            var group = await house.GroupAsync($"Group {at}", at: new TimeOnly(8 + (2 * at), 0));
            sessions.AddRange(await house.Clinic.InDatabaseAsync(db =>
                db.Sessions.OfType<GroupSession>().Where(s => s.GroupId == group.Id).OrderBy(s => s.StartsAt).Select(s => s.Id.Value).ToListAsync()));
        }

        return sessions;
    }

    public static async Task<NpgsqlConnection> OpenAsync(ClinicHost clinic)
    {
        var connection = new NpgsqlConnection(clinic.OwnerConnection);
        await connection.OpenAsync();
        return connection;
    }

    public static Task GiveAsync(NpgsqlConnection connection, Guid session, Guid episode) => RunAsync(
        connection,
        """
        insert into roster_places (session_id, patient_id, episode_id, site_id, clinic_date)
        select s.id, e.patient_id, e.id, s.site_id, s.clinic_date from episodes e, sessions s where e.id = $2 and s.id = $1
        """,
        session,
        episode);

    public static async Task RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<long> AskAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}

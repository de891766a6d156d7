using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Npgsql;
using static IopClinic.Web.Tests.Database.Statements;

namespace IopClinic.Web.Tests.Database;

/// <summary>Who leads an undocumented session is kept apart, whatever happens to the session, its leaders and its notes, and in whichever order.</summary>
public sealed class UndocumentedLeadTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>What there should be.</summary>
    public const string Due = """
        select s.id, c.staff_member_id, s.site_id, s.starts_at - make_interval(mins => s.travel_before), s.ends_at + make_interval(mins => s.travel_after)
        from undocumented_sessions u join sessions s on s.id = u.session_id join session_clinicians c on c.session_id = s.id where s.cancelled_at is null
        """;

    /// <summary>What there is.</summary>
    public const string Kept = "select session_id, staff_member_id, site_id, starts_at, ends_at from undocumented_leads";

    private const string Cancel = "update sessions set cancelled_at = now(), cancel_kind = 'Clinic', cancel_cause = 'Other' where id = $1";
    private const string Strike = "update progress_notes set struck_at = now(), strike_reason = 'Other patient', struck_by_id = written_by_id where session_id = $1";
    private const string Sign = "update progress_notes set signed_at = now() where session_id = $1";
    private const string Join = "insert into session_clinicians (session_id, staff_member_id) values ($1, $2)";
    private const string Leave = "delete from session_clinicians where session_id = $1 and staff_member_id = $2";

    [Fact]
    public async Task It_follows_the_session_its_leaders_and_its_notes()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = (await SessionsAsync(house, groups: 1))[0];
        var ben = house.Ben.Id.Value;
        await using var connection = await OpenAsync(clinic);
        await LeadersAsync(1);

        await RunAsync(connection, Join, session, ben);
        await LeadersAsync(2);
        await RunAsync(connection, "update sessions set starts_at = starts_at + interval '15 minutes', ends_at = ends_at + interval '15 minutes' where id = $1", session);
        await LeadersAsync(2);
        await RunAsync(connection, "update sessions set mode = 'InHome', travel_before = 20, travel_after = 10, room_id = null where id = $1", session);
        await LeadersAsync(2);
        await RunAsync(connection, Cancel, session);
        await LeadersAsync(0);
        await RunAsync(connection, "update sessions set cancelled_at = null, cancel_kind = null, cancel_cause = null where id = $1", session);
        await LeadersAsync(2);
        await RunAsync(connection, "update sessions set site_id = (select id from sites where id <> site_id order by id limit 1) where id = $1", session);
        await LeadersAsync(2);
        await RunAsync(connection, "update sessions set site_id = $2 where id = $1", session, house.Site.Id.Value);
        await WriteAsync(connection, session, house);
        await LeadersAsync(2);
        await RunAsync(connection, Sign, session);
        await LeadersAsync(0);
        await RunAsync(connection, Leave, session, ben);
        await RunAsync(connection, Join, session, ben);
        await LeadersAsync(0);
        await RunAsync(connection, Strike, session);
        await LeadersAsync(2);
        await RunAsync(connection, Leave, session, ben);
        await LeadersAsync(1);

        async Task LeadersAsync(int expected)
        {
            Assert.Equal(0, await DifferencesAsync(connection));
            Assert.Equal(expected, await AskAsync(connection, "select count(*) from undocumented_leads where session_id = $1", session));
        }
    }

    [Theory]
    [InlineData(Join, Sign)]
    [InlineData(Leave, Sign)]
    [InlineData(Join, Strike)]
    [InlineData(Leave, Strike)]
    public async Task Of_two_who_change_the_leaders_and_the_notes_at_once_the_second_reads_the_first(string leaders, string notes)
    {
        var house = await House.OpenAsync(clinic, 1);
        await using var one = await OpenAsync(clinic);
        await using var other = await OpenAsync(clinic);
        foreach (var (round, session) in (await SessionsAsync(house, groups: 3)).Index())
        {
            await WriteAsync(one, session, house);
            if (notes == Strike)
            {
                await RunAsync(one, Sign, session);
            }

            if (leaders == Leave)
            {
                await RunAsync(one, Join, session, house.Ben.Id.Value);
            }

            // By turns the one and the other comes first, at last both at once.
            await Task.WhenAll(
                Task.Run(() => ChangeAsync(one, round % 3 == 1, leaders, session, house.Ben.Id.Value)),
                Task.Run(() => ChangeAsync(other, round % 3 == 2, notes, session))).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, await DifferencesAsync(one));
        }
    }

    /// <summary>Two people whose leave is written down at the same moment are replaced in the session that they lead together.</summary>
    [Theory]
    [InlineData(Join)]
    [InlineData(Leave)]
    public async Task Of_two_who_change_the_leaders_at_once_the_second_reads_the_first(string second)
    {
        var house = await House.OpenAsync(clinic, 1);
        await using var one = await OpenAsync(clinic);
        await using var other = await OpenAsync(clinic);
        var third = Id<StaffMember>.New();
        await RunAsync(
            one,
            "insert into staff select (jsonb_populate_record(s, jsonb_build_object('id', $2::uuid, 'email', $2::text || '@example'))).* from staff s where s.id = $1",
            house.Ben.Id.Value,
            third.Value);
        foreach (var session in await SessionsAsync(house, groups: 3))
        {
            if (second == Leave)
            {
                await RunAsync(one, Join, session, third.Value);
            }

            await Task.WhenAll(
                Task.Run(() => ChangeAsync(one, waits: false, Join, session, house.Ben.Id.Value)),
                Task.Run(() => ChangeAsync(other, waits: true, second, session, third.Value))).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, await DifferencesAsync(one));
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Guid session, House house)
    {
        await GiveAsync(connection, session, house.Episodes[0].Id.Value);
        await RunAsync(
            connection,
            """
            insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, text, written_by_id, written_at, saved_at)
            select gen_random_uuid(), p.session_id, p.patient_id, p.site_id, p.clinic_date, 'Took part.', $2, now(), now() from roster_places p where p.session_id = $1
            """,
            session,
            house.Ana.Id.Value);
    }

    private static async Task ChangeAsync(NpgsqlConnection connection, bool waits, string sql, params object[] values)
    {
        await Task.Delay(waits ? 10 : 0);
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, sql, values);
        await Task.Delay(30);
        await transaction.CommitAsync();
    }

    private static Task<long> DifferencesAsync(NpgsqlConnection connection) =>
        AskAsync(connection, $"select count(*) from (({Due} except {Kept}) union all ({Kept} except {Due})) different");
}

using IopClinic.Web.Tests.Groups;
using Npgsql;
using static IopClinic.Web.Tests.Database.Statements;

namespace IopClinic.Web.Tests.Database;

/// <summary>Places that are given while notes are signed, and places that two people give in the same sessions: nothing is lost, and nobody waits for ever.</summary>
public sealed class RosterRaceTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_place_that_is_given_while_the_last_note_is_signed_keeps_the_session_undocumented()
    {
        var house = await House.OpenAsync(clinic, 2);
        var sessions = await SessionsAsync(house, groups: 6);
        await using var enrolling = await OpenAsync(clinic);
        await using var signing = await OpenAsync(clinic);
        var (given, refused) = (0, 0);
        foreach (var (round, session) in sessions.Index())
        {
            await GiveAsync(enrolling, session, house.Episodes[0].Id.Value);
            var note = Guid.CreateVersion7();
            await RunAsync(
                enrolling,
                """
                insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, text, written_by_id, written_at, saved_at)
                select $1, p.session_id, p.patient_id, p.site_id, p.clinic_date, 'Took part.', $3, now(), now() from roster_places p where p.session_id = $2
                """,
                note,
                session,
                house.Ana.Id.Value);

            // By turns the one and the other comes first, at last both at once.
            await using var enrollment = await enrolling.BeginTransactionAsync();
            await using var signature = await signing.BeginTransactionAsync();
            var first = new TaskCompletionSource();
            async Task<bool> EnrollAsync()
            {
                if (round % 3 == 1)
                {
                    await first.Task;
                }

                try
                {
                    var places = GiveAsync(enrolling, session, house.Episodes[1].Id.Value);
                    await Task.WhenAny(places, Task.Delay(20));
                    first.TrySetResult();
                    await places;
                    await Task.Delay(20);
                    await enrollment.CommitAsync();
                    return true;
                }
                catch (PostgresException no) when (no.ConstraintName == "sessions_signed")
                {
                    await enrollment.RollbackAsync();
                    return false;
                }
            }

            async Task SignAsync()
            {
                if (round % 3 == 0)
                {
                    await first.Task;
                }

                var signed = RunAsync(signing, "update progress_notes set signed_at = now() where id = $1", note);
                await Task.WhenAny(signed, Task.Delay(20));
                first.TrySetResult();
                await signed;
                await Task.Delay(20);
                await signature.CommitAsync();
            }

            var enrolled = Task.Run(EnrollAsync);
            await Task.WhenAll(enrolled, Task.Run(SignAsync)).WaitAsync(TimeSpan.FromSeconds(30));
            var isOpen = await AskAsync(enrolling, "select count(*) from undocumented_sessions where session_id = $1", session) == 1;
            Assert.Equal(await enrolled, isOpen);
            (given, refused) = await enrolled ? (given + 1, refused) : (given, refused + 1);
        }

        Assert.True(given > 0 && refused > 0, $"{given} places were given and {refused} refused: it was not tried both ways.");
    }

    [Fact]
    public async Task Two_who_give_places_in_the_same_sessions_crosswise_do_not_wait_for_each_other_for_ever()
    {
        var house = await House.OpenAsync(clinic, 2);
        var sessions = await SessionsAsync(house, groups: 2);
        await using var one = await OpenAsync(clinic);
        await using var other = await OpenAsync(clinic);
        for (var round = 0; round < 15; round++)
        {
            await Task.WhenAll(
                Task.Run(() => EnrollAsync(one, sessions, house.Episodes[0].Id.Value)),
                Task.Run(() => EnrollAsync(other, sessions.AsEnumerable().Reverse(), house.Episodes[1].Id.Value))).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(2 * sessions.Count, await AskAsync(one, "select count(*) from roster_places where session_id = any($1)", sessions.ToArray()));
            await RunAsync(one, "delete from roster_places where session_id = any($1)", sessions.ToArray());
        }

        static async Task EnrollAsync(NpgsqlConnection connection, IEnumerable<Guid> sessions, Guid episode)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var session in sessions)
            {
                await GiveAsync(connection, session, episode);
                await Task.Delay(2);
            }

            await transaction.CommitAsync();
        }
    }
}

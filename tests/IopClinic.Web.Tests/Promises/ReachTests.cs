using IopClinic.Domain;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// Whom somebody has to do with is worked out in steps, each by an index made for it. For everybody who works at a large site it must be what the rows
/// say, at any hour and whatever happened.
/// </summary>
public sealed class ReachTests(ExplainedClinic clinic) : IClassFixture<ExplainedClinic>
{
    /// <summary>What makes the large site less regular.</summary>
    private static readonly string[] Happened =
    [
        "update progress_notes set struck_at = now(), struck_by_id = written_by_id, strike_reason = 'Wrong' where signed_at is not null and struck_at is null and clinic_date > current_date - 75 and hashtext(id::text) % 40 = 0",
        "update reservations set released_at = now() where resource = 'clinician' and session_id is not null and hashtext(session_id::text) % 17 = 0",
        "update patients set site_id = (select id from sites where id <> site_id order by id limit 1) where hashtext(id::text) % 9 = 0",
        "update groups set site_id = (select id from sites where id <> site_id order by id limit 1) where hashtext(id::text) % 11 = 0",
        "update care_team_members set last_day = current_date + hashtext(id::text) % 3 where last_day is null and first_day < current_date - 5 and hashtext(id::text) % 5 = 0",
        "update enrollments set last_day = current_date + hashtext(id::text) % 3 where last_day is null and first_day < current_date - 5 and hashtext(id::text) % 6 = 0",
    ];

    [Fact]
    public async Task Everybody_reaches_whom_the_rows_say()
    {
        await using var owner = new NpgsqlConnection(clinic.OwnerConnection);
        await owner.OpenAsync();
        await using var undone = await owner.BeginTransactionAsync();
        foreach (var change in Happened)
        {
            await using var happen = new NpgsqlCommand(change, owner);
            Assert.NotEqual(0, await happen.ExecuteNonQueryAsync());
        }

        var now = new ClinicClock(TimeProvider.System).Now.ToUniversalTime();
        var question = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Promises", "Reached.sql"));
        foreach (var hours in new[] { 0, -31, -8, 6, 14, 50, 24 * 11 })
        {
            await using var ask = new NpgsqlCommand(question, owner) { Parameters = { new() { Value = now.AddHours(hours) } } };
            await using var row = await ask.ExecuteReaderAsync();
            await row.ReadAsync();
            Assert.Equal([], row.GetFieldValue<string[]>(4));
            Assert.True(row.GetInt32(0) > 30 && row.GetInt32(1) > 500 && row.GetInt32(2) > 500 && row.GetInt32(3) > 500, $"{row.GetInt32(1)} {row.GetInt32(2)} {row.GetInt32(3)}");
        }
    }
}

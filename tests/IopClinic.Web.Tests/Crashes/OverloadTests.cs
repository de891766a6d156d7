using System.Diagnostics;
using System.Net;
using IopClinic.Domain.Staff;
using Npgsql;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>More people ask at once than there are connections, and the database is slow.</summary>
public sealed class OverloadTests(ClinicHost clinic, ClinicServer server) : IClassFixture<ClinicHost>
{
    private const int AtOnce = 40;

    [Fact]
    public async Task When_all_connections_wait_everybody_is_asked_to_come_back_and_the_next_one_is_served()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var answers = new List<HttpResponseMessage>();
        await using (var holder = new NpgsqlConnection(server.Postgres.ConnectionString(clinic.DatabaseName)))
        {
            await holder.OpenAsync();
            await using var transaction = await holder.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("lock table sessions in access exclusive mode", holder, transaction);
            await hold.ExecuteNonQueryAsync();
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => browser.SendAsync(HttpMethod.Get, "/Sessions")))));
        }

        Assert.Equal(AtOnce, answers.Count);
        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        });

        var clock = Stopwatch.StartNew();
        var next = await browser.SendAsync(HttpMethod.Get, "/Sessions");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"The next page took {clock.Elapsed}.");
    }
}

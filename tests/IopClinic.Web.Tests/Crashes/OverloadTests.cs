using System.Net;
using IopClinic.Domain.Staff;
using Microsoft.Extensions.DependencyInjection;
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
            answers.AddRange(await TogetherAsync(browser, AtOnce));
        }

        Assert.Equal(AtOnce, answers.Count);
        Assert.All(answers, AsksToComeBack);

        // At once: whoever had to wait for a lock or for a connection would be asked to come back once more.
        var next = await browser.SendAsync(HttpMethod.Get, "/Sessions");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        // No connection was lost: as many as there are serve as many people, and nobody waits for another's.
        var connections = new NpgsqlConnectionStringBuilder(clinic.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString).MaxPoolSize;
        var together = await TogetherAsync(browser, connections);
        Assert.All(together, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        // As many as before get what they came for. On a busy machine some of them are asked to come back, and are served then.
        var waiting = AtOnce;
        for (var round = 0; waiting > 0 && round < AtOnce; round++)
        {
            var all = await TogetherAsync(browser, waiting);
            Assert.All(all.Where(answer => answer.StatusCode != HttpStatusCode.OK), AsksToComeBack);
            var served = all.Count(answer => answer.StatusCode == HttpStatusCode.OK);
            Assert.True(served >= Math.Min(waiting, connections), $"Only {served} of {waiting} were served.");
            waiting -= served;
        }

        Assert.Equal(0, waiting);
    }

    private static async Task<HttpResponseMessage[]> TogetherAsync(Browser browser, int people) =>
        await Task.WhenAll(Enumerable.Range(0, people).Select(_ => Task.Run(() => browser.SendAsync(HttpMethod.Get, "/Sessions"))));

    private static void AsksToComeBack(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using IopClinic.Domain.Staff;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// What the second wall costs: the same pages of the same clinic, asked in turn of a database with its policies and of one without.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class RowSecurityCostTests(ClinicHost guarded, ClinicServer server, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    private const int WarmUp = 20;
    private const int Rounds = 100;
    /// <summary>Somebody else's work on this machine slows both and stretches what lies between them; hardly six times in a row.</summary>
    private const int Attempts = 6;

    private const double MostMilliseconds = 1;

    [Fact]
    public async Task Row_level_security_adds_at_most_a_millisecond_to_a_page()
    {
        await using var open = new ClinicHost(server);
        await open.InitializeAsync();
        Assert.True(await RunAsync(open, "select count(*) from pg_class where relrowsecurity") >= 10, "Hardly any table has row-level security.");
        await RunAsync(
            open,
            """
            do $$ declare walled regclass; begin
              for walled in select oid from pg_class where relrowsecurity loop
                execute format('alter table %s disable row level security', walled);
              end loop;
            end $$
            """);
        Assert.Equal(0, await RunAsync(open, "select count(*) from pg_class where relrowsecurity"));
        var (with, without) = (await guarded.SignInAsync(Role.Clinician), await open.SignInAsync(Role.Clinician));
        foreach (var page in await PagesAsync(with))
        {
            var added = double.MaxValue;
            for (var attempt = 1; attempt <= Attempts && added > MostMilliseconds; attempt++)
            {
                added = Math.Min(added, await CompareAsync(page, with, without));
            }

            Assert.True(added <= MostMilliseconds, string.Create(CultureInfo.InvariantCulture, $"{page} takes {added:0.00} ms longer."));
        }
    }

    /// <summary>The list of patients, a chart and a roll that this person opens from there.</summary>
    private static async Task<List<string>> PagesAsync(Browser browser)
    {
        await browser.OpenAsync("/Patients");
        var chart = browser.Element("main a[href^='/Patients/0']").GetAttribute("href")!;
        await browser.OpenAsync("/Sessions");
        return ["/Patients", chart, browser.Element("main a[href^='/Sessions/20']").GetAttribute("href")!];
    }

    /// <summary>By how many milliseconds the medians differ.</summary>
    private async Task<double> CompareAsync(string page, Browser with, Browser without)
    {
        var (slow, fast) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            // In turn, and each of them first as often as the other.
            var (first, second) = round % 2 == 0 ? (with, without) : (without, with);
            var (one, two) = (await TimeAsync(page, first), await TimeAsync(page, second));
            if (round >= WarmUp)
            {
                slow.Add(round % 2 == 0 ? one : two);
                fast.Add(round % 2 == 0 ? two : one);
            }
        }

        var (more, less) = (Median(slow), Median(fast));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page}: {more:0.00} ms with, {less:0.00} ms without"));
        return more - less;
    }

    private static async Task<double> TimeAsync(string page, Browser browser)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await browser.SendAsync(HttpMethod.Get, page);
        await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private async Task<long> RunAsync(ClinicHost host, string command)
    {
        await using var connection = new NpgsqlConnection(server.Postgres.ConnectionString(host.DatabaseName));
        await connection.OpenAsync();
        await using var run = new NpgsqlCommand(command, connection);
        return await run.ExecuteScalarAsync() as long? ?? 0;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using IopClinic.Domain.Staff;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// What the second wall costs: the same pages of the same clinic, asked in turn of a database with its policies and of one without.
/// Nothing but the database knows of the policies, and so its processor time is what they add to a page; the time on the clock beside it
/// is told and not judged, since whatever else the machine does stretches it.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class RowSecurityCostTests(ClinicHost guarded, ClinicServer server, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    private const int WarmUp = 20;
    private const int Rounds = 100;
    /// <summary>The system counts in hundredths of a second: a tenth of the limit over all rounds, and now and then a few more.</summary>
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
                added = Math.Min(added, await CompareAsync(page, open, with, without));
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

    /// <summary>By how many milliseconds of processor time the database works longer for one page.</summary>
    private async Task<double> CompareAsync(string page, ClinicHost open, Browser with, Browser without)
    {
        for (var round = 0; round < WarmUp; round++)
        {
            await TimeAsync(page, with);
            await TimeAsync(page, without);
        }

        var (slow, fast) = (new List<double>(), new List<double>());
        var (guardedBefore, openBefore) = (await WorkedAsync(guarded), await WorkedAsync(open));
        for (var round = 0; round < Rounds; round++)
        {
            slow.Add(await TimeAsync(page, with));
            fast.Add(await TimeAsync(page, without));
        }

        var (more, less) = ((await WorkedAsync(guarded) - guardedBefore) / Rounds, (await WorkedAsync(open) - openBefore) / Rounds);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{page}: {more:0.00} ms of the database's processor with, {less:0.00} ms without; on the clock {Median(slow):0.00} and {Median(fast):0.00} ms"));
        return more - less;
    }

    /// <summary>Milliseconds of processor time that the server's processes for this clinic's database have used so far.</summary>
    private async Task<double> WorkedAsync(ClinicHost host)
    {
        await using var connection = new NpgsqlConnection(server.Postgres.ConnectionString(host.DatabaseName));
        await connection.OpenAsync();
        await using var ask = new NpgsqlCommand(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'", connection);
        await using var reader = await ask.ExecuteReaderAsync();
        var worked = 0.0;
        while (await reader.ReadAsync())
        {
            worked += Process.GetProcessById(reader.GetInt32(0)).TotalProcessorTime.TotalMilliseconds;
        }

        return worked;
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

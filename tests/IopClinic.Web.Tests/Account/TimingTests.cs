using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Account;

/// <summary>
/// Nobody learns from a clock who has an account. The door itself is measured, with its real wait and a hash that is heavy enough to
/// show if it were left out.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class TimingTests(TimingTests.EarnestClinic clinic) : IClassFixture<TimingTests.EarnestClinic>
{
    private const int Tries = 200;

    /// <summary>Most of the time is waiting, so many may wait together.</summary>
    private const int AtOnce = 16;

    [Fact]
    public async Task Known_and_unknown_names_are_refused_after_the_same_time()
    {
        // The first ones start the program's engine.
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => TimeAsync($"warm{i}@demo.example")));

        var known = new List<double>();
        var unknown = new List<double>();
        // Turn by turn, so that whatever else the machine does meets both alike.
        for (var batch = 0; batch < 2 * Tries / AtOnce; batch++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async i =>
            {
                var isKnown = (i + batch) % 2 == 0;
                return (isKnown, Took: await TimeAsync(isKnown ? "clinician@demo.example" : $"nobody{batch}-{i}@demo.example"));
            }));
            known.AddRange(taken.Where(one => one.isKnown).Select(one => one.Took));
            unknown.AddRange(taken.Where(one => !one.isKnown).Select(one => one.Took));
        }

        Assert.Equal((Tries, Tries), (known.Count, unknown.Count));
        var ratio = Median(known) / Median(unknown);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"known {Median(known):0.0} ms, unknown {Median(unknown):0.0} ms, ratio {ratio:0.000}"));
        Assert.InRange(ratio, 0.9, 1.1);
    }

    private static double Median(List<double> times)
    {
        var sorted = times.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private async Task<double> TimeAsync(string name)
    {
        var browser = await clinic.Browser().OpenAsync("/Account/SignIn");
        var (address, fields) = browser.Fill("form", ("Form.Name", name), ("Form.Password", "not the password of anybody"));
        var started = Stopwatch.GetTimestamp();
        var answer = await browser.SendAsync(address, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public sealed class EarnestClinic(ClinicServer server) : ClinicHost(server)
    {
        protected override void Prepare(IServiceCollection services) =>
            services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 20_000);
    }
}

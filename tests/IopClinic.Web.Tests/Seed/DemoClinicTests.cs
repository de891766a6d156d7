using System.Diagnostics;

namespace IopClinic.Web.Tests.Seed;

public sealed class DemoClinicTests(EmptyClinics clinics, ITestOutputHelper output) : IClassFixture<EmptyClinics>
{
    [Fact]
    public async Task Planting_is_quick()
    {
        var empty = await clinics.EmptyAt("2026-11-23T15:00:00Z");
        await empty.Plant();
        var second = await clinics.EmptyAt("2026-11-23T15:00:00Z");
        var clock = Stopwatch.StartNew();
        await second.Plant();
        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
    }
}

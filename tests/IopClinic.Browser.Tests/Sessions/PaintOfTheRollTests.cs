using System.Globalization;
using System.Text.Json;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests;

namespace IopClinic.Browser.Tests.Sessions;

/// <summary>How soon the roll is seen and follows the keys where the processor is four times slower. Times are told; that hardly anything moves is judged.</summary>
[Collection(nameof(JourneysAlone))]
public sealed class PaintOfTheRollTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    private const int Slower = 4;

    private const string Watch = """
        window.seen = { painted: 0, moved: 0, keys: [] };
        new PerformanceObserver(list => { for (const one of list.getEntries()) seen.painted = one.startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
        new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) seen.moved += one.value; }).observe({ type: "layout-shift", buffered: true });
        new PerformanceObserver(list => { for (const one of list.getEntries()) if (one.name === "keydown") seen.keys.push(one.duration); }).observe({ type: "event", durationThreshold: 16 });
        """;

    [Theory]
    [InlineData(12)]
    [InlineData(40)]
    public async Task Hardly_anything_moves_while_the_roll_is_drawn_and_written(int members)
    {
        var session = await Clinic.AGroupUnderWayAsync(members, objectives: ["Three evenings a week without a drink", "Calls two friends when the craving comes"]);
        var page = await Clinic.SignInAsync(Role.Clinician);
        // The program has translated what it needs, and the browser has styles and scripts.
        await page.GotoAsync(Given.AddressOf(session));
        await page.AddInitScriptAsync(Watch);
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = Slower });
        await page.ReloadAsync();
        var note = page.Locator("[data-note]").Nth(members / 2);
        await note.ClickAsync();
        // What follows the click moves because of it.
        await page.WaitForTimeoutAsync(1000);
        const string Written = "Came on time and spoke of what had been hard since yesterday.";
        await note.PressSequentiallyAsync(Written, new() { Delay = 60 });
        await page.WaitForTimeoutAsync(1000);
        var seen = await page.EvaluateAsync<JsonElement>("seen");
        // What is drawn within the next frame is not told.
        var keys = seen.GetProperty("keys").EnumerateArray().Select(one => one.GetDouble()).Concat(Enumerable.Repeat(16.0, Written.Length)).OrderDescending().Take(Written.Length).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{members} members, {Slower} times slower: painted after {seen.GetProperty("painted").GetDouble():0} ms, a key in {keys[Written.Length / 2]:0} ms (the slowest in {keys[0]:0}), moved {seen.GetProperty("moved").GetDouble():0.0000}"));
        Assert.InRange(seen.GetProperty("moved").GetDouble(), 0, 0.01);
    }
}

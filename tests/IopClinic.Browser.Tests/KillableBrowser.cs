using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests;

/// <summary>A browser in processes of its own, which can be killed as a power cut would.</summary>
internal sealed class KillableBrowser : IAsyncDisposable
{
    private readonly string _profile;
    private readonly Process _process;

    private KillableBrowser(string profile, Process process, IBrowser browser) => (_profile, _process, Browser) = (profile, process, browser);

    public IBrowser Browser { get; }

    public static async Task<KillableBrowser> StartAsync(Chromium chromium)
    {
        var profile = Directory.CreateTempSubdirectory("killed-browser").FullName;
        var process = Process.Start(new ProcessStartInfo(
            chromium.Program,
            [.. Chromium.Arguments, "--headless=new", "--disable-dev-shm-usage", "--disable-extensions", "--mute-audio", "--no-default-browser-check", $"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        // Chromium says in a file of its profile where it listens, once it does.
        var says = Path.Combine(profile, "DevToolsActivePort");
        for (var waited = 0; !File.Exists(says) || (await File.ReadAllLinesAsync(says)).Length < 2; waited++)
        {
            Assert.True(waited < 600 && !process.HasExited, "The browser did not start.");
            await Task.Delay(50);
        }

        var port = int.Parse((await File.ReadAllLinesAsync(says))[0], CultureInfo.InvariantCulture);
        return new KillableBrowser(profile, process, await chromium.Playwright.Chromium.ConnectOverCDPAsync($"http://127.0.0.1:{port}"));
    }

    /// <summary>SIGKILL to all of its processes: nothing is saved, closed or sent any more.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await Browser.DisposeAsync();
        for (var tries = 0; tries < 20; tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
                return;
            }
            catch (IOException) when (tries < 19)
            {
                // The last of its processes is still letting go of a file.
                await Task.Delay(50);
            }
        }
    }
}

using System.Diagnostics;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests;

/// <summary>
/// The browser the journeys run in: the Chromium or Chrome of this machine; where there is none, Debian's package (as root) or
/// Playwright's own download. Fails with a sentence when neither works.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Milliseconds that a journey waits for what must come: a busy machine is slow, not wrong.</summary>
    public const float Patience = 60_000;

    /// <summary>
    /// The one without windows first: it draws every page as the others do, without putting together what nobody sees, and needs half of
    /// the processor's time.
    /// </summary>
    private static readonly string[] Names = ["chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    /// <summary>Chromium's own sandbox refuses to run as root.</summary>
    private static readonly string[] AsRoot = ["--no-sandbox"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The program that is run, for those who must own the process.</summary>
    public string Program { get; private set; } = "";

    /// <summary>What it is always run with.</summary>
    public static string[] Arguments { get; } =
    [
        "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        .. Environment.UserName == "root" ? AsRoot : [],
    ];

    public IPlaywright Playwright => _playwright ?? throw new InvalidOperationException("Playwright is not running.");

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser is not running.");

    public async ValueTask InitializeAsync()
    {
        var program = Find() ?? await InstallAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        Program = program ?? _playwright.Chromium.ExecutablePath;
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/Applications/Google Chrome.app/Contents/MacOS")
            .Append(@"C:\Program Files\Google\Chrome\Application");
        return folders
            .SelectMany(_ => Names.Append("Google Chrome").Append("chrome.exe"), Path.Combine)
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The path of the browser that was installed; null when Playwright keeps its own.</summary>
    private static async Task<string?> InstallAsync()
    {
        if (OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/apt-get"))
        {
            await RunAsync("apt-get", "update", "-qq");
            foreach (var package in new[] { "chromium-headless-shell", "chromium" })
            {
                await RunAsync("apt-get", "install", "-y", "-qq", "--no-install-recommends", package);
                if (Find() is { } installed)
                {
                    return installed;
                }
            }
        }

        if (Microsoft.Playwright.Program.Main(["install", "--with-deps", "chromium"]) == 0)
        {
            return null;
        }

        throw new InvalidOperationException(
            "No Chromium or Chrome was found, and neither Debian's package nor Playwright's download could be installed. "
            + "Install Chromium so that it is on the PATH, and run the tests again.");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" },
        })!;
        await process.WaitForExitAsync();
    }
}

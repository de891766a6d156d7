using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>The program as a clinic runs it: a process of its own, over https, on one database. It may be killed at any moment.</summary>
internal sealed class RunningClinic : IAsyncDisposable
{
    private const int Remembered = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _connection;
    private readonly string _certificate = Path.Combine(Path.GetTempPath(), $"clinic-certificate-{Guid.CreateVersion7():N}.pfx");
    private readonly ConcurrentQueue<string> _said = new();
    private readonly HttpClient _probe;
    private readonly string _thumbprint;
    private Process? _program;
    private Process? _watcher;

    public RunningClinic(string connection)
    {
        _connection = connection;
        Address = new Uri($"https://localhost:{RandomNumberGenerator.GetInt32(15_000, 30_000)}");
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        _thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        File.WriteAllBytes(_certificate, certificate.Export(X509ContentType.Pfx, ""));
        _probe = Client();
    }

    public Uri Address { get; }

    public bool IsRunning => _program is { HasExited: false };

    /// <summary>The last lines of the program's log.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts the program and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "IopClinic.Web.dll"), "--environment=Testing", $"--urls={Address}",
                $"--Kestrel:Certificates:Default:Path={_certificate}",
            ])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // A program that lives for seconds spends no time on measuring itself, nor on several heaps.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment[$"ConnectionStrings__{ClinicDatabase.Setting}"] = _connection;
        start.Environment[PrivateNoteKeys.Setting.Replace(":", "__", StringComparison.Ordinal)] = ClinicServer.NoteKeyFile;
        start.Environment["SignIn__RequireSecondFactor"] = "false";
        _program = Process.Start(start)!;
        _program.OutputDataReceived += Hear;
        _program.ErrorDataReceived += Hear;
        _program.BeginOutputReadLine();
        _program.BeginErrorReadLine();
        _watcher = EndWithThisProcess(_program.Id);
        var clock = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            Assert.True(IsRunning && clock.Elapsed < Patience, $"The program did not start:\n{Said}");
            await Task.Delay(50);
        }
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _probe.GetAsync(new Uri(Address, "/health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Kills the program without a word (SIGKILL).</summary>
    public async Task KillAsync()
    {
        // First the one who would kill whatever has the same number later.
        _watcher?.Kill();
        _watcher?.Dispose();
        _watcher = null;
        if (_program is not null)
        {
            _program.Kill();
            await _program.WaitForExitAsync();
            _program.Dispose();
            _program = null;
        }
    }

    public HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = new CookieContainer(),
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == _thumbprint },
    })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>A new browser in which this person of the demo clinic has signed in.</summary>
    public async Task<Browser> SignInAsync(string email)
    {
        var browser = new Browser(Client());
        await browser.OpenAsync("/Account/SignIn?returnUrl=/Account/ChangePassword");
        await browser.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", email), ("Form.Password", DemoSignIns.Password));
        Assert.True(browser.Address.AbsolutePath == "/Account/ChangePassword", $"{email} could not sign in:\n{Said}");
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _probe.Dispose();
        File.Delete(_certificate);
    }

    private static Process? EndWithThisProcess(int program)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "trap '' INT HUP TERM; cat >/dev/null; kill -9 \"$0\"", program.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        return Process.Start(start);
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _said.Enqueue(line.Data);
            while (_said.Count > Remembered)
            {
                _said.TryDequeue(out _);
            }
        }
    }
}

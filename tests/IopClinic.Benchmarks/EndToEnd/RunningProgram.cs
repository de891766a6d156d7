using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>A program in a process of its own, which answers on this machine.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<string> _said = new();
    private readonly Process _process;

    private RunningProgram(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of memory that it holds, as the system counts them.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it and waits until it answers at <paramref name="ready"/>.</summary>
    public static async Task<RunningProgram> StartAsync(string program, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment, string ready)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var running = new RunningProgram(Start(program, [.. arguments, $"--urls={address}"], environment), address);
        using var client = new HttpClient { BaseAddress = address };
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(ready, UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return running;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }

            if (running._process.HasExited || waited.Elapsed > Patience)
            {
                var said = string.Join('\n', running._said);
                await running.DisposeAsync();
                throw new InvalidOperationException($"{Path.GetFileName(program)} did not start:\n{said}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
            while (_said.Count > 60)
            {
                _said.TryDequeue(out _);
            }
        }
    }
}

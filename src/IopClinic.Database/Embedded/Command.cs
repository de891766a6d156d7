using System.ComponentModel;
using System.Diagnostics;

namespace IopClinic.Database.Embedded;

/// <summary>How a program ended, and everything it said.</summary>
internal sealed record Outcome(int ExitCode, string Said)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs a program of the operating system or of PostgreSQL to its end.</summary>
internal static class Command
{
    /// <summary>A program that is not there ends with code 127, as a shell would put it.</summary>
    /// <param name="line">The program and its arguments.</param>
    /// <param name="folder">Its working directory; the user it runs as must be able to enter it.</param>
    /// <param name="listen">False for a program whose children keep its output open: its words are then not waited for.</param>
    /// <param name="cancellation">Ends the program when cancelled.</param>
    public static async Task<Outcome> RunAsync(
        IReadOnlyList<string> line, string? folder = null, bool listen = true, CancellationToken cancellation = default)
    {
        var start = Prepare(line, folder);
        start.RedirectStandardOutput = start.RedirectStandardError = listen;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            return new Outcome(127, missing.Message);
        }

        try
        {
            var output = listen ? process.StandardOutput.ReadToEndAsync(cancellation) : Task.FromResult("");
            var errors = listen ? process.StandardError.ReadToEndAsync(cancellation) : Task.FromResult("");
            await process.WaitForExitAsync(cancellation);
            return new Outcome(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static ProcessStartInfo Prepare(IReadOnlyList<string> line, string? folder)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = folder ?? (OperatingSystem.IsWindows() ? "" : "/"),
            UseShellExecute = false,
            // On Windows the server would share the app's console and take its Ctrl-C.
            CreateNoWindow = true,
        };
        // A developer's own PGDATA, PGPORT or PGOPTIONS must not reach this server, and its messages are read here in English.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }
}

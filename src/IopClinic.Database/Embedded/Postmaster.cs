using System.Diagnostics;
using System.Globalization;

namespace IopClinic.Database.Embedded;

/// <summary>What a running server, or one that was killed, left in postmaster.pid.</summary>
internal sealed record Postmaster(int Pid, int Port, DateTimeOffset Started)
{
    public static Postmaster? ReadFrom(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(FileIn(cluster));
        }
        catch (IOException)
        {
            return null;
        }

        // Lines: process id, data folder, start as a Unix time, port, ...
        return lines.Length >= 4 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var started)
            && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new Postmaster(pid, port, DateTimeOffset.FromUnixTimeSeconds(started))
            : null;
    }

    public static string FileIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>
    /// True when the process is alive and is the server of this very folder. After a crash or a restart of the machine the
    /// number may belong to any process, even to another PostgreSQL, and a copied data folder names the server of its origin.
    /// </summary>
    public async Task<bool> ServesAsync(string cluster, CancellationToken cancellation)
    {
        if (OperatingSystem.IsLinux())
        {
            // The command line, since its working directory is a secret even before root in a container.
            var commandLine = $"/proc/{Pid}/cmdline";
            return File.Exists(commandLine)
                && (await File.ReadAllTextAsync(commandLine, cancellation)).Contains($"\0-D\0{cluster}\0", StringComparison.Ordinal);
        }

        if (!OperatingSystem.IsWindows())
        {
            var process = await Command.RunAsync(
                ["ps", "-o", "command=", "-p", Pid.ToString(CultureInfo.InvariantCulture)], null, true, cancellation);
            return process.Said.Contains($"-D {cluster}", StringComparison.Ordinal);
        }

        try
        {
            using var process = Process.GetProcessById(Pid);
            return process.ProcessName == "postgres"
                && (new DateTimeOffset(process.StartTime) - Started).Duration() < TimeSpan.FromSeconds(30);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace IopClinic.Database.Embedded;

/// <summary>The temporary folders of servers for tests, and how they go away even when their process is killed.</summary>
internal static class ThrowAwayFolders
{
    private const string Prefix = "iopclinic-postgres-";

    public static string New() => Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>Stops and removes what killed processes left; folders in use by a living process are held by its locks.</summary>
    public static async Task RemoveAbandonedAsync(CancellationToken cancellation)
    {
        foreach (var path in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            try
            {
                var folder = DataFolder.At(path);
                // Without this file its owner has not come to its first lock yet.
                if (!File.Exists(folder.InUse))
                {
                    continue;
                }

                using (var turn = folder.TryTakeTurn())
                {
                    if (turn is null || !await folder.IsUnusedAsync())
                    {
                        continue;
                    }

                    if (Postmaster.ReadFrom(folder.Cluster) is { } postmaster && await postmaster.ServesAsync(folder.Cluster, cancellation))
                    {
                        await StopAsync(postmaster.Pid, cancellation);
                    }
                }

                Remove(folder.Root);
                Remove(path);
            }
            catch (Exception others) when (others is EmbeddedPostgresException or IOException or UnauthorizedAccessException
                or TimeoutException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // Another user's, or another process removes it at this moment.
            }
        }
    }

    private static async Task StopAsync(int pid, CancellationToken cancellation)
    {
        using var server = Process.GetProcessById(pid);
        if (OperatingSystem.IsWindows())
        {
            server.Kill(entireProcessTree: true);
        }
        else
        {
            // The immediate stop, by which a server still gives its shared memory back.
            await Command.RunAsync(
                ["/bin/sh", "-c", "kill -QUIT \"$0\"", pid.ToString(CultureInfo.InvariantCulture)], null, true, cancellation);
        }

        await server.WaitForExitAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(10), cancellation);
    }

    /// <summary>
    /// A shell that waits for the end of its input, which comes when this process closes it or dies in any way, and then stops
    /// the server and removes the folder. There is none on Windows.
    /// </summary>
    public static Process? RemoveWhenThisProcessEnds(DataFolder folder, string[] stop)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        const string Script = """
            exec >/dev/null 2>&1
            trap '' INT HUP QUIT TERM
            folder=$1
            shift
            cat
            "$@"
            rm -rf -- "$folder"
            """;
        var start = Command.Prepare(["/bin/sh", "-c", Script, "iopclinic-cleaner", folder.Root, .. stop], null);
        start.RedirectStandardInput = true;
        return Process.Start(start);
    }

    public static void Remove(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.LinkTarget is not null)
        {
            // As a file, because what it links to may be gone already.
            File.Delete(path);
        }
        else if (folder.Exists)
        {
            folder.Delete(recursive: true);
        }
    }
}

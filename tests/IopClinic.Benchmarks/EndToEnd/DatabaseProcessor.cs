using System.Globalization;
using Npgsql;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>Processor time of PostgreSQL, with all its processes: only where they run on this machine and it is Linux.</summary>
internal sealed class DatabaseProcessor
{
    /// <summary>The unit of /proc on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private readonly int _postmaster;

    private DatabaseProcessor(int postmaster) => _postmaster = postmaster;

    /// <summary>Null where it cannot be had.</summary>
    public static async Task<DatabaseProcessor?> FindAsync(NpgsqlDataSource owner)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        await using var connection = await owner.OpenConnectionAsync();
        return Read(connection.ProcessID) is { } mine && mine.Name.StartsWith("postgres", StringComparison.Ordinal) ? new DatabaseProcessor(mine.Parent) : null;
    }

    /// <summary>Seconds so far, those of children that have ended among them.</summary>
    public double Seconds()
    {
        var seconds = Read(_postmaster) is { } postmaster ? postmaster.Own + postmaster.Gone : 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process) && Read(process) is { } child && child.Parent == _postmaster)
            {
                seconds += child.Own;
            }
        }

        return seconds;
    }

    private static (string Name, int Parent, double Own, double Gone)? Read(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var end = text.LastIndexOf(')');
            var parts = text[(end + 2)..].Split(' ');
            double Seconds(int at) => long.Parse(parts[at], CultureInfo.InvariantCulture) / TicksPerSecond;
            return (text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end], int.Parse(parts[1], CultureInfo.InvariantCulture), Seconds(11) + Seconds(12), Seconds(13) + Seconds(14));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

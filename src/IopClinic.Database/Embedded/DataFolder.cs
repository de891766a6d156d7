using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace IopClinic.Database.Embedded;

/// <summary>
/// The folder of one embedded server: `cluster` (PostgreSQL's own files), `password`, `port` (the last one), `server.log`,
/// and two lock files. `turn` is held while a server starts or stops; `in-use` is shared by every process that uses it.
/// </summary>
internal sealed class DataFolder
{
    private const string UnfinishedPrefix = "unfinished-";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private DataFolder(string path) => Root = path;

    /// <summary>The real path, free of symbolic links.</summary>
    public string Root { get; }

    public string Cluster => Path.Combine(Root, "cluster");

    public string PasswordFile => Path.Combine(Root, "password");

    public string Log => Path.Combine(Root, "server.log");

    public string InUse => Path.Combine(Root, "in-use");

    private string Turn => Path.Combine(Root, "turn");

    private string PortFile => Path.Combine(Root, "port");

    /// <summary>True when initdb has finished: it works under another name until then.</summary>
    public bool HasCluster => Directory.Exists(Cluster);

    /// <summary>Where initdb works until it has finished.</summary>
    public string NewUnfinished() => Path.Combine(Root, UnfinishedPrefix + Path.GetRandomFileName());

    /// <summary>What killed initdbs left. A name that no pattern confuses with `cluster` (to .NET, `cluster.*` matches it too).</summary>
    public IEnumerable<string> Unfinished() => Directory.GetDirectories(Root, UnfinishedPrefix + "*");

    public static DataFolder At(string path) => new(RealPath(path));

    /// <summary>The folder at <paramref name="path"/>, made when missing, where <paramref name="user"/> can work in it.</summary>
    public static async Task<DataFolder> PrepareAsync(string path, ServerUser user, Action<string> log, CancellationToken cancellation)
    {
        try
        {
            if (new DirectoryInfo(path).LinkTarget is { } target && !Directory.Exists(path))
            {
                throw new EmbeddedPostgresException(
                    $"{path} links to {target}, which is gone. Bring that folder back, or remove the link to start with an empty "
                    + "database.");
            }

            var parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(parent);
            if (user.Name is null || await IsReachableAsync(parent, user, cancellation))
            {
                var folder = Make(path);
                await user.OwnAsync(cancellation, folder.Root);
                return folder;
            }

            // Two starts at once must not both find the folder out of reach and put two in its place.
            ServerProgram.OpenFolder(ServerProgram.RootsPlace);
            using var turn = await WaitForAsync(Path.Combine(ServerProgram.RootsPlace, "turn"), cancellation);
            return await WithinReachAsync(Make(path), user, log, cancellation);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException(
                $"The folder of the embedded database, {path}, cannot be made or written: {refused.Message} "
                + "Check its owner and the room on the disk.", refused);
        }
    }

    /// <summary>
    /// Replaces a new folder by a link, so that the data is found where it is looked for, and removing that link means a fresh start.
    /// </summary>
    private static async Task<DataFolder> WithinReachAsync(
        DataFolder folder, ServerUser user, Action<string> log, CancellationToken cancellation)
    {
        await user.OwnAsync(cancellation, folder.Root);
        if (await IsReachableAsync(folder.Root, user, cancellation))
        {
            return folder;
        }

        if (Directory.EnumerateFileSystemEntries(folder.Root).Any())
        {
            throw new EmbeddedPostgresException(
                $"The user {user.Name}, whom root runs PostgreSQL as, cannot reach its data in {folder.Root}. Let others pass the folders "
                + $"above it (chmod o+x), or move it to a place that {user.Name} can reach and leave a symbolic link.");
        }

        var elsewhere = Make(Path.Combine(
            ServerProgram.RootsPlace, $"data-{Path.GetFileName(folder.Root)}-{RandomNumberGenerator.GetHexString(8, true)}"));
        await user.OwnAsync(cancellation, elsewhere.Root);
        Directory.Delete(folder.Root);
        Directory.CreateSymbolicLink(folder.Root, elsewhere.Root);
        log($"The user {user.Name} cannot reach {folder.Root}; the data is kept in {elsewhere.Root}, with a symbolic link to it.");
        return elsewhere;
    }

    private static DataFolder Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return At(path);
    }

    private static async Task<bool> IsReachableAsync(string path, ServerUser user, CancellationToken cancellation) =>
        (await Command.RunAsync(user.Line("/bin/sh", "-c", "cd \"$0\"", path), null, true, cancellation)).Succeeded;

    /// <summary>Waits until no other process starts or stops this server.</summary>
    public Task<FileStream> TakeTurnAsync(CancellationToken cancellation) => WaitForAsync(Turn, cancellation);

    private static async Task<FileStream> WaitForAsync(string turn, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += TimeSpan.FromMilliseconds(50))
        {
            if (TryOpenAlone(turn) is { } held)
            {
                return held;
            }

            await Task.Delay(50, cancellation);
        }

        throw new EmbeddedPostgresException(
            $"Another IopClinic has held {turn} for two minutes while starting or stopping the database. End that process and start "
            + "again.");
    }

    /// <summary>Marks the server as used by this process until disposed, or until the process ends in whatever way.</summary>
    public IDisposable Use() => new FileStream(InUse, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    /// <summary>True when no process uses the server.</summary>
    public async Task<bool> IsUnusedAsync()
    {
        // A child process that another thread is just starting holds every lock for the blink between fork and exec.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var alone = TryOpenAlone(InUse);
            if (alone is not null)
            {
                return true;
            }

            await Task.Delay(40);
        }

        return false;
    }

    public FileStream? TryTakeTurn() => TryOpenAlone(Turn);

    private static FileStream? TryOpenAlone(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new EmbeddedPostgresException(
                $"The database in {Path.GetDirectoryName(file)} belongs to another user. Start IopClinic as that user, or give "
                + "the folder to the present one (chown -R).",
                refused);
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }

    /// <summary>The superuser's password; a new one for a new server, readable by the server's user alone.</summary>
    public async Task<string> PasswordAsync(ServerUser user, CancellationToken cancellation)
    {
        var kept = File.Exists(PasswordFile) ? (await File.ReadAllTextAsync(PasswordFile, cancellation)).Trim() : "";
        if (kept.Length > 0)
        {
            return kept;
        }

        if (HasCluster)
        {
            throw new EmbeddedPostgresException(
                $"The password of the embedded database, {PasswordFile}, is missing. Put the file back, or remove {Root} to start afresh.");
        }

        var password = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new StreamWriter(PasswordFile, options))
        {
            await file.WriteLineAsync(password);
        }

        await user.OwnAsync(cancellation, PasswordFile);
        return password;
    }

    /// <summary>The port of last time when it is free, so that a database tool finds the server again; else any free one.</summary>
    public int ChoosePort(bool another)
    {
        var kept = another || !File.Exists(PortFile) ? "" : File.ReadAllText(PortFile);
        var last = int.TryParse(kept, CultureInfo.InvariantCulture, out var number) && number is > 1023 and < 65536 ? number : 0;
        var port = FreePort(last) ?? FreePort(0) ?? throw new EmbeddedPostgresException(
            "No port is free on 127.0.0.1 for the embedded database. End programs that hold many connections and start again.");
        File.WriteAllText(PortFile, port.ToString(CultureInfo.InvariantCulture));
        return port;
    }

    private static int? FreePort(int wanted)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, wanted);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>The last lines the server wrote since <paramref name="from"/>, for the message of a failed start.</summary>
    public string LogSince(long from)
    {
        if (!File.Exists(Log))
        {
            return "";
        }

        using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(from, file.Length);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(15));
    }

    public long LogLength => File.Exists(Log) ? new FileInfo(Log).Length : 0;

    /// <summary>Keeps the log and the one before it, some 10 MB each.</summary>
    public void TurnLogOver()
    {
        if (LogLength > 10_000_000)
        {
            File.Move(Log, Log + ".1", overwrite: true);
        }
    }

    /// <summary>/proc and the server itself know the data folder by its real path.</summary>
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var own = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return new DirectoryInfo(own).ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : own;
    }
}

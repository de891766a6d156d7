using System.Globalization;
using IopClinic.Domain;

namespace IopClinic.Database.Audit;

/// <summary>
/// Where the heads of the chains are put down outside the database, so that even its owner cannot write the history anew: one line
/// per chain and day with instant, chain, link and hash. Only ever added to; keep copies where nobody of the clinic can change them.
/// </summary>
public sealed class HeadsFile(string path)
{
    /// <summary>Adds a line for each head; they are on the disk when this returns. Nothing stops it halfway: half a line could not be read again.</summary>
    public async Task AppendAsync(DateTimeOffset now, IEnumerable<AuditHead> heads)
    {
        var lines = string.Concat(heads.Select(head => string.Create(
            CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {head.Chain} {head.Link} {head.Hash}\n")));
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        // One write: two nodes that share the file do not tear each other's lines.
        await using var file = new FileStream(path, options);
        await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(lines));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Every head that was put down.</summary>
    /// <exception cref="RuleViolation">The file is not there, or a line of it cannot be read.</exception>
    public async Task<IReadOnlyList<AuditHead>> ReadAsync(CancellationToken cancel = default)
    {
        RuleViolation.Unless(File.Exists(path), $"There is no file {path}.");
        var heads = new List<AuditHead>();
        await foreach (var line in File.ReadLinesAsync(path, cancel))
        {
            var parts = line.Split(' ');
            heads.Add(parts is [_, var chain, var link, { Length: 64 } hash]
                && int.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out var c)
                && long.TryParse(link, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
                    ? new AuditHead(c, l, hash)
                    : throw new RuleViolation($"Line {heads.Count + 1} of {path} is not a head. Was the file changed by hand?"));
        }

        return heads;
    }
}

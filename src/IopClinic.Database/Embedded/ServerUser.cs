namespace IopClinic.Database.Embedded;

/// <summary>
/// The user the server runs as. PostgreSQL refuses to run as root, so root hands it to the owner of existing data, else to
/// `postgres`, else to `nobody`; everyone else runs it as himself, and so does Windows, where pg_ctl drops the rights.
/// </summary>
internal sealed class ServerUser
{
    private readonly string[] before;

    private ServerUser(string? name, params string[] before)
    {
        Name = name;
        this.before = before;
    }

    /// <summary>The user's name, or null when the server runs as the user of this process.</summary>
    public string? Name { get; }

    /// <summary>The command line that runs <paramref name="line"/> as this user.</summary>
    public string[] Line(params string[] line) => [.. before, .. line];

    public static async Task<ServerUser> ChooseAsync(string dataFolder, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerUser(null);
        }

        foreach (var name in new[] { await OwnerAsync(dataFolder, cancellation), "postgres", "nobody" })
        {
            var group = name is null or "root" ? null : await Command.RunAsync(["id", "-g", name], null, true, cancellation);
            if (group is not { Succeeded: true })
            {
                continue;
            }

            string[][] ways =
            [
                ["setpriv", $"--reuid={name}", $"--regid={group.Said}", "--clear-groups", "--"],
                ["runuser", "-u", name!, "--"],
                // The shell is named because that of `nobody` lets nobody in.
                ["su", "-s", "/bin/sh", name!, "-c", "exec \"$0\" \"$@\"", "--"],
                ["sudo", "-n", "-u", name!, "--"],
            ];
            foreach (var way in ways)
            {
                if ((await Command.RunAsync([.. way, "true"], null, true, cancellation)).Succeeded)
                {
                    return new ServerUser(name, way);
                }
            }
        }

        throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and this machine offers no way to run it as `postgres` or `nobody` (setpriv, runuser, su "
            + "and sudo were tried). Start IopClinic as another user, or set ConnectionStrings__Clinic to a PostgreSQL of your own.");
    }

    /// <summary>Makes this user the owner of the given files or folders, without what is in them.</summary>
    public async Task OwnAsync(CancellationToken cancellation, params string[] paths)
    {
        if (Name is null)
        {
            return;
        }

        var change = await Command.RunAsync(["chown", $"{Name}:", .. paths], null, true, cancellation);
        if (!change.Succeeded)
        {
            throw new EmbeddedPostgresException(
                $"The folder of the embedded database could not be given to the user {Name}: {change.Said}. "
                + "Keep it on a disk that knows owners, or set ConnectionStrings__Clinic to a PostgreSQL of your own.");
        }
    }

    private static async Task<string?> OwnerAsync(string folder, CancellationToken cancellation)
    {
        string[] question = OperatingSystem.IsLinux() ? ["stat", "-L", "-c", "%U", folder] : ["stat", "-L", "-f", "%Su", folder];
        var answer = Directory.Exists(folder) ? await Command.RunAsync(question, null, true, cancellation) : null;
        return answer is { Succeeded: true } ? answer.Said : null;
    }
}

using System.Security.Cryptography;
using IopClinic.Database.Keys;
using IopClinic.Domain;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// The keys that private notes are encrypted with: files of 32 random bytes in base64, kept apart from the database, so that whoever
/// has the one cannot read the notes without the other.
/// </summary>
internal static class PrivateNoteKeys
{
    public const string Setting = "PrivateNotes:KeyFile";

    /// <summary>Files of keys that were used before; they only open.</summary>
    public const string EarlierSetting = "PrivateNotes:EarlierKeyFiles";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Strangers = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static void AddTo(IServiceCollection services) => services.AddSingleton(provider =>
        Open(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));

    /// <summary>Refuses to serve a clinic that could not open its private notes, or whose key anybody on the machine can read.</summary>
    public static void Demand(IConfiguration settings, IHostEnvironment environment)
    {
        if (environment.IsProduction() || Named(settings) is not null)
        {
            Open(settings, environment);
        }
    }

    /// <exception cref="RuleViolation">A key is missing or is none.</exception>
    public static FieldCipher Open(IConfiguration settings, IHostEnvironment environment)
    {
        var file = Named(settings);
        RuleViolation.Unless(
            file is not null || !environment.IsProduction(),
            $"Private notes need a key in Production. Name its file (32 random bytes in base64) in the setting {Setting}; "
            + "README.md says how to make one.");
        var earlier = settings.GetSection(EarlierSetting).Get<string[]>() ?? [];
        return new FieldCipher(
            Read(file ?? MadeHere(environment), environment), earlier.Select(known => Read(known, environment)).ToArray());
    }

    /// <summary>A key in 44 characters, as a file holds it.</summary>
    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(FieldCipher.KeyLength));

    private static string? Named(IConfiguration settings) => settings[Setting] is { Length: > 0 } file ? file : null;

    /// <summary>For trying things out a key is made beside the embedded database, the first time one is needed.</summary>
    private static string MadeHere(IHostEnvironment environment)
    {
        var file = Path.Combine(Serving.Root(environment.ContentRootPath), ".data", "private-notes.key");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var unfinished = $"{file}.{Path.GetRandomFileName()}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var text = new StreamWriter(unfinished, options))
            {
                text.WriteLine(New());
            }

            try
            {
                File.Move(unfinished, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process was faster; its key counts.
                File.Delete(unfinished);
            }
        }

        return file;
    }

    private static byte[] Read(string file, IHostEnvironment environment)
    {
        try
        {
            RuleViolation.Unless(File.Exists(file), $"The key of the private notes is not there: {file}");
            RuleViolation.Unless(
                !environment.IsProduction() || OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Strangers) == 0,
                $"Others on this machine may read or change the key of the private notes. Run: chmod 600 {file}");
            var key = Convert.FromBase64String(File.ReadAllText(file).Trim());
            RuleViolation.Unless(
                key.Length == FieldCipher.KeyLength, $"The file {file} holds {key.Length} bytes. A key of private notes has {FieldCipher.KeyLength}.");
            return key;
        }
        catch (Exception broken) when (broken is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RuleViolation($"The key of the private notes in {file} cannot be read: {broken.Message}", broken);
        }
    }
}

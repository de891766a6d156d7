using IopClinic.Database.Keys;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>Where the key of the private notes comes from, and when the program refuses to start.</summary>
public sealed class PrivateNoteKeysTests : IDisposable
{
    private static readonly FieldPlace Place = new("private_notes", "sealed_text", Guid.CreateVersion7());

    private readonly string _folder = Directory.CreateTempSubdirectory("clinic-note-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Production_does_not_start_without_a_key_or_with_one_that_is_none()
    {
        Assert.Contains(PrivateNoteKeys.Setting, Refusal(null), StringComparison.Ordinal);
        Assert.Contains("is not there", Refusal("/no/such/file"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(Keep("not base64 at all")), StringComparison.Ordinal);
        Assert.Contains("holds 16 bytes", Refusal(Keep(Convert.ToBase64String(new byte[16]))), StringComparison.Ordinal);
        PrivateNoteKeys.Demand(Settings(Keep(PrivateNoteKeys.New())), In("Production"));

        string Refusal(string? file) => Assert.Throws<RuleViolation>(() => PrivateNoteKeys.Demand(Settings(file), In("Production"))).Message;
    }

    [Fact]
    public void Production_does_not_start_with_a_key_that_others_on_the_machine_can_read()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no such modes.
            return;
        }

        var file = Keep(PrivateNoteKeys.New(), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains("chmod 600", Assert.Throws<RuleViolation>(() => PrivateNoteKeys.Demand(Settings(file), In("Production"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_change_of_keys_the_earlier_file_still_opens()
    {
        var (first, second) = (Keep(PrivateNoteKeys.New()), Keep(PrivateNoteKeys.New()));
        var value = PrivateNoteKeys.Open(Settings(first), In("Production")).Seal(Place, "text");

        Assert.True(PrivateNoteKeys.Open(Settings(second, first), In("Production")).TryOpen(Place, value, out _));
        Assert.False(PrivateNoteKeys.Open(Settings(second), In("Production")).TryOpen(Place, value, out _));
    }

    [Fact]
    public void Elsewhere_a_key_is_made_once_and_for_its_owner_alone()
    {
        var value = PrivateNoteKeys.Open(Settings(null), In("Development")).Seal(Place, "text");

        Assert.True(PrivateNoteKeys.Open(Settings(null), In("Development")).TryOpen(Place, value, out _));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder, ".data")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static IConfiguration Settings(string? file, string? earlier = null) => new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create(PrivateNoteKeys.Setting, file), .. earlier is null ? [] : new[] { KeyValuePair.Create<string, string?>(PrivateNoteKeys.EarlierSetting + ":0", earlier) }])
        .Build();

    /// <summary>A file with a key for private notes; where it is.</summary>
    internal static string WriteKey(string file)
    {
        File.WriteAllText(file, Convert.ToBase64String(new byte[32].Select((_, at) => (byte)(at * 7)).ToArray()));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    private string Keep(string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        return file;
    }

    private Environment In(string name) => new(name, _folder);

    private sealed class Environment(string name, string folder) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "IopClinic";

        public string ContentRootPath { get; set; } = folder;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

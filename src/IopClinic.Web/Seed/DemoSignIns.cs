using IopClinic.Domain.Staff;

namespace IopClinic.Web.Seed;

/// <summary>How somebody who tries the demo clinic signs in.</summary>
internal sealed record DemoSignIn(Role Role, string Email, string Passphrase);

/// <summary>One sign-in for each role of the demo clinic. They exist only where <see cref="DemoClinic"/> was planted.</summary>
internal static class DemoSignIns
{
    /// <summary>The passphrase of every account of the demo clinic.</summary>
    public const string Passphrase = "otter lantern driftwood";

    public static IReadOnlyList<DemoSignIn> All { get; } =
        [.. Enum.GetValues<Role>().Select(role => new DemoSignIn(role, EmailOf(role), Passphrase))];

    /// <summary>Such as clinician@iopclinic.example.</summary>
    public static string EmailOf(Role role) => $"{role.ToString().ToLowerInvariant()}@{Domain}";

    internal const string Domain = "iopclinic.example";
}

using IopClinic.Domain;

namespace IopClinic.Web.Account;

/// <summary>What this clinic demands of a sign-in, from its settings.</summary>
/// <param name="RequireSecondFactor">A password alone opens nothing. Only a demo or a test may say otherwise.</param>
/// <param name="Domain">The domain that passkeys belong to; null where the address of the request has to do.</param>
internal sealed record SignInPolicy(bool RequireSecondFactor, string? Domain)
{
    private const string Setting = "SignIn:RequireSecondFactor";

    /// <exception cref="RuleViolation">The second factor is switched off where records are real.</exception>
    public static SignInPolicy From(IConfiguration settings, IHostEnvironment environment)
    {
        var required = settings.GetValue(Setting, true);
        RuleViolation.Unless(
            required || environment.IsDevelopment() || environment.IsEnvironment("Testing"),
            $"{Setting} is false. A password alone may open the demo clinic, never a clinic's records: take the setting away.");
        var domain = settings["SignIn:Domain"]
            ?? (settings["AllowedHosts"] ?? "").Split(';').FirstOrDefault(host => Uri.CheckHostName(host) == UriHostNameType.Dns);
        return new SignInPolicy(required, domain);
    }
}

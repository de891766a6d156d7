using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Account;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>For the day on which somebody may have had the keys or the database.</summary>
internal static class RevokeKeysCommand
{
    public const string Summary = "Revokes every key and ends every session: everybody signs in again. Restart every node afterwards.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        RuleViolation.Unless(arguments is ["--yes"], "This signs everybody out, and what was sealed before cannot be opened any more. "
            + "Say it like this: revoke-keys --yes");
        var now = services.GetRequiredService<ClinicClock>().Now;
        var ended = await services.GetRequiredService<ClinicDb>().Database.ExecuteSqlAsync(
            $"""
            update sign_in_tickets set ended_at = {now}, ended_reason = {EndedBecause.KeysRevoked} where ended_at is null or ended_at > {now}
            """);
        services.GetRequiredService<IKeyManager>().RevokeAllKeys(now, "revoke-keys");
        Console.WriteLine($"All keys are revoked, and {ended} session{(ended == 1 ? " has" : "s have")} ended. Restart every node now.");
        return 0;
    }
}

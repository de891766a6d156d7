using System.Security.Cryptography;
using System.Text;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>The ways to sign in that one person has.</summary>
/// <param name="Password">Whether there is a password.</param>
/// <param name="Passkeys">How many passkeys.</param>
/// <param name="App">Whether there is an authenticator app.</param>
/// <param name="RecoveryCodes">How many printed codes are still good.</param>
internal sealed record WaysIn(bool Password, int Passkeys, bool App, int RecoveryCodes)
{
    /// <summary>So many codes are made at once.</summary>
    public const int CodesAtOnce = 10;

    /// <summary>Whether there is anything to prove beside the password.</summary>
    public bool HasSecondFactor => App || Passkeys > 0;

    /// <summary>Whether somebody with only these could sign in.</summary>
    public bool Suffice(SignInPolicy policy) => Passkeys > 0 || (Password && (App || !policy.RequireSecondFactor));
}

/// <summary>
/// Authenticator apps and recovery codes. A number and a code are good once: one conditional update decides, so that of two tabs
/// that send the same one at the same moment one gets in.
/// </summary>
internal sealed class SecondFactors(ClinicDb db, ClinicClock clock, IDataProtectionProvider? protection = null)
{
    /// <summary>Twelve of 31 letters and digits that cannot be taken for one another: 59 bits.</summary>
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    public async Task<WaysIn> OfAsync(Guid staff) =>
        await db.Users.AsNoTracking().Where(account => account.Id == staff)
            .Select(account => new WaysIn(
                account.PasswordHash != null,
                db.UserPasskeys.Count(passkey => passkey.UserId == staff),
                db.Authenticators.Any(app => app.StaffId == staff),
                db.RecoveryCodes.Count(code => code.StaffId == staff && code.UsedAt == null)))
            .SingleOrDefaultAsync()
        ?? new WaysIn(false, 0, false, 0);

    /// <summary>A secret on its way to an app, sealed for the form: it is stored when the app has shown that it has it.</summary>
    public string Draft(Guid staff, byte[] secret) => SealOf(staff).Protect(Convert.ToBase64String(secret));

    /// <summary>The secret of a draft made for this person; null when it is broken or somebody else's.</summary>
    public byte[]? SecretIn(Guid staff, string? draft) => Open(staff, draft);

    /// <summary>Stores the app of a draft, in the place of any other, when <paramref name="typed"/> is its number.</summary>
    public async Task<bool> AddAppAsync(Guid staff, string? draft, string typed)
    {
        if (Open(staff, draft) is not { } secret || TimedCode.StepOf(secret, typed, clock.Now) is not { } step)
        {
            return false;
        }

        await RemoveAppAsync(staff);
        db.Authenticators.Add(new Authenticator
        {
            StaffId = staff,
            Secret = SealOf(staff).Protect(Convert.ToBase64String(secret)),
            AddedAt = clock.Now,
            // The number just shown is spent.
            LastStep = step,
        });
        await db.SaveChangesAsync();
        return true;
    }

    public Task<int> RemoveAppAsync(Guid staff) => db.Authenticators.Where(app => app.StaffId == staff).ExecuteDeleteAsync();

    /// <summary>Whether this is the number that the person's app shows, and nobody used it before.</summary>
    public async Task<bool> UseAppAsync(Guid staff, string typed)
    {
        var kept = await db.Authenticators.AsNoTracking().Where(app => app.StaffId == staff).Select(app => app.Secret).SingleOrDefaultAsync();
        if (kept is null || Open(staff, kept) is not { } secret || TimedCode.StepOf(secret, typed, clock.Now) is not { } step)
        {
            return false;
        }

        return await db.Authenticators.Where(app => app.StaffId == staff && app.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(app => app.LastStep, step).SetProperty(app => app.LastUsedAt, clock.Now)) == 1;
    }

    /// <summary>Ten new codes in the place of whatever was left. They are readable now and never again.</summary>
    public async Task<IReadOnlyList<string>> MakeCodesAsync(Guid staff)
    {
        var codes = Enumerable.Range(0, WaysIn.CodesAtOnce)
            .Select(_ => string.Join('-', RandomNumberGenerator.GetItems<char>(Letters, 12).Chunk(4).Select(part => new string(part))))
            .ToList();
        await db.RecoveryCodes.Where(code => code.StaffId == staff).ExecuteDeleteAsync();
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { StaffId = staff, Hash = Hash(staff, code), MadeAt = clock.Now }));
        await db.SaveChangesAsync();
        return codes;
    }

    /// <summary>Whether this is one of the person's codes, and it was not used before.</summary>
    public async Task<bool> UseCodeAsync(Guid staff, string typed)
    {
        var hash = Hash(staff, typed);
        return await db.RecoveryCodes.Where(code => code.StaffId == staff && code.Hash == hash && code.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.UsedAt, clock.Now)) == 1;
    }

    /// <summary>Takes everything away but the password.</summary>
    public async Task ClearAsync(Guid staff)
    {
        await db.UserPasskeys.Where(passkey => passkey.UserId == staff).ExecuteDeleteAsync();
        await db.Authenticators.Where(app => app.StaffId == staff).ExecuteDeleteAsync();
        await db.RecoveryCodes.Where(code => code.StaffId == staff).ExecuteDeleteAsync();
    }

    private static byte[] Hash(Guid staff, string code)
    {
        var plain = string.Concat(code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        // The person's key is the salt; random bits need no slow hash.
        return SHA256.HashData([.. staff.ToByteArray(), .. Encoding.UTF8.GetBytes(plain)]);
    }

    /// <summary>Sealed for this person: a row copied to another account opens nothing there.</summary>
    private IDataProtector SealOf(Guid staff) =>
        (protection ?? throw new InvalidOperationException("Secrets are sealed only where pages are served."))
        .CreateProtector("IopClinic.Authenticator.1", staff.ToString());

    private byte[]? Open(Guid staff, string? kept)
    {
        try
        {
            var seal = SealOf(staff);
            var bytes = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(kept ?? "");
            // Keys are revoked to end all sessions; the apps on people's phones must outlive that.
            var opened = seal is IPersistedDataProtector persisted
                ? persisted.DangerousUnprotect(bytes, ignoreRevocationErrors: true, out _, out _)
                : seal.Unprotect(bytes);
            return Convert.FromBase64String(Encoding.UTF8.GetString(opened));
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

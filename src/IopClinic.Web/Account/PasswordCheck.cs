using System.Diagnostics;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>
/// Asks for a password: at sign-in, and again before something is signed. From the fifth wrong one in a row the account waits,
/// thirty seconds at first and never longer than fifteen minutes, so guessing is hopeless and a colleague's mischief locks nobody
/// out for a day. Every refusal takes the same time and says nothing about who exists.
/// </summary>
public sealed class PasswordCheck(ClinicDb db, IPasswordHasher<StaffAccount> hasher, ILookupNormalizer normalizer, ClinicClock clock)
{
    private const int FreeAttempts = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Every refusal is answered this long after it was asked for.</summary>
    private static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(600);

    private static readonly StaffAccount Nobody = new();
    private static string? _hashOfNobody;

    /// <summary>The key of whoever signs in so; null when the name, the password or the moment is wrong.</summary>
    public async Task<Guid?> SignInAsync(string nameOrEmail, string password)
    {
        var asked = Stopwatch.GetTimestamp();
        var name = normalizer.NormalizeName(nameOrEmail);
        var email = normalizer.NormalizeEmail(nameOrEmail);
        var id = await db.Users.AsNoTracking().Where(account => account.NormalizedUserName == name || account.NormalizedEmail == email)
            .OrderBy(account => account.NormalizedUserName == name ? 0 : 1).Select(account => (Guid?)account.Id).FirstOrDefaultAsync();
        if (await IsRightSoFarAsync(id, password))
        {
            return id;
        }

        db.Actor.Refuse("Password", id?.ToString());
        await WaitAsync(asked);
        return null;
    }

    /// <summary>Whether this is the password of the person who is signed in, asked for once more before a signature.</summary>
    public async Task<bool> IsRightAsync(Id<StaffMember> staffMember, string password)
    {
        var asked = Stopwatch.GetTimestamp();
        var right = await IsRightSoFarAsync(staffMember.Value, password);
        if (!right)
        {
            db.Actor.Refuse("Password", staffMember.ToString());
            await WaitAsync(asked);
        }

        return right;
    }

    private static async Task WaitAsync(long asked)
    {
        var left = RefusalTakes - Stopwatch.GetElapsedTime(asked);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }

    private async Task<bool> IsRightSoFarAsync(Guid? id, string password)
    {
        var account = id is null ? null : await CountAttemptAsync(id.Value);
        var hash = account?.PasswordHash ?? (_hashOfNobody ??= hasher.HashPassword(Nobody, "nobody has this password"));
        // The work is done for nobody as well: an unknown name must not answer faster than a wrong password.
        var verdict = hasher.VerifyHashedPassword(account ?? Nobody, hash, password);
        if (account?.PasswordHash is null || verdict == PasswordVerificationResult.Failed)
        {
            return false;
        }

        var current = verdict == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(account, password) : hash;
        await db.Users.Where(found => found.Id == account.Id).ExecuteUpdateAsync(set => set
            .SetProperty(found => found.AccessFailedCount, 0)
            .SetProperty(found => found.LockoutEnd, (DateTimeOffset?)null)
            .SetProperty(found => found.PasswordHash, current));
        return true;
    }

    /// <summary>
    /// Counts the attempt before the password is looked at, so that many guesses at the same moment count as many. Null while the
    /// account waits.
    /// </summary>
    private async Task<StaffAccount?> CountAttemptAsync(Guid id)
    {
        while (true)
        {
            var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(found => found.Id == id);
            if (account is null || account.LockoutEnd > clock.Now)
            {
                return null;
            }

            var count = account.AccessFailedCount + 1;
            DateTimeOffset? waits = count < FreeAttempts ? null : clock.Now + Wait(count - FreeAttempts);
            var counted = await db.Users
                .Where(found => found.Id == id && found.AccessFailedCount == account.AccessFailedCount)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(found => found.AccessFailedCount, count)
                    .SetProperty(found => found.LockoutEnd, waits));
            if (counted == 1)
            {
                return account;
            }
        }
    }

    private static TimeSpan Wait(int beyond) =>
        beyond >= 5 ? LongestWait : TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << beyond, LongestWait.Ticks));
}

using System.Diagnostics;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>
/// Asks for a password or a second step: at sign-in, and again before something is signed. From the fifth wrong one in a row the account waits,
/// thirty seconds at first and never longer than fifteen minutes, so guessing is hopeless and a colleague's mischief locks nobody
/// out for a day. Every refusal takes the same time and says nothing about who exists.
/// </summary>
public sealed class PasswordCheck(ClinicDb db, IPasswordHasher<StaffAccount> hasher, ILookupNormalizer normalizer, ClinicClock clock, PlaceAtWork place)
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
        // Whoever knows the password may not count down with it the wrong numbers of the second step: the attempt is taken back,
        // the others stay until the sign-in is complete.
        if (await IsRightSoFarAsync(id, password, forgets: false))
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
        var right = await IsRightSoFarAsync(staffMember.Value, password, forgets: true);
        if (!right)
        {
            db.Actor.Refuse("Password", staffMember.ToString());
            await WaitAsync(asked);
        }

        return right;
    }

    /// <summary>Whether the second step succeeds; a wrong one counts like a wrong password, and waits like one.</summary>
    /// <param name="staffMember">Whose password was right.</param>
    /// <param name="proves">Looks at what was typed. Not asked while the account waits.</param>
    public async Task<bool> SecondStepAsync(Guid staffMember, Func<Task<bool>> proves)
    {
        var asked = Stopwatch.GetTimestamp();
        if (await CountAttemptAsync(staffMember) is not null && await proves())
        {
            await ForgetAttemptsAsync(staffMember);
            return true;
        }

        await WaitAsync(asked);
        return false;
    }

    /// <summary>After a completed sign-in.</summary>
    public Task<int> ForgetAttemptsAsync(Guid staffMember) =>
        db.Users.Where(found => found.Id == staffMember && found.AccessFailedCount != 0).ExecuteUpdateAsync(set => set
            .SetProperty(found => found.AccessFailedCount, 0)
            .SetProperty(found => found.LockoutEnd, (DateTimeOffset?)null));

    private async Task WaitAsync(long asked)
    {
        place.GiveBack();
        var left = RefusalTakes - Stopwatch.GetElapsedTime(asked);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }

    private async Task<bool> IsRightSoFarAsync(Guid? id, string password, bool forgets)
    {
        var account = id is null ? null : await CountAttemptAsync(id.Value);
        var hash = account?.PasswordHash ?? (_hashOfNobody ??= hasher.HashPassword(Nobody, "nobody has this password"));
        // The work is done for nobody as well: an unknown name must not answer faster than a wrong password.
        var verdict = hasher.VerifyHashedPassword(account ?? Nobody, hash, password);
        if (account?.PasswordHash is null || verdict == PasswordVerificationResult.Failed)
        {
            return false;
        }

        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var current = hasher.HashPassword(account, password);
            await db.Users.Where(found => found.Id == account.Id && found.PasswordHash == hash)
                .ExecuteUpdateAsync(set => set.SetProperty(found => found.PasswordHash, current));
        }

        if (forgets)
        {
            await ForgetAttemptsAsync(account.Id);
        }
        else
        {
            await TakeBackAsync(account);
        }

        return true;
    }

    /// <summary>Undoes the count of an attempt that was right.</summary>
    private async Task TakeBackAsync(StaffAccount before)
    {
        var alone = await db.Users.Where(found => found.Id == before.Id && found.AccessFailedCount == before.AccessFailedCount + 1)
            .ExecuteUpdateAsync(set => set
                .SetProperty(found => found.AccessFailedCount, before.AccessFailedCount)
                .SetProperty(found => found.LockoutEnd, before.LockoutEnd));
        if (alone == 0)
        {
            // Somebody else tried meanwhile: their attempt, and its wait, stay.
            await db.Users.Where(found => found.Id == before.Id && found.AccessFailedCount > 0)
                .ExecuteUpdateAsync(set => set.SetProperty(found => found.AccessFailedCount, found => found.AccessFailedCount - 1));
        }
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

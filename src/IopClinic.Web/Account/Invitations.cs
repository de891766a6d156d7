using System.Security.Cryptography;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>Links that let somebody choose how they sign in: 256 random bits, of which only a hash is kept.</summary>
internal sealed class Invitations(ClinicDb db, ClinicClock clock)
{
    public static readonly TimeSpan Holds = TimeSpan.FromHours(72);

    /// <summary>A new link for this person; whichever they had before opens nothing any more.</summary>
    /// <returns>The path of the link, to be shown once.</returns>
    public async Task<string> MakeAsync(Guid staff, Guid? by)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await RevokeAsync(staff);
        db.Invitations.Add(new Invitation
        {
            Id = Guid.CreateVersion7(),
            StaffId = staff,
            Hash = SHA256.HashData(key),
            MadeBy = by,
            MadeAt = clock.Now,
            ExpiresAt = clock.Now + Holds,
        });
        await db.SaveChangesAsync();
        return "/Account/Invitation?key=" + WebEncoders.Base64UrlEncode(key);
    }

    public Task<int> RevokeAsync(Guid staff) =>
        db.Invitations.Where(link => link.StaffId == staff && link.UsedAt == null && link.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.RevokedAt, clock.Now));

    /// <summary>Whose link this is; null when it is nobody's, used, replaced or too old, or the person has left.</summary>
    public async Task<SignedInStaff?> FindAsync(string? key, CancellationToken cancel = default)
    {
        if (HashOf(key) is not { } hash)
        {
            return null;
        }

        var now = clock.Now;
        var staff = await db.Invitations.AsNoTracking()
            .Where(link => link.Hash == hash && link.UsedAt == null && link.RevokedAt == null && link.ExpiresAt > now)
            .Select(link => (Guid?)link.StaffId).SingleOrDefaultAsync(cancel);
        return staff is null ? null : await SignedInStaff.FindAsync(db, staff.Value, cancel);
    }

    /// <summary>Uses the link up; false when somebody was faster.</summary>
    public async Task<bool> UseAsync(string? key)
    {
        var now = clock.Now;
        return HashOf(key) is { } hash
            && await db.Invitations
                .Where(link => link.Hash == hash && link.UsedAt == null && link.RevokedAt == null && link.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now)) == 1;
    }

    private static byte[]? HashOf(string? key)
    {
        try
        {
            return key is { Length: 43 } ? SHA256.HashData(WebEncoders.Base64UrlDecode(key)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>
/// The two ceremonies of WebAuthn: making a passkey, and answering with one. What is asked is kept in a sealed cookie for five
/// minutes, and each question takes one answer: the same one sent again is refused, whatever the passkey counts.
/// </summary>
internal sealed class Passkeys(
    IPasskeyHandler<StaffAccount> handler,
    UserManager<StaffAccount> accounts,
    ClinicDb db,
    ClinicClock clock,
    IDataProtectionProvider protection,
    IHostEnvironment environment)
{
    /// <summary>The longest answer a browser sends is a few thousand characters.</summary>
    public const int LongestAnswer = 20_000;

    public const int LongestName = 60;

    public const int Most = 20;

    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    private SealedCookie Cookie => new("clinic-passkey", environment, protection.CreateProtector("IopClinic.PasskeyQuestion.1"));

    /// <summary>What the browser needs to make a passkey for this person.</summary>
    public async Task<string> AskToMakeAsync(HttpContext context, SignedInStaff staff)
    {
        var asked = await handler.MakeCreationOptionsAsync(Entity(staff), context);
        Cookie.Put(context, new Question(Guid.CreateVersion7(), true, staff.Id.Value, asked.AttestationState, clock.Now));
        return asked.CreationOptionsJson;
    }

    /// <summary>What the browser needs to answer with a passkey; without a person, any the device has for this clinic.</summary>
    public async Task<string> AskToUseAsync(HttpContext context, Guid? staff)
    {
        var account = staff is null ? null : await accounts.FindByIdAsync(staff.Value.ToString());
        var asked = await handler.MakeRequestOptionsAsync(account, context);
        Cookie.Put(context, new Question(Guid.CreateVersion7(), false, staff, asked.AssertionState, clock.Now));
        return asked.RequestOptionsJson;
    }

    /// <summary>A passkey made for this person, not yet stored; null when the answer does not fit what was asked.</summary>
    public async Task<UserPasskeyInfo?> MadeAsync(HttpContext context, SignedInStaff staff, string answer)
    {
        if (await TakeQuestionAsync(context, made: true) is not { } question || question.Staff != staff.Id.Value)
        {
            return null;
        }

        var result = await FaultlessAsync(() => handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = answer, AttestationState = question.State }));
        return result is { Succeeded: true } && result.UserEntity.Id == staff.Id.ToString() && result.Passkey.IsUserVerified
            ? result.Passkey
            : null;
    }

    /// <summary>Stores a passkey that was just made.</summary>
    /// <exception cref="RuleViolation">There are too many.</exception>
    public async Task AddAsync(Guid staff, UserPasskeyInfo passkey, string? name)
    {
        RuleViolation.Unless(
            await db.UserPasskeys.CountAsync(known => known.UserId == staff) < Most,
            $"There are {Most} passkeys already. Remove one first.");
        db.UserPasskeys.Add(new IdentityUserPasskey<Guid>
        {
            UserId = staff,
            CredentialId = passkey.CredentialId,
            Data = new IdentityPasskeyData
            {
                PublicKey = passkey.PublicKey,
                Name = FreeText.OrNull(name, LongestName, "Name") ?? "Passkey",
                CreatedAt = clock.Now,
                SignCount = passkey.SignCount,
                Transports = passkey.Transports,
                IsUserVerified = passkey.IsUserVerified,
                IsBackupEligible = passkey.IsBackupEligible,
                IsBackedUp = passkey.IsBackedUp,
                AttestationObject = passkey.AttestationObject,
                ClientDataJson = passkey.ClientDataJson,
            },
        });
        await db.SaveChangesAsync();
    }

    /// <summary>Whose passkey answered; null when the answer is broken, old, sent twice or nobody's.</summary>
    /// <param name="expected">Only this person's will do; null takes anybody's.</param>
    public async Task<Guid?> AnsweredAsync(HttpContext context, string answer, Guid? expected = null)
    {
        if (await TakeQuestionAsync(context, made: false) is not { } question)
        {
            return null;
        }

        var result = await FaultlessAsync(() => handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = context, CredentialJson = answer, AssertionState = question.State }));
        if (result is not { Succeeded: true } || !result.Passkey.IsUserVerified
            || (question.Staff is { } asked && asked != result.User.Id) || (expected is { } one && one != result.User.Id))
        {
            return null;
        }

        var id = result.Passkey.CredentialId;
        var passkey = await db.UserPasskeys.SingleAsync(known => known.CredentialId == id);
        passkey.Data.SignCount = result.Passkey.SignCount;
        passkey.Data.IsBackedUp = result.Passkey.IsBackedUp;
        db.Entry(passkey).Property(PasskeyMapping.LastUsedAt).CurrentValue = clock.Now;
        await db.SaveChangesAsync();
        return result.User.Id;
    }

    /// <summary>Passkeys of one person, the oldest first.</summary>
    public async Task<IReadOnlyList<Known>> OfAsync(Guid staff)
    {
        var found = await db.UserPasskeys.AsNoTracking().Where(passkey => passkey.UserId == staff)
            .Select(passkey => new
            {
                passkey.CredentialId,
                passkey.Data.Name,
                passkey.Data.CreatedAt,
                LastUsedAt = EF.Property<DateTimeOffset?>(passkey, PasskeyMapping.LastUsedAt),
            })
            .ToListAsync();
        return
        [
            .. found.OrderBy(passkey => passkey.CreatedAt).Select(passkey => new Known(
                Convert.ToHexStringLower(passkey.CredentialId), passkey.Name ?? "Passkey", passkey.CreatedAt, passkey.LastUsedAt)),
        ];
    }

    /// <summary>Removes it; false when this person has no such passkey.</summary>
    public async Task<bool> RemoveAsync(Guid staff, string id) =>
        Key(id) is { } key
        && await db.UserPasskeys.Where(passkey => passkey.UserId == staff && passkey.CredentialId == key).ExecuteDeleteAsync() == 1;

    /// <summary>Gives it another name; false when this person has no such passkey.</summary>
    public async Task<bool> RenameAsync(Guid staff, string id, string name)
    {
        var key = Key(id);
        var passkey = key is null
            ? null
            : await db.UserPasskeys.SingleOrDefaultAsync(known => known.UserId == staff && known.CredentialId == key);
        if (passkey is null)
        {
            return false;
        }

        passkey.Data.Name = FreeText.Required(name, LongestName, "Enter a name, such as Laptop.", "Name");
        await db.SaveChangesAsync();
        return true;
    }

    private static byte[]? Key(string id)
    {
        try
        {
            return Convert.FromHexString(id);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static PasskeyUserEntity Entity(SignedInStaff staff) =>
        new() { Id = staff.Id.ToString(), Name = staff.Name, DisplayName = staff.Name };

    /// <summary>The handler meets whatever a browser, or somebody pretending to be one, sends.</summary>
    private static async Task<T?> FaultlessAsync<T>(Func<Task<T>> perform)
        where T : class
    {
        try
        {
            return await perform();
        }
        catch (Exception broken) when (broken is PasskeyException or InvalidOperationException or JsonException or FormatException
            or ArgumentException or System.Security.Cryptography.CryptographicException or System.Formats.Cbor.CborContentException)
        {
            return null;
        }
    }

    /// <summary>What was asked of this browser, once.</summary>
    private async Task<Question?> TakeQuestionAsync(HttpContext context, bool made)
    {
        var question = Cookie.Read<Question>(context);
        Cookie.Clear(context);
        if (question is null || question.Makes != made || question.State is null || clock.Now - question.At > Holds)
        {
            return null;
        }

        var old = clock.Now - (2 * Holds);
        await db.SpentChallenges.Where(spent => spent.SpentAt < old).ExecuteDeleteAsync();
        return await db.Database.ExecuteSqlAsync(
            $"insert into spent_challenges (id, spent_at) values ({question.Id}, {clock.Now}) on conflict do nothing") == 1
            ? question
            : null;
    }

    /// <param name="Id">Hexadecimal, as the page names it.</param>
    public sealed record Known(string Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt);

    private sealed record Question(Guid Id, bool Makes, Guid? Staff, string? State, DateTimeOffset At);
}

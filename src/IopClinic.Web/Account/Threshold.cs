using System.Security.Cryptography;
using System.Text.Json;
using IopClinic.Database;
using IopClinic.Domain;
using Microsoft.AspNetCore.DataProtection;

namespace IopClinic.Web.Account;

/// <summary>Somebody whose password was right and who still has to show a second factor.</summary>
/// <param name="Stamp">The account's stamp at that moment: whatever ends sessions ends this too.</param>
internal sealed record OnThreshold(Guid Staff, string Stamp, string? ReturnUrl, DateTimeOffset At);

/// <summary>
/// The state between password and second step: a sealed cookie that holds five minutes. It is no session, and opens nothing but
/// the pages of the second step.
/// </summary>
internal sealed class Threshold(IDataProtectionProvider protection, IHostEnvironment environment, ClinicDb db, ClinicClock clock)
{
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _seal = protection.CreateProtector("IopClinic.Threshold.1");

    private SealedCookie Cookie => new("clinic-step", environment, _seal);

    public void Put(HttpContext context, SignedInStaff staff, string? returnUrl) =>
        Cookie.Put(context, new OnThreshold(staff.Id.Value, staff.Stamp, returnUrl is { Length: > 500 } ? null : returnUrl, clock.Now));

    public void Clear(HttpContext context) => Cookie.Clear(context);

    /// <summary>Who stands there now; null when nobody does, or it took too long, or the account changed meanwhile.</summary>
    public async Task<(SignedInStaff Staff, string? ReturnUrl)?> FindAsync(HttpContext context)
    {
        if (Cookie.Read<OnThreshold>(context) is not { } stands || clock.Now - stands.At > Holds)
        {
            return null;
        }

        var staff = await SignedInStaff.FindAsync(db, stands.Staff, context.RequestAborted);
        return staff is not null && staff.Stamp == stands.Stamp ? (staff, stands.ReturnUrl) : null;
    }
}

/// <summary>A cookie that only this program can write and read, for a few minutes between two steps.</summary>
internal sealed class SealedCookie(string name, IHostEnvironment environment, IDataProtector seal)
{
    private readonly string _name = environment.IsDevelopment() ? name : "__Host-" + name;

    private CookieOptions Options => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        Secure = !environment.IsDevelopment(),
    };

    public void Put<T>(HttpContext context, T value) =>
        context.Response.Cookies.Append(
            _name,
            Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(seal.Protect(JsonSerializer.SerializeToUtf8Bytes(value))),
            Options);

    public void Clear(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(_name))
        {
            context.Response.Cookies.Delete(_name, Options);
        }
    }

    public T? Read<T>(HttpContext context)
        where T : class
    {
        try
        {
            return context.Request.Cookies[_name] is { Length: > 0 } kept
                ? JsonSerializer.Deserialize<T>(seal.Unprotect(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(kept)))
                : null;
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}

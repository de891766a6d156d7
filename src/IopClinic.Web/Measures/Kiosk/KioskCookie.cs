using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace IopClinic.Web.Measures.Kiosk;

/// <summary>
/// The cookie of a browser that opened a link: 256 random bits, of which only a hash is kept. It is sent to the patient's pages and to
/// no other, and is all that they accept.
/// </summary>
internal sealed class KioskCookie(IHostEnvironment environment)
{
    private const string Path = "/Kiosk";

    // A browser takes __Host- cookies for the whole site only.
    private readonly string _name = environment.IsDevelopment() ? "clinic-kiosk" : "__Secure-clinic-kiosk";

    public static string NewSecret() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a secret; null of what cannot be one.</summary>
    public static string? HashOf(string? secret) =>
        secret is { Length: 43 } ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))) : null;

    public string? HashIn(HttpRequest request) => HashOf(request.Cookies[_name]);

    public void Hand(HttpContext context, string secret) => context.Response.Cookies.Append(_name, secret, Options(context));

    public void Clear(HttpContext context) => context.Response.Cookies.Delete(_name, Options(context));

    private CookieOptions Options(HttpContext context) => new()
    {
        Path = context.Request.PathBase + Path,
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Strict,
        Secure = !environment.IsDevelopment() || context.Request.IsHttps,
    };
}

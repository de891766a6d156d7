using System.IO.Compression;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;

namespace IopClinic.Web.Account;

/// <summary>What somebody had written when their session was over: whose it is, where it goes, and the fields.</summary>
internal sealed record KeptPost(Guid Staff, string Address, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>
/// Nothing typed is lost to an expired session: the form that meets one travels, sealed, through the sign-in page and back to the
/// browser of the person who wrote it. The seal holds twelve hours and opens for that person alone. A form is kept only when it is
/// provably theirs (their old session cookie and a form token that belongs to it), so nobody can put words into their mouth.
/// </summary>
internal sealed class KeptPosts(
    IDataProtectionProvider protection, IAntiforgery antiforgery, Tickets tickets, SessionCookie cookie)
{
    private static readonly object Key = new();
    private static readonly TimeSpan Held = TimeSpan.FromHours(12);

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("IopClinic.KeptPost.1").ToTimeLimitedDataProtector();

    /// <summary>The sealed form of this request, for the sign-in page.</summary>
    public static string? Of(HttpContext context) => context.Items[Key] as string;

    /// <summary>Keeps the posted form for the sign-in page; false when there is nothing to keep, or it may not be.</summary>
    public async Task<bool> KeepAsync(HttpContext context)
    {
        var request = context.Request;
        // Larger ones are uploads: nobody has read them yet, and nobody reads them for a stranger.
        if (!request.HasFormContentType || request.ContentLength is null or > FormReading.Limit
            || request.Form.Files.Count > 0 || cookie.KeyIn(request) is not { } key
            || await tickets.OwnerOfAsync(key, context.RequestAborted) is not { } staff)
        {
            return false;
        }

        var fields = request.Form.Where(field => field.Key != FormReading.TokenField && !SecretFields.Contains(field.Key))
            .SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))
            .ToList();
        if (fields.Count == 0 || !await IsTheirsAsync(context, staff))
        {
            return false;
        }

        context.Items[Key] = Seal(new KeptPost(staff, request.PathBase + request.Path + request.QueryString, fields));
        return true;
    }

    /// <summary>What was kept, or null when the seal is broken or too old.</summary>
    public KeptPost? Open(string sealedPost)
    {
        try
        {
            using var packed = new MemoryStream(_seal.Unprotect(Convert.FromBase64String(sealedPost)));
            using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<KeptPost>(unpacked);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or JsonException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Shows the sign-in page in the place of a form that was kept, at the same address.</summary>
    public static async Task ShowSignIn(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (Of(context) is not null && !context.Response.HasStarted && context.GetEndpoint() is not null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
            context.Request.Method = HttpMethods.Get;
            context.Request.Path = "/Account/SignIn";
            context.Request.QueryString = QueryString.Empty;
            await next(context);
        }
    }

    private string Seal(KeptPost post)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(packing, post);
        }

        return Convert.ToBase64String(_seal.Protect(packed.ToArray(), Held));
    }

    private async Task<bool> IsTheirsAsync(HttpContext context, Guid staff)
    {
        var now = context.User;
        try
        {
            // A form token belongs to a person by this claim.
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, staff.ToString())], SignedInStaff.Scheme));
            return await antiforgery.IsRequestValidAsync(context);
        }
        finally
        {
            context.User = now;
        }
    }
}

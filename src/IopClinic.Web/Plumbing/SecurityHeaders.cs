using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// The headers that every answer carries, errors and files included. They are written when the answer starts, because error
/// handling throws away what was set before; and this stands in front of everything else, even of the check of the host name.
/// </summary>
internal sealed class SecurityHeaders(IHostEnvironment environment) : IStartupFilter
{
    private const string NoDevices =
        "accelerometer=(), ambient-light-sensor=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), encrypted-media=(), "
        + "fullscreen=(self), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), "
        + "payment=(), picture-in-picture=(), publickey-credentials-get=(self), screen-wake-lock=(self), serial=(), usb=(), "
        + "xr-spatial-tracking=()";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            context.TraceIdentifier = RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstvwxyz", 12);
            context.Response.OnStarting(Write, context);
            return following(context);
        });
        next(app);
    };

    private Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{context.ScriptNonce()}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = NoDevices;
        if (!environment.IsDevelopment() && context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        // Files from wwwroot say otherwise (StaticFiles); whatever else leaves here may be about a patient.
        if (!StaticFiles.Served(context))
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}

/// <summary>The number that proves to the browser that a script is ours; 128 random bits per request.</summary>
internal static class Nonce
{
    private static readonly object Key = new();

    public static string ScriptNonce(this HttpContext context)
    {
        if (context.Items[Key] is not string nonce)
        {
            context.Items[Key] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        }

        return nonce;
    }
}

/// <summary>Puts the nonce on every script of a page.</summary>
[HtmlTargetElement("script")]
public sealed class NonceTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Attributes.SetAttribute("nonce", ViewContext.HttpContext.ScriptNonce());
    }
}

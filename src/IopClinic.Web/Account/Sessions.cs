using System.Security.Claims;
using IopClinic.Database;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>
/// A session is a sealed cookie of at most twelve hours, and every request asks the database whether it still holds: who left,
/// lost a role or changed the password is somebody else, or nobody, from the next request on.
/// </summary>
internal sealed class Sessions(ClinicDb db, KeptPosts kept) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // An error page must not need the database that may have caused it; it shows nothing but the frame.
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            return;
        }

        var staff = SignedInStaff.IdOf(context.Principal) is { } id
            ? await SignedInStaff.FindAsync(db, id, context.HttpContext.RequestAborted)
            : null;
        if (staff is null || !staff.Continues(context.Principal!))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SignedInStaff.Scheme);
            return;
        }

        staff.ActIn(context.HttpContext);
        context.ReplacePrincipal(staff.ToPrincipal(context.Principal!.FindFirstValue(SignInMethods.Claim) ?? SignInMethods.Password));
    }

    /// <summary>Somebody unknown wants a page.</summary>
    public override async Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (http, request) = (context.HttpContext, context.Request);
        if (Fetched.By(request))
        {
            if (http.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (HttpMethods.IsPost(request.Method))
        {
            if (!await kept.KeepAsync(http))
            {
                context.Response.Redirect(request.PathBase + "/Account/SignIn");
            }
        }
        else
        {
            var back = QueryString.Create("returnUrl", request.Path + request.QueryString);
            context.Response.Redirect(request.PathBase + "/Account/SignIn" + back);
        }
    }

    /// <summary>What somebody may not see does not exist.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public static void AddTo(IServiceCollection services, IHostEnvironment environment)
    {
        // A browser takes __Host- cookies over https only; Development answers on plain http to this machine.
        var overHttps = !environment.IsDevelopment();
        services.AddScoped<Sessions>();
        services.AddScoped<KeptPosts>();
        services.AddAuthentication(SignedInStaff.Scheme).AddCookie(SignedInStaff.Scheme, options =>
        {
            options.EventsType = typeof(Sessions);
            options.LoginPath = "/Account/SignIn";
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = false;
            Name(options.Cookie, "clinic", overHttps);
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddAntiforgery(options =>
        {
            Name(options.Cookie, "clinic-form", overHttps);
            options.Cookie.SameSite = SameSiteMode.Strict;
            // Our own headers say more (frame-ancestors 'none').
            options.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<CookieTempDataProviderOptions>(options => Name(options.Cookie, "clinic-toast", overHttps));
    }

    private static void Name(CookieBuilder cookie, string name, bool overHttps)
    {
        cookie.Name = overHttps ? "__Host-" + name : name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SecurePolicy = overHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}

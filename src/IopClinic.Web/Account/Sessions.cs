using System.Security.Claims;
using System.Text.Encodings.Web;
using IopClinic.Database;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace IopClinic.Web.Account;

/// <summary>
/// Signs people in and out, and knows them again. A session is a row in the database (<see cref="Tickets"/>) and its random key in
/// a cookie; every request asks the database whether it still holds: who left, changed role, site or password, or was idle too long,
/// is nobody from the next request on, and a cookie copied before that is worth nothing.
/// </summary>
internal sealed class Sessions(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, Tickets tickets, SessionCookie cookie,
    KeptPosts kept, ClinicDb db)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    /// <summary>What a page asks by itself, with nobody at the keyboard, says so in this header and keeps no session alive.</summary>
    public const string BackgroundHeader = "X-Background";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // An error page must not need the database that may have caused it; it shows nothing but the frame.
        if (Context.Features.Get<IExceptionHandlerFeature>() is not null || cookie.KeyIn(Request) is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        // A database that is away is a fault and never an open door: the exception passes.
        if (await tickets.FindAsync(key, !Request.Headers.ContainsKey(BackgroundHeader), Context.RequestAborted) is not var (ticket, staff))
        {
            return AuthenticateResult.NoResult();
        }

        if (FormReading.IsLeftToPage(Context))
        {
            // Nobody waits for a connection that waits for somebody's upload.
            await db.GiveBackAsync();
        }

        ticket.Carry(Context);
        staff.ActIn(Context);
        return AuthenticateResult.Success(new AuthenticationTicket(staff.ToPrincipal(ticket.Method), Scheme.Name));
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var staff = SignedInStaff.From(user);
        var method = user.FindFirstValue(SignInMethods.Claim) ?? Ticket.Of(Context)?.Method ?? SignInMethods.Password;
        // Always a new key: one that was planted in this browser before the sign-in must not become the key of a session.
        var (key, ticket) = await tickets.BeginAsync(
            staff, method, Ticket.Of(Context), Context.Connection.RemoteIpAddress, Request.Headers.UserAgent);
        ticket.Carry(Context);
        cookie.Hand(Response, key);
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        if (Ticket.Of(Context) is { } ticket)
        {
            await tickets.EndAsync(new(ticket.StaffId), ticket.Id, EndedBecause.SignedOut);
        }

        cookie.Clear(Response);
    }

    /// <summary>Somebody unknown wants a page.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Fetched.By(Request))
        {
            if (Context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (HttpMethods.IsPost(Request.Method))
        {
            if (!await kept.KeepAsync(Context))
            {
                Response.Redirect(Request.PathBase + "/Account/SignIn");
            }
        }
        else
        {
            var back = QueryString.Create("returnUrl", Request.Path + Request.QueryString);
            Response.Redirect(Request.PathBase + "/Account/SignIn" + back);
        }
    }

    /// <summary>What somebody may not see does not exist.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public static void AddTo(IServiceCollection services, IHostEnvironment environment)
    {
        var overHttps = !environment.IsDevelopment();
        services.AddSingleton(provider =>
            provider.GetRequiredService<IConfiguration>().GetSection("Sessions").Get<SessionLimits>() ?? new SessionLimits());
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<Measures.Kiosk.KioskCookie>();
        services.AddScoped<Tickets>();
        services.AddScoped<Confirmations>();
        services.AddScoped<KeptPosts>();
        services.AddAuthentication(SignedInStaff.Scheme)
            .AddScheme<AuthenticationSchemeOptions, Sessions>(SignedInStaff.Scheme, configureOptions: null);
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
        cookie.Name = SessionCookie.NameOf(name, overHttps);
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SecurePolicy = overHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}

using System.Security.Claims;
using System.Security.Cryptography;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>A page before the door: where a sign-in may be completed, whichever way it came.</summary>
public abstract class DoorPage : ClinicPage
{
    /// <summary>What was typed before the session ended, once its author is back.</summary>
    internal KeptPost? Unsent { get; private set; }

    /// <summary>Lets the rest of this request's work be theirs.</summary>
    private protected Task ActAsAsync(SignedInStaff staff)
    {
        staff.ActIn(HttpContext);
        return this.The<ClinicDb>().SayWhoAsync(HttpContext.RequestAborted);
    }

    /// <summary>Writes the sign-in down, and begins the session with the answer.</summary>
    /// <param name="staff">Who has proved to be who they are.</param>
    /// <param name="method">How (<see cref="SignInMethods"/>).</param>
    /// <param name="kept">What they sent when their last session had ended, sealed.</param>
    /// <param name="returnUrl">Where they wanted to go.</param>
    private protected async Task<IActionResult> LetInAsync(SignedInStaff staff, string method, string? kept, string? returnUrl)
    {
        var db = this.The<ClinicDb>();
        await ActAsAsync(staff);
        db.RecordAct(AuditAction.SignIn, "StaffAccount", staff.Id.ToString());
        await db.SaveChangesAsync(HttpContext.RequestAborted);

        if (kept is { Length: > 0 })
        {
            Unsent = this.The<KeptPosts>().Open(kept) is { } post && post.Staff == staff.Id.Value ? post : null;
            if (Unsent is not null)
            {
                return new PageInNewSession(staff, method) { ViewData = ViewData };
            }

            Toast("What was typed before belongs to another person or is too old, and was put away.");
            return new GoInNewSession("/", staff, method);
        }

        return new GoInNewSession(Url.IsLocalUrl(returnUrl) ? returnUrl : "/", staff, method);
    }
}

internal static class Parts
{
    /// <summary>A part of the program that is not public enough to stand in a page's constructor.</summary>
    public static T The<T>(this PageModel page)
        where T : notnull => page.HttpContext.RequestServices.GetRequiredService<T>();

    /// <summary>Ends every session of the person who is signed in, and goes on here with a new one.</summary>
    public static async Task<IActionResult> OnlyThisSessionAsync(this PageModel page, string address)
    {
        var me = SignedInStaff.IdOf(page.User)!.Value;
        var db = page.The<ClinicDb>();
        await db.EndSessionsAsync(me, page.The<ClinicClock>().Now, EndedBecause.FactorsChanged);
        var staff = (await SignedInStaff.FindAsync(db, me, page.HttpContext.RequestAborted))!;
        return new GoInNewSession(address, staff, page.User.FindFirstValue(SignInMethods.Claim) ?? SignInMethods.Password);
    }

    /// <summary>Ends every session of this person, and with a new stamp whatever else began with the old one, such as a second step.</summary>
    public static Task<int> EndSessionsAsync(this ClinicDb db, Guid staff, DateTimeOffset now, string reason)
    {
        var stamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        return db.Database.ExecuteSqlAsync(
            $"""
            with ended as (
              update sign_in_tickets set ended_at = {now}, ended_reason = {reason}
              where staff_id = {staff} and (ended_at is null or ended_at > {now}))
            update staff_accounts set security_stamp = {stamp} where id = {staff}
            """);
    }
}

/// <summary>
/// Begins a session when the answer is written: what the handler did is stored by then, and a session needs no connection of the
/// handler's. Also for somebody whose sessions have all just ended, to go on with a new one here.
/// </summary>
internal static class NewSession
{
    public static async Task BeginAsync(HttpContext context, SignedInStaff staff, string method)
    {
        var services = context.RequestServices;
        // Whatever changed the account changed its stamp, and the session must hold the new one.
        var now = await SignedInStaff.FindAsync(services.GetRequiredService<ClinicDb>(), staff.Id.Value, context.RequestAborted) ?? staff;
        var principal = now.ToPrincipal(method);
        await context.SignInAsync(SignedInStaff.Scheme, principal);
        services.GetRequiredService<Threshold>().Clear(context);
        await services.GetRequiredService<PasswordCheck>().ForgetAttemptsAsync(staff.Id.Value);
        // What the answer holds, its form token first of all, belongs to the session that begins now.
        context.User = principal;
    }
}

/// <summary>A redirect that begins a session.</summary>
internal sealed class GoInNewSession(string address, SignedInStaff staff, string method) : LocalRedirectResult(address)
{
    public override async Task ExecuteResultAsync(ActionContext context)
    {
        await NewSession.BeginAsync(context.HttpContext, staff, method);
        await base.ExecuteResultAsync(context);
    }
}

/// <summary>A page that begins a session.</summary>
internal sealed class PageInNewSession(SignedInStaff staff, string method) : PageResult
{
    public override async Task ExecuteResultAsync(ActionContext context)
    {
        await NewSession.BeginAsync(context.HttpContext, staff, method);
        await base.ExecuteResultAsync(context);
    }
}

using System.Reflection;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Account;

/// <summary>
/// The page or handler acts only for somebody who proved within the last minutes (<see cref="SessionLimits.Confirmation"/>) who they
/// are. A form asks with <c>&lt;confirm-factor /&gt;</c> in place; an address that is opened leads over /Account/Confirm.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsConfirmationAttribute : Attribute;

/// <summary>Asks the person before the screen once more who they are, unless they have said so just now.</summary>
internal sealed class Confirmations(
    Tickets tickets, SessionCookie cookie, SessionLimits limits, ClinicClock clock, PasswordCheck passwords)
{
    /// <summary>The name of the password field; not one of any form, because it belongs to none.</summary>
    public const string Field = "Confirm.Password";

    private const string Enter = "Enter your password to confirm that it is you.";
    private const string Touch = "Confirm with your passkey that it is you.";
    private const string Wrong = "That is not your password. Nothing is saved.";

    /// <summary>True when this handler may act only for somebody who proved just now who they are.</summary>
    public static bool AreNeededFor(PageHandlerExecutingContext context) =>
        context.HandlerMethod?.MethodInfo.IsDefined(typeof(NeedsConfirmationAttribute)) == true
        || context.HandlerInstance.GetType().IsDefined(typeof(NeedsConfirmationAttribute));

    /// <summary>True when the person has to prove now who they are.</summary>
    public static bool AreAsked(PageHandlerExecutingContext context) => AreNeededFor(context) && !Of(context).IsFresh(context.HttpContext);

    public bool IsFresh(HttpContext context) => Ticket.Of(context)?.IsConfirmed(limits, clock.Now) == true;

    /// <summary>
    /// Judges the password sent along with a form. What is refused stands in the page's model state beside its field; a form that is
    /// refused for something else as well is not a reason to count an attempt.
    /// </summary>
    public static async Task JudgeAsync(PageHandlerExecutingContext context)
    {
        if (!AreAsked(context))
        {
            return;
        }

        var sent = context.HttpContext.Request.HasFormContentType ? context.HttpContext.Request.Form[Field] : default;
        if (sent.Count != 1 || string.IsNullOrEmpty(sent[0]))
        {
            context.ModelState.AddModelError(Field, Ticket.Of(context.HttpContext) is { HasPassword: false } ? Touch : Enter);
        }
        else if (context.ModelState.IsValid && !await Of(context).ConfirmAsync(context.HttpContext, sent[0]!))
        {
            context.ModelState.AddModelError(Field, Wrong);
        }
    }

    /// <summary>Where an address leads that is opened too long after the last proof; null when it may be opened.</summary>
    public static IActionResult? Detour(PageHandlerExecutingContext context)
    {
        var request = context.HttpContext.Request;
        return AreAsked(context)
            ? new RedirectToPageResult("/Account/Confirm", new { returnUrl = request.Path + request.QueryString })
            : null;
    }

    private static Confirmations Of(PageHandlerExecutingContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<Confirmations>();

    /// <summary>Proves who they are with their password: from now on, and under a new key.</summary>
    public async Task<bool> ConfirmAsync(HttpContext context, string password)
    {
        if (Ticket.Of(context) is not { } ticket || password.Length > PasswordRules.Longest
            || TypedText.Fault(password, manyLines: false) is not null
            || !await passwords.IsRightAsync(new Id<StaffMember>(ticket.StaffId), TypedText.Tidy(password, manyLines: false, trim: false)))
        {
            return false;
        }

        await RenewAsync(context);
        return true;
    }

    /// <summary>The person of this request has just proved who they are.</summary>
    public async Task RenewAsync(HttpContext context)
    {
        var (key, ticket) = await tickets.ConfirmAsync(Ticket.Of(context)!);
        ticket.Carry(context);
        if (key.Length > 0)
        {
            cookie.Hand(context.Response, key);
        }
    }
}

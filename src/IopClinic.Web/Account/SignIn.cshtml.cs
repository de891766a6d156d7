using System.ComponentModel.DataAnnotations;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace IopClinic.Web.Account;

[AllowAnonymous]
[EachTimeAnew]
[RequestSizeLimit(3 * FormReading.Limit)]
[SignedInElsewhere]
public sealed class SignInPage(ClinicDb db, PasswordCheck passwords, IServiceProvider services) : ClinicPage
{
    /// <summary>One sentence for every refusal: it does not tell who has an account, nor which part was wrong.</summary>
    private const string NotSignedIn =
        "That did not work. Check the name and the password. After several wrong tries sign-in waits some minutes.";

    [BindProperty]
    public SignInForm Form { get; set; } = new();

    /// <summary>What was typed before the session ended, once its author is back.</summary>
    internal KeptPost? Unsent { get; private set; }

    public IActionResult OnGet(string? returnUrl)
    {
        if (KeptPosts.Of(HttpContext) is { } kept)
        {
            Form.Kept = kept;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        if (User.Identity?.IsAuthenticated == true)
        {
            return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
        }

        Form.ReturnUrl = returnUrl;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var id = await passwords.SignInAsync(Form.Name, Form.Password);
        var staff = id is null ? null : await SignedInStaff.FindAsync(db, id.Value, HttpContext.RequestAborted);
        if (staff is null)
        {
            throw new RuleViolation(NotSignedIn);
        }

        var principal = staff.ToPrincipal();
        await HttpContext.SignInAsync(SignedInStaff.Scheme, principal);
        staff.ActIn(HttpContext);
        await db.SayWhoAsync(HttpContext.RequestAborted);
        db.RecordAct(AuditAction.SignIn, "StaffAccount", staff.Id.ToString());
        await db.SaveChangesAsync(HttpContext.RequestAborted);

        if (Form.Kept is { Length: > 0 } kept)
        {
            var post = services.GetRequiredService<KeptPosts>().Open(kept);
            if (post?.Staff == staff.Id.Value)
            {
                // The form token below must belong to the session that begins now.
                HttpContext.User = principal;
                Unsent = post;
                return Page();
            }

            Toast("What was typed before belongs to another person or is too old, and was put away.");
            return LocalRedirect("/");
        }

        return LocalRedirect(Url.IsLocalUrl(Form.ReturnUrl) ? Form.ReturnUrl : "/");
    }

    public sealed class SignInForm
    {
        public string Name { get; set; } = "";

        [DataType(DataType.Password)]
        public string Password { get; set; } = "";

        public string? ReturnUrl { get; set; }

        /// <summary>The sealed text of an ended session (<see cref="KeptPosts"/>).</summary>
        public string? Kept { get; set; }

        public sealed class Validator : AbstractValidator<SignInForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).NotEmpty().WithMessage("Enter your name or e-mail address.").MaximumLength(254);
                RuleFor(form => form.Password).NotEmpty().WithMessage("Enter your password.").MaximumLength(PasswordRules.Longest);
                RuleFor(form => form.ReturnUrl).MaximumLength(2000);
            }
        }
    }

    /// <summary>
    /// The sign-in page of a second tab, after the first one signed in: its form token is of no use any more, and there is nothing
    /// left to do on it.
    /// </summary>
    [AttributeUsage(AttributeTargets.Class)]
    private sealed class SignedInElsewhereAttribute : Attribute, IAlwaysRunResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
            if (context.Result is IAntiforgeryValidationFailedResult && context.HttpContext.User.Identity?.IsAuthenticated == true)
            {
                context.Result = new LocalRedirectResult("/");
            }
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }
}

using System.ComponentModel.DataAnnotations;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.RateLimiting;

namespace IopClinic.Web.Account;

[AllowAnonymous]
[EachTimeAnew]
[RequestSizeLimit(3 * FormReading.Limit)]
[SignedInElsewhere]
[EnableRateLimiting(Limits.Door)]
public sealed class SignInPage(ClinicDb db, PasswordCheck passwords) : DoorPage, IProveFirst
{
    /// <summary>One sentence for every refusal: it does not tell who has an account, nor which part was wrong.</summary>
    private const string NotSignedIn =
        "That did not work. Check the name and the password. After several wrong tries sign-in waits some minutes.";

    private const string NoPasskey = "That passkey did not open the clinic. Try it again, or sign in with your password.";

    [BindProperty]
    public SignInForm Form { get; set; } = new();

    [BindProperty]
    public PasskeyForm Passkey { get; set; } = new();

    [BindProperty]
    public AgainForm Again { get; set; } = new();

    private SignedInStaff? _staff;

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

    async Task IProveFirst.ProveAsync(string? handler)
    {
        if (handler is nameof(Again))
        {
            return;
        }

        var id = handler is nameof(Passkey)
            ? await this.The<Passkeys>().AnsweredAsync(HttpContext, Passkey.Answer)
            : await passwords.SignInAsync(Form.Name, Form.Password);
        _staff = id is null ? null : await SignedInStaff.FindAsync(db, id.Value, HttpContext.RequestAborted);
        if (_staff is null)
        {
            if (handler is nameof(Passkey))
            {
                db.Actor.Refuse("Passkey");
            }

            Form.ReturnUrl ??= Passkey.ReturnUrl;
            Form.Kept ??= Passkey.Kept;
            throw new RuleViolation(handler is nameof(Passkey) ? NoPasskey : NotSignedIn);
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var staff = _staff!;
        var ways = await this.The<SecondFactors>().OfAsync(staff.Id.Value);
        if (!this.The<SignInPolicy>().RequireSecondFactor && !ways.HasSecondFactor)
        {
            return await LetInAsync(staff, SignInMethods.Password, Form.Kept, Form.ReturnUrl);
        }

        this.The<Threshold>().Put(HttpContext, staff, Form.ReturnUrl);
        if (Form.Kept is { Length: > 0 })
        {
            // What was typed travels in forms: an address could not hold it.
            GoesOn = ways.HasSecondFactor ? "/Account/SecondStep" : "/Account/Enroll";
            return Page();
        }

        return RedirectToPage(ways.HasSecondFactor ? "/Account/SecondStep" : "/Account/Enroll");
    }

    public Task<IActionResult> OnPostPasskeyAsync() => LetInAsync(_staff!, SignInMethods.Passkey, Passkey.Kept, Passkey.ReturnUrl);

    /// <summary>Back from a second step that took too long, with what was typed.</summary>
    public IActionResult OnPostAgain()
    {
        Form.Kept = Again.Kept;
        return Page();
    }

    /// <summary>The page of the second step, when text has to be carried there.</summary>
    internal string? GoesOn { get; private set; }

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

    /// <summary>What a passkey answered (<c>passkeys.js</c>).</summary>
    public sealed class PasskeyForm
    {
        public string Answer { get; set; } = "";

        public string? ReturnUrl { get; set; }

        public string? Kept { get; set; }

        public sealed class Validator : AbstractValidator<PasskeyForm>
        {
            public Validator()
            {
                RuleFor(form => form.Answer).NotEmpty().WithMessage(NoPasskey)
                    .MaximumLength(Passkeys.LongestAnswer).WithMessage(NoPasskey);
                RuleFor(form => form.ReturnUrl).MaximumLength(2000);
            }
        }
    }

    public sealed class AgainForm
    {
        public string? Kept { get; set; }

        public sealed class Validator : AbstractValidator<AgainForm>;
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

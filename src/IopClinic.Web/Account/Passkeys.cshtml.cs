using FluentValidation;
using IopClinic.Database;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace IopClinic.Web.Account;

/// <summary>
/// What <c>passkeys.js</c> asks before the browser asks its person. Answers are JSON; the questions are forms with the form token,
/// like everything else that is posted here.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(Limits.Questions)]
public sealed class PasskeysPage(ClinicDb db) : ClinicPage, IProveFirst
{
    private bool _right;

    [BindProperty]
    public AssertForm Assert { get; set; } = new();

    /// <summary>It answers scripts; there is no form to show.</summary>
    protected internal override IActionResult? InsteadOfForm => BadRequest();

    /// <summary>What to ask of a passkey: of this person's where it is known who it is, else of any.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostOptionsAsync()
    {
        var staff = SignedInStaff.IdOf(User) ?? (await this.The<Threshold>().FindAsync(HttpContext))?.Staff.Id.Value;
        return Json(await this.The<Passkeys>().AskToUseAsync(HttpContext, staff));
    }

    /// <summary>What a new passkey needs: for who is signed in, stands before the second step, or was invited.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostNewOptionsAsync(string? key)
    {
        var staff = SignedInStaff.IdOf(User) is { } id && string.IsNullOrEmpty(key)
            ? await SignedInStaff.FindAsync(db, id, HttpContext.RequestAborted)
            : string.IsNullOrEmpty(key)
                ? (await this.The<Threshold>().FindAsync(HttpContext))?.Staff
                : await this.The<Invitations>().FindAsync(key, HttpContext.RequestAborted);
        return staff is null
            ? Sentence("This took too long, or the link was used. Open the page again.")
            : Json(await this.The<Passkeys>().AskToMakeAsync(HttpContext, staff));
    }

    async Task IProveFirst.ProveAsync(string? handler)
    {
        if (handler is nameof(Assert) && SignedInStaff.IdOf(User) is { } me)
        {
            _right = await this.The<Passkeys>().AnsweredAsync(HttpContext, Assert.Answer, me) == me;
            if (_right)
            {
                await this.The<Confirmations>().RenewAsync(HttpContext);
            }
            else
            {
                db.Actor.Refuse("Passkey", me.ToString());
            }
        }
    }

    /// <summary>The person who is signed in proves with a passkey that it is still them: for the next minutes nothing else is asked.</summary>
    public IActionResult OnPostAssert() =>
        _right ? Json("""{"confirmed":true}""") : Sentence("That passkey did not work. Try it again, or use your password.");

    private static ContentResult Json(string json) => new() { Content = json, ContentType = "application/json" };

    private static JsonResult Sentence(string sentence) => new(new { sentence }) { StatusCode = StatusCodes.Status422UnprocessableEntity };

    public sealed class AssertForm
    {
        public string Answer { get; set; } = "";

        public sealed class Validator : AbstractValidator<AssertForm>
        {
            public Validator() => RuleFor(form => form.Answer).NotEmpty().MaximumLength(Passkeys.LongestAnswer);
        }
    }
}

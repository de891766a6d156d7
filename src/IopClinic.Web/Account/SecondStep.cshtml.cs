using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace IopClinic.Web.Account;

/// <summary>After the password: the number of the app, a recovery code, or a passkey.</summary>
[AllowAnonymous]
[RequestSizeLimit(3 * FormReading.Limit)]
[EnableRateLimiting(Limits.Door)]
public sealed class SecondStepPage(ClinicDb db, PasswordCheck passwords) : DoorPage, IProveFirst
{
    private const string Wrong =
        "That did not work. Each number is good once: wait for the next one. After several wrong tries this step waits some minutes.";

    private const string NoPasskey = "That passkey did not work. Try it again, or use another way.";

    private SignedInStaff? _staff;
    private string? _returnUrl;
    private string _method = SignInMethods.PasswordAndCode;

    [BindProperty]
    public CodeForm Form { get; set; } = new();

    [BindProperty]
    public PasskeyForm Passkey { get; set; } = new();

    [BindProperty]
    public BeginForm Begin { get; set; } = new();

    internal WaysIn Ways { get; private set; } = new(false, 0, false, 0);

    /// <summary>The password was right too long ago, or the account changed since.</summary>
    internal bool IsOver { get; private set; }

    public override async Task LoadAsync()
    {
        await FindAsync();
        Form.Kept ??= Passkey.Kept ?? Begin.Kept;
        IsOver = _staff is null;
        Ways = _staff is null ? Ways : await this.The<SecondFactors>().OfAsync(_staff.Id.Value);
    }

    protected internal override IActionResult? InsteadOfForm => IsOver ? RedirectToPage("/Account/SignIn") : null;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return IsOver || !Ways.HasSecondFactor ? RedirectToPage("/Account/SignIn") : Page();
    }

    async Task IProveFirst.ProveAsync(string? handler)
    {
        await FindAsync();
        if (_staff is null || handler is nameof(Begin))
        {
            return;
        }

        var id = _staff.Id.Value;
        if (handler is nameof(Passkey))
        {
            _method = SignInMethods.Passkey;
            RefuseUnless(await this.The<Passkeys>().AnsweredAsync(HttpContext, Passkey.Answer, id) == id, null, NoPasskey);
            return;
        }

        var factors = this.The<SecondFactors>();
        var isNumber = Form.Code.All(sign => char.IsAsciiDigit(sign) || sign is ' ' or '-')
            && Form.Code.Count(char.IsAsciiDigit) == TimedCode.Digits;
        _method = isNumber ? SignInMethods.PasswordAndCode : SignInMethods.RecoveryCode;
        var right = await passwords.SecondStepAsync(
            id, () => isNumber ? factors.UseAppAsync(id, Form.Code) : factors.UseCodeAsync(id, Form.Code));
        RefuseUnless(right, nameof(Form.Code), Wrong);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (_staff is null)
        {
            return await OverAsync();
        }

        if (_method == SignInMethods.RecoveryCode)
        {
            await ActAsAsync(_staff);
            db.RecordAct(AuditAction.Remove, "RecoveryCode", _staff.Id.ToString());
            var left = (await this.The<SecondFactors>().OfAsync(_staff.Id.Value)).RecoveryCodes;
            Toast(left switch
            {
                0 => "That was your last recovery code. Make new ones under Ways to sign in.",
                1 => "One recovery code is left. Make new ones under Ways to sign in.",
                _ => $"{left} recovery codes are left.",
            });
        }

        return await LetInAsync(_staff, _method, Form.Kept, _returnUrl);
    }

    public async Task<IActionResult> OnPostPasskeyAsync() =>
        _staff is null ? await OverAsync() : await LetInAsync(_staff, _method, Passkey.Kept, _returnUrl);

    /// <summary>Comes from the sign-in page with what was typed before.</summary>
    public async Task<IActionResult> OnPostBeginAsync()
    {
        await LoadAsync();
        return IsOver ? await OverAsync() : Page();
    }

    private async Task<IActionResult> OverAsync()
    {
        await LoadAsync();
        if (Form.Kept is null)
        {
            return RedirectToPage("/Account/SignIn");
        }

        IsOver = true;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }

    private async Task FindAsync()
    {
        if (await this.The<Threshold>().FindAsync(HttpContext) is var (staff, returnUrl))
        {
            (_staff, _returnUrl) = (staff, returnUrl);
        }
    }

    private void RefuseUnless(bool right, string? field, string sentence)
    {
        if (!right)
        {
            db.Actor.Refuse("SecondStep", _staff!.Id.ToString());
            throw new RuleViolation(sentence, field);
        }
    }

    public sealed class CodeForm
    {
        public string Code { get; set; } = "";

        public string? Kept { get; set; }

        public sealed class Validator : AbstractValidator<CodeForm>
        {
            public Validator() => RuleFor(form => form.Code)
                .NotEmpty().WithMessage("Enter the six digits that your app shows, or a recovery code.")
                .MaximumLength(40).WithMessage("A number has six digits, a recovery code twelve letters and digits.");
        }
    }

    public sealed class PasskeyForm
    {
        public string Answer { get; set; } = "";

        public string? Kept { get; set; }

        public sealed class Validator : AbstractValidator<PasskeyForm>
        {
            public Validator() => RuleFor(form => form.Answer)
                .NotEmpty().WithMessage(NoPasskey).MaximumLength(Passkeys.LongestAnswer).WithMessage(NoPasskey);
        }
    }

    public sealed class BeginForm
    {
        public string? Kept { get; set; }

        public sealed class Validator : AbstractValidator<BeginForm>;
    }
}
